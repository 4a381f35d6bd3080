import Testing

@testable import MAGNumerics

@Suite("Decompositions") struct DecompositionTests {
  /// Some hundred operations on numbers of magnitude 1 in double precision.
  private let tolerance = 1e-12

  private func random(_ rows: Int, _ columns: Int, seed: UInt64 = 3) -> Matrix<Double> {
    var generator = SeededGenerator(seed: seed)
    return Matrix(
      rows: rows, columns: columns, storage: (0..<rows * columns).map { _ in generator.normal() })
  }

  private func difference(_ a: Matrix<Double>, _ b: Matrix<Double>) -> Double {
    zip(a.storage, b.storage).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  private func identity(_ count: Int) -> Matrix<Double> {
    var result = Matrix<Double>(rows: count, columns: count)
    for index in 0..<count { result[index, index] = 1 }
    return result
  }

  @Test("a 2 × 2 matrix by hand: eigenvalues 3 and 1, vectors on the diagonals")
  func leadingEigen_byHand_matches() throws {
    let matrix = Matrix<Double>(rows: 2, columns: 2, storage: [2, -1, -1, 2])
    let (values, vectors) = try Decomposition.leadingEigen(of: matrix, count: 2)
    let half = 0.5.squareRoot()
    #expect(
      difference(
        Matrix(rows: 1, columns: 2, storage: values), Matrix(rows: 1, columns: 2, storage: [3, 1]))
        < tolerance)
    #expect(abs(abs(vectors[0, 0]) - half) < tolerance)
    #expect(abs(vectors[0, 0] + vectors[0, 1]) < tolerance)
    #expect(abs(vectors[1, 0] - half) < tolerance)
    #expect(abs(vectors[1, 1] - half) < tolerance)
  }

  @Test("eigenpairs satisfy M v = λ v, fall, and are orthonormal", arguments: [1, 5, 30])
  func leadingEigen_random_satisfiesDefinition(_ count: Int) throws {
    let factor = random(40, 30)
    let matrix = Product.of(factor, .transposed, factor, .asStored)
    let (values, vectors) = try Decomposition.leadingEigen(of: matrix, count: count)
    #expect(values == values.sorted(by: >))
    let image = Product.of(vectors, .asStored, matrix, .asStored)
    for row in 0..<count {
      for column in 0..<30 {
        #expect(abs(image[row, column] - values[row] * vectors[row, column]) < 1e-10)
      }
    }
    let gram = Product.of(vectors, .asStored, vectors, .transposed)
    #expect(difference(gram, identity(count)) < tolerance)
    if count == 30 {
      let trace = (0..<30).reduce(0) { $0 + matrix[$1, $1] }
      #expect(abs(values.reduce(0, +) - trace) < 1e-9)
    }
  }

  @Test("no eigenpairs, and a matrix with a NaN")
  func leadingEigen_edges_areHandled() throws {
    #expect(try Decomposition.leadingEigen(of: identity(3), count: 0).values == [])
    var broken = identity(3)
    broken[1, 1] = .nan
    #expect(throws: DecompositionError.self) {
      try Decomposition.leadingEigen(of: broken, count: 1)
    }
    #expect(throws: DecompositionError.self) { try Decomposition.singular(broken) }
  }

  @Test("U diag(s) Vᵀ gives the matrix back", arguments: [(1, 1), (7, 3), (3, 7), (20, 20)])
  func singular_factors_multiplyBack(_ rows: Int, _ columns: Int) throws {
    let matrix = random(rows, columns)
    let (left, values, right) = try Decomposition.singular(matrix)
    let rank = min(rows, columns)
    #expect(values == values.sorted(by: >))
    #expect(values.count == rank)
    var scaled = left
    for row in 0..<rows { for column in 0..<rank { scaled[row, column] *= values[column] } }
    #expect(difference(Product.of(scaled, .asStored, right, .asStored), matrix) < tolerance)
    #expect(
      difference(Product.of(left, .transposed, left, .asStored), identity(rank)) < tolerance)
    #expect(
      difference(Product.of(right, .asStored, right, .transposed), identity(rank)) < tolerance)
  }

  @Test("a repeated row lowers the numerical rank")
  func singular_repeatedRow_hasZero() throws {
    let row = random(1, 9).storage
    let values = try Decomposition.singular(Matrix(rows: 2, columns: 9, storage: row + row)).values
    #expect(values[1] < 1e-14 * values[0])
  }

  @Test("signs make the entry of largest magnitude positive, the first one at ties")
  func withFixedSigns_rows_areTurned() {
    let matrix = Matrix<Double>(rows: 3, columns: 2, storage: [1, -2, -3, 3, 0, 0])
    #expect(Decomposition.withFixedSigns(matrix).storage == [-1, 2, 3, -3, 0, 0])
  }

  @Test("the upper triangle of Aᵀ A equals the product, the lower one is left alone")
  func upper_integers_isExact() {
    var generator = SeededGenerator(seed: 5)
    for (n, d) in [(1, 1), (256, 17), (3, 40), (0, 4)] {
      let a = Matrix<Float>(
        rows: n, columns: d, storage: (0..<n * d).map { _ in Float(generator.integer(below: 256)) })
      var c = Matrix<Float>(rows: d, columns: d, storage: [Float](repeating: -1, count: d * d))
      a.withReadView { a in c.withView { SymmetricProduct.upper(of: a, into: $0) } }
      for row in 0..<d {
        for column in 0..<d {
          let sum = (0..<n).reduce(0) { $0 + Int(a[$1, row]) * Int(a[$1, column]) }
          #expect(c[row, column] == (row <= column ? Float(sum) : -1))
        }
      }
    }
  }
}
