/// Measured points with a marker each and, where given, bars for their intervals.
public struct PointMark: Mark {
  public struct Value: Sendable, Equatable {
    public var x: Double
    public var y: Double
    public var xInterval: ClosedRange<Double>?
    public var yInterval: ClosedRange<Double>?
    /// A label that finds room near the point.
    public var label: String?

    public init(
      x: Double, y: Double, xInterval: ClosedRange<Double>? = nil,
      yInterval: ClosedRange<Double>? = nil, label: String? = nil
    ) {
      self.x = x
      self.y = y
      self.xInterval = xInterval
      self.yInterval = yInterval
      self.label = label
    }
  }

  public var values: [Value]
  /// A style without marker draws circles.
  public var style: SeriesStyle
  public var markerSize: Double
  /// The width of the lines of the intervals, in points.
  public var barWidth: Double
  public var labelStyle: TextStyle?
  public var leader: Stroke?
  /// The colour that labels lie on; nil for the figure's ground.
  public var labelGround: Color?

  public init(values: [Value], style: SeriesStyle, markerSize: Double, barWidth: Double) {
    self.values = values
    self.style = style
    self.markerSize = markerSize
    self.barWidth = barWidth
  }

  private func bars(in frame: PlotFrame) -> [(Point, Point)] {
    values.flatMap { value in
      let across = value.xInterval.map {
        (frame.point($0.lowerBound, value.y), frame.point($0.upperBound, value.y))
      }
      let up = value.yInterval.map {
        (frame.point(value.x, $0.lowerBound), frame.point(value.x, $0.upperBound))
      }
      return [across, up].compactMap { $0 }
    }
  }

  public func draw(on canvas: inout some Canvas, in frame: PlotFrame) {
    var path = Path()
    for (start, end) in bars(in: frame) { path.addSegment(start, end) }
    canvas.stroke(path, with: Stroke(style.color, width: barWidth))
    for value in values {
      canvas.fill(
        (style.marker ?? .circle).path(at: frame.point(value.x, value.y), size: markerSize),
        with: style.color)
    }
  }

  public func ink(in frame: PlotFrame) -> [Ink] {
    bars(in: frame).map { .segment($0.0, $0.1) }
      + values.map { value in
        let center = frame.point(value.x, value.y)
        return .area(
          Rect(x: center.x, y: center.y, width: 0, height: 0).inset(by: -markerSize / 2))
      }
  }

  public func labels(in frame: PlotFrame) -> [LabelRequest] {
    guard let labelStyle else { return [] }
    return values.compactMap { value in
      guard let label = value.label else { return nil }
      var request = LabelRequest(
        label, anchor: frame.point(value.x, value.y), style: labelStyle.colored(style.color),
        leader: leader, ground: labelGround)
      // Clear of the marker, whose corners reach out farthest.
      request.distance = 0.7 * markerSize + 1.5
      return request
    }
  }
}
