import MAGNumerics

extension ExactPath {
  /// Walks a polyline: every leg exactly, all legs in one batch, then joins the legs.
  ///
  /// - Shapes: `vertices` [K + 1, d] for K ≥ 1 legs.
  /// - Throws: `GeometryFailure.tooFewVertices`, and as `paths`, where a line is a leg from 0.
  /// - Cost: that of K lines; a class change at a vertex walks its two legs once more.
  public func polyline(
    through vertices: Matrix<Double>, options: Options = Options()
  ) throws(GeometryFailure) -> PolylinePath {
    let (starts, ends) = try PolylineJoin.legs(vertices)
    let legs = try paths(from: starts, to: ends, options: options)
    var join = PolylineJoin(vertices, legs, mergeTolerance: options.mergeTolerance)
    guard !join.turns.isEmpty else { return join.path }
    let turning = join.turningLegs
    let stretches = LineBlock(self, options, starts: turning.starts, ends: turning.ends).walked()
    var requests: [BoundaryNormals.Request] = []
    for (index, turn) in join.turns.enumerated() {
      // Just before the vertex the last piece of one leg, just after it the first of the other.
      let sides = [
        (stretches.lastIndex { $0.line == 2 * index }, 1.0, false),
        (stretches.firstIndex { $0.line == 2 * index + 1 }, 0.0, true),
      ]
      for case (let stretch?, let time, let inclusive) in sides {
        requests.append(
          BoundaryNormals.Request(
            stretch: stretch, time: time, inclusive: inclusive, from: turn.from, to: turn.to))
      }
    }
    join.describe(BoundaryNormals(network: network).normals(requests, stretches), frame)
    return join.path
  }
}

extension SampledPath {
  /// Walks a polyline by samples on every leg; see `ExactPath.polyline`.
  ///
  /// What comes and goes between two samples of a leg is missed; at a vertex both normals are the
  /// one there. `options.tolerance` takes the place of the merge tolerance.
  public func polyline(
    through vertices: Matrix<Double>, options: Options = Options()
  ) throws(GeometryFailure) -> PolylinePath {
    let (starts, ends) = try PolylineJoin.legs(vertices)
    let legs = try paths(from: starts, to: ends, options: options)
    var join = PolylineJoin(vertices, legs, mergeTolerance: options.tolerance)
    guard !join.turns.isEmpty else { return join.path }
    let pairs = join.turns.flatMap { [$0, $0] }
    join.describe(
      normals(
        at: vertices.rows(at: pairs.map { $0.incoming + 1 }), from: pairs.map(\.from),
        to: pairs.map(\.to)), frame)
    return join.path
  }
}
