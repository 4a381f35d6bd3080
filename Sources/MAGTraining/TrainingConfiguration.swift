import MAGAttack
import MAGFiles
import MAGNetwork
import MAGNumerics

/// Every number and choice that decides what a training run ends with.
///
/// Two runs with equal configurations on equal data end with the same bytes, whatever the number of
/// threads and however often they were interrupted.
public struct TrainingConfiguration: Codable, Sendable, Equatable {
  public var objective: Objective
  /// Input, hidden and output widths.
  public var sizes: [Int] = [784, 1568, 1568, 10]
  /// The hidden activation, by its name (`ActivationKind.name`).
  public var activation = "relu"
  public var initialization = Initialization.pytorch
  public var epochs = 5
  public var batchSize = 128
  public var optimizer = OptimizerKind.adam
  public var learningRate = 1e-3
  /// SGD's μ, in [0, 1).
  public var momentum = 0.9
  public var weightDecay = 0.0
  public var schedule = Schedule.constant
  /// α, the weight of the manifold term.
  public var manifoldWeight = 0.1
  public var measure = AlignmentMeasure.ratio
  public var gradient = GradientKind.loss
  public var penaltyPoint = PenaltyPoint.perturbed
  /// The l∞ radius of adversarial training, in pixel units.
  public var epsilon = 0.1
  public var attackSteps = 7
  /// Pixel units; nil means 2.5 ε / steps.
  public var stepSize: Double?
  public var start = Start.uniform
  public var seed: UInt64 = 0

  /// The reference settings: 5 epochs for the clean objectives, 3 for the adversarial ones.
  public init(_ objective: Objective) {
    self.objective = objective
    epochs = objective.isAdversarial ? 3 : 5
  }

  /// The attack on training inputs.
  public func attack(box: ThreatModel.Box) -> PGD {
    PGD(
      threat: ThreatModel(norm: .linf, epsilon: epsilon, box: box), steps: attackSteps,
      stepSize: stepSize, start: start, gradient: .loss, seed: seed)
  }

  /// The manifold term, if the objective has one.
  public var penalty: AlignmentPenalty? {
    objective.hasPenalty
      ? AlignmentPenalty(weight: manifoldWeight, measure: measure, gradient: gradient) : nil
  }

  /// Widths, epochs and batches beyond this are slips of the finger, and would overflow.
  static let largestCount = 1_000_000
  /// What 32-bit BLAS can address.
  static let mostParameters = Int(Int32.max)

  /// Refuses values that mean nothing, before any work starts.
  public func validate() throws {
    func require(_ condition: Bool, _ option: String, _ expected: String, _ found: String) throws {
      if !condition {
        throw TrainingFailure.option(name: option, expected: expected, found: found)
      }
    }
    let most = Self.largestCount
    try require(
      sizes.count >= 2 && sizes.allSatisfy { 1...most ~= $0 }, "sizes",
      "at least two widths from 1 to \(most)",
      sizes.map(String.init).joined(separator: ","))
    try require(
      zip(sizes, sizes.dropFirst()).reduce(0) { $0 + ($1.0 + 1) * $1.1 } <= Self.mostParameters,
      "sizes", "at most \(Self.mostParameters) parameters in all",
      sizes.map(String.init).joined(separator: ","))
    try require((sizes.last ?? 0) >= 2, "sizes", "at least 2 classes", "\(sizes.last ?? 0)")
    try require(
      ActivationKind(name: activation) != nil, "activation", "the name of an activation",
      activation)
    try require(1...most ~= epochs, "epochs", "a number from 1 to \(most)", "\(epochs)")
    try require(
      1...most ~= batchSize, "batch-size", "a number from 1 to \(most)", "\(batchSize)")
    try require(
      learningRate > 0 && learningRate.isFinite, "learning-rate", "a positive number",
      "\(learningRate)")
    try require(
      momentum >= 0 && momentum < 1, "momentum", "a number in [0, 1)", "\(momentum)")
    try require(
      weightDecay >= 0 && weightDecay.isFinite, "weight-decay", "0 or more", "\(weightDecay)")
    try require(
      manifoldWeight >= 0 && manifoldWeight.isFinite, "alpha", "0 or more", "\(manifoldWeight)")
    try attack(box: .none).validate()
  }

  /// SHA-256 of `effective`, as JSON; part of every checkpoint.
  public func digest() throws -> String {
    FileDigest.sha256(try OrderedJSON.encode(effective))
  }

  /// The configuration with every setting that does not matter to its objective at its default:
  /// what decides the result, no more and no less.
  public var effective: TrainingConfiguration {
    var relevant = self
    let reference = TrainingConfiguration(objective)
    if !objective.isAdversarial {
      relevant.epsilon = reference.epsilon
      relevant.attackSteps = reference.attackSteps
      relevant.stepSize = reference.stepSize
      relevant.start = reference.start
    }
    if !objective.hasPenalty {
      relevant.manifoldWeight = reference.manifoldWeight
      relevant.measure = reference.measure
      relevant.gradient = reference.gradient
    }
    if objective != .manifoldRobust { relevant.penaltyPoint = reference.penaltyPoint }
    if optimizer == .adam { relevant.momentum = reference.momentum }
    return relevant
  }
}

/// Why a training run cannot start or go on.
public enum TrainingFailure: Failure, Equatable {
  case option(name: String, expected: String, found: String)
  case shape(what: String, expected: Int, found: Int)
  case notFinite(epoch: Int, step: Int)
  case otherRun(file: String, what: String)
  case cancelled(epoch: Int)

  public var kind: FailureKind {
    switch self {
    case .option: .usage
    case .shape, .notFinite, .otherRun: .badData
    case .cancelled: .software
    }
  }

  public var description: String {
    switch self {
    case .option(let name, let expected, let found):
      "--\(name): expected \(expected), found \(found)"
    case .shape(let what, let expected, let found):
      "\(what): the network expects \(expected), found \(found); give --sizes that fit the data"
    case .notFinite(let epoch, let step):
      "the loss became infinite or NaN in epoch \(epoch), step \(step); "
        + "lower --learning-rate or --alpha"
    case .otherRun(let file, let what):
      "\(file) belongs to a run with another \(what); remove it or choose another --out"
    case .cancelled(let epoch):
      "stopped; \(epoch) finished epoch\(epoch == 1 ? " is" : "s are") saved, and the same command "
        + "goes on from there"
    }
  }
}
