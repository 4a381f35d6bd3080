import MAGNumerics

/// Walks rays x + s u, s ≥ 0, to the first change of class.
///
/// All rays are walked together over segments of growing length; those whose class has not changed
/// go on. The first segment of a ray goes `firstReach` times as far as its boundary is expected, so
/// that most rays need one segment and little is walked in vain; each further one ends `growth`
/// times as far from x as the last.
/// - A change exactly at the seam of two segments: found by the class after the seam, and walked
///   again with the seam inside a segment, for the angle.
/// - The end of a ray: after two segments more than expected the exact walk finds out where the
///   ray's last kink is (`RayTail`) and goes on to it, so that each ray meets a boundary or
///   provably never does.
/// - Resolution: class changes nearer to each other than 1e-12 of a segment count as one; see
///   `ExactPath`.
/// - Cost: of `ExactPath` or `SampledPath`, see `BoundaryRay.segments`; memory as theirs and four
///   rows of d numbers a ray.
public struct RayWalker: Sendable {
  private enum Method {
    case exact(any ExactWalk)
    case sampled(SampledPath, SampledPath.Options)
  }

  private let method: Method

  static let firstReach = 1.5
  static let growth = 4.0
  /// The first segment as a share of √d where nothing is expected.
  static let blindShare = 1.0 / 16
  /// A ray's end nearer to the goal than this share of it is walked over.
  static let goalTolerance = 1e-9

  /// The limit of exact walks that are to have none: farther kinks may be the rounding of none.
  public static let farthest = 1e12

  /// Exact walks.
  public init(_ exact: any ExactWalk) { method = .exact(exact) }

  /// Sampled walks, each segment with the steps of the options.
  public init(_ sampled: SampledPath, options: SampledPath.Options = SampledPath.Options()) {
    method = .sampled(sampled, options)
  }

  public var pathMethod: PathMethod {
    switch method {
    case .exact: .exact
    case .sampled: .sampled
    }
  }

  /// The first change of class on each ray, in order.
  ///
  /// - Parameters:
  ///   - points: [n, d], where the rays begin.
  ///   - directions: [n, d], each of length 1, or 0 for no ray.
  ///   - classes: predicted at the points.
  ///   - expected: estimates of the distances, which set the lengths of segments, no more.
  ///   - limit: the largest distance looked for, in units of the points; `farthest` for exact walks
  ///     to the end of the ray.
  /// - Throws: `GeometryFailure.limitNotPositive`, `.countMismatch`; as `ExactPath.paths`, lines
  ///   being counted from the first ray.
  public func rays(
    from points: Matrix<Double>, along directions: Matrix<Double>, classes: [Int],
    expected: [Double?], limit: Double
  ) throws(GeometryFailure) -> [BoundaryRay] {
    guard limit > 0, limit.isFinite else { throw .limitNotPositive(limit) }
    for count in [directions.rows, classes.count, expected.count] where count != points.rows {
      throw .countMismatch(starts: points.rows, ends: count)
    }
    var rays = classes.map { BoundaryRay(status: .noDirection, fromClass: $0) }
    // No first segment is longer than the diagonal of the unit box.
    let diagonal = Double(points.columns).squareRoot()
    var open = rays.indices.filter { !directions.row($0).allSatisfy { $0 == 0 } }.map { ray in
      let wanted = expected[ray].map { $0 * Self.firstReach } ?? 0
      return Progress(
        ray: ray, to: min(limit, diagonal, wanted > 0 ? wanted : diagonal * Self.blindShare),
        limit: limit)
    }
    while !open.isEmpty {
      let paths = try walk(open, points, directions)
      for index in open.indices {
        rays[open[index].ray].segments += 1
        open[index].take(paths[index], into: &rays[open[index].ray])
      }
      open.removeAll(where: \.isDone)
      try extend(&open, points, directions, &rays)
    }
    return rays
  }

