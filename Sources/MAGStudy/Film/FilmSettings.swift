import MAGAttack
import MAGNetwork

/// What the film of an attack is made with; every field is recorded with the result.
public struct FilmSettings: Codable, Equatable, Sendable {
  /// The image's number in its split.
  public var index = 0
  /// The wanted class; nil for an untargeted attack.
  public var to: Int?
  /// In pixel units.
  public var epsilon = 0.1
  public var norm = ThreatModel.Norm.linf
  public var box = BoxChoice.none
  public var steps = 40
  /// In pixel units; nil for 2.5 ε / steps.
  public var stepSize: Double?
  public var start = Start.none
  public var restarts = 1
  public var gradient = GradientKind.loss
  public var method = CrossingMethod.auto
  /// Samples on each leg of the sampled method.
  public var samples = 100
  /// Images that the figure shows of each checkpoint.
  public var frames = 8
  /// Whether the figure shows the perturbation of every image too.
  public var perturbations = false
  /// Of the random starts.
  public var seed: UInt64 = 0

  public init() {}

  /// More images than are told apart at page width.
  static let mostFrames = 12
  /// Every iterate is kept, and its numbers are written.
  static let mostSteps = 10_000

  func attack(box: ThreatModel.Box) -> PGD {
    PGD(
      threat: ThreatModel(norm: norm, epsilon: epsilon, box: box), steps: steps,
      stepSize: stepSize, start: start, restarts: restarts,
      goal: to == nil ? .untargeted : .targeted, gradient: gradient, seed: seed)
  }

  var crossings: CrossingSettings {
    var settings = CrossingSettings()
    (settings.method, settings.samples) = (method, samples)
    return settings
  }

  /// Refuses settings that mean nothing whatever the network.
  ///
  /// - Throws: `AttackFailure`, `GeometryFailure.tooFewSamples`, `FilmFailure.frames`,
  ///   `.steps`.
  public func validate() throws {
    try attack(box: .none).validate()
    try crossings.validate()
    guard steps <= Self.mostSteps else { throw FilmFailure.steps(found: steps) }
    guard 2...Self.mostFrames ~= frames else { throw FilmFailure.frames(found: frames) }
  }
}
