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

  /// The form of the images given, else what a checkpoint says about itself, else raw.
  ///
  /// - Throws: `CheckpointFailure.badMetadata` if the file says something that is not understood:
  ///   a guess would measure another network.
  func inputs(of checkpoint: Checkpoint) throws -> Inputs {
    if let inputs { return inputs }
    guard let text = checkpoint.metadata[.inputs] else { return .raw }
    guard let inputs = Inputs(rawValue: text) else {
      throw CheckpointFailure.badMetadata(
        path: checkpoint.path, key: CheckpointKey.inputs.rawValue,
        expected: "raw or projected (or give --inputs)", found: "'\(text)'")
    }
    return inputs
  }

  /// What had to be assumed of a checkpoint, but for its inputs where an option names them.
  func assumptions(of checkpoint: Checkpoint) -> [String] {
    guard inputs != nil else { return checkpoint.assumptions }
    return checkpoint.assumptions.filter { !$0.contains("trained on") }
  }

  /// The preprocessing options given, completed by what a checkpoint says about itself.
  ///
  /// - Throws: `CheckpointFailure.badMetadata` as `inputs(of:)`.
  func preprocessing(of checkpoint: Checkpoint) throws -> Preprocessing {
    func number(
      _ given: Double?, _ key: CheckpointKey, _ standard: Double, positive: Bool
    ) throws -> Double {
      if let given { return given }
      guard let text = checkpoint.metadata[key] else { return standard }
      guard let value = Double(text), value.isFinite, value > 0 || !positive else {
        throw CheckpointFailure.badMetadata(
          path: checkpoint.path, key: key.rawValue,
          expected: "a \(positive ? "positive" : "finite") number "
            + "(or give --\(key.rawValue.replacing("_", with: "-")))", found: "'\(text)'")
      }
      return value
    }
    return Preprocessing(
      inputScale: try number(inputScale, .inputScale, 1, positive: true),
      inputMean: try number(inputMean, .inputMean, 0, positive: false),
      inputStd: try number(inputStd, .inputStd, 1, positive: true))
  }
}
