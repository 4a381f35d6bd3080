import Testing

@testable import MAGFigures

/// A plot of 100 by 100 points whose axes run from 0 to 10.
private let frame = MarkTests.frame

private func calls(_ mark: some Mark, in frame: PlotFrame = frame) -> [RecordingCanvas.Call] {
  var canvas = RecordingCanvas()
  mark.draw(on: &canvas, in: frame)
  return canvas.calls
}

private func strokes(_ calls: [RecordingCanvas.Call]) -> [Path] {
  calls.compactMap { if case .stroke(let path, _) = $0 { path } else { nil } }
}

@Suite("Distribution functions") struct ECDFMarkTests {
  let shares = PlotFrame(
    rect: Rect(x: 0, y: 0, width: 100, height: 100), x: .linear(from: 0, to: 10),
    y: .linear(from: 0, to: 1))

  @Test("steps rise at the values by their share; ties make one step")
  func ecdf_ties_areOneStep() {
    let mark = ECDFMark(values: [4, 2, 4, 8], style: plainSeries, lineWidth: 1)
    #expect(mark.steps == [DataPoint(2, 0.25), DataPoint(4, 0.75), DataPoint(8, 1)])
    #expect(
      strokes(calls(mark, in: shares)) == [
        Path(through: [
          Point(0, 100), Point(20, 100), Point(20, 75), Point(40, 75), Point(40, 25),
          Point(80, 25), Point(80, 0), Point(100, 0),
        ])
      ])
  }

  @Test("samples without a value keep the curve below 1")
  func ecdf_total_countsAll() {
    let mark = ECDFMark(values: [5, .nan], total: 4, style: plainSeries, lineWidth: 1)
    #expect(mark.steps == [DataPoint(5, 0.25)])
    #expect(ECDFMark(values: [1, 2], total: 1, style: plainSeries, lineWidth: 1).total == 2)
  }

  @Test("values before the plot are counted from its left end, those beyond it not drawn")
  func ecdf_outside_isCounted() {
    let mark = ECDFMark(values: [-3, 0, 5, 11], style: plainSeries, lineWidth: 1)
    #expect(
      strokes(calls(mark, in: shares)) == [
        Path(through: [
          Point(0, 50), Point(50, 50), Point(50, 25), Point(100, 25),
        ])
      ])
  }

  @Test("many samples make a path no longer than the plot can show, with the true end")
  func ecdf_many_staySmall() throws {
    var generator = TestGenerator(4)
    let values = (0..<50_000).map { _ in 10 * generator.uniform() }
    let path = try #require(
      strokes(calls(ECDFMark(values: values, style: plainSeries, lineWidth: 1), in: shares)).first)
    #expect(path.steps.count < 2100)
    #expect(path.steps.last == .line(Point(100, 0)))
    // The drawn line is nowhere further from y = x than a step's width and the sample's own error.
    for case .line(let point) in path.steps { #expect(abs(100 - point.y - point.x) < 1.5) }
  }

  @Test("the band holds each bound until the next and begins at the first")
  func ecdf_band_isSteps() {
    var mark = ECDFMark(values: [5], style: plainSeries, lineWidth: 1)
    mark.band = [
      .init(x: 2, lower: 0, upper: 0.5), .init(x: 6, lower: 0.25, upper: 1),
    ]
    let fills = calls(mark, in: shares).compactMap { call -> Path? in
      if case .fill(let path, black.faded(0.2)) = call { path } else { nil }
    }
    #expect(fills.count == 1)
    let corners = fills.first?.steps.compactMap { step -> Point? in
      switch step {
      case .move(let point), .line(let point): point
      default: nil
      }
    }
    #expect(corners?.contains(Point(60, 0)) == true && corners?.contains(Point(60, 75)) == true)
    #expect(corners?.allSatisfy { $0.x >= 20 } == true)
  }

  @Test("without values nothing is drawn")
  func ecdf_empty_isNothing() {
    let empty = ECDFMark(values: [], style: plainSeries, lineWidth: 1)
    #expect(calls(empty).isEmpty && empty.ink(in: shares).isEmpty)
  }
}

