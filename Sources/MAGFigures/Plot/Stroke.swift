/// How a line looks; widths and dashes are in points.
public struct Stroke: Sendable, Equatable {
  public enum Cap: Sendable { case butt, round }

  public var color: Color
  public var width: Double
  /// Lengths of strokes and gaps in turn; empty for a solid line.
  public var dash: [Double]
  public var cap: Cap

  public init(_ color: Color, width: Double, dash: [Double] = [], cap: Cap = .butt) {
    self.color = color
    self.width = width
    self.dash = dash
    self.cap = cap
  }
}

/// The shape drawn at a measured value.
public enum Marker: Sendable, Equatable, CaseIterable {
  case circle, square, triangle, diamond

  /// The outline around `center`; all shapes look about equally large for the same `size`.
  public func path(at center: Point, size: Double) -> Path {
    let r = size / 2
    switch self {
    case .circle:
      var path = Path()
      path.addCircle(center: center, radius: r)
      return path
    case .square:
      return Path(
        Rect(x: center.x - r, y: center.y - r, width: size, height: size).inset(by: r * 0.1))
    case .triangle:
      return Path(polygon: [
        Point(center.x, center.y - 1.35 * r), Point(center.x + 1.25 * r, center.y + 0.85 * r),
        Point(center.x - 1.25 * r, center.y + 0.85 * r),
      ])
    case .diamond:
      return Path(polygon: [
        Point(center.x, center.y - 1.25 * r), Point(center.x + 1.25 * r, center.y),
        Point(center.x, center.y + 1.25 * r), Point(center.x - 1.25 * r, center.y),
      ])
    }
  }
}

/// What tells one series from the others: colour, and for readers without it dash and marker.
public struct SeriesStyle: Sendable, Equatable {
  public var color: Color
  public var dash: [Double]
  public var marker: Marker?

  public init(color: Color, dash: [Double] = [], marker: Marker? = nil) {
    self.color = color
    self.dash = dash
    self.marker = marker
  }
}
