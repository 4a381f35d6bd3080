import Testing

@testable import MAGFigures

@Suite("Text") struct TextTests {
  let measurer = PlainMeasurer()

  @Test("anchors move the start of the baseline")
  func text_anchors_placeBaseline() {
    func origin(_ along: PlacedText.Along, _ across: PlacedText.Across) -> Point {
      PlacedText(
        "abcd", at: Point(50, 50), along: along, across: across, style: plainText,
        measurer: measurer
      ).origin
    }
    #expect(origin(.start, .baseline) == Point(50, 50))
    #expect(origin(.middle, .top) == Point(40, 57))
    #expect(origin(.end, .middle) == Point(30, 53.5))
    #expect(origin(.start, .bottom) == Point(50, 48))
  }

  @Test("text that runs upwards has its box turned with it")
  func text_upwards_boxIsTurned() {
    let flat = PlacedText("ag", origin: Point(10, 20), style: plainText)
    #expect(flat.box(measurer) == Rect(x: 10, y: 13, width: 10, height: 9))
    let upright = PlacedText("ag", origin: Point(10, 20), direction: .upwards, style: plainText)
    #expect(upright.box(measurer) == Rect(x: 3, y: 10, width: 9, height: 10))
  }

  @Test("titles break long words at their joints, or between characters")
  func titleLines_longWords_areBroken() {
    func lines(_ text: String, _ width: Double) -> [String] {
      PlainMeasurer().titleLines(of: text, style: plainText, width: width)
    }
    // Every character is 5 points wide.
    #expect(lines("manifold-robust_1.0 36°", 60) == ["manifold-", "robust_1.0", "36°"])
    #expect(lines("abcdefg hi", 20) == ["abcd", "efg", "hi"])
    #expect(lines("ab", 1) == ["a", "b"] && lines("", 10).isEmpty)
  }

  @Test("text breaks at spaces, a long word stays whole")
  func lines_narrowWidth_breakAtSpaces() {
    func lines(_ width: Double) -> [String] {
      measurer.lines(of: "one two incomprehensible", style: plainText, width: width)
    }
    #expect(lines(200) == ["one two incomprehensible"])
    #expect(lines(40) == ["one two", "incomprehensible"])
    #expect(lines(5) == ["one", "two", "incomprehensible"])
    #expect(measurer.lines(of: "", style: plainText, width: 10).isEmpty)
  }

  @Test("Cairo's measures grow with the size in proportion")
  func cairo_doubleSize_doublesMeasures() {
    let cairo = CairoTextMeasurer()
    var large = plainText
    large.size = 20
    let small = cairo.extent(of: "Manifold ε − θ₂", style: plainText)
    let big = cairo.extent(of: "Manifold ε − θ₂", style: large)
    // Font units are rounded to 1/64 pixel in FreeType at every size.
    #expect(small.advance > 50)
    #expect(abs(big.advance - 2 * small.advance) < 0.3)
    #expect(abs(big.ink.height - 2 * small.ink.height) < 0.3)
  }

  @Test("a text block is as high as its lines, and nothing without text")
  func block_lines_giveHeight() {
    let block = TextBlock(
      ["one two"], left: 0, top: 10, width: 20, style: plainText, fill: black, padding: 1,
      measurer: measurer)
    #expect(block.height == 2 * 13.5 + 2)
    var canvas = RecordingCanvas()
    block.draw(on: &canvas)
    #expect(canvas.texts.map(\.text) == ["one", "two"])
    #expect(canvas.calls.first == .fill(Path(Rect(x: 0, y: 10, width: 20, height: 29)), black))
    let empty = TextBlock([], left: 0, top: 0, width: 9, style: plainText, measurer: measurer)
    #expect(empty.height == 0)
  }
}

@Suite("Legend") struct LegendTests {
  @Test("entries flow into further rows when the width ends")
  func legend_narrow_wraps() {
    let entries = ["first", "second", "third"].map {
      LegendEntry($0, style: plainSeries, lineWidth: 1)
    }
    func layout(_ width: Double) -> LegendLayout {
      LegendLayout(
        entries, left: 0, top: 0, width: width, theme: .paper, measurer: PlainMeasurer())
    }
    #expect(layout(300).height < layout(100).height)
    #expect(layout(100).height < layout(50).height)
    var canvas = RecordingCanvas()
    layout(50).draw(on: &canvas)
    #expect(Set(canvas.texts.map(\.origin.x)).count == 1)
    #expect(Set(canvas.texts.map(\.origin.y)).count == 3)
  }
}