@Suite("Tables of colours") struct HeatMapMarkTests {
  let map = ColorMap([Color(hex: 0x000000), Color(hex: 0xFFFFFF)])
  let table = PlotFrame(
    rect: Rect(x: 0, y: 0, width: 100, height: 60),
    x: Axis.columns(title: "", names: ["a", "b"]).scale,
    y: Axis.rows(title: "", names: ["c", "d"]).scale)

  func mark(_ values: [[Double?]], decimals: Int? = 0) -> HeatMapMark {
    HeatMapMark(
      values: values,
      colors: ColorScale(
        map, domain: .linear(from: 0, to: 100), undefined: Color(hex: 0x123456)),
      textStyle: plainText, decimals: decimals)
  }

  @Test("cells fill the plot, the first row on top, cells without a value are struck out")
  func cells_places_areOrdered() {
    let calls = calls(mark([[0, 100], [nil, .nan]]), in: table)
    let image = ColorImage(
      width: 2, height: 2, pixels: [0, 0, 0, 255, 255, 255, 18, 52, 86, 18, 52, 86])
    #expect(calls.first == .colorImage(image, table.rect))
    var lines = Path.segment(Point(0, 60), Point(50, 30))
    lines.addSegment(Point(50, 60), Point(100, 30))
    #expect(strokes(calls) == [lines])
  }

  @Test("numbers stand in the middle of their cells in the ink with more contrast")
  func texts_cells_areCentred() {
    let texts = mark([[0, 100], [nil, 60]]).texts(in: table, measurer: PlainMeasurer())
    #expect(texts.map(\.text) == ["0", "100", "60"])
    #expect(
      texts.map(\.style.color) == [0xFFFFFF, 0x000000, 0x000000].map { Color(hex: $0) })
    // "60" is 10 points wide and 7 high: it starts 5 left of and 3.5 below the middle (75, 45).
    #expect(texts.last?.origin == Point(70, 48.5))
  }

  @Test("where one number does not fit, none is written")
  func texts_tooWide_areLeftOut() {
    let narrow = PlotFrame(
      rect: Rect(x: 0, y: 0, width: 30, height: 60), x: table.x, y: table.y)
    #expect(mark([[1, 2], [3, 4]]).texts(in: narrow, measurer: PlainMeasurer()).count == 4)
    #expect(mark([[1, 2], [3, 100]]).texts(in: narrow, measurer: PlainMeasurer()).isEmpty)
    #expect(mark([[1]], decimals: nil).texts(in: table, measurer: PlainMeasurer()).isEmpty)
  }

  @Test("an empty table draws nothing")
  func cells_none_areNotDrawn() {
    for values: [[Double?]] in [[], [[], []]] {
      #expect(calls(mark(values), in: table).isEmpty)
      #expect(mark(values).texts(in: table, measurer: PlainMeasurer()).isEmpty)
    }
  }
}

@Suite("Densities") struct DensityMarkTests {
  let x = Scale.linear(from: 0, to: 10)

  func mark(_ points: [DataPoint]) -> DensityMark {
    DensityMark(
      points: points,
      colors: ColorScale(
        ColorMap([Color(hex: 0), Color(hex: 0xFFFFFF)]), domain: .linear(from: 0, to: 800),
        undefined: black), pointStyle: plainSeries, pointSize: 2)
  }

  @Test("points are counted in even bins, those on the last edge in the last bin")
  func counts_edges_belongInside() {
    let points = [(0.0, 0.0), (4.9, 0), (5, 0), (10, 10), (10, 10.1), (-0.1, 5)].map {
      DataPoint($0.0, $0.1)
    }
    #expect(DensityMark.counts(points, x: x, y: x, cells: 2) == [2, 1, 0, 1])
    #expect(DensityMark.largestCount(points, x: x, y: x, cells: 2) == 2)
    #expect(DensityMark.largestCount([], x: x, y: x) == 0)
    #expect(DensityMark.largestCount([DataPoint(.nan, .infinity)], x: x, y: x) == 0)
  }

