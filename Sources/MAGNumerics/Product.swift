/// How an operand enters a product.
public enum Orientation: Sendable {
  case asStored, transposed
}

/// Products of matrices through OpenBLAS, the larger extent of the result cut into fixed panels.
///
/// The panels depend on the shapes alone and each is one single-threaded BLAS call, so the result's
/// bits do not depend on the number of threads. They can differ between OpenBLAS builds and
/// processors in the last places.
public enum Product {
  /// C ← scale · op(A) op(B) + keep · C.
  ///
  /// - Shapes: op(A) is m × k, op(B) is k × n, C is m × n; C must not overlap A or B.
  /// - Empty extents: k = 0 gives C ← keep · C; an empty C is left alone.
  /// - Parameters:
  ///   - a: A as stored.
  ///   - orientationA: whether op(A) is A or its transpose.
  ///   - b: B as stored.
  ///   - orientationB: whether op(B) is B or its transpose.
  ///   - c: what is overwritten.
  ///   - scale: the factor of the product.
  ///   - keep: the factor of what C held.
  ///   - parallel: `false` inside code that is already one of many parallel pieces.
  /// - Cost: 2 m n k operations, no allocation besides BLAS's own packing buffers.
  public static func multiply<Element: Scalar>(
    _ a: MatrixView<Element>, _ orientationA: Orientation,
    _ b: MatrixView<Element>, _ orientationB: Orientation,
    into c: MatrixView<Element>, scale: Element = 1, keep: Element = 0, parallel: Bool = true
  ) {
    let m = orientationA == .asStored ? a.rows : a.columns
    let k = orientationA == .asStored ? a.columns : a.rows
    let n = orientationB == .asStored ? b.columns : b.rows
    precondition(
      k == (orientationB == .asStored ? b.rows : b.columns), "inner extents of a product differ")
    precondition(c.rows == m && c.columns == n, "a product's result has another shape")
    precondition(
      max(a.elements.count, b.elements.count, c.elements.count) <= Int(Int32.max),
      "a matrix is too large for BLAS")
    guard let cBase = c.elements.baseAddress, m > 0, n > 0 else { return }
    guard k > 0, let aBase = a.elements.baseAddress, let bBase = b.elements.baseAddress else {
      // As BLAS does: keep = 0 forgets what was there, NaN included.
      for index in c.elements.indices {
        c.elements[index] = keep == 0 ? 0 : c.elements[index] * keep
      }
      return
    }
    let operands = Operands(
      a: aBase, b: bBase, c: cBase, transposeA: orientationA == .transposed,
      transposeB: orientationB == .transposed, m: m, n: n, k: k, lda: a.columns, ldb: b.columns,
      ldc: c.columns, scale: scale, keep: keep)
    // Below about a million operations waking another thread costs more than it saves.
    guard parallel, !Parallel.isAlone, 2 * m * n * k > 1 << 20 else {
      operands.run(rows: 0..<m, columns: 0..<n)
      return
    }
    let pieces = 2 * m * n * k > largeProduct ? 2 * panelCount : panelCount
    if n >= m {
      let panels = Parallel.ranges(n, pieces: pieces, minimum: minimumPanel, multiple: 8)
      Parallel.forEach(panels.count) { operands.run(rows: 0..<m, columns: panels[$0]) }
    } else {
      let panels = Parallel.ranges(m, pieces: pieces, minimum: minimumPanel, multiple: 8)
      Parallel.forEach(panels.count) { operands.run(rows: panels[$0], columns: 0..<n) }
    }
  }

  /// op(A) op(B) as a new matrix; shapes as in `multiply`.
  public static func of<Element: Scalar>(
    _ a: Matrix<Element>, _ orientationA: Orientation,
    _ b: Matrix<Element>, _ orientationB: Orientation, parallel: Bool = true
  ) -> Matrix<Element> {
    var result = Matrix<Element>(
      rows: orientationA == .asStored ? a.rows : a.columns,
      columns: orientationB == .asStored ? b.columns : b.rows)
    a.withReadView { a in
      b.withReadView { b in
        result.withView {
          multiply(a, orientationA, b, orientationB, into: $0, parallel: parallel)
        }
      }
    }
    return result
  }

  /// Panels of a product, each of which packs the other operand again; twice as many of a large one.
  static let panelCount = 4
  /// Operations beyond which a product is large: those of a batch of 128 in the paper's networks
  /// are not, those of 512 are.
  static let largeProduct = 1 << 30
  /// Narrower panels fall off BLAS's full speed.
  static let minimumPanel = 96

  private struct Operands<Element: Scalar>: @unchecked Sendable {
    let a: UnsafeMutablePointer<Element>
    let b: UnsafeMutablePointer<Element>
    let c: UnsafeMutablePointer<Element>
    let transposeA: Bool, transposeB: Bool
    let m: Int, n: Int, k: Int, lda: Int, ldb: Int, ldc: Int
    let scale: Element, keep: Element

    func run(rows: Range<Int>, columns: Range<Int>) {
      Element.gemm(
        transposeA: transposeA, transposeB: transposeB, Int32(rows.count), Int32(columns.count),
        Int32(k), scale, a + rows.lowerBound * (transposeA ? 1 : lda), Int32(lda),
        b + columns.lowerBound * (transposeB ? ldb : 1), Int32(ldb), keep,
        c + rows.lowerBound * ldc + columns.lowerBound, Int32(ldc))
    }
  }
}
