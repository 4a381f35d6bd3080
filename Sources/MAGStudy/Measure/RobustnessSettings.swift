import MAGAttack
import MAGNetwork

/// An attack of a robustness curve.
public enum AttackKind: String, Sendable, Codable, CaseIterable {
  case fgsm, pgd
}

/// What a robustness curve is measured with; every field is recorded with the result.
public struct RobustnessSettings: Codable, Equatable, Sendable {
  public var attacks = AttackKind.allCases
  /// In pixel units (a byte / 255).
  public var epsilons = RobustnessSettings.standardEpsilons
  public var norm = ThreatModel.Norm.linf
  public var box = BoxChoice.none
  public var steps = 40
  /// In pixel units; nil for 2.5 ε / steps.
  public var stepSize: Double?
  public var start = Start.none
  public var restarts = 1
  public var count = CountRule.any
  public var gradient = GradientKind.loss
  /// Of the random starts.
  public var seed: UInt64 = 0
  /// These images of the split only; nil for all.
  public var indices: [Int]?
  /// Whether the points name the images that broke.
  public var listBroken = false

  /// The radii of the reference curves.
  public static let standardEpsilons = [0, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3]

  public init() {}

  /// The attack by projected gradient with these settings; its radius comes from the grid.
  public func pgd(box: ThreatModel.Box) -> PGD {
    PGD(
      threat: ThreatModel(norm: norm, epsilon: 0, box: box), steps: steps, stepSize: stepSize,
      start: start, restarts: restarts, gradient: gradient, seed: seed)
  }

  /// The attack by one step with these settings.
  public func fgsm(box: ThreatModel.Box) -> FGSM {
    FGSM(threat: ThreatModel(norm: norm, epsilon: 0, box: box), gradient: gradient)
  }

  /// Refuses settings that mean nothing.
  ///
  /// - Throws: `AttackFailure`.
  public func validate() throws(AttackFailure) {
    try pgd(box: .none).validate()
    guard !epsilons.isEmpty else { throw .noEpsilons }
    for epsilon in epsilons { try ThreatModel(epsilon: epsilon).validate() }
    if let indices, indices.isEmpty { throw .noImages }
  }
}
