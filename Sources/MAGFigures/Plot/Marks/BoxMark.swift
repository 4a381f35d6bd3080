import MAGFiles

/// The five numbers and the outliers of a box plot.
///
/// Quartiles are type-7 quantiles. Whiskers end at the farthest value within 1.5 interquartile ranges
/// of the box (at the box itself where none lies beyond it); values farther away are outliers.
/// - Source: Tukey, "Exploratory Data Analysis" (1977), chapter 2, with these quartiles for hinges.
public struct BoxSummary: Sendable, Equatable {
  public var lowerQuartile: Double
  public var median: Double
  public var upperQuartile: Double
  public var lowerWhisker: Double
  public var upperWhisker: Double
  /// In ascending order, with repetitions.
  public var outliers: [Double]

  public init(
    lowerQuartile: Double, median: Double, upperQuartile: Double, lowerWhisker: Double,
    upperWhisker: Double, outliers: [Double]
  ) {
    self.lowerQuartile = lowerQuartile
    self.median = median
    self.upperQuartile = upperQuartile
    self.lowerWhisker = lowerWhisker
    self.upperWhisker = upperWhisker
    self.outliers = outliers
  }

  /// The summary of finite values in any order; `nil` without values. Cost: a sort.
  public init?(of values: [Double]) {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return nil }
    lowerQuartile = OrderStatistics.quantile(0.25, ofSorted: sorted)
    median = OrderStatistics.quantile(0.5, ofSorted: sorted)
    upperQuartile = OrderStatistics.quantile(0.75, ofSorted: sorted)
    let reach = 1.5 * (upperQuartile - lowerQuartile)
    let fences = lowerQuartile - reach...upperQuartile + reach
    // Interpolated quartiles may lie beyond the last value that is inside the fences.
    lowerWhisker = min(sorted.first { $0 >= fences.lowerBound } ?? median, lowerQuartile)
    upperWhisker = max(sorted.last { $0 <= fences.upperBound } ?? median, upperQuartile)
    outliers = sorted.filter { !fences.contains($0) }
  }
}

/// A box from quartile to quartile with a line at the median, whiskers, and outliers as points.
public struct BoxMark: Mark {
  public var summary: BoxSummary
  /// The box's middle on x and half its width, in units of the axis.
  public var place: Double
  public var halfWidth: Double
  public var style: SeriesStyle
  public var lineWidth: Double
  public var outlierSize: Double
  /// Opacity of the box relative to its outline.
  public var fill = 0.18

  public init(
    _ summary: BoxSummary, at place: Double, halfWidth: Double, style: SeriesStyle,
    lineWidth: Double, outlierSize: Double
  ) {
    self.summary = summary
    self.place = place
    self.halfWidth = halfWidth
    self.style = style
    self.lineWidth = lineWidth
    self.outlierSize = outlierSize
  }

  private func box(in frame: PlotFrame) -> Rect {
    let corner = frame.point(place - halfWidth, summary.upperQuartile)
    let opposite = frame.point(place + halfWidth, summary.lowerQuartile)
    return Rect(
      x: corner.x, y: corner.y, width: opposite.x - corner.x, height: opposite.y - corner.y)
  }

  private func whiskers(in frame: PlotFrame) -> [(Point, Point)] {
    [
      (summary.lowerQuartile, summary.lowerWhisker), (summary.upperQuartile, summary.upperWhisker),
    ].filter { $0.0 != $0.1 }.map { (frame.point(place, $0.0), frame.point(place, $0.1)) }
  }

  public func draw(on canvas: inout some Canvas, in frame: PlotFrame) {
    let box = box(in: frame)
    canvas.fill(Path(box), with: style.color.faded(fill))
    var lines = Path(box)
    for (start, end) in whiskers(in: frame) { lines.addSegment(start, end) }
    canvas.stroke(lines, with: Stroke(style.color, width: lineWidth))
    let median = frame.y(summary.median)
    canvas.stroke(
      .segment(Point(box.x, median), Point(box.maxX, median)),
      with: Stroke(style.color, width: 2 * lineWidth))
    guard !summary.outliers.isEmpty else { return }
    var outliers = Path()
    for outlier in summary.outliers {
      outliers.addCircle(center: frame.point(place, outlier), radius: outlierSize / 2)
    }
    canvas.fill(outliers, with: style.color.faded(0.6))
  }

  public func ink(in frame: PlotFrame) -> [Ink] {
    whiskers(in: frame).map { .segment($0.0, $0.1) } + [.area(box(in: frame))]
      + summary.outliers.map { outlier in
        let center = frame.point(place, outlier)
        return .area(
          Rect(x: center.x, y: center.y, width: 0, height: 0).inset(by: -outlierSize / 2))
      }
  }
}
