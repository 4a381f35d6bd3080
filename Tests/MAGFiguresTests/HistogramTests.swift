import Testing

@testable import MAGFigures

@Suite("Histogram bins") struct HistogramBinsTests {
  @Test("the width is Freedman and Diaconis', rounded up to 1, 2 or 5")
  func bins_handSample_haveRuleWidth() {
    // 8 values, quartiles 2 and 6 by index: 2 · 4 / 8^(1/3) = 4, rounded up to 5.
    let bins = HistogramBins(sharedBy: [[0, 1, 2, 3, 4, 5, 6, 7]])
    #expect(bins.width == 5)
    #expect(bins.edges == [0, 5, 10])
    #expect(bins.counts(of: [0, 1, 2, 3, 4, 5, 6, 7]) == [5, 3])
  }

  @Test("edges are exact decimals and span all samples")
  func bins_twoSamples_shareExactEdges() {
    let bins = HistogramBins(
      sharedBy: [[0.41, 0.42, 0.5, 0.6], [0.97, 0.98, 0.99, 1.0]], limit: 60)
    // The narrower sample: quartiles by index 0.98 and 1.0, so 2 · 0.02 / 4^(1/3) = 0.0252.
    #expect(bins.width == 0.05)
    #expect(bins.edges == [0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1])
  }

  @Test("a value on an edge belongs above it, on the last edge to the last bin")
  func counts_onEdges_goUp() {
    let bins = HistogramBins(sharedBy: [[0, 1, 2, 3, 4, 5, 6, 7]])
    #expect(bins.counts(of: [0, 5, 10]) == [1, 2])
    #expect(bins.counts(of: [-0.1, 10.1]) == [0, 0])
  }

  @Test("no value is lost and none counted twice")
  func counts_randomSample_addUp() {
    var generator = TestGenerator(3)
    for trial in 0..<40 {
      let samples = (0..<3).map { _ in (0..<200).map { _ in generator.normal() * 0.01 + 0.9 } }
      let bins = HistogramBins(sharedBy: samples)
      for sample in samples {
        #expect(bins.counts(of: sample).reduce(0, +) == sample.count, "trial \(trial)")
        let direct = zip(bins.edges, bins.edges.dropFirst()).map { low, high in
          sample.count { $0 >= low && ($0 < high || (high == bins.edges.last && $0 == high)) }
        }
        #expect(bins.counts(of: sample) == direct, "trial \(trial)")
      }
    }
  }

  @Test("the limit bounds the number of bins")
  func bins_narrowAndWide_keepTheLimit() {
    let narrow = (0..<1000).map { 0.5 + Double($0) * 1e-7 }
    let bins = HistogramBins(sharedBy: [narrow, [0, 1]], limit: 120)
    #expect(bins.count <= 121)
    #expect(bins.width == 0.01)
  }

  @Test("equal values give one bin around them, no values none")
  func bins_degenerateSamples_areFew() {
    let one = HistogramBins(sharedBy: [[1, 1, 1]])
    #expect(one.count == 1)
    #expect(one.counts(of: [1, 1, 1]) == [3])
    let none = HistogramBins(sharedBy: [[], []])
    #expect(none.count == 0)
    #expect(none.counts(of: [1]).isEmpty)
  }
}

@Suite("Marks") struct MarkTests {
  static let frame = PlotFrame(
    rect: Rect(x: 0, y: 0, width: 100, height: 100), x: .linear(from: 0, to: 10),
    y: .linear(from: 0, to: 10))

  func calls(_ mark: some Mark) -> [RecordingCanvas.Call] {
    var canvas = RecordingCanvas()
    mark.draw(on: &canvas, in: Self.frame)
    return canvas.calls
  }

