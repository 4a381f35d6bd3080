import Testing

@testable import MAGNumerics

@Suite("Products with packed weights") struct PackedProductTests {
  private func product<E: Scalar>(
    _ x: Matrix<E>, _ w: Matrix<E>, _ shifts: [E]?
  ) -> Matrix<E> {
    var shifts = shifts
    let packed = w.withReadView { w in
      guard shifts != nil else { return PackedProduct(w, shifts: nil) }
      return shifts?.withUnsafeMutableBufferPointer { PackedProduct(w, shifts: $0) }
        ?? PackedProduct(w, shifts: nil)
    }
    var y = Matrix<E>(rows: x.rows, columns: w.rows)
    x.withReadView { x in y.withView { packed.multiply(x, into: $0) } }
    return y
  }

  private func check<E: Scalar>(
    _ m: Int, _ n: Int, _ k: Int, as type: E.Type, tolerance: Double
  ) {
    var generator = SeededGenerator(seed: 4, stream: UInt64(m), UInt64(n))
    let x: Matrix<E> = randomMatrix(m, k, using: &generator)
    let w: Matrix<E> = randomMatrix(n, k, using: &generator)
    let shifts = (0..<n).map { _ in E(generator.uniform(-1, 1)) }
    let exact = Product.of(Matrix<Double>(x), .asStored, Matrix<Double>(w), .transposed)
    let found = product(x, w, shifts)
    let plain = product(x, w, nil)
    for r in 0..<m {
      for c in 0..<n {
        #expect(abs(Double(plain[r, c]) - exact[r, c]) < tolerance)
        #expect(abs(Double(found[r, c]) - exact[r, c] - Double(shifts[c])) < tolerance)
      }
    }
  }

  @Test(
    "they agree with plain products, whatever is left over of panels, vectors and blocks of rows",
    arguments: [(1, 1, 1), (3, 10, 5), (8, 48, 7), (13, 49, 9), (21, 100, 30), (4, 65, 2)])
  func multiply_oddShapes_agreesWithProduct(_ m: Int, _ n: Int, _ k: Int) {
    // Up to 31 products of magnitude 1.
    check(m, n, k, as: Double.self, tolerance: 1e-14)
    check(m, n, k, as: Float.self, tolerance: 1e-5)
  }

  @Test("a row has the same bits alone and in any batch")
  func multiply_batches_giveEqualBits() {
    var generator = SeededGenerator(seed: 5)
    let x: Matrix<Float> = randomMatrix(13, 40, using: &generator)
    let w: Matrix<Float> = randomMatrix(70, 40, using: &generator)
    let whole = product(x, w, nil)
    for row in 0..<13 {
      #expect(product(x.rows(row..<row + 1), w, nil).storage == Array(whole.row(row)))
    }
    #expect(product(x.rows(0..<0), w, nil).rows == 0)
  }

  @Test("infinities and NaN behind the last output of a panel do not leak in")
  func multiply_hugeValues_stayInTheirColumns() {
    let x = Matrix<Double>(rows: 1, columns: 2, storage: [1e308, 1])
    let w = Matrix<Double>(rows: 3, columns: 2, storage: [10, 0, 0, 1, 1, 0])
    #expect(product(x, w, [0, 0.5, 0]).storage == [.infinity, 1.5, 1e308])
  }
}
