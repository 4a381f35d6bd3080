/// A place on the page in points (1/72 inch): the origin is the top left corner, y grows downwards.
public struct Point: Sendable, Equatable {
  public var x: Double
  public var y: Double

  public init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }

  /// The straight distance to another place, in points.
  public func distance(to other: Point) -> Double {
    let dx = x - other.x
    let dy = y - other.y
    return (dx * dx + dy * dy).squareRoot()
  }
}

/// A width and a height in points.
public struct Size: Sendable, Equatable {
  public var width: Double
  public var height: Double

  public init(_ width: Double, _ height: Double) {
    self.width = width
    self.height = height
  }
}

/// An upright rectangle in points, given by its top left corner and its size.
public struct Rect: Sendable, Equatable {
  public var x: Double
  public var y: Double
  public var width: Double
  public var height: Double

  public init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  public var maxX: Double { x + width }
  public var maxY: Double { y + height }
  public var center: Point { Point(x + width / 2, y + height / 2) }

  /// The rectangle with every side moved inwards by `distance`; a negative distance grows it.
  public func inset(by distance: Double) -> Rect {
    Rect(
      x: x + distance, y: y + distance, width: width - 2 * distance, height: height - 2 * distance)
  }

  /// The area shared with another rectangle in square points; touching sides share nothing.
  public func overlap(with other: Rect) -> Double {
    let across = min(maxX, other.maxX) - max(x, other.x)
    let down = min(maxY, other.maxY) - max(y, other.y)
    return across > 0 && down > 0 ? across * down : 0
  }

  /// Whether the other rectangle lies wholly inside this one, with `slack` points to spare for
  /// rounding.
  public func contains(_ other: Rect, slack: Double = 0) -> Bool {
    other.x >= x - slack && other.y >= y - slack && other.maxX <= maxX + slack
      && other.maxY <= maxY + slack
  }

  /// The place inside this rectangle (border included) that is nearest to `point`.
  public func nearest(to point: Point) -> Point {
    Point(min(max(point.x, x), maxX), min(max(point.y, y), maxY))
  }

  /// The length of the part of the segment from `start` to `end` that lies inside, in points.
  ///
  /// Liang and Barsky's clipping; a segment along a side counts as inside. Cost: constant.
  public func length(ofSegmentFrom start: Point, to end: Point) -> Double {
    let dx = end.x - start.x
    let dy = end.y - start.y
    var enter = 0.0
    var leave = 1.0
    for (step, room) in [
      (-dx, start.x - x), (dx, maxX - start.x), (-dy, start.y - y), (dy, maxY - start.y),
    ] {
      if step == 0 {
        if room < 0 { return 0 }
      } else if step < 0 {
        enter = max(enter, room / step)
      } else {
        leave = min(leave, room / step)
      }
    }
    return leave > enter ? (leave - enter) * start.distance(to: end) : 0
  }
}
