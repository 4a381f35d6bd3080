import Foundation
import Testing

@testable import MAGFigures

@Suite("Figures of the paper") struct PaperFigureTests {
  func texts(_ figure: any PaperFigure, _ width: FigureWidth = .page) throws -> [String] {
    try FigureLayout(figure.figure(theme: .paper), width: width.points()).recorded().texts
      .map(\.text)
  }

  func roundTrip<Paper: PaperFigure & Equatable>(_ figure: Paper) throws {
    let json = try figure.json()
    #expect(try Paper.read(json, from: "data.json") == figure)
    #expect(try Paper.read(json, from: "data.json").json() == json)
    let text = String(decoding: json, as: UTF8.self)
    #expect(text.hasPrefix("{\n  \"schema\": \"\(Paper.schemaName)\""))
  }

  @Test("data read back are the same numbers and draw the same picture")
  func json_readBack_isSame() throws {
    try roundTrip(SampleFigures.figure1(count: 40, undefined: 2))
    try roundTrip(SampleFigures.figure2(notice: "sample"))
    try roundTrip(SampleFigures.figure3())
    try roundTrip(SampleFigures.figure4(perturbation: true))
  }

  @Test("another schema or broken JSON is refused by the name of its source")
  func json_wrong_isRefused() throws {
    let json = try SampleFigures.figure3().json()
    let other = failure { _ = try Figure4.read(json, from: "data.json") }
    #expect(other?.kind == .badData)
    let renamed = String(decoding: json, as: UTF8.self)
      .replacingOccurrences(of: "mag.figure3/1", with: "mag.figure3/9")
    let wrong = failure { _ = try Figure3.read(Data(renamed.utf8), from: "data.json") }
    #expect(
      wrong
        == .mismatched(
          figure: "data.json", what: "schema", expected: "mag.figure3/1", found: "mag.figure3/9"))
    let cut = failure { _ = try Figure3.read(json.prefix(100), from: "data.json") }
    #expect(cut?.description.contains("data.json") == true)
  }

  @Test("every figure has words for print and for those who cannot see it")
  func words_everyFigure_areThere() throws {
    for paper in SampleFigures.all {
      #expect(paper.caption.hasSuffix("."))
      #expect(paper.altText.count > 40)
      let figure = try paper.figure(theme: .paper)
      #expect(figure.metadata.title.hasPrefix(paper.name + ". "))
      #expect(figure.metadata.altText == paper.altText)
    }
  }

  @Test("every number that is not finite is refused")
  func figures_notFinite_areRefused() {
    var one = SampleFigures.figure1(count: 10)
    one.models[1].cosines[3] = .nan
    var two = SampleFigures.figure2()
    two.models[2].walks[1].crossings[0].angleDegrees = .infinity
    var three = SampleFigures.figure3()
    three.control?.curves[1].values[0].lower = .nan
    var four = SampleFigures.figure4()
    four.rows[1].midpoint.pixels[5] = .nan
    for paper in [one, two, three, four] as [any PaperFigure] {
      let refused = failure { _ = try paper.figure(theme: .paper) }
      guard case .notFinite(let name, _) = refused else {
        Issue.record("\(paper.name): \(String(describing: refused))")
        continue
      }
      #expect(name == paper.name)
    }
  }

  @Test("figures without anything to show are refused")
  func figures_empty_areRefused() {
    let empty: [any PaperFigure] = [
      Figure1(models: []), Figure1(models: [.init(name: "a", cosines: [], undefinedCount: 9)]),
      Figure2(pairs: [], models: []), Figure3(models: []),
      Figure4(fromClass: 2, toClass: 3, epsilon: 0.1, width: 28, height: 28, rows: []),
    ]
    for paper in empty {
      let refused = failure { _ = try paper.figure(theme: .paper) }
      guard case .nothingToDraw = refused else {
        Issue.record("\(paper.name): \(String(describing: refused))")
        continue
      }
    }
  }
}

