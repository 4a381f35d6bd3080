/// Follows the boundary between two classes from affine piece to affine piece.
///
/// On a piece the boundary f_l = f_r is straight and runs along the normal g = ∇(f_l − f_r) turned
/// by −90°, which keeps class l on its left. It ends on the piece where a hidden unit passes a
/// break, a third class overtakes, or the window ends, whichever comes first. Beyond a break of a
/// unit with z = c + b·(x, y) the new normal is g + κ b, and (g + κ b) × b = g × b: the boundary
/// always leaves the break on its other side, so following it needs no choice.
/// - Rounding: every vertex is put back on f_l = f_r of the piece beyond it, and the piece itself is
///   computed afresh every `refreshInterval` breaks, half-way between two of them.
struct BoundaryTracer {
  let network: PiecewiseNetwork
  let window: PlaneWindow
  static let refreshInterval = 512
  /// So many breaks in a row without progress mean that it is not known where to go on.
  static let mostStalls = 256
  /// Below this share of the window's width a step is no progress.
  static let stallTolerance = 1e-14

  /// Where following one boundary came to an end.
  struct Trail {
    /// From the start on.
    var vertices: [PlanePoint]
    var end: BoundaryArc.End
    /// The class that takes the lead at a junction.
    var third: Int?
  }

  /// Follows the boundary with `left` on its left from a point on it.
  ///
  /// - Parameter reached: told each straight step; true ends the trail as closed at its start.
  func trail(
    from start: PlanePoint, left: Int, right: Int,
    reached: (PlanePoint, PlanePoint) -> Bool
  ) -> Trail {
    var trail = Trail(vertices: [start], end: .stopped)
    var piece = PlanePiece(network, at: start)
    // The last vertex as told to `reached`: the correction must not carry it over a scan line.
    var last = start
    var sinceRefresh = 0
    var stalls = 0
    while stalls < Self.mostStalls {
      let difference = piece.logit(left) - piece.logit(right)
      let norm = (difference.x * difference.x + difference.y * difference.y).squareRoot()
      guard norm > 0, norm.isFinite else { return trail }
      let direction = PlanePoint(difference.y / norm, -difference.x / norm)
      let point = corrected(last, difference, norm)
      let edge = distanceToEdge(from: point, along: direction)
      let (overtaking, third) = overtaker(piece, left, right, from: point, along: direction)
      let found = piece.nextBreak(from: point, along: direction)
      let distance = max(0, min(edge, overtaking, found?.distance ?? .infinity))
      if sinceRefresh >= Self.refreshInterval, distance > Self.stallTolerance * window.width {
        piece = PlanePiece(network, at: moved(point, direction, distance / 2))
        sinceRefresh = 0
        continue
      }
      let next = moved(point, direction, distance)
      stalls = distance > Self.stallTolerance * window.width ? 0 : stalls + 1
      if next != last {
        if reached(last, next) {
          trail.vertices.append(start)
          trail.end = .closed
          return trail
        }
        trail.vertices.append(next)
      }
      last = next
      if let found, found.distance <= distance {
        piece.pass(found)
        sinceRefresh += 1
      } else {
        trail.end = overtaking <= edge ? .junction : .edge
        trail.third = overtaking <= edge ? third : nil
        return trail
      }
    }
    return trail
  }

  private func moved(_ point: PlanePoint, _ direction: PlanePoint, _ distance: Double)
    -> PlanePoint
  {
    PlanePoint(point.x + distance * direction.x, point.y + distance * direction.y)
  }

  /// The nearest point at which the two logits agree on the piece.
  private func corrected(
    _ point: PlanePoint, _ difference: PlanePiece.Form, _ norm: Double
  ) -> PlanePoint {
    let off = difference.value(at: point) / (norm * norm)
    return PlanePoint(point.x - off * difference.x, point.y - off * difference.y)
  }

  private func distanceToEdge(from point: PlanePoint, along direction: PlanePoint) -> Double {
    func distance(_ place: Double, _ rate: Double, _ lower: Double, _ upper: Double) -> Double {
      rate == 0 ? .infinity : max(0, ((rate > 0 ? upper : lower) - place) / rate)
    }
    return min(
      distance(point.x, direction.x, window.minX, window.maxX),
      distance(point.y, direction.y, window.minY, window.maxY))
  }

  /// How far it is until a third class overtakes, and which.
  private func overtaker(
    _ piece: PlanePiece, _ left: Int, _ right: Int, from point: PlanePoint,
    along direction: PlanePoint
  ) -> (distance: Double, third: Int) {
    var best = (distance: Double.infinity, third: left)
    let leader = piece.logit(left)
    for other in 0..<network.classCount where other != left && other != right {
      let lead = leader - piece.logit(other)
      let rate = lead.slope(along: direction)
      guard rate < 0 else { continue }
      let distance = lead.value(at: point) / -rate
      if distance < best.distance { best = (distance, other) }
    }
    return best
  }
}
