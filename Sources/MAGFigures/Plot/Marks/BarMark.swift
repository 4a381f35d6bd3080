/// Bars from zero to a value, with a line for the interval around it where there is one.
public struct BarMark: Mark {
  public struct Value: Sendable, Equatable {
    /// The bar's middle on x, in units of the axis.
    public var place: Double
    public var y: Double
    public var interval: ClosedRange<Double>?

    public init(place: Double, y: Double, interval: ClosedRange<Double>? = nil) {
      self.place = place
      self.y = y
      self.interval = interval
    }
  }

  public var values: [Value]
  /// Half the width of a bar, in units of x.
  public var halfWidth: Double
  public var style: SeriesStyle
  public var lineWidth: Double
  /// The colour of the intervals' lines, which stand inside and outside the bars.
  public var intervalColor: Color
  /// Opacity of the bars.
  public var fill = 0.75

  public init(
    values: [Value], halfWidth: Double, style: SeriesStyle, lineWidth: Double,
    intervalColor: Color
  ) {
    self.values = values
    self.halfWidth = halfWidth
    self.style = style
    self.lineWidth = lineWidth
    self.intervalColor = intervalColor
  }

  private func bar(_ value: Value, in frame: PlotFrame) -> Rect {
    let corner = frame.point(value.place - halfWidth, max(value.y, 0))
    let opposite = frame.point(value.place + halfWidth, min(value.y, 0))
    return Rect(
      x: corner.x, y: corner.y, width: opposite.x - corner.x, height: opposite.y - corner.y)
  }

  private func intervals(in frame: PlotFrame) -> [(Point, Point)] {
    values.compactMap { value in
      value.interval.map {
        (frame.point(value.place, $0.lowerBound), frame.point(value.place, $0.upperBound))
      }
    }
  }

  public func draw(on canvas: inout some Canvas, in frame: PlotFrame) {
    var bars = Path()
    for value in values { bars.addRect(bar(value, in: frame)) }
    canvas.fill(bars, with: style.color.faded(fill))
    var lines = Path()
    for (start, end) in intervals(in: frame) { lines.addSegment(start, end) }
    if !lines.steps.isEmpty { canvas.stroke(lines, with: Stroke(intervalColor, width: lineWidth)) }
  }

  public func ink(in frame: PlotFrame) -> [Ink] {
    values.map { .area(bar($0, in: frame)) } + intervals(in: frame).map { .segment($0.0, $0.1) }
  }
}
