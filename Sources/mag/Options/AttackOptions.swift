import ArgumentParser
import MAG

/// The threat model and the attack by projected gradient.
struct AttackOptions: ParsableArguments {
  @Option(help: ArgumentHelp("How the size of a perturbation is measured.", valueName: "linf|l2"))
  var norm = ThreatModel.Norm.linf

  @Option(
    help: ArgumentHelp(
      "Values that pixels may take: any, [0, 1], or each pixel's range over the training images "
        + "(default: none for projected inputs, unit for raw ones).", valueName: "none|unit|data"))
  var box: BoxChoice?

  @Option(parsing: .unconditional, help: "Steps of PGD.")
  var steps = 40

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Length of a step of PGD in pixel units, images being in [0, 1] (default: 2.5 ε / steps).",
      valueName: "step"))
  var stepSize: Double?

  @Option(help: ArgumentHelp("Where PGD starts in the ball.", valueName: "none|uniform"))
  var start = Start.none

  @Option(
    parsing: .unconditional,
    help: "Runs of PGD an image, each from its own random start.")
  var restarts = 1

  @Option(
    help: ArgumentHelp(
      "The function of the logits whose input gradient is followed.", valueName: "kind"))
  var gradient = GradientKind.loss

  func validate() throws {
    try PGD(
      threat: ThreatModel(norm: norm, epsilon: 0), steps: steps, stepSize: stepSize, start: start,
      restarts: restarts
    ).validate()
  }
}
