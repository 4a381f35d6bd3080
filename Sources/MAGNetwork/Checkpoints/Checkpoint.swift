import Foundation
import MAGFiles
import MAGNumerics

/// A trained network with the facts its file carries.
public struct Checkpoint: Sendable {
  public let network: Network<Float>
  public let metadata: CheckpointMetadata
  /// As it was given.
  public let path: String
  /// Of the file's bytes, in hexadecimal.
  public let sha256: String
  /// What was taken for granted because the file does not say it, one sentence each.
  public let assumptions: [String]
  /// Where the file's own network takes images in another order than `network` (ONNX graphs with
  /// channels last): its element i is element `inputOrder[i]` of a row here. Nil where they agree.
  public let inputOrder: [Int]?

  /// The value of `format` in files that this version writes.
  public static let format = "mag.checkpoint/1"

  /// What is assumed of the images where a file does not say; options may say it instead.
  public static let inputsAssumption =
    "The file does not say what it was trained on; raw images with pixels in [0, 1] are assumed."

  /// Reads a network from a file, ours or another program's.
  ///
  /// The format is one of `CheckpointFormat`, told by the file's bytes. ONNX graphs say all; of other
  /// files, names and shapes say how dense layers follow each other (see `DenseChain`), or a
  /// description among the hints says the layers. Types F32, F64, F16 and BF16 are used as float32.
  /// Activations come from the metadata or the format; where both are silent, from the hints, else
  /// ReLU between the layers is assumed and said.
  ///
  /// - Throws: `CheckpointFailure`; see its cases.
  public static func load(
    _ url: URL, hints: CheckpointHints = CheckpointHints()
  ) throws(CheckpointFailure) -> Checkpoint {
    let file = try CheckpointFormat.read(url)
    return try Checkpoint(file, path: url.relativePath, hints: hints)
  }

  /// The network in a file that was read.
  init(
    _ file: CheckpointFormat.Contents, path: String, hints: CheckpointHints
  ) throws(CheckpointFailure) {
    (network, assumptions) = try Self.interpret(file.container, path: path, hints: hints)
    metadata = file.container.metadata
    // The network was understood, and so its input.
    inputOrder = (file.container as? ONNXFile).flatMap { try? $0.input().order }
    self.path = path
    sha256 = file.sha256
  }

  /// The network that a container's tensors and metadata describe, and what had to be assumed.
  static func interpret(
    _ container: any TensorContainer, path: String, hints: CheckpointHints = CheckpointHints()
  ) throws(CheckpointFailure) -> (network: Network<Float>, assumptions: [String]) {
    let (network, assumptions) =
      if let graph = container as? ONNXFile {
        try interpret(graph, path: path, hints: hints)
      } else if let architecture = hints.architecture {
        try ArchitectureLowering.network(architecture, container, path: path)
      } else {
        try interpretChain(container, path: path, hints: hints)
      }
    return (network, assumptions + unsaid(container))
  }

  /// A graph says everything itself.
  private static func interpret(
    _ graph: ONNXFile, path: String, hints: CheckpointHints
  ) throws(CheckpointFailure) -> (network: Network<Float>, assumptions: [String]) {
    guard hints == CheckpointHints() else {
      throw .contradicted(
        path: path, options: hints.options, stated: "its layers, as every graph does")
    }
    return try graph.interpreted(path: path)
  }

  private static func interpretChain(
    _ container: any TensorContainer, path: String, hints: CheckpointHints
  ) throws(CheckpointFailure) -> (network: Network<Float>, assumptions: [String]) {
    let chain = try DenseChain(container, isTransposed: hints.isTransposed, path: path)
    let gaps = chain.members.count - 1
    let architecture = try architecture(of: chain, container.metadata, path: path)
    let conventional = container.conventions.activation.map {
      [ActivationKind](repeating: $0, count: gaps)
    }
    let (activations, assumption) = try hints.activations(
      stated: architecture?.activations ?? conventional, gaps: gaps, path: path)
    var assumptions = container.conventions.notes + chain.assumptions
    if let assumption { assumptions.append(assumption) }
    for member in chain.members where member.bias == nil {
      assumptions.append("There is no bias beside \(member.weight.name); none is added.")
    }
    return (try chain.network(activations), assumptions)
  }

  /// What has to be assumed of any container: types rounded to float32, and the images it is for.
  private static func unsaid(_ container: any TensorContainer) -> [String] {
    var assumptions: [String] = []
    for type in StoredType.allCases where type.isFloatingPoint && type != .float32 {
      if container.tensors.contains(where: { $0.type == type }) {
        assumptions.append("Weights stored as \(type.rawValue) are used as float32.")
      }
    }
    if container.metadata[.inputs] == nil {
      assumptions.append(inputsAssumption)
    }
    return assumptions
  }

  /// The architecture in our own metadata, held against the tensors; nil where there is none.
  private static func architecture(
    of chain: DenseChain, _ metadata: CheckpointMetadata, path: String
  ) throws(CheckpointFailure) -> PerceptronArchitecture? {
    let isOurs = metadata[.format]?.hasPrefix("mag.") == true
    if isOurs, let found = metadata[.format], found != format {
      throw .badMetadata(path: path, key: "format", expected: format, found: found)
    }
    guard let text = metadata[.architecture] else { return nil }
    guard let architecture = PerceptronArchitecture(text: text) else {
      if !isOurs { return nil }
      throw .badMetadata(
        path: path, key: "architecture", expected: "widths and activations such as 784-100-10 relu",
        found: "'\(text)'")
    }
    guard architecture.sizes == chain.sizes else {
      let sizes = chain.sizes.map(String.init).joined(separator: "-")
      throw .badMetadata(
        path: path, key: "architecture", expected: "the tensors' widths \(sizes)",
        found: "'\(text)'")
    }
    return architecture
  }
}
