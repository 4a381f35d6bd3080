import Foundation
import Testing

@testable import MAGFigures

/// What a figure looks like when there is little, much, or something odd to show.
@Suite("Figures of unusual content") struct FigureVariantTests {
  func canvas(
    _ figure: any PaperFigure, _ width: FigureWidth = .column, theme: Theme = .paper
  ) throws -> RecordingCanvas {
    try FigureLayout(figure.figure(theme: theme), width: width.points()).recorded()
  }

  func texts(_ figure: any PaperFigure, _ width: FigureWidth = .column) throws -> [String] {
    try canvas(figure, width).texts.map(\.text)
  }

  func figure2(_ crossings: [Figure2.Crossing], kinks: [Double] = []) -> Figure2 {
    Figure2(
      pairs: [.init(from: SampleFigures.endPoint(3), to: SampleFigures.endPoint(8))],
      models: [
        .init(
          name: "baseline",
          walks: [.init(startClass: 3, crossings: crossings, kinks: kinks)])
      ])
  }

  @Test("a path without a crossing is one whole tread, without angles or boundaries")
  func figure2_noCrossings_isOneTread() throws {
    let drawn = try canvas(figure2([]))
    #expect(!drawn.texts.contains { $0.text.hasSuffix("°") || $0.text == "undefined" })
    let treads = drawn.calls.compactMap { call -> Path? in
      guard case .stroke(let path, let stroke) = call, stroke.cap == .round,
        stroke.color == Theme.paper.series(0).color
      else { return nil }
      return path
    }
    let steps = try #require(treads.first?.steps)
    guard treads.count == 1, steps.count == 2, case .move(let start) = steps[0],
      case .line(let end) = steps[1]
    else {
      Issue.record("\(treads)")
      return
    }
    let clips = drawn.calls.compactMap { call -> Rect? in
      if case .beginClip(let frame) = call { frame } else { nil }
    }
    let panel = try #require(clips.first).inset(by: Theme.paper.markerSize)
    #expect(abs(start.x - panel.x) < 1e-9 && abs(end.x - panel.maxX) < 1e-9)
    #expect(start.y == end.y)
    #expect(figure2([]).altText.contains("baseline: no crossings"))
    #expect(figure2([]).table.rows.isEmpty)
  }

  @Test("twenty crossings on one path are all drawn, and every angle is shown or counted")
  func figure2_twentyCrossings_areAllThere() throws {
    let walk = SampleFigures.walk(3, count: 20, in: 0.02...0.98, seed: 77)
    let figure = figure2(walk.crossings)
    let drawn = try canvas(figure, .page)
    let boundaries = drawn.calls.count { call in
      guard case .stroke(let path, let stroke) = call else { return false }
      return stroke.color == Theme.paper.ink && stroke.cap == .round && path.steps.count == 2
    }
    #expect(boundaries == 20)
    let shown = drawn.texts.count { $0.text.hasSuffix("°") }
    let told = drawn.texts.compactMap { $0.text.firstMatch(of: /^(\d+) labels/)?.1 }.first
    #expect(shown + (told.flatMap { Int($0) } ?? 0) == 20)
    #expect(shown >= 15)
    #expect(figure.altText.contains("20 crossings"))
  }

  @Test("the strip of kinks, and the words on it, are there only when kinks were recorded")
  func figure2_kinks_areDrawnIfRecorded() throws {
    let color = Theme.paper.quiet.faded(0.6)
    func rug(_ kinks: [Double]) throws -> [Path] {
      try canvas(figure2([], kinks: kinks)).calls.compactMap { call in
        guard case .stroke(let path, let stroke) = call, stroke.color == color else { return nil }
        return path
      }
    }
    #expect(try rug([]).isEmpty)
    #expect(try rug([0.25, 0.5, 0.5]).map(\.steps.count) == [6])
    #expect(!figure2([]).caption.contains("strip"))
    #expect(figure2([], kinks: [0.5]).caption.contains("strip"))
    // 61 kinks are counted in columns, of which the fullest has the full colour.
    let many = try canvas(figure2([], kinks: [Double](repeating: 0.5, count: 61)))
    #expect(try rug([Double](repeating: 0.5, count: 61)).isEmpty)
    let columns = many.calls.compactMap { call -> Color? in
      guard case .fill(let path, let fill) = call, path.steps.count == 5,
        fill.red == color.red, fill.opacity <= color.opacity
      else { return nil }
      return fill
    }
    #expect(columns == [color])
  }

