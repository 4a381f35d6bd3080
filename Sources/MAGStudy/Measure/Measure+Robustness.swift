import MAGAttack
import MAGNetwork
import MAGNumerics

extension Measure {
  /// Accuracy under each attack of the settings, in their order, over the grid of radii.
  ///
  /// Wrong when clean counts as broken; ε = 0 gives the clean accuracy exactly. See `PGD.curve` for
  /// the counting rules.
  /// - Parameters:
  ///   - network: what is attacked.
  ///   - images: what it is attacked on.
  ///   - settings: attacks, radii and counting rule.
  ///   - box: what `settings.box` stands for; see `MeasurementSet.box`.
  ///   - progress: counts pairs of an image and a radius, one task an attack.
  /// - Throws: `AttackFailure`, `MeasureFailure`, before any work.
  /// - Cost: at most images · radii · restarts · steps gradient evaluations, reported in the result.
  public static func robustness(
    _ network: Network<Float>, on images: MeasurementSet, settings: RobustnessSettings,
    box: ThreatModel.Box, progress: MeasureObserver? = nil
  ) throws -> [RobustnessCurve] {
    try settings.validate()
    try images.check(network)
    let subjects = try images.subjects(at: settings.indices)
    var curves: [RobustnessCurve] = []
    for attack in settings.attacks {
      let observer: SweepObserver = { sweep in
        progress?(
          MeasureProgress(
            task: attack.rawValue, done: sweep.done, total: sweep.total, unit: "attacks"))
      }
      switch attack {
      case .fgsm:
        curves.append(
          try settings.fgsm(box: box).curve(
            of: network, on: subjects, epsilons: settings.epsilons, observer: observer))
      case .pgd:
        curves.append(
          try settings.pgd(box: box).curve(
            of: network, on: subjects, epsilons: settings.epsilons, count: settings.count,
            observer: observer))
      }
    }
    let lists = settings.listBroken || settings.indices != nil
    return lists ? curves : curves.map { $0.withoutBrokenIndices() }
  }
}

/// The settings an attack ran with and what it cost, without the points of its curve.
public struct AttackRecord: Codable, Equatable, Sendable {
  public var attack: String
  public var norm: ThreatModel.Norm
  public var box: String
  public var gradient: GradientKind
  /// Nil for FGSM, which judges each radius alone.
  public var countRule: CountRule?
  public var steps: Int
  /// Pixel units; nil for the attack's default (FGSM: ε, PGD: 2.5 ε / steps).
  public var stepSize: Double?
  public var start: Start
  public var restarts: Int
  public var seed: UInt64
  public var cleanCorrect: Int
  public var gradientEvaluations: Int
  /// What attacking every image at every radius to the end would have taken.
  public var naiveGradientEvaluations: Int
  public var forwardEvaluations: Int

  public init(_ curve: RobustnessCurve) {
    attack = curve.attack
    norm = curve.norm
    box = curve.box
    gradient = curve.gradient
    countRule = curve.countRule
    steps = curve.steps
    stepSize = curve.stepSize
    start = curve.start
    restarts = curve.restarts
    seed = curve.seed
    cleanCorrect = curve.cleanCorrect
    gradientEvaluations = curve.gradientEvaluations
    naiveGradientEvaluations = curve.naiveGradientEvaluations
    forwardEvaluations = curve.forwardEvaluations
  }
}
