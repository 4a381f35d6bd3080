/// A dense matrix as a value: `rows × columns` elements in row-major order, one example a row.
public struct Matrix<Element: Scalar>: Sendable, Equatable {
  public let rows: Int
  public let columns: Int
  /// The elements, row after row; its count is always `rows * columns`.
  public private(set) var storage: [Element]

  /// A matrix of zeros.
  public init(rows: Int, columns: Int) {
    self.init(
      rows: rows, columns: columns, storage: [Element](repeating: 0, count: rows * columns))
  }

  /// A matrix over given elements, row after row. `storage.count` must equal `rows * columns`.
  public init(rows: Int, columns: Int, storage: [Element]) {
    precondition(rows >= 0 && columns >= 0, "a matrix cannot have a negative extent")
    precondition(storage.count == rows * columns, "a matrix needs rows × columns elements")
    self.rows = rows
    self.columns = columns
    self.storage = storage
  }

  /// The same numbers in another precision, each rounded once.
  public init<Other: Scalar>(_ other: Matrix<Other>) {
    self.init(
      rows: other.rows, columns: other.columns, storage: other.storage.map { Element($0) })
  }

  public subscript(row: Int, column: Int) -> Element {
    get {
      precondition(row >= 0 && row < rows && column >= 0 && column < columns, "index out of range")
      return storage[row * columns + column]
    }
    set {
      precondition(row >= 0 && row < rows && column >= 0 && column < columns, "index out of range")
      storage[row * columns + column] = newValue
    }
  }

  /// One row's elements (a view of the storage, with the storage's indices).
  public func row(_ index: Int) -> ArraySlice<Element> {
    storage[index * columns..<(index + 1) * columns]
  }

  /// The rows of a range, copied.
  public func rows(_ range: Range<Int>) -> Matrix {
    Matrix(
      rows: range.count, columns: columns,
      storage: Array(storage[range.lowerBound * columns..<range.upperBound * columns]))
  }

  /// The named rows in the order given; repetitions are allowed.
  public func rows(at indices: [Int]) -> Matrix {
    var gathered: [Element] = []
    gathered.reserveCapacity(indices.count * columns)
    for index in indices { gathered.append(contentsOf: row(index)) }
    return Matrix(rows: indices.count, columns: columns, storage: gathered)
  }

  /// The transpose, copied.
  public func transposed() -> Matrix {
    var result = Matrix(rows: columns, columns: rows)
    let (rows, columns) = (rows, columns)
    result.withView { target in
      for r in 0..<rows {
        for c in 0..<columns { target.elements[c * rows + r] = storage[r * columns + c] }
      }
    }
    return result
  }

  /// Reads and writes the elements in place through a view that must not outlive the call.
  public mutating func withView<Result>(_ body: (MatrixView<Element>) throws -> Result) rethrows
    -> Result
  {
    let (rows, columns) = (rows, columns)
    return try storage.withUnsafeMutableBufferPointer { buffer in
      try body(MatrixView(buffer, rows: rows, columns: columns))
    }
  }

  /// Reads the elements through a view that must neither outlive the call nor be written to.
  public func withReadView<Result>(_ body: (MatrixView<Element>) throws -> Result) rethrows
    -> Result
  {
    try storage.withUnsafeBufferPointer { buffer in
      try body(
        MatrixView(UnsafeMutableBufferPointer(mutating: buffer), rows: rows, columns: columns))
    }
  }
}
