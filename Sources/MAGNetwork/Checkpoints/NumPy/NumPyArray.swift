import Foundation
import MAGFiles

/// Reads .npy files, each one array.
enum NumPyArray {
  /// The array in a file's bytes, in row-major order and little-endian.
  ///
  /// Arrays that lie so already share memory with `bytes`; others are copied once. The elements must
  /// fill the file exactly.
  ///
  /// - Throws: `CheckpointFailure.badContent`, `.badTensor`.
  static func parse(
    _ bytes: Data, name: String, path: String
  ) throws(CheckpointFailure) -> StoredTensor {
    let header = try NumPyHeader(parsing: bytes, tensor: name, path: path)
    let found = bytes.count - header.length
    let count = StridedView.product(header.extents + [header.type.size])
    guard let count, count == found else {
      throw .badTensor(
        path: path, tensor: name,
        reason: "\(header.type.rawValue) of extents \(header.extents) needs "
          + "\(count.map(String.init) ?? "too many") bytes, found \(found)")
    }
    let elements = bytes[(bytes.startIndex + header.length)...]
    let strides = StridedView.strides(of: header.extents, isFortranOrder: header.isFortranOrder)
    let view = StridedView(offset: 0, extents: header.extents, strides: strides)
    return StoredTensor(
      name: name, type: header.type, extents: header.extents,
      bytes: view.gathered(
        from: elements, elementSize: header.type.size, swapsBytes: header.isBigEndian))
  }
}

/// The arrays of a .npy file (one, called array) or of an .npz archive (by their names).
struct NumPyFile: TensorContainer {
  let tensors: [StoredTensor]
  let metadata: CheckpointMetadata = [:]

  private static let suffix = ".npy"

  init(parsing bytes: Data, path: String) throws(CheckpointFailure) {
    tensors = [try NumPyArray.parse(bytes, name: "array", path: path)]
  }

  /// - Throws: `CheckpointFailure.archive`, `.badContent`, `.badTensor`.
  init(_ archive: ZipArchive, path: String) throws(CheckpointFailure) {
    var tensors: [StoredTensor] = []
    for entry in archive.entries {
      guard entry.name.hasSuffix(Self.suffix) else {
        throw .unknownFormat(path: path, found: "an .npz archive that also holds \(entry.name)")
      }
      let bytes: Data
      do { bytes = try archive.contents(of: entry) } catch { throw .archive(error) }
      tensors.append(
        try NumPyArray.parse(
          bytes, name: String(entry.name.dropLast(Self.suffix.count)), path: path))
    }
    self.tensors = tensors
  }

  /// Whether an archive looks like one of NumPy's.
  static func isNumPy(_ archive: ZipArchive) -> Bool {
    !archive.entries.isEmpty && archive.entries.contains { $0.name.hasSuffix(suffix) }
  }
}
