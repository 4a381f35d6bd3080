import Foundation
import MAG
import Testing

@testable import MAGReport

@Suite("Reports as values") struct ReportTests {
  private func alignment(_ entries: [String], _ name: String = "a.json") throws -> Evidence {
    try Toys.evidence(Toys.document("mag.alignment/1", entries), name)
  }

  /// The table with a caption that begins so.
  private func table(_ caption: String, in report: Report) throws -> ReportTable {
    try #require(
      report.sections.flatMap(\.blocks).compactMap { block -> ReportTable? in
        if case .table(let table) = block { table } else { nil }
      }.first { $0.caption.hasPrefix(caption) })
  }

  @Test("tables hold the numbers of the documents")
  func tables_numbers_areTheDocuments() throws {
    let report = try Toys.report()
    let cosines = try table("On-manifold cosine", in: report)
    #expect(
      cosines.rows[0].cells.map(\.text)
        == ["one", "3", "0.7000", "0.7000", "0.1000", "0.6100", "0.6500", "0.7500", "0.7900", "1"])
    let crossings = try table("Boundary crossings", in: report)
    // arcsin 0.6 is 36.87°.
    #expect(
      crossings.rows[1].cells.map(\.text)
        == [
          "two", "1", "17.46°", "17.46°", "17.46°", "17.46°", "17.46°", "36.87°", "0.6000",
          "0.5000",
        ])
    let accuracy = try table("Accuracy under attack", in: report)
    #expect(accuracy.columns.map(\.title) == ["model", "attack", "0", "0.1", "0.2"])
    #expect(accuracy.rows[1].cells.map(\.text) == ["one", "PGD-40", "0.900", "0.800", "0.200"])
    // Wilson's interval of 80 of 100 (Agresti & Coull 1998 give its formula).
    #expect(accuracy.rows[1].cells[3].details == ["0.711–0.867"])
    let overview = try table("Each model", in: report)
    #expect(overview.rows[0].cells.map(\.text) == ["one", "0.9000", "0.700", "17.5°", "0.800"])
    #expect(report.models == ["one", "two"] && report.title == "Manifold alignment of one and two")
  }

  @Test("figures are drawn from measurements unless a data file shows the same models")
  func figures_given_replaceDrawn() throws {
    let measured = try alignment([Toys.entry(Toys.alignment())])
    #expect(try Report([measured]).figures.map(\.id) == ["figure-1"])
    let given = try Toys.evidence(
      Figure1(models: [Figure1.Model(name: "toy", cosines: [0.5, 0.6])]).json(), "mine.json")
    #expect(try Report([measured, given]).figures.map(\.id) == ["mine"])
    let other = try Toys.evidence(
      Figure1(models: [Figure1.Model(name: "other", cosines: [0.5, 0.6])]).json(), "figure-1.json")
    #expect(try Report([measured, other]).figures.map(\.id) == ["figure-1", "figure-1-2"])
  }

  @Test("crossings on and off the manifold stand apart")
  func crossings_kinds_standApart() throws {
    typealias Crossing = DecompositionFigure.Crossing
    let inside = Crossing(angleDegrees: 30, alignment: 1, inManifoldCosine: 0.5)
    let outside = Crossing(
      angleDegrees: 90, alignment: 0.5, directionAlignment: 0.5, onManifoldTerm: 0.75,
      offManifoldTerm: 0.25)
    let figure = DecompositionFigure(
      paths: "two paths",
      models: [DecompositionFigure.Model(name: "m", crossings: [inside, outside])])
    let rows = try table("Boundary", in: Report([Toys.evidence(figure.json())])).rows
    #expect(rows.map { $0.cells[2].text } == ["30.00°", "90.00°"])
    #expect(rows.map { $0.cells[7].text } == ["90.00°", "–"])
    #expect(rows.map { $0.cells[0].details } == [["paths in the span"], ["paths that leave it"]])
  }

  @Test("checkpoints of different inputs or classes are refused by file and number")
  func checkpoints_sizes_mustAgree() throws {
    let first = Toys.entry("a.pt", sha256: "1", Toys.alignment())
    for (other, what) in [
      (
        Toys.entry("b.pt", sha256: "2", inputs: 9, Toys.alignment()),
        "a.pt has 4 inputs and b.pt has 9"
      ),
      (
        Toys.entry("b.pt", sha256: "2", classes: 3, Toys.alignment()),
        "a.pt has 2 classes and b.pt has 3"
      ),
    ] {
      let found = refusal {
        _ = try Report([alignment([first]), alignment([other], "b.json")])
      }
      #expect(found?.kind == .badData && found?.text.hasPrefix(what) == true)
    }
  }

  @Test("one measurement of one checkpoint in two files is refused, whatever it is called")
  func checkpoint_measuredTwice_isRefused() throws {
    let found = refusal {
      _ = try Report([
        alignment([Toys.entry("a.pt", Toys.alignment())]),
        alignment([Toys.entry("b.pt", Toys.alignment())], "b.json"),
      ])
    }
    #expect(found?.kind == .badData)
    #expect(found?.text == "a.json and b.json both hold the alignment of b.pt; name one of them.")
    #expect(refusal { _ = try Report([]) }?.kind == .noInput)
  }

  @Test("checkpoints whose files are called the same are named by their paths")
  func names_repeated_arePaths() throws {
    let report = try Report([
      alignment([
        Toys.entry("x/m.pt", sha256: "1", Toys.alignment()),
        Toys.entry("y/m.pt", sha256: "2", Toys.alignment()),
        Toys.entry("z.pt", sha256: "33333333", Toys.alignment()),
      ])
    ])
    #expect(report.models == ["x/m.pt", "y/m.pt", "z"])
  }

  @Test("a figure's command line is shown as a shell reads it")
  func commands_provenance_isShown() throws {
    let provenance = Provenance(
      command: ["mag", "align", "my model.pt", "--data", "it's"], configuration: .null, seed: 0,
      images: nil, manifoldDigest: nil, checkpoints: [])
    let figure = Figure1(models: [Figure1.Model(name: "a", cosines: [0.5, 0.6])])
    let report = try Report([Toys.evidence(figure.json(provenance: provenance))])
    let codes = report.sections.flatMap(\.blocks).compactMap { block -> ReportCode? in
      if case .code(let code) = block { code } else { nil }
    }
    #expect(codes.first?.text == #"mag align 'my model.pt' --data 'it'\''s'"#)
  }

  @Test("sections have headings of their own, and identifiers are unique")
  func sections_identifiers_areUnique() throws {
    let report = try Toys.report()
    let ids = report.sections.map(\.id)
    #expect(Set(ids).count == ids.count)
    #expect(
      ids == [
        "overview", "ground", "checkpoints", "alignment", "crossings", "robustness", "checks",
        "reproduce", "cite",
      ])
  }

  @Test("a page is written with its figures, and not at all where there is no folder")
  func rendered_files_areWhole() throws {
    let report = try Toys.report()
    try withFolder { folder in
      let page = folder.appendingPathComponent("r.md")
      let written = try report.rendered(as: .markdown, figureFolder: "r-figures").write(to: page)
      #expect(written.count == 1 + 3 * report.figures.count)
      #expect(written.allSatisfy { FileManager.default.fileExists(atPath: $0.path) })
      let lost = folder.appendingPathComponent("none/r.html")
      let found = refusal {
        _ = try report.rendered(as: .html, figureFolder: "r-figures").write(to: lost)
      }
      #expect(found?.kind == .cannotWrite)
    }
  }
}
