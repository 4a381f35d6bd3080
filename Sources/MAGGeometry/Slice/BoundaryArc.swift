/// A piece of the boundary between two classes on a plane: straight between its vertices, with one
/// class on its left and one on its right all along.
public struct BoundaryArc: Sendable, Equatable, Codable {
  /// How an end of an arc came about.
  public enum End: String, Sendable, Codable {
    /// The window's edge.
    case edge
    /// A point where a third class takes the lead: three arcs meet there.
    case junction
    /// The arc's own beginning.
    case closed
    /// The two logits agree all over an affine piece, or too many kinks meet in a point: where the
    /// boundary goes on is not known.
    case stopped
  }

  public var leftClass: Int
  public var rightClass: Int
  /// At least two; the first is also the last of a closed arc.
  public var vertices: [PlanePoint]
  public var start: End
  public var end: End

  public var length: Double {
    zip(vertices, vertices.dropFirst()).reduce(0) { $0 + $1.0.distance(to: $1.1) }
  }

  /// ∫ x dy along the arc.
  var momentX: Double {
    zip(vertices, vertices.dropFirst()).reduce(0) {
      $0 + ($1.0.x + $1.1.x) / 2 * ($1.1.y - $1.0.y)
    }
  }

  /// The nearest point of the arc, and how far it is.
  func nearest(to point: PlanePoint) -> (point: PlanePoint, distance: Double)? {
    var best: (point: PlanePoint, distance: Double)?
    for (a, b) in zip(vertices, vertices.dropFirst()) {
      let (dx, dy) = (b.x - a.x, b.y - a.y)
      let square = dx * dx + dy * dy
      let along = square > 0 ? ((point.x - a.x) * dx + (point.y - a.y) * dy) / square : 0
      let share = min(max(along, 0), 1)
      let candidate = PlanePoint(a.x + share * dx, a.y + share * dy)
      let distance = candidate.distance(to: point)
      if distance < best?.distance ?? .infinity { best = (candidate, distance) }
    }
    return best
  }
}