  private func walk(
    _ open: [Progress], _ points: Matrix<Double>, _ directions: Matrix<Double>
  ) throws(GeometryFailure) -> [LinePath] {
    let starts = Self.points(open.map { ($0.ray, $0.from) }, points, directions)
    let ends = Self.points(open.map { ($0.ray, $0.to) }, points, directions)
    do throws(GeometryFailure) {
      switch method {
      case .exact(let path): return try path.paths(from: starts, to: ends)
      case .sampled(let path, let options):
        return try path.paths(from: starts, to: ends, options: options)
      }
    } catch {
      switch error {
      case .logitsNotFinite(let line): throw .logitsNotFinite(line: open[line].ray)
      case .pointNotFinite(let line): throw .pointNotFinite(line: open[line].ray)
      default: throw error
      }
    }
  }

  /// Lets the rays that are at their goal go on, or ends them.
  private func extend(
    _ open: inout [Progress], _ points: Matrix<Double>, _ directions: Matrix<Double>,
    _ rays: inout [BoundaryRay]
  ) throws(GeometryFailure) {
    let arrived = open.indices.filter { open[$0].isAtGoal }
    guard !arrived.isEmpty else { return }
    let numbers = arrived.map { open[$0].ray }
    var ends = [Double?](repeating: nil, count: arrived.count)
    if case .exact(let path) = method {
      ends = path.rayEnds(
        from: points.rows(at: numbers), along: directions.rows(at: numbers),
        classes: numbers.map { rays[$0].fromClass })
    }
    for (index, end) in zip(arrived, ends) {
      if let status = open[index].extend(to: end) { rays[open[index].ray].status = status }
    }
    open.removeAll(where: \.isDone)
  }

  /// x + s u for rays and their s.
  private static func points(
    _ places: [(ray: Int, s: Double)], _ points: Matrix<Double>, _ directions: Matrix<Double>
  ) -> Matrix<Double> {
    var result = points.rows(at: places.map(\.ray))
    result.withView { view in
      directions.withReadView { directions in
        for (index, place) in places.enumerated() {
          Double.addScaled(place.s, directions.row(place.ray), into: view.row(index))
        }
      }
    }
    return result
  }
}

/// How far one ray has been walked.
private struct Progress {
  let ray: Int
  let limit: Double
  /// The segment to walk next.
  private(set) var from = 0.0
  private(set) var to: Double
  /// Where the walk pauses without a change.
  private var goal: Double
  private(set) var isDone = false
  /// Whether a change at a seam has been put inside a segment.
  private var isCentered = false

  init(ray: Int, to: Double, limit: Double) {
    self.ray = ray
    self.to = to
    self.limit = limit
    goal = min(limit, to * RayWalker.growth * RayWalker.growth)
  }

  var isAtGoal: Bool { from >= goal }

  /// Takes in the walk of the segment: ends the ray at a change, or goes on to the next segment.
  mutating func take(_ path: LinePath, into ray: inout BoundaryRay) {
    if path.startClass != ray.fromClass {
      if from > 0, !isCentered {
        let half = from / 4
        (from, to, isCentered) = (from - half, from + half, true)
      } else {
        finish(&ray, at: from, path.startClass)
      }
    } else if let crossing = path.crossings.first {
      finish(&ray, at: from + crossing.t * (to - from), crossing.toClass)
      if ray.status == .reached {
        (ray.angleDegrees, ray.alignment) = (crossing.angleDegrees, crossing.alignment)
      }
    } else {
      (from, to) = (to, min(to * RayWalker.growth, goal))
    }
  }

  /// Goes on past the goal, to the end of the ray or the limit, or ends the ray there.
  ///
  /// - Parameter end: where nothing follows any more; nil if that is not known.
  /// - Returns: the status of a ray that is ended, or nil.
  mutating func extend(to end: Double?) -> BoundaryRay.Status? {
    let isPast = end.map { $0 < goal * (1 - RayWalker.goalTolerance) } ?? (goal >= limit)
    guard !isPast else {
      isDone = true
      return end == nil ? .beyondLimit : .unbounded
    }
    // Somewhat farther, so that a change at the end itself lies inside the last segment.
    goal = end.map { $0 * 1.0625 } ?? limit
    to = min(from * RayWalker.growth, goal)
    return nil
  }

  private mutating func finish(_ ray: inout BoundaryRay, at distance: Double, _ toClass: Int) {
    isDone = true
    guard distance <= limit else {
      ray.status = .beyondLimit
      return
    }
    (ray.status, ray.distance, ray.toClass) = (.reached, distance, toClass)
  }
}
