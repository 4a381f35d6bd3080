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
  /// .npy array: floating-point numbers in two dimensions, in any order.
  ///
  /// - Throws: `FileFailure`, `MeasureFailure.badBasis`; `CheckpointFailure` for a damaged
  ///   safetensors file, `NumPyFailure` for a damaged array; `ManifoldFailure` if the rows are not
  ///   orthonormal.
  public static func manifold(_ url: URL) throws -> Manifold {
    let bytes = try FileInput.read(url, ceiling: ceiling)
    let path = url.relativePath
    let tensor =
      bytes.starts(with: NumPyArray.magic)
      ? try NumPyArray.parse(bytes, name: "W", path: path) : try tensor(bytes, path: path)
    guard tensor.extents.count == 2, tensor.type.isFloatingPoint else {
      throw MeasureFailure.badBasis(
        path: path, expected: "floating-point numbers in two dimensions",
        found: "\(tensor.type.rawValue) of extents \(tensor.extents)")
    }
    return try Manifold(
      basis: Matrix(
        rows: tensor.extents[0], columns: tensor.extents[1],
        storage: tensor.values(as: Double.self)))
  }

  private static func tensor(_ bytes: Data, path: String) throws -> StoredTensor {
    let file = try SafetensorsFile(parsing: bytes, path: path)
    let only = file.tensors.count == 1 ? file.tensors.first : nil
    guard let tensor = file.tensor(named: "W") ?? only else {
      throw MeasureFailure.badBasis(
        path: path, expected: "a tensor W",
        found: file.tensors.isEmpty ? "none" : file.tensors.map(\.name).joined(separator: ", "))
    }
    return tensor
  }
}
