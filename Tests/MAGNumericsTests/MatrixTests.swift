import Testing

@testable import MAGNumerics

@Suite("Matrices") struct MatrixTests {
  let matrix = Matrix<Float>(rows: 2, columns: 3, storage: [1, 2, 3, 4, 5, 6])

  @Test("elements lie row after row")
  func subscript_rowMajor_readsAndWrites() {
    var changed = matrix
    #expect(changed[1, 0] == 4)
    changed[0, 2] = 9
    #expect(changed.storage == [1, 2, 9, 4, 5, 6])
    #expect(matrix.storage[2] == 3)
  }

  @Test("rows by index, by range and by list")
  func rows_selections_copyRows() {
    #expect(Array(matrix.row(1)) == [4, 5, 6])
    #expect(matrix.rows(1..<2).storage == [4, 5, 6])
    #expect(matrix.rows(at: [1, 0, 1]).storage == [4, 5, 6, 1, 2, 3, 4, 5, 6])
    #expect(matrix.rows(0..<0).rows == 0)
  }

  @Test("transposing twice gives the matrix back")
  func transposed_twice_isIdentity() {
    #expect(matrix.transposed().storage == [1, 4, 2, 5, 3, 6])
    #expect(matrix.transposed().transposed() == matrix)
  }

  @Test("changing the precision rounds each element once")
  func init_otherPrecision_rounds() {
    let wide = Matrix<Double>(rows: 1, columns: 1, storage: [0.1])
    #expect(Matrix<Float>(wide).storage == [Float(0.1)])
    #expect(Matrix<Double>(Matrix<Float>(wide)).storage == [Double(Float(0.1))])
  }

  @Test("a buffer starts with zeros and its windows share memory")
  func buffer_windows_shareMemory() {
    let buffer = MatrixBuffer<Double>(capacity: 3, columns: 2)
    #expect(buffer.view(rows: 3).matrix() == Matrix(rows: 3, columns: 2))
    buffer.view(1..<2).fill(7)
    buffer.view(rows: 3)[2, 1] = 8
    #expect(buffer.view(rows: 3).matrix().storage == [0, 0, 7, 7, 0, 8])
    #expect(Array(buffer.view(1..<3).row(1)) == [0, 8])
  }

  @Test("copying a view copies its elements")
  func view_copy_copiesElements() {
    let buffer = MatrixBuffer<Float>(capacity: 2, columns: 3)
    matrix.withReadView { buffer.view(rows: 2).copy(from: $0) }
    #expect(buffer.view(rows: 2).matrix() == matrix)
  }
}
