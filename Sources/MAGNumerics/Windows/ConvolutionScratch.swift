/// What one thread holds of a strip of output rows: its values, and the columns of its taps.
///
/// A strip's positions are counted with the lattice's row length; those that are none of the output's
/// are dropped, or zero.
final class ConvolutionScratch<Element: Scalar> {
  private let shape: ConvolutionShape
  private let stripRows: Int
  /// [depth, width].
  let columns: UnsafeMutablePointer<Element>
  /// [outputs a group, width].
  let values: UnsafeMutablePointer<Element>

  /// - Parameter depth: the rows of `columns`, 0 if they are not needed.
  init(_ shape: ConvolutionShape, depth: Int) {
    self.shape = shape
    let outputs = shape.output.channels / shape.groups
    stripRows = shape.stripRows(elements: max(outputs, depth))
    let width = stripRows * shape.pitch
    columns = .allocate(capacity: depth * width)
    values = .allocate(capacity: outputs * width)
  }

  deinit {
    columns.deallocate()
    values.deallocate()
  }

  /// The output channels of a group.
  private func channels(of group: Int) -> Range<Int> {
    let count = shape.output.channels / shape.groups
    return group * count..<(group + 1) * count
  }

  /// Hands out each group with each strip of output rows and the strip's width in positions.
  func forEachStrip(_ body: (_ group: Int, _ rows: Range<Int>, _ width: Int) -> Void) {
    for start in stride(from: 0, to: shape.output.height, by: stripRows) {
      let rows = start..<min(start + stripRows, shape.output.height)
      for group in 0..<shape.groups { body(group, rows, rows.count * shape.pitch) }
    }
  }

  /// Copies the strip's values to where they belong in the output, plus the bias.
  func narrow(
    group: Int, rows: Range<Int>, width: Int, bias: UnsafePointer<Element>?,
    into output: UnsafeMutablePointer<Element>
  ) {
    let channels = channels(of: group)
    let count = shape.output.width
    for channel in channels {
      let shift = bias?[channel] ?? 0
      var source = values + (channel - channels.lowerBound) * width
      var target = output + channel * shape.output.planeCount + rows.lowerBound * count
      for _ in rows {
        for x in 0..<count { target[x] = source[x] + shift }
        source += shape.pitch
        target += count
      }
    }
  }

  /// values ← the strip of ȳ with zeros between its rows.
  func widen(
    _ cotangent: UnsafeMutableBufferPointer<Element>, group: Int, rows: Range<Int>, width: Int
  ) {
    guard let cotangent = cotangent.baseAddress else { return }
    let channels = channels(of: group)
    let count = shape.output.width
    for channel in channels {
      let target = values + (channel - channels.lowerBound) * width
      target.update(repeating: 0, count: width)
      let source = cotangent + channel * shape.output.planeCount
      for row in rows {
        (target + (row - rows.lowerBound) * shape.pitch).update(
          from: source + row * count, count: count)
      }
    }
  }

  /// columns ← wᵀ values.
  func multiplyTransposed(_ weight: UnsafePointer<Element>, group: Int, width: Int) {
    let (m, k, n) = extents(width)
    Element.gemm(
      transposeA: true, transposeB: false, k, n, m, 1, weight + group * Int(m) * Int(k), k,
      values, n, 0, columns, n)
  }

  /// w̄ ← w̄ + values columnsᵀ.
  func accumulate(into gradient: UnsafeMutablePointer<Element>, group: Int, width: Int) {
    let (m, k, n) = extents(width)
    Element.gemm(
      transposeA: false, transposeB: true, m, k, n, 1, values, n, columns, n, 1,
      gradient + group * Int(m) * Int(k), k)
  }

  /// Outputs a group, taps, positions.
  private func extents(_ width: Int) -> (m: Int32, k: Int32, n: Int32) {
    (Int32(shape.output.channels / shape.groups), Int32(shape.depth), Int32(width))
  }
}
