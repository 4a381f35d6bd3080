import Foundation

/// Reads .npy files, each one array.
public enum NumPyArray {
  /// The bytes that every .npy file begins with.
  public static var magic: [UInt8] { NumPyHeader.magic }

  /// The array in a file's bytes, in row-major order and little-endian.
  ///
  /// Arrays that lie so already share memory with `bytes`; others are copied once. The elements must
  /// fill the file exactly.
  ///
  /// - Throws: `NumPyFailure.damaged`, `.badArray`.
  public static func parse(
    _ bytes: Data, name: String, path: String
  ) throws(NumPyFailure) -> StoredTensor {
    let header = try NumPyHeader(parsing: bytes, array: name, path: path)
    let found = bytes.count - header.length
    let count = StridedView.product(header.extents + [header.type.size])
    if let count, count < found,
      bytes[(bytes.startIndex + header.length + count)...].starts(with: magic)
    {
      throw .badArray(
        path: path, array: name,
        reason: "another array follows it in the file; save several by name with numpy.savez")
    }
    guard let count, count == found else {
      throw .badArray(
        path: path, array: name,
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
public struct NumPyFile: Sendable {
  public let tensors: [StoredTensor]

  /// What follows an array's name in an archive.
  public static let suffix = ".npy"

  /// The one array of a .npy file.
  ///
  /// - Throws: `NumPyFailure.damaged`, `.badArray`.
  public init(parsing bytes: Data, path: String) throws(NumPyFailure) {
    tensors = [try NumPyArray.parse(bytes, name: "array", path: path)]
  }

  /// All arrays of an .npz archive, in its order.
  ///
  /// - Throws: `NumPyFailure`.
  public init(_ archive: ZipArchive, path: String) throws(NumPyFailure) {
    var tensors: [StoredTensor] = []
    for entry in archive.entries {
      guard entry.name.hasSuffix(Self.suffix) else {
        throw .otherEntry(path: path, entry: entry.name)
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
  public static func isNumPy(_ archive: ZipArchive) -> Bool {
    !archive.entries.isEmpty && archive.entries.contains { $0.name.hasSuffix(suffix) }
  }
}
