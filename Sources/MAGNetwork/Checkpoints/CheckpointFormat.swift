import Foundation
import MAGFiles

/// Named tensors and facts from a file, whatever its format.
public protocol TensorContainer: Sendable {
  /// In the order in which the file lists them; every name once.
  var tensors: [StoredTensor] { get }
  var metadata: CheckpointMetadata { get }
}

extension TensorContainer {
  /// The tensor of a name, or nil.
  public func tensor(named name: String) -> StoredTensor? { tensors.first { $0.name == name } }
}

/// The file formats that hold networks; reading begins here, so that a new one is a new case.
public enum CheckpointFormat: Sendable, CaseIterable {
  case safetensors
  case onnx

  /// No file larger than this is read: 4 GiB.
  static let ceiling = 1 << 32

  /// Reads a file's bytes and what they hold.
  ///
  /// - Throws: `CheckpointFailure.file`, and what the format's reader throws.
  static func read(
    _ url: URL
  ) throws(CheckpointFailure) -> (bytes: Data, container: any TensorContainer) {
    let bytes: Data
    do { bytes = try FileInput.read(url, ceiling: ceiling) } catch { throw .file(error) }
    let path = url.relativePath
    switch try recognized(bytes, path: path) {
    case .safetensors: return (bytes, try SafetensorsFile(parsing: bytes, path: path))
    case .onnx: return (bytes, try ONNXFile(parsing: bytes, path: path))
    }
  }

  /// The format of a file by its first bytes; a known other kind of file is named in the failure.
  static func recognized(
    _ bytes: Data, path: String
  ) throws(CheckpointFailure) -> CheckpointFormat {
    let start = [UInt8](bytes.prefix(9))
    let others: [([UInt8], String)] = [
      ([0x50, 0x4B, 0x03, 0x04], "a zip archive (a PyTorch .pt or a NumPy .npz file)"),
      ([0x80, 0x02], "a Python pickle (an old PyTorch .pt file)"),
      ([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59], "a NumPy .npy file"),
      ([0x89, 0x48, 0x44, 0x46], "an HDF5 file"),
      ([0x1F, 0x8B], "a gzip file"),
    ]
    // A header is at most 100 MB long, so bytes 4 to 7 of a safetensors file are zeros.
    if start.count == 9, start[4..<8].allSatisfy({ $0 == 0 }), start[8] == UInt8(ascii: "{") {
      return .safetensors
    }
    if let other = others.first(where: { start.starts(with: $0.0) }) {
      throw .notSafetensors(path: path, found: other.1)
    }
    // ONNX has no mark of its own, but its files begin with a small format version (field 1).
    if start.starts(with: [0x08]) || path.lowercased().hasSuffix(".onnx") { return .onnx }
    throw .notSafetensors(
      path: path,
      found: bytes.isEmpty
        ? "an empty file" : "\(bytes.count) bytes that do not start with such a header")
  }
}
