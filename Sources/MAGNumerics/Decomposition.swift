import COpenBLAS

/// A decomposition that LAPACK could not compute: not a number among the input, or no convergence.
public struct DecompositionError: Error, Sendable, Equatable {
  public let routine: String
  /// LAPACK's `info`.
  public let code: Int32
}

/// The factorisations behind principal components, in double precision through LAPACK.
public enum Decomposition {
  /// The largest eigenvalues of a symmetric matrix and their eigenvectors.
  ///
  /// - Shapes: `matrix` is d × d, of which one triangle is read; the result has `count` values in
  ///   falling order, and their unit vectors in the rows of `[count, d]`.
  /// - Signs: the entry of largest magnitude of each vector is positive (the first one at ties), so
  ///   that vectors repeat. Within an eigenvalue of multiplicity above one they are arbitrary.
  /// - Cost: about 4/3 d³ operations on the calling thread.
  /// - Source: LAPACK's dsyevr (relatively robust representations).
  public static func leadingEigen(
    of matrix: Matrix<Double>, count: Int
  ) throws(DecompositionError) -> (values: [Double], vectors: Matrix<Double>) {
    let d = matrix.rows
    precondition(matrix.columns == d && count >= 0 && count <= d, "a symmetric matrix is square")
    guard count > 0 else { return ([], Matrix(rows: 0, columns: d)) }
    guard matrix.storage.allSatisfy(\.isFinite) else {
      throw DecompositionError(routine: "dsyevr", code: -6)
    }
    _ = singleThreadedBLAS
    var a = matrix.storage
    var values = [Double](repeating: 0, count: d)
    var vectors = [Double](repeating: 0, count: d * count)
    var support = [Int32](repeating: 0, count: 2 * count)
    var (n, first, last, found, info) = (
      Int32(d), Int32(d - count + 1), Int32(d), Int32(0), Int32(0)
    )
    var (unused, tolerance) = (0.0, 0.0)
    func run(_ work: inout [Double], _ lwork: Int32, _ indices: inout [Int32], _ liwork: Int32) {
      var (lwork, liwork) = (lwork, liwork)
      dsyevr_(
        "V", "I", "L", &n, &a, &n, &unused, &unused, &first, &last, &tolerance, &found, &values,
        &vectors, &n, &support, &work, &lwork, &indices, &liwork, &info)
    }
    var work = [0.0]
    var indices: [Int32] = [0]
    run(&work, -1, &indices, -1)
    if info == 0 {
      work = [Double](repeating: 0, count: max(1, Int(work[0])))
      indices = [Int32](repeating: 0, count: max(1, Int(indices[0])))
      run(&work, Int32(work.count), &indices, Int32(indices.count))
    }
    guard info == 0, Int(found) == count else {
      throw DecompositionError(routine: "dsyevr", code: info)
    }
    // LAPACK's order rises, its columns are our rows.
    var falling: [Double] = []
    falling.reserveCapacity(vectors.count)
    for index in (0..<count).reversed() { falling += vectors[index * d..<(index + 1) * d] }
    let rows = Matrix(rows: count, columns: d, storage: falling)
    return (values[0..<count].reversed(), withFixedSigns(rows))
  }

  /// The thin singular value decomposition A = U diag(s) Vᵀ.
  ///
  /// - Shapes: A is m × n; U is m × r, Vᵀ is r × n, s has r values in falling order, r = min(m, n).
  /// - Cost: about 6 m n r operations on the calling thread.
  /// - Source: LAPACK's dgesdd (divide and conquer).
  public static func singular(
    _ matrix: Matrix<Double>
  ) throws(DecompositionError) -> (
    left: Matrix<Double>, values: [Double], rightTransposed: Matrix<Double>
  ) {
    let (rows, columns) = (matrix.rows, matrix.columns)
    let rank = min(rows, columns)
    guard rank > 0 else {
      return (Matrix(rows: rows, columns: 0), [], Matrix(rows: 0, columns: columns))
    }
    guard matrix.storage.allSatisfy(\.isFinite) else {
      throw DecompositionError(routine: "dgesdd", code: -5)
    }
    _ = singleThreadedBLAS
    // Column-major LAPACK sees Aᵀ = V diag(s) Uᵀ; its first factor, read row-major, is our Vᵀ.
    var a = matrix.storage
    var values = [Double](repeating: 0, count: rank)
    var first = [Double](repeating: 0, count: columns * rank)
    var second = [Double](repeating: 0, count: rank * rows)
    var indices = [Int32](repeating: 0, count: 8 * rank)
    var (m, n, r, info) = (Int32(columns), Int32(rows), Int32(rank), Int32(0))
    func run(_ work: inout [Double], _ lwork: Int32) {
      var lwork = lwork
      dgesdd_(
        "S", &m, &n, &a, &m, &values, &first, &m, &second, &r, &work, &lwork, &indices, &info)
    }
    var work = [0.0]
    run(&work, -1)
    if info == 0 {
      work = [Double](repeating: 0, count: max(1, Int(work[0])))
      run(&work, Int32(work.count))
    }
    guard info == 0 else { throw DecompositionError(routine: "dgesdd", code: info) }
    return (
      Matrix(rows: rows, columns: rank, storage: second), values,
      Matrix(rows: rank, columns: columns, storage: first)
    )
  }

  /// The rows with the sign that makes each one's entry of largest magnitude positive.
  public static func withFixedSigns(_ matrix: Matrix<Double>) -> Matrix<Double> {
    var storage = matrix.storage
    for row in 0..<matrix.rows {
      let range = row * matrix.columns..<(row + 1) * matrix.columns
      var largest = 0.0
      for index in range where abs(storage[index]) > abs(largest) { largest = storage[index] }
      if largest < 0 { for index in range { storage[index] = -storage[index] } }
    }
    return Matrix(rows: matrix.rows, columns: matrix.columns, storage: storage)
  }
}
