import Foundation
import MAGNumerics

/// The file formats in which networks can be written, by their extensions.
public enum WritableFormat: String, Sendable, Codable, CaseIterable {
  case safetensors
  case onnx

  /// The format that a file's extension asks for, or nil.
  public init?(of url: URL) { self.init(rawValue: url.pathExtension.lowercased()) }

  /// The bytes of a file of this format, a function of the arguments alone.
  ///
  /// - Parameters:
  ///   - network: what is written.
  ///   - metadata: what the file says about it, where the format has room.
  ///   - path: what failures call the file.
  /// - Throws: `CheckpointFailure.notStorable` for a network that the format has no words for.
  public func encoded(
    _ network: Network<Float>, metadata: CheckpointMetadata, path: String
  ) throws(CheckpointFailure) -> Data {
    switch self {
    case .safetensors:
      try Checkpoint.container(network, metadata: metadata, path: path).encoded()
    case .onnx: try ONNXFile.encoded(network, metadata: metadata, path: path)
    }
  }

  /// The contents of a file of this format.
  func parsed(
    _ bytes: Data, path: String
  ) throws(CheckpointFailure) -> any TensorContainer {
    switch self {
    case .safetensors: try SafetensorsFile(parsing: bytes, path: path)
    case .onnx: try ONNXFile(parsing: bytes, path: path)
    }
  }
}
