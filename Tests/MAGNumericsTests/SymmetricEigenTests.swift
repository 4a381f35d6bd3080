import Testing

@testable import MAGNumerics

@Suite("All eigenvectors of a symmetric matrix") struct SymmetricEigenTests {
  private func eigen<E: Scalar>(_ matrix: Matrix<E>) -> (values: [E], vectors: Matrix<E>) {
    var vectors = matrix.storage
    var values = [E](repeating: 0, count: matrix.rows)
    let info = vectors.withUnsafeMutableBufferPointer { a in
      values.withUnsafeMutableBufferPointer { w -> Int32 in
        guard let a = a.baseAddress, let w = w.baseAddress else { return -1 }
        return E.symmetricEigen(a, order: Int32(matrix.rows), values: w)
      }
    }
    #expect(info == 0)
    return (values, Matrix(rows: matrix.rows, columns: matrix.rows, storage: vectors))
  }

  /// Values rise, M v = λ v, and the vectors (LAPACK's columns, our rows) are orthonormal.
  private func check<E: Scalar>(_ type: E.Type, _ order: Int, tolerance: E) {
    var generator = SeededGenerator(seed: 21, stream: UInt64(order))
    let half: Matrix<E> = randomMatrix(order, order, using: &generator)
    var matrix = half
    for i in 0..<order { for j in 0..<order { matrix[i, j] = half[i, j] + half[j, i] } }
    let (values, vectors) = eigen(matrix)
    #expect(values == values.sorted())
    let image = Product.of(vectors, .asStored, matrix, .asStored)
    let gram = Product.of(vectors, .asStored, vectors, .transposed)
    for i in 0..<order {
      for j in 0..<order {
        #expect(abs(image[i, j] - values[i] * vectors[i, j]) < tolerance)
        #expect(abs(gram[i, j] - (i == j ? 1 : 0)) < tolerance)
      }
    }
  }

  @Test("a 2 × 2 matrix worked by hand")
  func symmetricEigen_smallCase_isHandWorked() {
    let (values, vectors) = eigen(Matrix<Double>(rows: 2, columns: 2, storage: [2, 1, 1, 2]))
    #expect(abs(values[0] - 1) < 1e-15 && abs(values[1] - 3) < 1e-15)
    #expect(abs(abs(vectors[1, 0]) - 0.5.squareRoot()) < 1e-15)
    #expect(abs(vectors[1, 0] - vectors[1, 1]) < 1e-15)
  }

  @Test("float64: a few dozen sums of products below 10", arguments: [1, 2, 17, 60])
  func symmetricEigen_double_decomposes(_ order: Int) {
    check(Double.self, order, tolerance: 1e-12)
  }

  @Test("float32: the same at its precision", arguments: [1, 17, 60])
  func symmetricEigen_float_decomposes(_ order: Int) {
    check(Float.self, order, tolerance: 1e-4)
  }
}
