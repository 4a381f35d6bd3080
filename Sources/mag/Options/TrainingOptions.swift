import ArgumentParser
import MAG

extension Initialization: ExpressibleByArgument {}
extension OptimizerKind: ExpressibleByArgument {}
extension Schedule: ExpressibleByArgument {}
extension AlignmentMeasure: ExpressibleByArgument {}
extension PenaltyPoint: ExpressibleByArgument {}
extension Objective: ExpressibleByArgument {}

/// The network and how it is optimised.
struct OptimizationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Input, hidden and output widths, separated by commas.", valueName: "widths"))
  var sizes = "784,1568,1568,10"

  @Option(help: ArgumentHelp("Of the hidden layers: relu, tanh, gelu, …", valueName: "name"))
  var activation = "relu"

  @Option(
    help: "How parameters are drawn: pytorch is nn.Linear's rule, he is He's uniform one.")
  var initialization = Initialization.pytorch

  @Option(
    parsing: .unconditional,
    help: "Passes over the data (default: 5, for adversarial objectives 3).")
  var epochs: Int?

  @Option(parsing: .unconditional, help: "Images a step.")
  var batchSize = 128

  @Option(help: "The update rule.")
  var optimizer = OptimizerKind.adam

  @Option(parsing: .unconditional, help: "The learning rate at the start.")
  var learningRate = 1e-3

  @Option(parsing: .unconditional, help: "Of sgd, in [0, 1).")
  var momentum = 0.9

  @Option(parsing: .unconditional, help: "L2, added to the gradient.")
  var weightDecay = 0.0

  @Option(help: "How the learning rate changes.")
  var schedule = Schedule.constant
}

/// The manifold term and the training attack.
struct ObjectiveOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "α, the weight of the manifold term.")
  var alpha = 0.1

  @Option(help: "What the manifold term measures of a gradient g: ratio is ‖g‖/‖P g‖.")
  var measure = AlignmentMeasure.ratio

  @Option(help: "Of which function of the logits g is the gradient.")
  var gradient = GradientKind.loss

  @Option(help: "Where manifold-robust takes g.")
  var penaltyPoint = PenaltyPoint.perturbed

  @Option(parsing: .unconditional, help: "Radius of the l∞ training attack, in pixel units.")
  var epsilon = 0.1

  @Option(parsing: .unconditional, help: "Steps of the training attack.")
  var steps = 7

  @Option(
    parsing: .unconditional, help: "In pixel units (default: 2.5 ε / steps).")
  var stepSize: Double?

  @Option(help: "Where the training attack starts.")
  var start = Start.uniform

  @Option(
    help: ArgumentHelp(
      "Limits of attacked pixels (default: none for projected inputs, unit for raw ones).",
      valueName: "none|unit|data"))
  var box: BoxChoice?
}
