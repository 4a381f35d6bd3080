import Testing

@testable import MAGFigures

@Suite("Axes at the edge") struct AxisEdgeTests {
  func texts(_ lower: Double, _ upper: Double, length: Double = 200) -> [String] {
    Axis(title: "x", scale: .linear(from: lower, to: upper)).ticks(length: length, spacing: 38)
      .map(\.text)
  }

  @Test(
    "axes of any kind are labelled as a person would",
    arguments: [
      (0.0, 0.3, ["0.00", "0.05", "0.10", "0.15", "0.20", "0.25", "0.30"]),
      (-3.0, -1.0, ["−3.0", "−2.5", "−2.0", "−1.5", "−1.0"]),
      (0.0, 1e-6, ["0", "0.2·10⁻⁶", "0.4·10⁻⁶", "0.6·10⁻⁶", "0.8·10⁻⁶", "1.0·10⁻⁶"]),
      (0.0, 4e-12, ["0", "1·10⁻¹²", "2·10⁻¹²", "3·10⁻¹²", "4·10⁻¹²"]),
      (-2e9, 2e9, ["−2·10⁹", "−1·10⁹", "0", "1·10⁹", "2·10⁹"]),
      (0.0, 5e6, ["0", "1·10⁶", "2·10⁶", "3·10⁶", "4·10⁶", "5·10⁶"]),
      (0.0, 4e4, ["0", "10\u{2009}000", "20\u{2009}000", "30\u{2009}000", "40\u{2009}000"]),
      (7.0, 7.0, ["7"]), (0.0, 0.0, ["0"]), (-0.5, -0.5, ["−0.5"]),
    ])
  func ticks_edgeRanges_areLabelled(_ lower: Double, _ upper: Double, _ expected: [String]) {
    #expect(texts(lower, upper) == expected)
  }

  @Test("no two ticks of an axis have the same label")
  func ticks_randomRanges_haveDistinctLabels() {
    var generator = TestGenerator(31)
    for trial in 0..<300 {
      // Spans from a millionth to a million, away from zero by up to a thousand spans.
      var span = 1e-6
      for _ in 0..<generator.integer(below: 13) { span *= 10 }
      let lower = (generator.uniform() - 0.5) * 2000 * span
      let found = texts(lower, lower + span * (0.5 + generator.uniform()))
      #expect(found.count >= 2, "trial \(trial)")
      #expect(Set(found).count == found.count, "trial \(trial): \(found)")
      #expect(!found.contains { $0.contains("e") || $0.contains("-") }, "trial \(trial): \(found)")
    }
  }

  @Test("labels say the value of their tick, to the digits they show")
  func ticks_labels_sayTheirValues() {
    var generator = TestGenerator(32)
    for _ in 0..<200 {
      let lower = generator.normal() * 10
      let axis = Axis(title: "", scale: .linear(from: lower, to: lower + generator.uniform() + 0.1))
      for tick in axis.ticks(length: 300, spacing: 30) {
        let shown = Double(tick.text.replacing("−", with: "-"))
        // Steps have at most two digits: the label is exact but for the tick's own rounding.
        #expect(shown.map { abs($0 - tick.value) < 1e-9 } == true, "\(tick)")
      }
    }
  }

  @Test("an axis shorter than its spacing still has two ticks, or one for a single value")
  func ticks_shortAxis_areTwo() {
    #expect(texts(0, 1, length: 5) == ["0", "1"])
    #expect(texts(0, 1, length: 0).count >= 2)
    #expect(texts(2, 2, length: 0) == ["2"])
  }

  @Test("bounds that are no numbers give an axis without ticks")
  func ticks_badBounds_areNone() {
    for (lower, upper) in [(1.0, 0.0), (.nan, 1), (0, .infinity), (-.infinity, 0)] {
      #expect(texts(lower, upper).isEmpty)
    }
  }