@Suite("Figure 1") struct Figure1Tests {
  @Test("labels give each model's mean, and the control its exact value")
  func labels_means_areGiven() throws {
    let figure = Figure1(
      models: [
        .init(name: "baseline", cosines: [0.5, 0.6, 0.7, 0.8]),
        .init(name: "robust", cosines: [0.9, 0.92, 0.94, 0.96], undefinedCount: 2),
      ], control: .init())
    let texts = try FigureLayout(figure.figure(theme: .paper), width: 486).recorded().texts
      .map(\.text)
    #expect(texts.contains("baseline 0.650"))
    #expect(texts.contains("robust 0.930"))
    #expect(texts.contains("projected baseline = 1"))
    #expect(texts.contains("Without a cosine (zero gradient): robust 2."))
    #expect(figure.models[0].mean == 0.65)
  }

  @Test("the table holds the bins that are drawn")
  func table_bins_addUp() throws {
    let figure = SampleFigures.figure1(count: 500)
    let rows = String(decoding: figure.table.data, as: UTF8.self).split(separator: "\n")
    #expect(rows[0] == "model,bin_lower,bin_upper,count,percent")
    let robust = rows.filter { $0.hasPrefix("robust,") }.map { $0.split(separator: ",") }
    #expect(robust.compactMap { Int($0[3]) }.reduce(0, +) == 500)
    let percent = robust.compactMap { Double($0[4]) }.reduce(0, +)
    // A sum of some hundred rounded shares of 100.
    #expect(abs(percent - 100) < 1e-9)
  }

  @Test("without a zero gradient nothing is said of undefined values")
  func notes_allDefined_areEmpty() throws {
    #expect(try SampleFigures.figure1(count: 50).figure(theme: .paper).notes.isEmpty)
  }
}

@Suite("Figure 2") struct Figure2Tests {
  func refused(_ change: (inout Figure2) -> Void) -> FigureFailure? {
    var figure = SampleFigures.figure2()
    change(&figure)
    return failure { _ = try figure.figure(theme: .paper) }
  }

  @Test("each crossing is drawn at its angle with its value")
  func crossings_angles_areDrawn() throws {
    let figure = Figure2(
      pairs: [.init(from: SampleFigures.endPoint(7), to: SampleFigures.endPoint(2))],
      models: [
        .init(
          name: "baseline",
          walks: [
            .init(
              startClass: 7,
              crossings: [
                .init(t: 0.25, fromClass: 7, toClass: 4, angleDegrees: 90),
                .init(t: 0.75, fromClass: 4, toClass: 2, angleDegrees: nil),
              ])
          ])
      ])
    let canvas = try FigureLayout(figure.figure(theme: .paper), width: 234).recorded()
    let texts = canvas.texts.map(\.text)
    #expect(texts.contains("90.0°"))
    #expect(texts.contains("undefined"))
    #expect(texts.contains("7 → 2 (images 49, 14)"))
    let upright = canvas.calls.contains { call in
      guard case .stroke(let path, let stroke) = call, stroke.color == Theme.paper.ink,
        path.steps.count == 2, case .move(let start) = path.steps[0],
        case .line(let end) = path.steps[1]
      else { return false }
      return abs(start.x - end.x) < 1e-9 && abs(start.distance(to: end) - 18) < 1e-9
    }
    #expect(upright)
  }

  @Test("walks that do not hang together are refused")
  func walks_inconsistent_areRefused() {
    #expect(refused { $0.models[0].walks.removeLast() }?.kind == .badData)
    #expect(refused { $0.models[1].walks[1].crossings[0].fromClass += 1 }?.kind == .badData)
    #expect(refused { $0.models[1].walks[1].crossings[0].t = 1.5 }?.kind == .badData)
    #expect(refused { $0.models[1].walks[1].crossings.reverse() }?.kind == .badData)
    #expect(refused { $0.models[0].walks[0].crossings[0].toClass = 10 }?.kind == .badData)
    #expect(
      refused { $0.models[0].walks[0] = .init(startClass: 12, crossings: []) }?.kind == .badData)
    #expect(refused { $0.pairs[0].from.pixels.removeLast() }?.kind == .badData)
    #expect(refused { _ in } == nil)
  }

  @Test("one row of the table for each crossing")
  func table_crossings_areAll() {
    let figure = SampleFigures.figure2()
    let count = figure.models.flatMap(\.walks).flatMap(\.crossings).count
    #expect(figure.table.rows.count == count)
    #expect(figure.table.rows.first?.count == 9)
  }

  @Test("clipped end images are told of")
  func images_outsideRange_areTold() throws {
    var figure = SampleFigures.figure2()
    let inside = try figure.figure(theme: .paper).notes.joined()
    #expect(!inside.contains("clipped"))
    figure.pairs[0].to.pixels[0] = 1.3
    let outside = try figure.figure(theme: .paper).notes.joined()
    #expect(outside.contains("clipped to [0,\u{A0}1]"))
  }
}