  @Test("an unknown label of an end is a question mark, and images without numbers have none")
  func figure2_pictures_haveNoNumbers() throws {
    var figure = figure2([])
    figure.pairs[0].from.label = nil
    figure.pairs[0].from.index = nil
    #expect(try texts(figure, .page).contains("? → 8"))
  }

  @Test("one model and eight models are drawn, each under its own name and style")
  func figures_modelCounts_areDrawn() throws {
    let names = (0..<8).map { "checkpoint \($0)" }
    let curve = SampleFigures.figure3().models[0].curves
    for count in [1, 8] {
      let some = Array(names.prefix(count))
      let one = Figure1(
        models: some.enumerated().map { index, name in
          .init(name: name, cosines: (0..<20).map { 0.5 + 0.01 * Double($0 + index) })
        })
      let three = Figure3(models: some.map { .init(name: $0, curves: curve) })
      let four = Figure4(
        fromClass: 2, toClass: 3, epsilon: 0.1, width: 28, height: 28,
        rows: some.map { name in
          var row = SampleFigures.figure4().rows[0]
          row.model = name
          return row
        })
      for figure in [one, three, four] as [any PaperFigure] {
        let found = try texts(figure, .page)
        for name in some {
          #expect(found.contains { $0.hasPrefix(name) }, "\(figure.name), \(count): \(name)")
        }
      }
    }
    // Four styles are kept for the paper's models; two more are free before they repeat.
    let styles = ModelStyles(names, theme: .paper)
    #expect(styles[names[0]] != styles[names[1]])
  }

