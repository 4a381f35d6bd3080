import ArgumentParser
import MAG

/// What a network is, and in which form it sees the images.
struct InputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Raw images, or images projected on the manifold (default: what the checkpoint says, else raw).",
      valueName: "raw|projected"))
  var inputs: Inputs?

  @Option(
    name: [.customLong("scale"), .customLong("input-scale")], parsing: .unconditional,
    help: ArgumentHelp(
      "What pixels in [0, 1] are multiplied by for the network, 255 for one of bytes (default: what "
        + "the checkpoint says, else 1).", valueName: "factor"))
  var inputScale: Double?

  @Option(
    name: [.customLong("mean"), .customLong("input-mean")], parsing: .unconditional,
    help: ArgumentHelp(
      "What is subtracted next: a number, or one a channel with commas (default likewise, else 0).",
      valueName: "means"))
  var inputMean: ChannelValues?

  @Option(
    name: [.customLong("std"), .customLong("input-std")], parsing: .unconditional,
    help: ArgumentHelp(
      "What it is divided by at last, likewise (default likewise, else 1).", valueName: "stds"))
  var inputStd: ChannelValues?

  @OptionGroup var network: NetworkOptions

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

  /// What had to be assumed of a checkpoint, but for what the options say of its inputs.
  func assumptions(of checkpoint: Checkpoint) -> [String] {
    let isScaled = inputScale != nil || inputMean != nil || inputStd != nil
    return checkpoint.assumptions.compactMap { assumption in
      guard assumption == Checkpoint.inputsAssumption else { return assumption }
      if inputs != nil { return nil }
      return isScaled
        ? "The file does not say what it was trained on; raw images, prepared as the options say, "
          + "are assumed." : assumption
    }
  }

  /// The preprocessing options given, completed by what a checkpoint says about itself.
  ///
  /// - Throws: `CheckpointFailure.badMetadata` as `inputs(of:)`.
  func preprocessing(of checkpoint: Checkpoint) throws -> Preprocessing {
    func values(
      _ given: ChannelValues?, _ key: CheckpointKey, _ option: String, standard: ChannelValues,
      _ expected: String, _ isGood: ([Double]) -> Bool
    ) throws -> ChannelValues {
      if let given { return given }
      guard let text = checkpoint.metadata[key] else { return standard }
      guard let values = ChannelValues(text: text), isGood(values.values) else {
        throw CheckpointFailure.badMetadata(
          path: checkpoint.path, key: key.rawValue, expected: "\(expected) (or give \(option))",
          found: "'\(text)'")
      }
      return values
    }
    func arePositive(_ values: [Double]) -> Bool { values.allSatisfy { $0.isFinite && $0 > 0 } }
    let scale = try values(
      inputScale.map { ChannelValues($0) }, .inputScale, "--scale", standard: 1,
      "one positive number"
    ) { $0.count == 1 && arePositive($0) }
    return Preprocessing(
      inputScale: scale[0],
      inputMean: try values(inputMean, .inputMean, "--mean", standard: 0, "finite numbers") {
        $0.allSatisfy(\.isFinite)
      },
      inputStd: try values(
        inputStd, .inputStd, "--std", standard: 1, "positive numbers", arePositive))
  }
}
