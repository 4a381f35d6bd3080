import MAGAttack
import MAGData
import MAGNetwork
import MAGTraining

/// Every choice behind a regeneration of the paper's figures; recorded whole in the results.
public struct PaperSettings: Codable, Sendable, Equatable {
  public var seed: UInt64 = 0
  public var reading = ManifoldReading.global
  public var centering = Centering.uncentered
  public var components = 28
  public var sizes = [784, 1568, 1568, 10]
  public var batchSize = 128
  public var cleanEpochs = 5
  public var adversarialEpochs = 3
  /// α of the two manifold objectives in the figures, chosen on a validation split.
  public var alpha = PaperSettings.chosenAlpha
  /// Further values of α whose models are trained and reported beside it.
  public var comparisonAlphas = [0.1]
  /// Radii of the robustness curves, in pixel units.
  public var epsilons = [0, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3]
  public var steps = 40
  public var gradient = GradientKind.loss
  /// Test images measured: the first so many; nil means all.
  public var testCount: Int?
  /// Pairs of test images of different classes whose segments are walked for claim (v).
  public var pairCount = 1000
  /// Pairs drawn in Figure 2: the first of them.
  public var drawnPairCount = 4
  /// Radii at which the transformation is tried, ascending.
  public var transformationEpsilons = [0.1, 0.15, 0.2, 0.3]
  public var transformationFrom = 2
  public var transformationTo = 3
  public var transformationSteps = 40
  /// The probability of the wanted class that counts as a success.
  public var transformationThreshold = 0.9
  /// Images, drawn from the seed among those right when clean, on whose way to their own PGD
  /// adversarial angles are measured, and the adversarials' radius.
  public var adversarialCount = 500
  public var adversarialEpsilon = 0.1

  /// The α that `notebooks/choose-alpha` picked on 5 000 validation images.
  public static let chosenAlpha = 1.0

  /// The full run: the reference settings.
  public init() {}

  /// The small version: narrower networks, fewer epochs and images, in under two minutes.
  public static var quick: PaperSettings {
    var settings = PaperSettings()
    settings.sizes = [784, 256, 256, 10]
    settings.cleanEpochs = 4
    settings.adversarialEpochs = 2
    settings.comparisonAlphas = []
    settings.epsilons = [0, 0.05, 0.1, 0.2, 0.3]
    settings.steps = 10
    settings.testCount = 1000
    settings.pairCount = 100
    settings.adversarialCount = 100
    return settings
  }

  /// The training configuration of one objective at one α.
  public func training(_ objective: Objective, alpha: Double) -> TrainingConfiguration {
    var configuration = TrainingConfiguration(objective)
    configuration.sizes = sizes
    configuration.batchSize = batchSize
    configuration.epochs = objective.isAdversarial ? adversarialEpochs : cleanEpochs
    configuration.manifoldWeight = alpha
    configuration.seed = seed
    return configuration
  }
}