  @Test("a single radius above 0 is a marker at the right end of the axis")
  func figure3_oneRadius_isAMarker() throws {
    let figure = Figure3(
      models: [
        .init(
          name: "baseline",
          curves: [.init(attack: "FGSM", values: [.init(epsilon: 0.1, accuracy: 0.5)])])
      ])
    let drawn = try canvas(figure)
    let clip = try #require(
      drawn.calls.compactMap { call -> Rect? in
        if case .beginClip(let frame) = call { frame } else { nil }
      }.first)
    let panel = clip.inset(by: Theme.paper.markerSize)
    let marker = Theme.paper.series(0).marker?.path(
      at: Point(panel.maxX, panel.center.y), size: Theme.paper.markerSize)
    guard case .circle(let center, let radius) = marker?.steps.first else {
      Issue.record("the first series has a circle")
      return
    }
    let found = drawn.calls.contains { call in
      guard case .fill(let path, _) = call, case .circle(let place, let size) = path.steps.first
      else { return false }
      return place.distance(to: center) < 1e-9 && size == radius
    }
    #expect(found)
    let zero = Figure3(
      models: [
        .init(
          name: "a", curves: [.init(attack: "FGSM", values: [.init(epsilon: 0, accuracy: 1)])])
      ])
    guard case .nothingToDraw = failure({ _ = try zero.figure(theme: .paper) }) else {
      Issue.record("radius 0 alone leaves no axis")
      return
    }
  }

  @Test("bounds in the wrong order, or one without the other, give no band")
  func figure3_halfBounds_giveNoBand() throws {
    var figure = SampleFigures.figure3()
    for index in figure.models[0].curves[0].values.indices {
      figure.models[0].curves[0].values[index].lower = index % 2 == 0 ? nil : 0.9
      figure.models[0].curves[0].values[index].upper = index % 2 == 0 ? 0.9 : 0.1
    }
    guard case .plots(let grid) = try figure.figure(theme: .paper).body else {
      Issue.record("expected plots")
      return
    }
    // Marks are in the reverse order of the models, below them the control.
    let line = try #require(grid.cells[0][0].marks.last as? LineMark)
    #expect(line.style == Theme.paper.series(0))
    #expect(line.values.allSatisfy { $0.band == nil })
  }

  @Test("a model measured under one attack alone leaves the other panel without its line")
  func figure3_missingCurve_isLeftOut() throws {
    var figure = SampleFigures.figure3()
    figure.models[2].curves.removeLast()
    guard case .plots(let grid) = try figure.figure(theme: .paper).body else {
      Issue.record("expected plots")
      return
    }
    #expect(grid.cells[0].map(\.marks.count) == [5, 4])
    #expect(try figure.figure(theme: .paper).legend.count == 5)
  }

  @Test("models whose attack fell short are named below the picture, the others are not")
  func figure4_fellShort_isSaid() throws {
    var figure = SampleFigures.figure4()
    func told() throws -> String {
      try figure.figure(theme: .paper).notes.dropFirst().joined(separator: " ")
    }
    #expect(try told().isEmpty)
    figure.rows[0].reached = true
    #expect(try told().isEmpty)
    figure.rows[1].reached = false
    #expect(try told() == "The attack fell short of its aim on: baseline.")
    figure.rows[0].reached = false
    #expect(try told().hasSuffix("on: manifold, baseline."))
  }

  @Test("the range of clipped pixels is told, and nothing where none is clipped")
  func figure4_greyNote_hasRange() throws {
    var figure = SampleFigures.figure4()
    let note = try #require(try figure.figure(theme: .paper).notes.first)
    let highest = 0.15 + (SampleFigures.endPoint(2).pixels.max() ?? 0)
    #expect(note.contains("to \(NumberText.fixed(highest, decimals: 2)))"))
    for row in figure.rows.indices {
      let gray = [Double](repeating: 0.5, count: 784)
      figure.rows[row].original.pixels = gray
      figure.rows[row].midpoint.pixels = gray
      figure.rows[row].attacked.pixels = gray
    }
    #expect(try figure.figure(theme: .paper).notes[0].hasSuffix("0 black, 1 white."))
  }

  @Test("without any perturbation its picture is mid grey, and no share is claimed")
  func figure4_noPerturbation_isMidGrey() throws {
    var figure = SampleFigures.figure4(perturbation: true)
    figure.rows[0].attacked.pixels = figure.rows[0].original.pixels
    figure.rows[0].onManifoldShare = nil
    guard case .images(let grid) = try figure.figure(theme: .paper).body,
      let cell = grid.rows[0].cells.last, case .gray(let image) = cell.picture
    else {
      Issue.record("expected images")
      return
    }
    #expect(image.pixels.allSatisfy { $0 == 128 })
    #expect(cell.lines == ["±0.000"])
  }

  @Test("a control away from 1 is labelled with its value and kept inside the axis")
  func figure1_control_isInside() throws {
    let figure = Figure1(
      models: [.init(name: "a", cosines: [0.8, 0.85, 0.9, 0.9])],
      control: .init(name: "flat", cosine: 0.321))
    #expect(try texts(figure).contains("flat 0.321"))
    guard case .plots(let grid) = try figure.figure(theme: .paper).body else {
      Issue.record("expected plots")
      return
    }
    #expect(grid.x.scale.lower == 0.321)
    #expect(figure.altText.contains("Control flat: 0.321"))
    #expect(figure.caption.contains("over 4 test images"))
  }

  @Test("a model without any cosine has no histogram but is told of")
  func figure1_undefinedModel_isTold() throws {
    let figure = Figure1(models: [
      .init(name: "zero", cosines: [], undefinedCount: 4),
      .init(name: "fine", cosines: [0.5, 0.6, 0.7, 0.7]),
    ])
    let found = try texts(figure)
    #expect(found.contains("fine 0.625"))
    #expect(!found.contains { $0.hasPrefix("zero ") })
    #expect(found.contains("Without a cosine (zero gradient): zero 4."))
    #expect(!figure.altText.contains("zero"))
  }
}