  @Test("few points are single points, one more than the limit is a density")
  func draw_limit_decides() {
    let few = [DataPoint](repeating: DataPoint(5, 5), count: DensityMark.pointLimit)
    #expect(calls(mark(few)).count == DensityMark.pointLimit)
    var many = mark(few + [DataPoint(0, 0)])
    many.cells = 2
    // 400 of 800 is half way: level 16 of 32; 1 of 800 is level 0. The upper right bin is drawn.
    let paths = [
      Rect(x: 0, y: 50, width: 50, height: 50), Rect(x: 50, y: 0, width: 50, height: 50),
    ]
    .map { Path($0.inset(by: -0.05)) }
    #expect(
      calls(many) == [
        .fill(paths[0], Color(hex: 0)),
        .fill(paths[1], Color(red: 0.5, green: 0.5, blue: 0.5)),
      ])
    #expect(many.ink(in: frame).count == 2)
  }
}

@Suite("Points, quantiles and shapes") struct ShapeMarkTests {
  @Test("intervals are bars through the point, the marker on top")
  func points_intervals_areBars() {
    var mark = PointMark(
      values: [
        .init(x: 5, y: 5, xInterval: 4...7, yInterval: 5...6, label: "p"), .init(x: 1, y: 1),
      ],
      style: plainSeries, markerSize: 2, barWidth: 0.5)
    var bars = Path.segment(Point(40, 50), Point(70, 50))
    bars.addSegment(Point(50, 50), Point(50, 40))
    let found = calls(mark)
    #expect(found.first == .stroke(bars, Stroke(black, width: 0.5)))
    #expect(found.count == 3)
    #expect(mark.ink(in: frame).count == 4 && mark.labels(in: frame).isEmpty)
    mark.labelStyle = plainText
    #expect(mark.labels(in: frame).map(\.text) == ["p"])
  }

  @Test("quantiles are a thin line, a thick one and a dot, upright or lying")
  func quantiles_orientations_areTurned() {
    let quantiles = Quantiles(p5: 1, p25: 2, p50: 4, p75: 5, p95: 9)
    var mark = QuantileMark(quantiles, at: 3, style: plainSeries, rim: Color(hex: 0xFFFFFF))
    #expect(
      strokes(calls(mark)) == [
        .segment(Point(30, 90), Point(30, 10)), .segment(Point(30, 80), Point(30, 50)),
      ])
    mark.orientation = .horizontal
    #expect(
      strokes(calls(mark)) == [
        .segment(Point(10, 70), Point(90, 70)), .segment(Point(20, 70), Point(50, 70)),
      ])
    (mark.label, mark.labelStyle) = ("m", plainText)
    #expect(mark.labels(in: frame).map(\.anchor) == [Point(40, 70)])
    #expect(calls(mark).count == 4)
  }

  @Test("an image lies between the values given, its first row on top")
  func image_ranges_arePlaced() {
    let image = ColorImage(width: 1, height: 1, pixels: [1, 2, 3])
    #expect(
      calls(ColorImageMark(image: image, x: 2...4, y: 1...6)) == [
        .colorImage(image, Rect(x: 20, y: 40, width: 20, height: 50))
      ])
  }

  @Test("many lines are one stroke, an area one fill, words draw nothing themselves")
  func shapes_calls_areOne() {
    let lines = [[DataPoint(0, 0), DataPoint(1, 1), DataPoint(2, 0)], [DataPoint(5, 5)], []]
    let stroke = Stroke(black, width: 1)
    #expect(
      calls(PolylineMark(lines: lines, stroke: stroke)) == [
        .stroke(Path(through: [Point(0, 100), Point(10, 90), Point(20, 100)]), stroke)
      ])
    #expect(PolylineMark(lines: lines, stroke: stroke).ink(in: frame).count == 2)
    let corners = [DataPoint(0, 0), DataPoint(10, 0), DataPoint(0, 10)]
    #expect(
      calls(PolygonMark(corners: corners, fill: black)) == [
        .fill(Path(polygon: [Point(0, 100), Point(100, 100), Point(0, 0)]), black)
      ])
    let words = TextMark("here", at: DataPoint(1, 9), style: plainText, preferred: .below)
    #expect(calls(words).isEmpty && words.labels(in: frame).map(\.anchor) == [Point(10, 10)])
  }
}