  @Test("empty bins break the outline")
  func histogram_emptyBin_breaksOutline() {
    let mark = HistogramMark(
      edges: [0, 1, 2, 3], heights: [2, 0, 4], style: plainSeries, lineWidth: 1, label: "h",
      labelStyle: plainText, leader: nil)
    let strokes = calls(mark).compactMap { call -> Path? in
      if case .stroke(let path, _) = call { path } else { nil }
    }
    #expect(
      strokes == [
        Path(through: [Point(0, 100), Point(0, 80), Point(10, 80), Point(10, 100)]),
        Path(through: [Point(20, 100), Point(20, 60), Point(30, 60), Point(30, 100)]),
      ])
    #expect(mark.labels(in: Self.frame).map(\.anchor) == [Point(20, 60)])
  }

  @Test("a histogram without counts draws nothing and asks for no label")
  func histogram_noCounts_drawsNothing() {
    let mark = HistogramMark(
      edges: [0, 1], heights: [0], style: plainSeries, lineWidth: 1, label: "h",
      labelStyle: plainText, leader: nil)
    #expect(calls(mark).isEmpty)
    #expect(mark.labels(in: Self.frame).isEmpty)
  }

  @Test("the band runs along the upper bounds and back along the lower")
  func line_band_isClosed() {
    let mark = LineMark(
      values: [.init(x: 0, y: 5, band: 4...6), .init(x: 10, y: 3, band: 2...4)],
      style: SeriesStyle(color: black, marker: .square), lineWidth: 1, markerSize: 2)
    let calls = calls(mark)
    #expect(
      calls.first
        == .fill(
          Path(polygon: [Point(0, 40), Point(100, 60), Point(100, 80), Point(0, 60)]),
          black.faded(0.2)))
    #expect(calls.count == 4)
    #expect(calls[1] == .stroke(.segment(Point(0, 50), Point(100, 70)), Stroke(black, width: 1)))
  }

  @Test("a line without bands or marker is one stroke")
  func line_plain_isOneStroke() {
    let mark = LineMark(
      values: [.init(x: 0, y: 5), .init(x: 10, y: 3)], style: plainSeries, lineWidth: 1,
      markerSize: 2)
    #expect(
      calls(mark) == [.stroke(.segment(Point(0, 50), Point(100, 70)), Stroke(black, width: 1))])
  }

  @Test("treads lie at the values, risers join them")
  func steps_pieces_areJoined() {
    let mark = StepMark(
      pieces: [.init(from: 0, to: 4, value: 7), .init(from: 4, to: 10, value: 2)],
      style: plainSeries, lineWidth: 2, riserWidth: 1)
    #expect(
      mark.ink(in: Self.frame) == [
        .segment(Point(40, 30), Point(40, 80)), .segment(Point(0, 30), Point(40, 30)),
        .segment(Point(40, 80), Point(100, 80)),
      ])
  }

  func tilt(_ degrees: Double?) -> TiltMark {
    TiltMark(
      x: 5, y: 5, degrees: degrees, length: 10, stroke: Stroke(black, width: 1), label: "?",
      labelStyle: plainText, leader: nil)
  }

  @Test(
    "0° lies along the path, 90° stands upright, 30° rises by half",
    arguments: [(0.0, 5.0, 0.0), (90.0, 0.0, 5.0), (30.0, 5 * 0.8660254037844387, 2.5)])
  func tilt_angle_isDrawn(_ degrees: Double, _ dx: Double, _ dy: Double) throws {
    let (start, end) = try #require(tilt(degrees).ends(in: Self.frame))
    // Sines and cosines are right to an ulp; places are of the order of 100.
    let tolerance = 1e-12
    #expect(abs(start.x - (50 - dx)) < tolerance && abs(start.y - (50 + dy)) < tolerance)
    #expect(abs(end.x - (50 + dx)) < tolerance && abs(end.y - (50 - dy)) < tolerance)
  }

  @Test("an undefined angle is an open circle")
  func tilt_undefined_isACircle() {
    #expect(tilt(nil).ends(in: Self.frame) == nil)
    let circle = Marker.circle.path(at: Point(50, 50), size: 10.0 / 3)
    #expect(calls(tilt(nil)) == [.stroke(circle, Stroke(black, width: 1))])
  }

  @Test("segments shrink in narrow plots")
  func tilt_narrowFrame_shrinks() throws {
    var frame = Self.frame
    frame.rect.width = 30
    let (start, end) = try #require(tilt(90).ends(in: frame))
    #expect(abs(start.distance(to: end) - 5) < 1e-12)
  }

  @Test("few positions are ticks, many are columns as dark as they are full")
  func strip_counts_decideTheForm() {
    let few = DensityStrip(positions: [1, 11, 9], height: 4, color: black, lineWidth: 1)
    var ticks = Path()
    ticks.addSegment(Point(10, 96), Point(10, 100))
    ticks.addSegment(Point(90, 96), Point(90, 100))
    #expect(calls(few) == [.stroke(ticks, Stroke(black, width: 1))])
    let many = DensityStrip(
      positions: [Double](repeating: 0.55, count: 60) + [Double](repeating: 10, count: 15),
      height: 4, color: black, lineWidth: 1)
    #expect(
      calls(many) == [
        .fill(Path(Rect(x: 5, y: 96, width: 1, height: 4)), black),
        .fill(Path(Rect(x: 99, y: 96, width: 1, height: 4)), black.faded(0.25)),
      ])
  }

  @Test("a reference line crosses the whole plot at its value")
  func reference_value_isCrossed() {
    let stroke = Stroke(black, width: 1)
    let upright = ReferenceLine(.x(2), stroke: stroke, labelStyle: plainText)
    #expect(calls(upright) == [.stroke(.segment(Point(20, 0), Point(20, 100)), stroke)])
    let flat = ReferenceLine(.y(2), stroke: stroke, label: "two", labelStyle: plainText)
    #expect(calls(flat) == [.stroke(.segment(Point(0, 80), Point(100, 80)), stroke)])
    #expect(upright.labels(in: Self.frame).isEmpty)
    #expect(flat.labels(in: Self.frame).map(\.text) == ["two"])
  }
}
