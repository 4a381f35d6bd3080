import Foundation
import MAGFiles

/// Named tensors and facts from a file, whatever its format.
public protocol TensorContainer: Sendable {
  /// In the order in which the file lists them; every name once.
  var tensors: [StoredTensor] { get }
  var metadata: CheckpointMetadata { get }
  /// What the format fixes of what names and shapes leave open; nothing unless it says otherwise.
  var conventions: ContainerConventions { get }
}

extension TensorContainer {
  public var conventions: ContainerConventions { ContainerConventions() }

  /// The tensor of a name, or nil.
  public func tensor(named name: String) -> StoredTensor? { tensors.first { $0.name == name } }
}

/// The file formats that hold networks; reading begins here, so that a new one is a new case.
public enum CheckpointFormat: String, Sendable, Codable, CaseIterable {
  case safetensors
  /// A state dict as torch.save writes it, in its zip or its older form.
  case pyTorch = "pytorch"
  /// A .npy array or an .npz archive of arrays.
  case numPy = "numpy"
  case nnet
  case onnx

  /// The formats as sentences name them.
  public static let words = "safetensors, PyTorch, NumPy, ONNX or NNet"

  /// No file larger than this is read: 4 GiB.
  static let ceiling = 1 << 32

  /// What a file holds, as it was read.
  struct Contents {
    let format: CheckpointFormat
    let container: any TensorContainer
    /// Of the file's bytes, in hexadecimal.
    let sha256: String
  }

  /// Reads what a file holds.
  ///
  /// - Throws: `CheckpointFailure.file`, and what the format's reader throws.
  static func read(_ url: URL) throws(CheckpointFailure) -> Contents {
    let bytes: Data
    do { bytes = try FileInput.mapped(url, ceiling: ceiling) } catch { throw .file(error) }
    let (format, container) = try parse(bytes, path: url.relativePath)
    return Contents(
      format: format, container: container, sha256: FileDigest.sha256(bytes))
  }

  /// Tells a file's format by its first bytes, never by its name, and reads it.
  static func parse(
    _ bytes: Data, path: String
  ) throws(CheckpointFailure) -> (CheckpointFormat, any TensorContainer) {
    let start = [UInt8](bytes.prefix(9))
    // A header is at most 100 MB long, so bytes 4 to 7 of a safetensors file are zeros.
    if start.count == 9, start[4..<8].allSatisfy({ $0 == 0 }), start[8] == UInt8(ascii: "{") {
      return (.safetensors, try SafetensorsFile(parsing: bytes, path: path))
    }
    if start.starts(with: [0x50, 0x4B, 3, 4]) { return try parseArchive(bytes, path: path) }
    if start.starts(with: NumPyArray.magic) {
      return try parseNumPy { () throws(NumPyFailure) in
        try NumPyFile(parsing: bytes, path: path)
      }
    }
    if start.count > 1, start[0] == 0x80, (2...5).contains(start[1]) {
      return (.pyTorch, try LegacyTorchFile.parse(bytes, path: path))
    }
    if NNetFile.isNNet(bytes) { return (.nnet, try NNetFile(parsing: bytes, path: path)) }
    if start.starts(with: [0x89, 0x48, 0x44, 0x46]) { throw .hdf5(path: path) }
    let others: [([UInt8], String)] = [
      ([0x1F, 0x8B], "a gzip file"),
      ([0x50, 0x4B, 5, 6], "an empty zip archive"),
    ]
    if let other = others.first(where: { start.starts(with: $0.0) }) {
      throw .unknownFormat(path: path, found: other.1)
    }
    // ONNX has no mark of its own, but its files begin with a small format version (field 1).
    if start.starts(with: [0x08]) || path.lowercased().hasSuffix(".onnx") {
      return (.onnx, try ONNXFile(parsing: bytes, path: path))
    }
    throw .unknownFormat(
      path: path,
      found: bytes.isEmpty
        ? "an empty file" : "\(bytes.count) bytes that begin like none of these")
  }

  /// PyTorch's and NumPy's archives, told apart by the names in them.
  private static func parseArchive(
    _ bytes: Data, path: String
  ) throws(CheckpointFailure) -> (CheckpointFormat, any TensorContainer) {
    let archive: ZipArchive
    do { archive = try ZipArchive(parsing: bytes, name: path) } catch { throw .archive(error) }
    if TorchFile.prefix(of: archive) != nil {
      return (.pyTorch, try TorchFile(archive, path: path))
    }
    if NumPyFile.isNumPy(archive) {
      return try parseNumPy { () throws(NumPyFailure) in try NumPyFile(archive, path: path) }
    }
    if archive.entries.contains(where: { $0.name.hasSuffix(".h5") }) { throw .hdf5(path: path) }
    let names = archive.entries.prefix(5).map(\.name).joined(separator: ", ")
    throw .unknownFormat(
      path: path,
      found: archive.entries.isEmpty
        ? "a zip archive without files" : "a zip archive of \(names)")
  }

  private static func parseNumPy(
    _ read: () throws(NumPyFailure) -> NumPyFile
  ) throws(CheckpointFailure) -> (CheckpointFormat, any TensorContainer) {
    do { return (.numPy, try read()) } catch { throw .numPy(error) }
  }
}

extension NumPyFile: TensorContainer {
  public var metadata: CheckpointMetadata { [:] }
}
