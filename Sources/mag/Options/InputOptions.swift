import ArgumentParser
import MAG

/// In which form a network sees the images.
struct InputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Raw images, or images projected on the manifold (default: what the checkpoint says, else raw).",
      valueName: "raw|projected"))
  var inputs: Inputs?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What the network expects pixels in [0, 1] to be multiplied by first (default: what the "
        + "checkpoint says, else 1).", valueName: "factor"))
  var inputScale: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("What is subtracted next (default likewise, else 0).", valueName: "mean"))
  var inputMean: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What it is divided by at last (default likewise, else 1).", valueName: "std"))
  var inputStd: Double?

  func validate() throws {
    try Preprocessing(
      inputScale: inputScale ?? 1, inputMean: inputMean ?? 0, inputStd: inputStd ?? 1
    ).validate()
  }

  /// The options given, completed by what a checkpoint says about itself.
  func inputs(of checkpoint: Checkpoint) -> Inputs {
    inputs ?? checkpoint.metadata[.inputs].flatMap(Inputs.init(rawValue:)) ?? .raw
  }

  /// What had to be assumed of a checkpoint, but for its inputs where an option names them.
  func assumptions(of checkpoint: Checkpoint) -> [String] {
    guard inputs != nil else { return checkpoint.assumptions }
    return checkpoint.assumptions.filter { !$0.contains("trained on") }
  }

  func preprocessing(of checkpoint: Checkpoint) -> Preprocessing {
    var result = Preprocessing(checkpoint.metadata)
    if let inputScale { result.inputScale = inputScale }
    if let inputMean { result.inputMean = inputMean }
    if let inputStd { result.inputStd = inputStd }
    return result
  }
}
