import ArgumentParser
import Foundation
import MAG

/// What a checkpoint's file does not say of its network.
struct NetworkOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The activation after every dense layer but the last, where the file names none: "
        + "\(ActivationKind.words) (default: relu, which is said).", valueName: "name"))
  var activation: String?

  @Flag(
    help: "The weights lie as [inputs, outputs], whatever the custom of the file's format is.")
  var transposed = false

  @Option(
    help: ArgumentHelp(
      "A YAML file that names the layers, for state dicts of networks that are no chain of dense "
        + "layers; see Documentation/checkpoints.md.", valueName: "file.yaml"))
  var architecture: String?

  private func kind() throws(OptionFailure) -> ActivationKind? {
    guard let activation else { return nil }
    guard let kind = ActivationKind(name: activation) else {
      throw OptionFailure(
        option: "--activation", expected: "one of \(ActivationKind.words)",
        found: "'\(activation)'")
    }
    return kind
  }

  func validate() throws {
    _ = try kind()
    if architecture != nil, activation != nil || transposed {
      throw OptionFailure(
        option: "--architecture", expected: "activations and transpositions inside of it",
        found: activation == nil ? "--transposed beside it" : "--activation beside it")
    }
  }

  /// The options as the readers take them; reads the description.
  ///
  /// - Throws: `ArchitectureFailure`, `OptionFailure`.
  func hints() throws -> CheckpointHints {
    CheckpointHints(
      activation: try kind(), isTransposed: transposed,
      architecture: try architecture.map {
        try ArchitectureDescription(contentsOf: URL(fileURLWithPath: $0))
      })
  }
}
