import MAGNetwork
import MAGNumerics

/// What one epoch came to.
public struct EpochReport: Codable, Sendable, Equatable {
  /// From 1.
  public var epoch: Int
  /// Mean cross-entropy at the training inputs (perturbed ones for adversarial objectives).
  public var loss: Double
  /// Mean of the alignment measure where it is defined; nil for objectives without penalty.
  public var alignment: Double?
  /// Examples whose alignment was undefined.
  public var undefinedCount: Int
  /// Share of training inputs classified right while training on them.
  public var trainingAccuracy: Double
  /// Share of the validation images classified right after the epoch; nil without a split.
  public var validationAccuracy: Double?
  public var imagesPerSecond: Double
  public var seconds: Double
}

/// Everything that a run needs in order to go on: a value, saved whole after each epoch.
public struct TrainingState: Sendable {
  public var network: Network<Float>
  public var optimizer: OptimizerState
  /// Finished epochs.
  public var history: [EpochReport]

  public var epoch: Int { history.count }
}

/// Where a run stands within an epoch, for progress lines.
public struct TrainingProgress: Sendable {
  public var epoch: Int
  public var epochs: Int
  public var step: Int
  public var stepsPerEpoch: Int
  public var meanLoss: Double
  public var imagesPerSecond: Double
  /// Estimated from the rate so far; of the whole run.
  public var secondsLeft: Double
}
