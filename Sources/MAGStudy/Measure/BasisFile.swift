import Foundation
import MAGData
import MAGFiles
import MAGNetwork
import MAGNumerics

/// Reads somebody's own orthonormal basis W [k, d] from a file.
public enum BasisFile {
  /// The largest file that is read: a square basis of 10 000 pixels in float64.
  static let ceiling = 1 << 30

  /// The manifold of a basis in a safetensors file (its tensor `W`, or its only tensor) or a NumPy
  /// .npy array of two dimensions in C order, float32 or float64.
  ///
  /// - Throws: `FileFailure`, `MeasureFailure.badBasis`; `CheckpointFailure` for a damaged
  ///   safetensors file; `ManifoldFailure` if the rows are not orthonormal.
  public static func manifold(_ url: URL) throws -> Manifold {
    let bytes = try FileInput.read(url, ceiling: ceiling)
    let path = url.relativePath
    let basis =
      bytes.starts(with: NumpyArray.magic)
      ? try NumpyArray.matrix(bytes, path: path) : try tensor(bytes, path: path)
    return try Manifold(basis: basis)
  }

  private static func tensor(_ bytes: Data, path: String) throws -> Matrix<Double> {
    let file = try SafetensorsFile(parsing: bytes, path: path)
    let only = file.tensors.count == 1 ? file.tensors.first : nil
    guard let tensor = file.tensor(named: "W") ?? only else {
      throw MeasureFailure.badBasis(
        path: path, expected: "a tensor W",
        found: file.tensors.isEmpty ? "none" : file.tensors.map(\.name).joined(separator: ", "))
    }
    guard tensor.extents.count == 2, tensor.type.isFloatingPoint else {
      throw MeasureFailure.badBasis(
        path: path, expected: "floating-point numbers in two dimensions",
        found: "\(tensor.type.rawValue) of extents \(tensor.extents)")
    }
    return Matrix(
      rows: tensor.extents[0], columns: tensor.extents[1], storage: tensor.values(as: Double.self))
  }
}

/// The .npy format, as far as a matrix needs it.
///
/// - Layout: `\x93NUMPY`, two bytes of version, the header's length (2 bytes little-endian in
///   version 1, 4 in versions 2 and 3), a Python dictionary as text, the elements.
/// - Source: NumPy's format description.
enum NumpyArray {
  static let magic: [UInt8] = [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]

  /// - Throws: `MeasureFailure.badBasis`; nothing is allocated from an extent before the bytes are
  ///   known to be there.
  static func matrix(_ data: Data, path: String) throws(MeasureFailure) -> Matrix<Double> {
    func refuse(_ expected: String, _ found: String) -> MeasureFailure {
      .badBasis(path: path, expected: expected, found: found)
    }
    let bytes = [UInt8](data)
    let version = bytes.count > 7 ? bytes[6] : 0
    let lengthCount = version == 1 ? 2 : 4
    guard (1...3).contains(version), bytes.count >= 8 + lengthCount else {
      throw refuse("a .npy file of version 1 to 3", "a damaged header")
    }
    let length = (0..<lengthCount).reduce(0) { $0 | Int(bytes[8 + $1]) << (8 * $1) }
    let start = 8 + lengthCount + length
    guard start <= bytes.count else { throw refuse("a whole .npy header", "a file cut off in it") }
    let header = String(decoding: bytes[8 + lengthCount..<start], as: UTF8.self)
    guard header.contains("'fortran_order': False") else {
      throw refuse("an array in C order", "an array in Fortran order")
    }
    let isDouble = header.contains("'<f8'")
    guard isDouble || header.contains("'<f4'") else {
      throw refuse("little-endian float32 or float64", "an array of another type")
    }
    guard let extents = shape(in: header), extents.count == 2 else {
      throw refuse("an array of two dimensions", "one of another shape")
    }
    let size = isDouble ? 8 : 4
    let (count, overflow) = extents[0].multipliedReportingOverflow(by: extents[1])
    guard !overflow, count <= (bytes.count - start) / size, bytes.count - start == count * size
    else {
      throw refuse(
        "the bytes of \(extents[0]) × \(extents[1]) numbers", "\(bytes.count - start) bytes")
    }
    let tensor = StoredTensor(
      name: "W", type: isDouble ? .float64 : .float32, extents: extents,
      bytes: Data(bytes[start...]))
    return Matrix(rows: extents[0], columns: extents[1], storage: tensor.values(as: Double.self))
  }

  /// The numbers in `'shape': (28, 784)`.
  private static func shape(in header: String) -> [Int]? {
    guard let open = header.firstRange(of: "'shape': (")?.upperBound,
      let close = header[open...].firstIndex(of: ")")
    else { return nil }
    let words = header[open..<close].split(separator: ",").map {
      Int($0.filter { $0 != " " })
    }
    let numbers = words.compactMap { $0 }
    return numbers.count == words.count && numbers.allSatisfy { $0 >= 0 } ? numbers : nil
  }
}
