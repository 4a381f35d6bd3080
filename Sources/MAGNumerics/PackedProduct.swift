/// Weights W [n, k] and shifts b laid out for products y = x Wᵀ + b with many small batches of rows.
///
/// Wᵀ stands in panels of a few vectors' width, each of which stays in a core's own cache while the
/// rows go by. BLAS would pack the weights anew for every batch.
/// - Memory: a copy of the weights. Cost of making one: about that of a product with a few rows.
/// - Bits: those of `Product.multiply` up to rounding; the same for a row in any batch.
public struct PackedProduct<Element: Scalar>: Sendable {
  private static var width: Int { 48 }
  private let outputCount: Int
  private let inputCount: Int
  /// [panel][k][width], zeros behind the last output.
  private let panels: [Element]
  private let shifts: [Element]
  private let offsets: [Int]

  /// - Shapes: weights [n, k]; n shifts or nil for zeros.
  public init(_ weights: MatrixView<Element>, shifts: UnsafeMutableBufferPointer<Element>?) {
    precondition(shifts.map { $0.count == weights.rows } ?? true, "one shift an output")
    let (n, k, width) = (weights.rows, weights.columns, Self.width)
    let count = (n + width - 1) / width
    outputCount = n
    inputCount = k
    offsets = (0..<k).map { $0 * width }
    var padded = [Element](repeating: 0, count: count * width)
    if let shifts { padded.replaceSubrange(0..<n, with: shifts) }
    self.shifts = padded
    panels = [Element](unsafeUninitializedCapacity: count * k * width) { buffer, initialized in
      let base = SendablePointer(buffer.baseAddress)
      Parallel.forEach(count) { panel in
        let rows = panel * width..<min((panel + 1) * width, n)
        if let base = base.pointer {
          Element.packPanel(weights.rows(rows), width: width, into: base + panel * k * width)
        }
      }
      initialized = count * k * width
    }
  }

  /// y ← x Wᵀ + b on the calling thread.
  ///
  /// - Shapes: x [m, k], y [m, n].
  public func multiply(_ x: MatrixView<Element>, into y: MatrixView<Element>) {
    precondition(x.columns == inputCount && y.columns == outputCount, "shapes differ")
    precondition(x.rows == y.rows, "one output row an input row")
    guard let rows = UnsafePointer(x.elements.baseAddress), let out = y.elements.baseAddress else {
      return
    }
    let width = Self.width
    panels.withUnsafeBufferPointer { panels in
      shifts.withUnsafeBufferPointer { shifts in
        offsets.withUnsafeBufferPointer { offsets in
          guard let panels = panels.baseAddress, let shifts = shifts.baseAddress else { return }
          for first in stride(from: 0, to: outputCount, by: width) {
            Element.correlate(
              rows, outputs: x.rows, offsets: offsets, panels + first * inputCount,
              startingFrom: shifts + first, width: min(width, outputCount - first),
              into: out + first, pitch: outputCount)
          }
        }
      }
    }
  }
}

extension Scalar {
  public static func packPanel(
    _ weights: MatrixView<Self>, width: Int, into panel: UnsafeMutablePointer<Self>
  ) {
    let (n, k) = (weights.rows, weights.columns)
    guard let source = weights.elements.baseAddress else { return }
    for t in 0..<k {
      let target = panel + t * width
      for o in 0..<n { (target + o).initialize(to: source[o * k + t]) }
      for o in n..<width { (target + o).initialize(to: 0) }
    }
  }
}
