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

  /// The value of `format` in files that this version writes.
  public static let format = "mag.checkpoint/1"

  /// Reads a network of dense layers from a file, ours or another program's.
  ///
  /// The format is one of `CheckpointFormat`, told by the file's bytes. Names and shapes say how the
  /// layers follow each other (see `DenseChain`); types F32, F64, F16 and BF16 are used as float32.
  /// Activations come from the metadata or the format; where both are silent, ReLU between the
  /// layers is assumed and said.
  ///
  /// - Throws: `CheckpointFailure`; see its cases.
  public static func load(_ url: URL) throws(CheckpointFailure) -> Checkpoint {
    let path = url.relativePath
    let file = try CheckpointFormat.read(url)
    let (network, assumptions) = try interpret(file.container, path: path)
    return Checkpoint(
      network: network, metadata: file.container.metadata, path: path,
      sha256: FileDigest.sha256(file.bytes), assumptions: assumptions)
  }

  /// The network that a container's tensors and metadata describe, and what had to be assumed.
  static func interpret(
    _ container: any TensorContainer, path: String
  ) throws(CheckpointFailure) -> (network: Network<Float>, assumptions: [String]) {
    if let graph = container as? ONNXFile {
      let (network, assumptions) = try graph.interpreted(path: path)
      return (network, assumptions + unsaid(container))
    }
    let chain = try DenseChain(container, path: path)
    let conventions = container.conventions
    var assumptions = conventions.notes + chain.assumptions
    let architecture = try architecture(of: chain, container.metadata, path: path)
    if architecture == nil, conventions.activation == nil, chain.members.count > 1 {
      assumptions.append(
        "The file does not name its activations; ReLU is assumed after every layer but the last.")
    }
    for member in chain.members where member.bias == nil {
      assumptions.append("There is no bias beside \(member.weight.name); none is added.")
    }
    assumptions += unsaid(container)
    let standard = [ActivationKind](
      repeating: conventions.activation ?? .relu, count: chain.members.count - 1)
    return (try chain.network(architecture?.activations ?? standard), assumptions)
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
      assumptions.append(
        "The file does not say what it was trained on; raw images with pixels in [0, 1] are assumed."
      )
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
