import Foundation
import Testing

@testable import MAGFigures

@Suite("Figure files") struct FigureFileTests {
  func bytes(_ figure: any PaperFigure, _ format: FigureFormat) throws -> Data {
    try FigureWriter.render(figure.figure(theme: .paper), as: format, width: .page, dpi: 100)
  }

  @Test("the bytes do not depend on what was drawn before", arguments: FigureFormat.allCases)
  func files_anyOrder_areSame(_ format: FigureFormat) throws {
    let figures = SampleFigures.all
    let forwards = try figures.map { try bytes($0, format) }
    let backwards = try figures.reversed().map { try bytes($0, format) }
    for (index, file) in forwards.enumerated() {
      #expect(file == backwards[figures.count - 1 - index], "figure \(index)")
    }
    #expect(Set(forwards).count == figures.count)
  }

  @Test("figures drawn at the same time come out the same")
  func files_concurrently_areSame() async throws {
    let figure = SampleFigures.figure2()
    let alone = try FigureFormat.allCases.map { try bytes(figure, $0) }
    let together = try await withThrowingTaskGroup(of: (Int, Data).self) { group in
      for index in 0..<12 {
        let format = FigureFormat.allCases[index % 3]
        group.addTask { (index % 3, try bytes(figure, format)) }
      }
      return try await group.reduce(into: [(Int, Data)]()) { $0.append($1) }
    }
    #expect(together.count == 12)
    for (index, file) in together { #expect(file == alone[index]) }
  }

  @Test("a PNG has the pixels that width and resolution ask for")
  func png_size_followsResolution() throws {
    let figure = try SampleFigures.figure1(count: 100).figure(theme: .paper)
    let png = try FigureWriter.render(figure, as: .png, width: .column, dpi: 200)
    let image = try PNGFile.decodeGray(png)
    let height = try FigureLayout(figure, width: 234).size.height
    #expect(image.width == 650)
    #expect(image.height == Int((height / 72 * 200).rounded(.up)))
    // White ground in all corners, ink somewhere.
    let corners = [0, image.width - 1, image.pixels.count - image.width, image.pixels.count - 1]
    #expect(corners.allSatisfy { image.pixels[$0] == 255 })
    #expect(image.pixels.contains { $0 < 60 })
  }

  @Test("an SVG has its title and description, and ids in order without gaps")
  func svg_structure_isClean() throws {
    let figure = SampleFigures.figure2()
    let text = String(decoding: try bytes(figure, .svg), as: UTF8.self)
    #expect(text.contains("<title>Figure 2. Predicted class along the straight path"))
    #expect(text.contains("<desc>Step functions of the predicted class on 3 paths"))
    let ids = text.matches(of: /[ ]id="([^"]*)"/).map { String($0.1) }
    #expect(Set(ids).count == ids.count)
    let references = text.matches(of: /(?:href="#|url\(#)([^")]*)/).map { String($0.1) }
    #expect(!references.isEmpty)
    #expect(Set(references).isSubset(of: Set(ids)))
  }

  @Test("a PDF has a title, a fixed date and no Type 3 font")
  func pdf_structure_isClean() throws {
    let text = String(decoding: try bytes(SampleFigures.figure3(), .pdf), as: UTF8.self)
    #expect(text.hasPrefix("%PDF-1."))
    #expect(text.contains("/CreationDate (20000101000000"))
    #expect(text.contains("/FontFile2"))
    #expect(!text.contains("/Type3"))
  }

  @Test("every format is written, in the order asked, with its data beside it")
  func write_allFormats_areThere() throws {
    let folder = try makeTemporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let urls = try SampleFigures.figure3().write(
      basename: folder.appendingPathComponent("figure-3"), formats: [.pdf, .png],
      style: FigureStyle(width: .column, dotsPerInch: 72))
    let names = ["figure-3.pdf", "figure-3.png", "figure-3.json", "figure-3.csv"]
    #expect(urls.map(\.lastPathComponent) == names)
    let found = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(found.sorted() == names.sorted())
  }

  @Test("an unwritable place is told of, by its path")
  func write_noFolder_isRefused() throws {
    let folder = try makeTemporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("file")
    try Data().write(to: file)
    let refused = failure {
      try SampleFigures.figure3().write(
        basename: file.appendingPathComponent("figure"), formats: [.svg])
    }
    #expect(refused?.kind == .cannotWrite)
    #expect(refused?.description.contains(file.path) == true)
  }

  @Test("nothing is written when one of the formats or the data cannot be")
  func write_badFigure_leavesNothing() throws {
    let folder = try makeTemporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let base = folder.appendingPathComponent("figure")
    let broken = SampleFigures.figure3(firstAccuracy: .nan)
    #expect(failure { try broken.write(basename: base) }?.kind == .badData)
    let narrow = failure {
      try SampleFigures.figure2().write(basename: base, style: FigureStyle(width: .inches(1)))
    }
    #expect(narrow?.kind == .usage)
    let coarse = failure {
      try SampleFigures.figure3().write(basename: base, style: FigureStyle(dotsPerInch: 5000))
    }
    #expect(coarse == .dotsPerInchOutOfRange(5000))
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(left.isEmpty)
  }

  @Test("widths are words or inches", arguments: [("column", 3.25), ("page", 6.75), ("5.5", 5.5)])
  func width_text_isRead(_ text: String, _ inches: Double) throws {
    #expect(try FigureWidth(text).inches == inches)
  }

  @Test("other widths are refused", arguments: ["wide", "", "0.2", "-3", "99", "nan", "inf"])
  func width_badText_isRefused(_ text: String) {
    let refused = failure { _ = try FigureWidth(text) }
    #expect(refused?.kind == .usage)
  }

  @Test("lists of formats are read in order, unknown ones refused by name")
  func formats_text_areRead() throws {
    #expect(try FigureFormat.list("svg,PNG,svg") == [.svg, .png])
    #expect(failure { _ = try FigureFormat.list("png,jpg") } == .unknownFormat("jpg"))
    #expect(failure { _ = try FigureFormat.list("") } == .unknownFormat(""))
  }
}

@Suite("Stable SVG") struct StableSVGTests {
  let metadata = FigureMetadata(title: "A < B & C", altText: "alt")

  func rewritten(_ text: String) -> String {
    String(decoding: StableSVG.rewritten(Data(text.utf8), metadata: metadata), as: UTF8.self)
  }

  @Test("ids are numbered by appearance, references follow, other numbers stay")
  func ids_anyStart_areRenumbered() {
    let one = """
      <?xml version="1.0"?><svg width="9"><g id="clip12"/><g id="clip40"/><image id="image7"/>\
      <use xlink:href="#image7"/><g clip-path="url(#clip40)" x="12"/></svg>
      """
    let other = one.replacingOccurrences(of: "clip12", with: "clip3")
      .replacingOccurrences(of: "clip40", with: "clip4")
      .replacingOccurrences(of: "image7", with: "image99")
    #expect(rewritten(one) == rewritten(other))
    #expect(
      rewritten(one) == """
        <?xml version="1.0"?><svg width="9">
        <title>A &lt; B &amp; C</title>
        <desc>alt</desc><g id="clip0"/><g id="clip1"/><image id="image0"/>\
        <use xlink:href="#image0"/><g clip-path="url(#clip1)" x="12"/></svg>
        """)
  }
}
