import Testing

@testable import MAGNumerics

@Suite("Matrix products") struct ProductTests {
  struct Shape: Sendable, CustomTestStringConvertible {
    let m: Int, n: Int, k: Int
    var testDescription: String { "\(m)x\(k) times \(k)x\(n)" }
  }

  static let shapes = [
    Shape(m: 1, n: 1, k: 1), Shape(m: 1, n: 9, k: 4), Shape(m: 9, n: 1, k: 4),
    Shape(m: 0, n: 3, k: 2), Shape(m: 3, n: 0, k: 2), Shape(m: 3, n: 2, k: 0),
    Shape(m: 17, n: 31, k: 5), Shape(m: 64, n: 401, k: 33), Shape(m: 401, n: 64, k: 33),
    Shape(m: 1000, n: 3, k: 200),
  ]
  static let orientations: [(Orientation, Orientation)] = [
    (.asStored, .asStored), (.asStored, .transposed), (.transposed, .asStored),
    (.transposed, .transposed),
  ]

  /// Each of k + 1 sums rounds once, products once: (k + 2) units in the last place of the terms.
  private func check<E: Scalar>(_ type: E.Type, _ shape: Shape, scale: E, keep: E) {
    var generator = SeededGenerator(seed: 3, stream: UInt64(shape.m), UInt64(shape.n))
    for (first, second) in Self.orientations {
      let a: Matrix<E> =
        first == .asStored
        ? randomMatrix(shape.m, shape.k, using: &generator)
        : randomMatrix(shape.k, shape.m, using: &generator)
      let b: Matrix<E> =
        second == .asStored
        ? randomMatrix(shape.k, shape.n, using: &generator)
        : randomMatrix(shape.n, shape.k, using: &generator)
      var c: Matrix<E> = randomMatrix(shape.m, shape.n, using: &generator)
      let expected = tripleLoop(
        a, first, b, second, scale: Double(scale), keep: Double(keep), onto: c)
      a.withReadView { a in
        b.withReadView { b in
          c.withView { Product.multiply(a, first, b, second, into: $0, scale: scale, keep: keep) }
        }
      }
      let unit = Double(E.ulpOfOne) * Double(shape.k + 2)
      for index in c.storage.indices {
        let error = abs(Double(c.storage[index]) - expected.values[index])
        #expect(error <= unit * expected.magnitudes[index], "\(first) \(second) at \(index)")
      }
    }
  }

  @Test("a product in float32 equals three loops in float64", arguments: shapes)
  func product_float_equalsTripleLoop(_ shape: Shape) {
    check(Float.self, shape, scale: 1, keep: 0)
  }

  @Test("scale and keep enter as C ← scale·AB + keep·C", arguments: shapes)
  func product_scaleAndKeep_equalsTripleLoop(_ shape: Shape) {
    check(Double.self, shape, scale: -1.5, keep: 0.25)
  }

  @Test("keep = 0 overwrites what was there, even NaN")
  func product_keepZero_ignoresOldContents() {
    let one = Matrix<Double>(rows: 1, columns: 1, storage: [2])
    var c = Matrix<Double>(rows: 1, columns: 1, storage: [.nan])
    one.withReadView { a in
      c.withView { Product.multiply(a, .asStored, a, .transposed, into: $0) }
    }
    #expect(c.storage == [4])
  }

  @Test("no inner extent leaves keep times the old contents")
  func product_emptyInner_scalesOldContents() {
    let a = Matrix<Double>(rows: 2, columns: 0)
    var c = Matrix<Double>(rows: 2, columns: 2, storage: [1, 2, 3, 4])
    a.withReadView { a in
      c.withView { Product.multiply(a, .asStored, a, .transposed, into: $0, keep: 0.5) }
    }
    #expect(c.storage == [0.5, 1, 1.5, 2])
  }

  @Test("a product worked by hand")
  func product_smallCase_isHandWorked() {
    let a = Matrix<Float>(rows: 2, columns: 3, storage: [1, 2, 3, 4, 5, 6])
    let b = Matrix<Float>(rows: 2, columns: 3, storage: [1, 0, -1, 2, 1, 0])
    #expect(Product.of(a, .asStored, b, .transposed).storage == [-2, 4, -2, 13])
    #expect(Product.of(a, .transposed, b, .asStored).columns == 3)
    #expect(Product.of(a, .transposed, b, .asStored).row(0) == [9, 4, -1])
  }
}