@Suite("Figures 3 and 4") struct Figure34Tests {
  @Test("a panel for each attack, a legend entry for each model and the control")
  func figure3_parts_areThere() throws {
    let paper = SampleFigures.figure3()
    let figure = try paper.figure(theme: .paper)
    #expect(paper.attacks == ["FGSM", "PGD-40"])
    #expect(figure.legend.map(\.name) == SampleFigures.names + ["projected baseline"])
    guard case .plots(let grid) = figure.body else {
      Issue.record("expected plots")
      return
    }
    #expect(grid.cells.map { $0.map(\.title) } == [["FGSM", "PGD-40"]])
    #expect(grid.cells[0][0].marks.count == 5)
    #expect(grid.x.scale == .linear(from: 0, to: 0.3))
    let bands = grid.cells[0][0].marks.compactMap { $0 as? LineMark }.map { mark in
      mark.values.allSatisfy { $0.band != nil }
    }
    // The control is drawn first, below the others, and has no band.
    #expect(bands == [false, true, true, true, true])
  }

  @Test("ε out of order or negative is refused")
  func figure3_badEpsilons_areRefused() {
    var disordered = SampleFigures.figure3()
    disordered.models[0].curves[0].values.swapAt(1, 2)
    #expect(failure { _ = try disordered.figure(theme: .paper) }?.kind == .badData)
    var negative = SampleFigures.figure3()
    negative.models[0].curves[0].values[0].epsilon = -0.1
    #expect(failure { _ = try negative.figure(theme: .paper) }?.kind == .badData)
  }

  @Test("under each image stand the class and both probabilities")
  func figure4_words_areThere() throws {
    let figure = try SampleFigures.figure4().figure(theme: .paper)
    guard case .images(let grid) = figure.body else {
      Issue.record("expected images")
      return
    }
    #expect(grid.columnTitles == ["original", "mid point", "attacked"])
    #expect(grid.rows[0].cells[0].lines == ["predicted 2", "p₂ > 0.999", "p₃ < 0.001"])
    #expect(grid.rows[1].cells[2].lines == ["predicted 3", "p₂ = 0.040", "p₃ = 0.931"])
    #expect(figure.notes.joined().contains("clipped for display"))
  }

  @Test("the perturbation has its own column, scale and share")
  func figure4_perturbation_isScaled() throws {
    let figure = try SampleFigures.figure4(perturbation: true).figure(theme: .paper)
    guard case .images(let grid) = figure.body, let cell = grid.rows[0].cells.last,
      case .gray(let image) = cell.picture
    else {
      Issue.record("expected images")
      return
    }
    #expect(grid.columnTitles.last == "difference")
    #expect(cell.lines == ["±0.150", "on-manifold", "34 %"])
    #expect(image.pixels.allSatisfy { $0 >= 254 })
  }

  @Test("images of another size than stated are refused")
  func figure4_wrongSize_isRefused() {
    var figure = SampleFigures.figure4()
    figure.rows[0].attacked.pixels.removeLast()
    let refused = failure { _ = try figure.figure(theme: .paper) }
    #expect(refused?.description.contains("the attacked image of \"manifold\"") == true)
  }

  @Test("tables quote what needs it and leave unknown numbers empty")
  func csv_specialFields_areQuoted() {
    var table = CSVTable(header: ["a", "b", "c"])
    table.append([.text("x, \"y\""), .number(nil), .integer(-3)])
    table.append([.text("plain"), .number(0.1), .integer(4)])
    let text = String(decoding: table.data, as: UTF8.self)
    #expect(text == "a,b,c\n\"x, \"\"y\"\"\",,-3\nplain,0.1,4\n")
  }
}
