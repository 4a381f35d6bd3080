import MAGAttack
import MAGGeometry
import MAGNetwork
import MAGNumerics

extension Measure {
  /// The path of PGD on one image, with every class change on it.
  ///
  /// The attack runs as everywhere else, in Float; the points it visits are then taken as they are,
  /// and the straight legs between them are walked in Double.
  /// - Parameters:
  ///   - network: the network that is attacked.
  ///   - exact: the same network in Double, which is walked.
  ///   - images: of which one is attacked.
  ///   - settings: the attack and the image's number.
  ///   - box: what `settings.box` stands for.
  ///   - progress: counts runs of the attack.
  /// - Throws: `AttackFailure`, `FilmFailure`, `MeasureFailure`, `GeometryFailure`, before any
  ///   work but for `MeasureFailure.logitsNotFinite`.
  /// - Cost: restarts · steps gradients of one image, the exact path of `steps` lines, and forward
  ///   passes at 8 places a leg.
  public static func film(
    of network: Network<Float>, exact: Network<Double>, on images: MeasurementSet,
    settings: FilmSettings, box: ThreatModel.Box, progress: MeasureObserver? = nil
  ) throws -> Film {
    try settings.validate()
    try images.check(network)
    let subject = try images.subjects(at: [settings.index])
    let label = subject.labels[0]
    if let target = settings.to {
      guard (0..<network.classCount).contains(target) else {
        throw FilmFailure.target(found: target, classes: network.classCount)
      }
      guard target != label else {
        throw FilmFailure.ownClass(index: settings.index, label: label)
      }
    }
    let finder = try PathFinder(
      exact, basis: images.manifold.basis, settings: settings.crossings)
    let (restart, trajectory) = try bestRun(
      of: network, judgedBy: exact, on: subject, settings, box, progress)
    let path = try MeasureFailure.naming([settings.index]) {
      try finder.polyline(through: Matrix<Double>(trajectory.points))
    }
    return try FilmMaker(
      settings: settings, network: exact, label: label, basis: images.manifold.basis,
      trajectory: trajectory, path: path
    ).film(restart: restart)
  }

  /// The run that comes nearest to its aim, or passes it furthest.
  private static func bestRun(
    of network: Network<Float>, judgedBy exact: Network<Double>,
    on subject: AttackedImages<Float>, _ settings: FilmSettings, _ box: ThreatModel.Box,
    _ progress: MeasureObserver?
  ) throws -> (restart: Int, trajectory: PGDTrajectory<Float>) {
    let attack = settings.attack(box: box)
    func run(_ restart: Int) throws -> PGDTrajectory<Float> {
      let found = try attack.trajectory(
        of: network, on: subject, target: settings.to, restart: restart)
      progress?(
        MeasureProgress(
          task: "attack", done: restart + 1, total: settings.restarts, unit: "runs"))
      return found
    }
    /// How far the last iterate is past the aim, in logits.
    func gain(_ trajectory: PGDTrajectory<Float>) -> Double {
      let last = Matrix<Double>(trajectory.points.rows(at: [trajectory.points.rows - 1]))
      let readings = LogitReadings(exact.logits(last))
      return settings.to.map { readings.margin(of: $0, at: 0) }
        ?? -readings.margin(of: subject.labels[0], at: 0)
    }
    var best = (restart: 0, trajectory: try run(0))
    var bestGain = gain(best.trajectory)
    for restart in 1..<max(1, settings.restarts) {
      let next = try run(restart)
      let nextGain = gain(next)
      if nextGain > bestGain { (best, bestGain) = ((restart, next), nextGain) }
    }
    return best
  }
}

extension PathFinder {
  /// A polyline by the method of this finder.
  func polyline(through vertices: Matrix<Double>) throws(GeometryFailure) -> PolylinePath {
    switch self {
    case .exact(let path, _):
      return try path.polyline(through: vertices)
    case .sampled(let path, let steps):
      var options = SampledPath.Options()
      options.steps = steps
      return try path.polyline(through: vertices, options: options)
    }
  }
}
