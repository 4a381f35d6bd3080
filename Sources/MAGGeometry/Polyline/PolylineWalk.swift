import MAGNumerics

extension ExactPath {
  /// Walks a polyline; a class change at a vertex walks its two legs once more.
  public func polyline(
    through vertices: Matrix<Double>, options: Options
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

extension GraphPath {
  /// Walks a polyline; a class change at a vertex costs a gradient on each side.
  public func polyline(
    through vertices: Matrix<Double>, options: ExactPath.Options
  ) throws(GeometryFailure) -> PolylinePath {
    let (starts, ends) = try PolylineJoin.legs(vertices)
    var recording = options
    recording.recordsKinks = true
    var legs = try paths(from: starts, to: ends, options: recording)
    let kinks = legs.map { $0.kinkPositions ?? [] }
    if !options.recordsKinks { for leg in legs.indices { legs[leg].kinkPositions = nil } }
    var join = PolylineJoin(vertices, legs, mergeTolerance: options.mergeTolerance)
    guard !join.turns.isEmpty else { return join.path }
    // Just before the vertex the last piece of one leg, just after it the first of the other.
    var points: [Double] = []
    for turn in join.turns {
      for (leg, time) in [
        (turn.incoming, ((kinks[turn.incoming].last ?? 0) + 1) / 2),
        (turn.outgoing, (kinks[turn.outgoing].first ?? 1) / 2),
      ] {
        points += zip(starts.row(leg), ends.row(leg)).map { $0 + time * ($1 - $0) }
      }
    }
    let pairs = join.turns.flatMap { [$0, $0] }
    join.describe(
      network.boundaryNormals(
        at: Matrix(rows: pairs.count, columns: starts.columns, storage: points),
        from: pairs.map(\.from), to: pairs.map(\.to)), frame)
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
      network.boundaryNormals(
        at: vertices.rows(at: pairs.map { $0.incoming + 1 }), from: pairs.map(\.from),
        to: pairs.map(\.to)), frame)
    return join.path
  }
}
