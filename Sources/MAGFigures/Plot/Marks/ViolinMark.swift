/// The density of a sample on both sides of a vertical line, with its quartiles inside.
///
/// A violin is as wide as its place where it is densest, so that widths tell the shape of a sample
/// and not its size. Inside stand a thick line from quartile to quartile and a dot at the median.
public struct ViolinMark: Mark {
  /// Values `x` with their densities `y` in any unit, in ascending order of the values.
  public var outline: [DataPoint]
  /// Lower quartile, median, upper quartile.
  public var quartiles: (lower: Double, median: Double, upper: Double)
  /// The line's place on x and the violin's largest half width, in units of the axis.
  public var place: Double
  public var halfWidth: Double
  public var style: SeriesStyle
  public var lineWidth: Double
  public var dotSize: Double
  /// The colour of the dot's rim, usually the ground's.
  public var rim: Color
  /// Opacity of the area relative to the outline.
  public var fill = 0.18

  public init(
    outline: [DataPoint], quartiles: (lower: Double, median: Double, upper: Double),
    at place: Double, halfWidth: Double, style: SeriesStyle, lineWidth: Double, dotSize: Double,
    rim: Color
  ) {
    self.outline = outline
    self.quartiles = quartiles
    self.place = place
    self.halfWidth = halfWidth
    self.style = style
    self.lineWidth = lineWidth
    self.dotSize = dotSize
    self.rim = rim
  }

  /// The right side from the least value up, then the left side down; two points for equal values.
  private func corners(in frame: PlotFrame) -> [Point] {
    let densest = outline.map(\.y).max() ?? 0
    guard densest > 0 else { return [] }
    let widths = outline.map { $0.y / densest * halfWidth }
    let right = zip(outline, widths).map { frame.point(place + $1, $0.x) }
    let left = zip(outline, widths).map { frame.point(place - $1, $0.x) }
    return right + left.reversed()
  }

  public func draw(on canvas: inout some Canvas, in frame: PlotFrame) {
    let corners = corners(in: frame)
    // Equal values have no area: their violin is a line across.
    let path = corners.count > 2 ? Path(polygon: corners) : Path(through: corners)
    if corners.count > 2 { canvas.fill(path, with: style.color.faded(fill)) }
    canvas.stroke(path, with: Stroke(style.color, width: lineWidth))
    canvas.stroke(
      .segment(frame.point(place, quartiles.lower), frame.point(place, quartiles.upper)),
      with: Stroke(style.color, width: 3 * lineWidth))
    let median = frame.point(place, quartiles.median)
    canvas.fill(Marker.circle.path(at: median, size: dotSize + 1.4), with: rim)
    canvas.fill(Marker.circle.path(at: median, size: dotSize), with: style.color)
  }

  public func ink(in frame: PlotFrame) -> [Ink] {
    let corners = corners(in: frame)
    return Ink.polyline(corners + corners.prefix(1))
  }
}
