/// An outline made of straight pieces and whole circles, in page points.
public struct Path: Sendable, Equatable {
  public enum Step: Sendable, Equatable {
    case move(Point)
    case line(Point)
    case close
    case circle(center: Point, radius: Double)
  }

  public private(set) var steps: [Step] = []

  public init() {}

  /// An open line through the points in order; fewer than two points give an empty path.
  public init(through points: [Point]) {
    guard points.count > 1 else { return }
    steps = [.move(points[0])] + points.dropFirst().map { .line($0) }
  }

  /// A closed polygon; fewer than three points give an empty path.
  public init(polygon points: [Point]) {
    guard points.count > 2 else { return }
    steps = [.move(points[0])] + points.dropFirst().map { .line($0) } + [.close]
  }

  public init(_ rect: Rect) {
    self.init(polygon: [
      Point(rect.x, rect.y), Point(rect.maxX, rect.y), Point(rect.maxX, rect.maxY),
      Point(rect.x, rect.maxY),
    ])
  }

  public static func segment(_ start: Point, _ end: Point) -> Path { Path(through: [start, end]) }

  public mutating func addSegment(_ start: Point, _ end: Point) {
    steps += [.move(start), .line(end)]
  }

  public mutating func addRect(_ rect: Rect) { append(Path(rect)) }

  public mutating func append(_ other: Path) { steps += other.steps }

  public mutating func addCircle(center: Point, radius: Double) {
    steps.append(.circle(center: center, radius: radius))
  }
}
