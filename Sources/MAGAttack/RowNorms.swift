import MAGNumerics

/// Norms of one row, with eight running sums in a fixed order: fast, and the same bits everywhere.
enum RowNorms {
  /// max |v_i|; 0 for no elements. NaN entries are passed over.
  @inline(__always)
  static func largestMagnitude<Element: Scalar>(
    _ v: UnsafeMutablePointer<Element>, count: Int
  ) -> Element {
    var largest: Element = 0
    for i in 0..<count { largest = max(largest, abs(v[i])) }
    return largest
  }

  /// Σ (v_i / scale)².
  @inline(__always)
  static func squaredSum<Element: Scalar>(
    _ v: UnsafeMutablePointer<Element>, over scale: Element, count: Int
  ) -> Element {
    sumOfSquares(count: count) { v[$0] / scale }
  }

  /// Σ (a_i − b_i)².
  @inline(__always)
  static func squaredDistance<Element: Scalar>(
    _ a: UnsafeMutablePointer<Element>, _ b: UnsafeMutablePointer<Element>, count: Int
  ) -> Element {
    sumOfSquares(count: count) { a[$0] - b[$0] }
  }

  @inline(__always)
  private static func sumOfSquares<Element: Scalar>(
    count: Int, _ term: (Int) -> Element
  ) -> Element {
    var sums = SIMD8<Element>.zero
    var i = 0
    while i + 8 <= count {
      var terms = SIMD8<Element>.zero
      for lane in 0..<8 { terms[lane] = term(i + lane) }
      sums += terms * terms
      i += 8
    }
    var total = sums.lowHalf.sum() + sums.highHalf.sum()
    while i < count {
      let value = term(i)
      total += value * value
      i += 1
    }
    return total
  }
}
