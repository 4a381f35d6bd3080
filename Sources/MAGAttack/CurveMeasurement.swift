import MAGNetwork
import MAGNumerics

extension PGD {
  /// Accuracy under this attack over a grid of radii (the radius in `threat` is not used).
  ///
  /// An image that is wrong when clean counts as broken at every radius and is not attacked; at
  /// ε = 0 the accuracy is exactly that of the network's `predictions`. With `.any` an image is
  /// broken by any iterate (the random start included) of any restart at this radius or a smaller
  /// one of the grid, so the curve is monotone, and an image once broken is attacked no more. With
  /// `.last` each radius stands alone and the final iterates decide. Every success is a verdict of
  /// a forward pass over the attacked image itself; survivors take every step.
  ///
  /// - Parameters:
  ///   - network: what is attacked.
  ///   - subjects: the images with their labels.
  ///   - epsilons: in any order; sorted, repetitions dropped.
  ///   - rule: which iterates break an image.
  ///   - batch: images attacked at once.
  ///   - observer: told after every batch how far the sweep has come.
  /// - Reproducibility: the same bits for any number of threads; see `PGD` for the starts.
  ///   The results belong to this set of images: attacked among others, an image within rounding
  ///   of a boundary may fall the other way.
  /// - Throws: `AttackFailure` for settings, grid or images that do not fit, before any work.
  /// - Cost: at most n · radii · restarts · steps gradient evaluations, counted in the result.
  public func curve<Element: Scalar>(
    of network: Network<Element>, on subjects: AttackedImages<Element>, epsilons: [Double],
    count rule: CountRule = .any, batch: Int = 512, observer: SweepObserver? = nil
  ) throws(AttackFailure) -> RobustnessCurve {
    try validate(inputDimension: network.inputDimension)
    guard goal == .untargeted else { throw .targetedCurve }
    let grid = try EpsilonGrid(epsilons)
    try subjects.validate(for: network)
    precondition(batch > 0, "a batch needs at least one row")
    let rows = network.batchRows(atMost: min(batch, subjects.count))
    let sweep = PGDSweep(
      self, rule: rule, model: NetworkModel(network, capacity: rows), subjects: subjects,
      epsilons: grid.positive, batch: rows)
    let right = subjects.rightWhenClean(network)
    let outcome = sweep.run(rightWhenClean: right, observer: observer)
    return RobustnessCurve(
      attack: "pgd", norm: threat.norm, box: threat.box.name, gradient: gradient, countRule: rule,
      steps: steps, stepSize: stepSize, start: start, restarts: restarts, seed: seed,
      cleanCorrect: right.count { $0 }, gradientEvaluations: outcome.gradientEvaluations,
      naiveGradientEvaluations: subjects.count * grid.positive.count * restarts * steps,
      forwardEvaluations: outcome.forwardEvaluations,
      points: subjects.points("pgd", grid: grid, right: right, outcome: outcome))
  }
}

extension FGSM {
  /// Accuracy under this attack over a grid of radii, each judged alone.
  ///
  /// Wrong when clean counts as broken, ε = 0 gives the clean accuracy exactly, and the grid, the
  /// observer, reproducibility and errors are as for `PGD.curve`.
  ///
  /// - Cost: one gradient for each image that is right when clean, one forward pass a radius.
  public func curve<Element: Scalar>(
    of network: Network<Element>, on subjects: AttackedImages<Element>, epsilons: [Double],
    batch: Int = 512, observer: SweepObserver? = nil
  ) throws(AttackFailure) -> RobustnessCurve {
    try validate(inputDimension: network.inputDimension)
    guard goal == .untargeted else { throw .targetedCurve }
    let grid = try EpsilonGrid(epsilons)
    try subjects.validate(for: network)
    precondition(batch > 0, "a batch needs at least one row")
    let rows = network.batchRows(atMost: min(batch, subjects.count))
    let sweep = FGSMSweep(
      settings: self, model: NetworkModel(network, capacity: rows), subjects: subjects,
      epsilons: grid.positive, batch: rows)
    let right = subjects.rightWhenClean(network)
    let outcome = sweep.run(rightWhenClean: right, observer: observer)
    return RobustnessCurve(
      attack: "fgsm", norm: threat.norm, box: threat.box.name, gradient: gradient, countRule: nil,
      steps: 1, stepSize: nil, start: .none, restarts: 1, seed: 0,
      cleanCorrect: right.count { $0 }, gradientEvaluations: outcome.gradientEvaluations,
      naiveGradientEvaluations: subjects.count * grid.positive.count,
      forwardEvaluations: outcome.forwardEvaluations,
      points: subjects.points("fgsm", grid: grid, right: right, outcome: outcome))
  }
}

extension AttackedImages {
  func rightWhenClean(_ network: Network<Element>) -> [Bool] {
    zip(network.predictions(images), labels).map { $0 == $1 }
  }

  /// One point a radius of the grid; nothing is broken at radius 0.
  func points(
    _ attack: String, grid: EpsilonGrid, right: [Bool], outcome: SweepOutcome
  ) -> [RobustnessPoint] {
    let zeros = grid.epsilons.count - grid.positive.count
    return grid.epsilons.enumerated().map { level, epsilon in
      let broken =
        level < zeros
        ? [] : indices.indices.filter { outcome.broken[level - zeros][$0] }.map { indices[$0] }
      return RobustnessPoint(
        attack: attack, epsilon: epsilon, count: count, cleanCorrect: right.count { $0 },
        broken: broken)
    }
  }
}