  @Test("a categorical axis of one name, of none, and of a thousand")
  func ticks_categories_areThinned() {
    func texts(_ names: [String]) -> [String] {
      Axis(title: "", scale: .categorical(names, padding: 0.5)).ticks(length: 100, spacing: 10)
        .map(\.text)
    }
    #expect(texts(["a"]) == ["a"])
    #expect(texts([]).isEmpty)
    let many = texts((0..<1000).map(String.init))
    #expect(many.first == "0" && many.count <= 10 && many.count >= 5)
  }

  @Test("many classes are drawn with every label that has room")
  func figure2_thousandClasses_isDrawn() throws {
    let figure = Figure2(
      classCount: 1000,
      pairs: [.init(from: SampleFigures.endPoint(1), to: SampleFigures.endPoint(2))],
      models: [
        .init(
          name: "wide",
          walks: [
            .init(
              startClass: 999,
              crossings: [.init(t: 0.5, fromClass: 999, toClass: 0, angleDegrees: 45)])
          ])
      ])
    let texts = try FigureLayout(figure.figure(theme: .paper), width: 234).recorded().texts
    #expect(texts.contains { $0.text == "45.0°" })
    // The position along the path is 0 to 1 as well.
    let classes = texts.compactMap { Int($0.text) }.filter { $0 > 1 }
    #expect(classes.count >= 2 && Set(classes).count == classes.count)
    #expect(classes.allSatisfy { $0 < 1000 })
  }
}

@Suite("Widths at the edge") struct WidthEdgeTests {
  @Test("the three ways to say a width give pages of 3.25, 6.75 and as many inches")
  func widths_all_arePages() throws {
    for (text, points) in [("column", 234.0), ("page", 486), ("4.5", 324), ("24", 1728)] {
      let width = try FigureWidth(text)
      #expect(try width.points() == points)
      let figure = try SampleFigures.figure3().figure(theme: .paper)
      #expect(try FigureLayout(figure, width: width.points()).size.width == points)
    }
  }

  @Test("the bounds themselves are taken, the next number beyond is refused by its value")
  func widths_bounds_areClosed() throws {
    #expect(try FigureWidth("1").points() == 72)
    for inches in [(1.0).nextDown, (24.0).nextUp] {
      let refused = failure { _ = try FigureWidth.inches(inches).points() }
      #expect(refused == .widthOutOfRange(inches: inches))
    }
    for text in ["1e400", " 3", "3,25", "Column"] {
      #expect(failure { _ = try FigureWidth(text) }?.kind == .usage, "\(text)")
    }
  }

  @Test("a figure too narrow says what would do, and one step less would not")
  func widths_needed_isTight() throws {
    for figure in [SampleFigures.figure2(), SampleFigures.figure4()] as [any PaperFigure] {
      let drawn = try figure.figure(theme: .paper)
      guard
        case .tooNarrow(let name, let inches, let needed) =
          failure({ _ = try FigureLayout(drawn, width: 72) })
      else {
        Issue.record("\(figure.name) fits an inch")
        continue
      }
      #expect(name == figure.name && inches == 1)
      _ = try FigureLayout(drawn, width: needed * 72)
      // Widths are told in steps of a twentieth of an inch.
      #expect(failure { _ = try FigureLayout(drawn, width: (needed - 0.15) * 72) } != nil)
    }
  }

  @Test("an edge of the resolution is taken, the next number beyond is refused")
  func resolution_bounds_areClosed() throws {
    let figure = try SampleFigures.figure1(count: 20).figure(theme: .paper)
    let coarse = try PNGFile.decodeGray(
      FigureWriter.render(figure, as: .png, width: .inches(2), dpi: 36))
    #expect(coarse.width == 72)
    for dpi in [35, 1201, 0, -300] {
      for format in FigureFormat.allCases {
        let refused = failure {
          _ = try FigureWriter.render(figure, as: format, width: .column, dpi: dpi)
        }
        #expect(refused == .dotsPerInchOutOfRange(dpi))
      }
    }
  }
}
