import Testing

@testable import MAGFigures

@Suite("Snapshots of marks") struct MarkSnapshotTests {
  /// 100 × 60 points whose values are a tenth of the places: x from 0 to 10, y from 0 to 6.
  static let frame = PlotFrame(
    rect: Rect(x: 0, y: 0, width: 100, height: 60), x: .linear(from: 0, to: 10),
    y: .linear(from: 0, to: 6))
  static let series = SeriesStyle(color: black, dash: [4, 2], marker: .square)
  static let colors = ColorScale(
    ColorMap([Color(hex: 0xFFFFFF), Color(hex: 0x000000)]), domain: .linear(from: 0, to: 4),
    undefined: Color(hex: 0x808080))

  static var marks: [(name: String, mark: any Mark)] {
    var marks: [(name: String, mark: any Mark)] = []
    func add(_ name: String, _ mark: any Mark) { marks.append((name, mark)) }
    add(
      "line",
      LineMark(
        values: [
          .init(x: 1, y: 2, band: 1...3), .init(x: 4, y: 5, band: 4...6), .init(x: 9, y: 1),
        ], style: series, lineWidth: 1.2, markerSize: 3)
    )
    add(
      "reference-line",
      ReferenceLine(
        .x(5), stroke: Stroke(black, width: 0.8), label: "half", labelStyle: plainText)
    )
    add(
      "step",
      StepMark(
        pieces: [.init(from: 0, to: 4, value: 1), .init(from: 4, to: 10, value: 3)],
        style: series, lineWidth: 1.2, riserWidth: 0.6)
    )
    add("ecdf", ECDFMark(values: [2, 4, 4, 8], total: 5, style: series, lineWidth: 1))
    add(
      "histogram",
      HistogramMark(
        edges: [1, 3, 5, 7, 9], heights: [2, 4, 0, 1], style: series, lineWidth: 1,
        label: "sample", labelStyle: plainText, leader: nil)
    )
    add(
      "points",
      PointMark(
        values: [
          .init(x: 2, y: 3, yInterval: 2...5), .init(x: 6, y: 4, xInterval: 5...8, label: "six"),
        ], style: series, markerSize: 4, barWidth: 0.8
      ).labelled()
    )
    add(
      "box",
      BoxMark(
        BoxSummary(
          lowerQuartile: 2, median: 3, upperQuartile: 4, lowerWhisker: 1, upperWhisker: 5.9,
          outliers: []), at: 5, halfWidth: 2, style: series, lineWidth: 0.6, outlierSize: 2)
    )
    add(
      "box-outliers",
      BoxMark(
        BoxSummary(
          lowerQuartile: 2, median: 3, upperQuartile: 4, lowerWhisker: 2, upperWhisker: 5,
          outliers: [0.5, 5.5]), at: 5, halfWidth: 2, style: series, lineWidth: 0.6,
        outlierSize: 2)
    )
    add(
      "violin",
      ViolinMark(
        outline: [DataPoint(1, 0.2), DataPoint(3, 0.4), DataPoint(5, 0.1)],
        quartiles: (2, 3, 4), at: 5, halfWidth: 2, style: series, lineWidth: 0.6, dotSize: 3,
        rim: Color(hex: 0xFFFFFF))
    )
    add(
      "violin-equal",
      ViolinMark(
        outline: [DataPoint(3, 1)], quartiles: (3, 3, 3), at: 5, halfWidth: 2, style: series,
        lineWidth: 0.6, dotSize: 3, rim: Color(hex: 0xFFFFFF))
    )
    add(
      "bars",
      BarMark(
        values: [.init(place: 2, y: 3, interval: 2.5...4), .init(place: 6, y: 1)], halfWidth: 1,
        style: series, lineWidth: 0.8, intervalColor: black)
    )
    add(
      "heat-map",
      HeatMapMark(
        values: [[0, 4], [nil, 2]], colors: colors, textStyle: plainText, decimals: 0)
    )
    add(
      "quantiles",
      QuantileMark(
        Quantiles(p5: 1, p25: 2, p50: 3, p75: 4, p95: 5), at: 5, style: series,
        rim: Color(hex: 0xFFFFFF))
    )
    add(
      "density",
      DensityMark(
        points: [DataPoint(1, 1), DataPoint(9, 5)], colors: colors, pointStyle: series,
        pointSize: 2)
    )
    add(
      "density-strip",
      DensityStrip(positions: [1, 2, 2.5], height: 6, color: black, lineWidth: 0.4)
    )
    add(
      "tilt",
      TiltMark(
        x: 5, y: 3, degrees: 30, length: 10, stroke: Stroke(black, width: 1), label: "30°",
        labelStyle: plainText, leader: nil)
    )
    add(
      "color-image",
      ColorImageMark(
        image: ColorImage(width: 1, height: 1, colors: [black]), x: 2...4, y: 1...3)
    )
    add(
      "polylines",
      PolylineMark(
        lines: [[DataPoint(0, 0), DataPoint(5, 5)], [DataPoint(1, 1)]],
        stroke: Stroke(black, width: 1))
    )
    add(
      "polygon",
      PolygonMark(corners: [DataPoint(0, 0), DataPoint(5, 0), DataPoint(0, 5)], fill: black)
    )
    add("text", TextMark("here", at: DataPoint(5, 3), style: plainText, preferred: .above))
    add(
      "curve-label",
      CurveLabelMark(
        "curve", along: [DataPoint(1, 1), DataPoint(5, 2), DataPoint(9, 7)], style: plainText)
    )
    return marks
  }

  @Test("every mark is drawn as its snapshot says", arguments: marks.map(\.name))
  func mark_each_matchesSnapshot(_ name: String) throws {
    let mark = try #require(Self.marks.first { $0.name == name }?.mark)
    try Snapshot.expect(Snapshot.lines(mark, in: Self.frame), as: "mark-\(name)")
  }
}

extension PointMark {
  fileprivate func labelled() -> PointMark {
    var mark = self
    mark.labelStyle = plainText
    return mark
  }
}
