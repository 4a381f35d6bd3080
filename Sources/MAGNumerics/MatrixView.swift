/// A window on row-major elements that somebody else owns: what kernels read and write.
///
/// A view is a pointer with extents. It must not outlive its owner (a `Matrix` during `withView`,
/// or a `MatrixBuffer`), and two threads must not write the same rows. Its rows are contiguous.
public struct MatrixView<Element: Scalar>: @unchecked Sendable {
  public let elements: UnsafeMutableBufferPointer<Element>
  public let rows: Int
  public let columns: Int

  @inlinable
  public init(_ elements: UnsafeMutableBufferPointer<Element>, rows: Int, columns: Int) {
    precondition(elements.count == rows * columns, "a view needs rows × columns elements")
    self.elements = elements
    self.rows = rows
    self.columns = columns
  }

  /// Element (row, column), unchecked in release builds.
  @inlinable
  public subscript(row: Int, column: Int) -> Element {
    get { elements[row * columns + column] }
    nonmutating set { elements[row * columns + column] = newValue }
  }

  /// One row's elements.
  @inlinable
  public func row(_ index: Int) -> UnsafeMutableBufferPointer<Element> {
    UnsafeMutableBufferPointer(
      rebasing: elements[index * columns..<(index + 1) * columns])
  }

  /// A window on some consecutive rows.
  @inlinable
  public func rows(_ range: Range<Int>) -> MatrixView {
    precondition(range.lowerBound >= 0 && range.upperBound <= rows, "rows out of range")
    return MatrixView(
      UnsafeMutableBufferPointer(
        rebasing: elements[range.lowerBound * columns..<range.upperBound * columns]),
      rows: range.count, columns: columns)
  }

  /// Copies all elements of a view of the same shape.
  public func copy(from other: MatrixView) {
    precondition(rows == other.rows && columns == other.columns, "shapes differ")
    if let source = other.elements.baseAddress {
      elements.baseAddress?.update(from: source, count: elements.count)
    }
  }

  /// Sets every element.
  public func fill(_ value: Element) { elements.update(repeating: value) }

  /// The elements as a value.
  public func matrix() -> Matrix<Element> {
    Matrix(rows: rows, columns: columns, storage: Array(elements))
  }
}

/// Memory for up to `capacity` rows, allocated once and used again and again through views.
///
/// A reference type, so that several buffers can be read and written at once without exclusivity
/// conflicts or copies; not `Sendable`: one owner uses it, handing out views to parallel pieces.
public final class MatrixBuffer<Element: Scalar> {
  public let capacity: Int
  public let columns: Int
  private let elements: UnsafeMutableBufferPointer<Element>

  /// Zeroed memory of `capacity * columns` elements.
  public init(capacity: Int, columns: Int) {
    precondition(capacity >= 0 && columns >= 0, "a buffer cannot have a negative extent")
    self.capacity = capacity
    self.columns = columns
    elements = .allocate(capacity: capacity * columns)
    elements.initialize(repeating: 0)
  }

  deinit { elements.deallocate() }

  /// A window on the first `rows` rows; valid as long as the buffer lives.
  public func view(rows: Int) -> MatrixView<Element> {
    precondition(rows <= capacity, "a view cannot have more rows than its buffer")
    return MatrixView(
      UnsafeMutableBufferPointer(rebasing: elements[0..<rows * columns]), rows: rows,
      columns: columns)
  }

  /// A window on the first rows · columns elements, for rows no longer than the buffer's.
  public func view(rows: Int, columns: Int) -> MatrixView<Element> {
    precondition(columns <= self.columns, "a view cannot have longer rows than its buffer")
    return MatrixView(
      UnsafeMutableBufferPointer(rebasing: view(rows: rows).elements[0..<rows * columns]),
      rows: rows, columns: columns)
  }

  /// A window on rows `range`.
  public func view(_ range: Range<Int>) -> MatrixView<Element> {
    view(rows: range.upperBound).rows(range)
  }
}
