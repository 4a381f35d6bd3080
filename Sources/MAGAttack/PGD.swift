import MAGNetwork
import MAGNumerics

/// What an attack is after.
public enum Goal: String, Sendable, Codable, CaseIterable {
  /// Away from the label given, which is the true one.
  case untargeted
  /// Towards the label given, which is the wanted one.
  case targeted
}

/// Projected gradient ascent on the loss inside ball ∩ box, as settings.
///
/// Step i: x ← Π(x + η · sign(g)) for l∞ and Π(x + η · g/‖g‖) for l2, with g the input gradient of
/// the loss of the label given; a targeted attack descends instead, its label being the target.
///
/// - Units: ε and η in pixel units; η defaults to 2.5 ε / steps.
/// - Gradient kinds: `loss` is ascended; `true-logit`, `predicted-logit` and `margin` are
///   descended (a logit is to fall where a loss is to rise), and the other way round when targeted.
/// - sign(0) = 0: pixels with a zero gradient do not move, and nor does a zero gradient in l2.
/// - Randomness: with `start` uniform only. An image's start is a function of (seed, its index, ε,
///   restart) alone, never of which images are attacked with it or in what order.
/// - Source: Madry et al. 2018. One step of size ε from the clean image is FGSM.
public struct PGD: Sendable, Equatable {
  public var threat: ThreatModel
  public var steps: Int
  /// η in pixel units; nil for 2.5 ε / steps.
  public var stepSize: Double?
  public var start: Start
  /// How many times each image is attacked, each from its own random start.
  public var restarts: Int
  public var goal: Goal
  public var gradient: GradientKind
  /// Of the random starts; without them nothing depends on it.
  public var seed: UInt64

  public init(
    threat: ThreatModel, steps: Int = 40, stepSize: Double? = nil, start: Start = .none,
    restarts: Int = 1, goal: Goal = .untargeted, gradient: GradientKind = .loss, seed: UInt64 = 0
  ) {
    self.threat = threat
    self.steps = steps
    self.stepSize = stepSize
    self.start = start
    self.restarts = restarts
    self.goal = goal
    self.gradient = gradient
    self.seed = seed
  }

  /// η at a radius: the step size given, else 2.5 ε / steps.
  public func stepSize(at epsilon: Double) -> Double { stepSize ?? 2.5 * epsilon / Double(steps) }

  /// η with the sign by which the gradient of the chosen kind is followed.
  func signedStep(at epsilon: Double) -> Double {
    stepSize(at: epsilon) * gradient.ascent * (goal == .untargeted ? 1 : -1)
  }

  /// Steps and restarts beyond this are slips of the finger, and would overflow.
  static let largestCount = 1_000_000

  /// Refuses settings that mean nothing, before any work starts.
  ///
  /// - Throws: `AttackFailure` `.epsilon`, `.boxWidth`, `.boxOrder`, `.steps`, `.stepSize`,
  ///   `.restarts`, `.restartsWithoutStart`, `.targetedPredictedLogit`.
  public func validate(inputDimension: Int? = nil) throws(AttackFailure) {
    try threat.validate(inputDimension: inputDimension)
    guard 1...Self.largestCount ~= steps else { throw .steps(found: steps) }
    if let stepSize {
      guard stepSize > 0 && stepSize.isFinite else { throw .stepSize(found: stepSize) }
    }
    guard 1...Self.largestCount ~= restarts else { throw .restarts(found: restarts) }
    guard restarts == 1 || start == .uniform else { throw .restartsWithoutStart(found: restarts) }
    guard goal == .untargeted || gradient != .predictedLogit else { throw .targetedPredictedLogit }
  }
}

extension GradientKind {
  /// +1 if an attack on the label ascends this gradient, −1 if it descends it.
  var ascent: Double { self == .loss ? 1 : -1 }
}
