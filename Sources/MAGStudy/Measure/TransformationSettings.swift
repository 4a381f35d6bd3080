import MAGAttack
import MAGNetwork
import MAGNumerics

/// What an image is turned into another class with.
public struct TransformationSettings: Codable, Equatable, Sendable {
  /// The class of the images tried; of no effect where `index` is given.
  public var from = 2
  /// The wanted class.
  public var to = 3
  /// This image alone, however it is classified; nil for the correctly classified of `from`.
  public var index: Int?
  /// Radii tried in ascending order, in pixel units.
  public var epsilons = [0.1, 0.15, 0.2, 0.3]
  /// The probability of the wanted class that counts as success.
  public var threshold = 0.9
  public var norm = ThreatModel.Norm.linf
  public var box = BoxChoice.none
  public var steps = 40
  /// In pixel units; nil for 2.5 ε / steps.
  public var stepSize: Double?
  public var start = Start.none
  public var restarts = 1
  public var gradient = GradientKind.loss
  public var seed: UInt64 = 0

  public init() {}

  /// The same attack on the image and at the radius of a result, to compare another network.
  public func repeating(_ result: Transformation) -> TransformationSettings {
    guard let attempt = result.attempt else { return self }
    var settings = self
    settings.index = attempt.index
    settings.epsilons = [attempt.epsilon]
    return settings
  }

  func search(box: ThreatModel.Box) -> TransformationSearch {
    TransformationSearch(
      candidates: index.map { .index($0) } ?? .correctlyClassified(of: from), target: to,
      epsilons: epsilons, threshold: threshold,
      attack: PGD(
        threat: ThreatModel(norm: norm, epsilon: 0, box: box), steps: steps, stepSize: stepSize,
        start: start, restarts: restarts, goal: .targeted, gradient: gradient, seed: seed))
  }

  /// Refuses settings that mean nothing.
  ///
  /// - Throws: `AttackFailure`.
  public func validate() throws(AttackFailure) {
    try search(box: .none).attack.validate()
    guard threshold > 0, threshold <= 1 else { throw .threshold(found: threshold) }
    guard !epsilons.isEmpty else { throw .noEpsilons }
    for epsilon in epsilons { try ThreatModel(epsilon: epsilon).validate() }
    if index == nil, from == to { throw .sameClass(from) }
  }
}

extension Measure {
  /// The image that a targeted attack turns into another class at the smallest radius that works,
  /// or the best attempt; see `TransformationSearch`.
  ///
  /// - Parameters:
  ///   - network: what is attacked.
  ///   - images: of which candidates are taken.
  ///   - settings: classes, attack and radii.
  ///   - box: what `settings.box` stands for.
  /// - Throws: `AttackFailure`, `MeasureFailure`, before any work.
  public static func transformation(
    _ network: Network<Float>, on images: MeasurementSet, settings: TransformationSettings,
    box: ThreatModel.Box
  ) throws -> Transformation {
    try settings.validate()
    try images.check(network)
    if let index = settings.index { try images.check([index]) }
    return try settings.search(box: box).run(
      on: network, images.subjects(), basis: images.manifold.basis)
  }
}
