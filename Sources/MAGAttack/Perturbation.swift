import MAGNumerics

/// How large the difference δ = x' − x between an attacked image and its original is, computed in
/// Double, and how much of it lies along the data.
public struct Perturbation: Sendable, Equatable, Codable {
  /// max |δ_i|
  public let linf: Double
  /// √Σ δ_i²
  public let l2: Double
  /// ‖P δ‖²/‖δ‖² with P the projection onto the basis; nil without a basis and for δ = 0.
  public let onManifoldShare: Double?
  /// ‖δ − P δ‖²/‖δ‖²: what is left to 1.
  public let offManifoldShare: Double?

  /// Measures every row.
  ///
  /// - Shapes: `clean` and `attacked` [n, d], `basis` [k, d] with orthonormal rows.
  /// - Range: shares in 0...1; rounding beyond the ends is cut off.
  /// - Throws: `AttackFailure.imageWidth`, `.indexCount` for images of different shapes,
  ///   `.basisWidth`.
  /// - Cost: O(n d), with a basis one product of 2 n k d operations.
  public static func measure<Element: Scalar>(
    clean: Matrix<Element>, attacked: Matrix<Element>, basis: Matrix<Double>? = nil
  ) throws(AttackFailure) -> [Perturbation] {
    guard clean.columns == attacked.columns else {
      throw .imageWidth(expected: clean.columns, found: attacked.columns)
    }
    guard clean.rows == attacked.rows else {
      throw .indexCount(expected: clean.rows, found: attacked.rows)
    }
    if let basis, basis.columns != clean.columns {
      throw .basisWidth(expected: clean.columns, found: basis.columns)
    }
    let differences = Matrix<Double>(
      rows: clean.rows, columns: clean.columns,
      storage: zip(attacked.storage, clean.storage).map { Double($0) - Double($1) })
    let coordinates = basis.map { Product.of(differences, .asStored, $0, .transposed) }
    return (0..<clean.rows).map { row in
      let delta = differences.row(row)
      let squares = delta.reduce(0) { $0 + $1 * $1 }
      var share: Double?
      if let coordinates, squares > 0 {
        share = min(1, coordinates.row(row).reduce(0) { $0 + $1 * $1 } / squares)
      }
      return Perturbation(
        linf: delta.reduce(0) { max($0, abs($1)) }, l2: squares.squareRoot(),
        onManifoldShare: share, offManifoldShare: share.map { 1 - $0 })
    }
  }
}
