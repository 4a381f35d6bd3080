import COpenBLAS

/// Products of a matrix with its own transpose, of which only one triangle is computed.
public enum SymmetricProduct {
  /// C ← Aᵀ A in the upper triangle (row ≤ column); the strict lower triangle is left alone.
  ///
  /// - Shapes: A is n × d, C is d × d.
  /// - Exactness: sums of integers below 2²⁴ are exact in any order, fused or not.
  /// - Cost: n d² operations, half of a product's, on the calling thread.
  public static func upper(of a: MatrixView<Float>, into c: MatrixView<Float>) {
    precondition(c.rows == a.columns && c.columns == a.columns, "a Gram matrix has another shape")
    precondition(
      max(a.elements.count, c.elements.count) <= Int(Int32.max), "a matrix is too large for BLAS")
    guard a.columns > 0, let cBase = c.elements.baseAddress else { return }
    guard a.rows > 0, let aBase = a.elements.baseAddress else {
      for row in 0..<c.rows { for column in row..<c.columns { c[row, column] = 0 } }
      return
    }
    _ = singleThreadedBLAS
    cblas_ssyrk(
      CblasRowMajor, CblasUpper, CblasTrans, Int32(a.columns), Int32(a.rows), 1, aBase,
      Int32(a.columns), 0, cBase, Int32(c.columns))
  }
}

/// OpenBLAS runs every call on the calling thread; this package divides the work itself.
let singleThreadedBLAS: Void = openblas_set_num_threads(1)
