import Dispatch
import MAGAttack
import MAGNetwork
import MAGNumerics

/// Trains one network; the loop itself, without files.
///
/// An epoch's order and random starts are functions of (seed, epoch, image) alone, so a run resumed
/// from a state goes on exactly as if it had never stopped. Nothing is allocated inside an epoch
/// that grows with the network. The bytes of the result do not depend on the number of threads.
public struct Trainer: Sendable {
  public let configuration: TrainingConfiguration
  public let set: TrainingSet
  /// Images and labels set aside to watch the run; never trained on.
  public let validation: (images: Matrix<Float>, labels: [Int])?
  /// The box of the training attack.
  public let box: ThreatModel.Box

  /// Names of the random streams; a change to them changes what a seed means.
  private enum Stream {
    static let parameters: UInt64 = 1
    static let order: UInt64 = 2
    static let start: UInt64 = 3
  }

  /// - Throws: `TrainingFailure` or `AttackFailure` if a setting means nothing or does not fit.
  public init(
    _ configuration: TrainingConfiguration, on set: TrainingSet,
    validation: (images: Matrix<Float>, labels: [Int])? = nil, box: ThreatModel.Box = .none
  ) throws {
    try configuration.validate()
    try configuration.attack(box: box).validate(inputDimension: configuration.sizes[0])
    let classes = configuration.sizes[configuration.sizes.count - 1]
    guard configuration.sizes[0] == set.images.columns else {
      throw TrainingFailure.shape(
        what: "pixels an image", expected: configuration.sizes[0], found: set.images.columns)
    }
    if let label = set.labels.first(where: { $0 < 0 || $0 >= classes }) {
      throw TrainingFailure.shape(what: "labels below", expected: classes, found: label)
    }
    if configuration.objective.hasPenalty, set.basis?.columns != set.images.columns {
      throw TrainingFailure.shape(
        what: "columns of the manifold's basis", expected: set.images.columns,
        found: set.basis?.columns ?? 0)
    }
    if let validation {
      guard validation.images.columns == set.images.columns else {
        throw TrainingFailure.shape(
          what: "pixels a validation image", expected: set.images.columns,
          found: validation.images.columns)
      }
      guard validation.labels.count == validation.images.rows else {
        throw TrainingFailure.shape(
          what: "validation labels", expected: validation.images.rows,
          found: validation.labels.count)
      }
    }
    guard set.count > 0 else {
      throw TrainingFailure.shape(what: "training images", expected: 1, found: 0)
    }
    self.configuration = configuration
    self.set = set
    self.validation = validation
    self.box = box
  }

  /// A fresh network, drawn from the seed.
  public func start() throws -> TrainingState {
    var generator = SeededGenerator(seed: configuration.seed, stream: Stream.parameters)
    let activation = ActivationKind(name: configuration.activation) ?? .relu
    let network = try Network<Float>(
      layers: Network<Float>.perceptron(sizes: configuration.sizes, activation: activation),
      initialization: configuration.initialization, using: &generator)
    return TrainingState(
      network: network,
      optimizer: OptimizerState(
        configuration.optimizer, parameterCount: network.parameters.count),
      history: [])
  }

  /// Trains until the configured number of epochs is done.
  ///
  /// - Parameters:
  ///   - state: where to begin; `start()` for a new run.
  ///   - isCancelled: asked before each step; true ends the run with `.cancelled`.
  ///   - progress: told after each step.
  ///   - epochDone: told after each epoch, with the state to save.
  /// - Throws: `.notFinite` if the loss leaves the finite numbers; what `epochDone` throws.
  public func run(
    from state: TrainingState, isCancelled: () -> Bool = { false },
    progress: (TrainingProgress) -> Void = { _ in },
    epochDone: (TrainingState) throws -> Void = { _ in }
  ) throws -> TrainingState {
    var state = state
    let loop = TrainingLoop(self, state.network)
    while state.epoch < configuration.epochs {
      let report = try loop.runEpoch(&state, isCancelled: isCancelled, progress: progress)
      state.history.append(report)
      try epochDone(state)
    }
    return state
  }

  func order(epoch: Int) -> [Int] {
    var generator = SeededGenerator(
      seed: configuration.seed, stream: Stream.order, UInt64(epoch))
    return generator.permutation(set.count)
  }

  func startStream(epoch: Int, image: Int) -> SeededGenerator {
    SeededGenerator(
      seed: configuration.seed, stream: Stream.start, UInt64(epoch), UInt64(image))
  }
}
