/// A line through measured points with an optional band around it and a marker at each point.
public struct LineMark: Mark {
  public struct Value: Sendable, Equatable {
    public var x: Double
    public var y: Double
    /// The interval around `y`, if there is one.
    public var band: ClosedRange<Double>?

    public init(x: Double, y: Double, band: ClosedRange<Double>? = nil) {
      self.x = x
      self.y = y
      self.band = band
    }
  }

  /// In ascending order of x.
  public var values: [Value]
  public var style: SeriesStyle
  public var lineWidth: Double
  public var markerSize: Double
  public var bandOpacity = 0.2

  public init(values: [Value], style: SeriesStyle, lineWidth: Double, markerSize: Double) {
    self.values = values
    self.style = style
    self.lineWidth = lineWidth
    self.markerSize = markerSize
  }

  private func points(in frame: PlotFrame) -> [Point] { values.map { frame.point($0.x, $0.y) } }

  public func draw(on canvas: inout some Canvas, in frame: PlotFrame) {
    let banded = values.compactMap { value in value.band.map { (value.x, $0) } }
    let upper = banded.map { frame.point($0.0, $0.1.upperBound) }
    let lower = banded.reversed().map { frame.point($0.0, $0.1.lowerBound) }
    if banded.count > 1 {
      canvas.fill(Path(polygon: upper + lower), with: style.color.faded(bandOpacity))
    }
    let points = points(in: frame)
    canvas.stroke(
      Path(through: points), with: Stroke(style.color, width: lineWidth, dash: style.dash))
    guard let marker = style.marker else { return }
    for point in points {
      canvas.fill(marker.path(at: point, size: markerSize), with: style.color)
    }
  }

  public func ink(in frame: PlotFrame) -> [Ink] { Ink.polyline(points(in: frame)) }
}

/// A thin straight line at one value, across the whole plot.
public struct ReferenceLine: Mark {
  public enum Place: Sendable, Equatable {
    case x(Double)
    case y(Double)
  }

  public var place: Place
  public var stroke: Stroke
  public var label: String?
  public var labelStyle: TextStyle

  public init(_ place: Place, stroke: Stroke, label: String? = nil, labelStyle: TextStyle) {
    self.place = place
    self.stroke = stroke
    self.label = label
    self.labelStyle = labelStyle
  }

  private func ends(in frame: PlotFrame) -> (Point, Point) {
    switch place {
    case .x(let value):
      (Point(frame.x(value), frame.rect.y), Point(frame.x(value), frame.rect.maxY))
    case .y(let value):
      (Point(frame.rect.x, frame.y(value)), Point(frame.rect.maxX, frame.y(value)))
    }
  }

  public func draw(on canvas: inout some Canvas, in frame: PlotFrame) {
    let (start, end) = ends(in: frame)
    canvas.stroke(.segment(start, end), with: stroke)
  }

  public func ink(in frame: PlotFrame) -> [Ink] {
    let (start, end) = ends(in: frame)
    return [.segment(start, end)]
  }

  public func labels(in frame: PlotFrame) -> [LabelRequest] {
    guard let label else { return [] }
    let (start, end) = ends(in: frame)
    let style = labelStyle.colored(stroke.color)
    switch place {
    case .x:
      let anchor = Point(start.x, start.y + labelStyle.size * 0.5)
      return [LabelRequest(label, anchor: anchor, style: style, preferred: .left)]
    case .y:
      return [LabelRequest(label, anchor: end, style: style, preferred: .above)]
    }
  }
}
