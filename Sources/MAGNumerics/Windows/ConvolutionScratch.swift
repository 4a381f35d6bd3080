/// The memory in which one thread convolves, image after image.
///
/// - Memory: a lattice (the padded image), and one strip's columns [depth, width] and values
///   [outputs a group, width].
final class ConvolutionScratch<Element: Scalar> {
  private let shape: ConvolutionShape
  private let offsets: [[Int]]
  private let lattice: UnsafeMutablePointer<Element>
  private let columns: UnsafeMutablePointer<Element>
  /// One strip's outputs, [outputs a group, width].
  let values: UnsafeMutablePointer<Element>

  init(_ shape: ConvolutionShape) {
    self.shape = shape
    offsets = (0..<shape.groups).map(shape.offsets(group:))
    let width = shape.stripRows * shape.pitch
    lattice = .allocate(capacity: shape.latticeCount)
    lattice.initialize(repeating: 0, count: shape.latticeCount)
    columns = .allocate(capacity: shape.depth * width)
    values = .allocate(capacity: shape.output.channels / shape.groups * width)
  }

  deinit {
    lattice.deallocate()
    columns.deallocate()
    values.deallocate()
  }

  /// The output channels of a group.
  func channels(of group: Int) -> Range<Int> {
    let count = shape.output.channels / shape.groups
    return group * count..<(group + 1) * count
  }

  /// Hands out each group with each strip of output rows and the strip's width in positions.
  func forEachStrip(_ body: (_ group: Int, _ rows: Range<Int>, _ width: Int) -> Void) {
    for start in stride(from: 0, to: shape.output.height, by: shape.stripRows) {
      let rows = start..<min(start + shape.stripRows, shape.output.height)
      for group in 0..<shape.groups { body(group, rows, rows.count * shape.pitch) }
    }
  }

  func clear() { lattice.update(repeating: 0, count: shape.latticeCount) }

  /// Writes an image into the lattice; the padding stays as it is, zero.
  func spread(_ image: UnsafeMutableBufferPointer<Element>) {
    let stride = shape.window.strideX
    forEachPlace { source, count, target in
      for index in 0..<count { lattice[target + index] = image[source + index * stride] }
    }
  }

  /// Reads an image out of the lattice; the inverse of `spread`.
  func gather(into image: UnsafeMutableBufferPointer<Element>) {
    let stride = shape.window.strideX
    forEachPlace { target, count, source in
      for index in 0..<count { image[target + index * stride] = lattice[source + index] }
    }
  }

  private func forEachPlace(_ body: (_ image: Int, _ count: Int, _ lattice: Int) -> Void) {
    let (height, width) = (shape.input.height, shape.input.width)
    for channel in 0..<shape.input.channels {
      for row in 0..<height {
        for phase in 0..<shape.window.strideX {
          let place = shape.place(channel: channel, row: row, phase: phase)
          body((channel * height + row) * width + place.first, place.count, place.target)
        }
      }
    }
  }

  /// columns[k, p] ← what tap k meets at position p of the strip.
  func unfold(group: Int, rows: Range<Int>, width: Int) {
    for (k, offset) in offsets[group].enumerated() {
      (columns + k * width).update(
        from: lattice + offset + rows.lowerBound * shape.pitch, count: width)
    }
  }

  /// lattice ← lattice + columns, each where `unfold` finds it.
  func fold(group: Int, rows: Range<Int>, width: Int) {
    for (k, offset) in offsets[group].enumerated() {
      let target = lattice + offset + rows.lowerBound * shape.pitch
      let source = columns + k * width
      for p in 0..<width { target[p] += source[p] }
    }
  }

  /// values ← the strip of ȳ with zeros between its rows.
  func widen(
    _ cotangent: UnsafeMutableBufferPointer<Element>, group: Int, rows: Range<Int>, width: Int
  ) {
    let channels = channels(of: group)
    for channel in channels {
      for row in rows {
        let target =
          values + (channel - channels.lowerBound) * width
          + (row - rows.lowerBound) * shape.pitch
        let start = channel * shape.output.planeCount + row * shape.output.width
        for x in 0..<shape.output.width { target[x] = cotangent[start + x] }
        for x in shape.output.width..<shape.pitch { target[x] = 0 }
      }
    }
  }

  /// values ← w columns.
  func multiply(_ weight: UnsafePointer<Element>, group: Int, width: Int) {
    let (m, k, n) = extents(width)
    Element.gemm(
      transposeA: false, transposeB: false, m, n, k, 1, weight + group * Int(m) * Int(k), k,
      columns, n, 0, values, n)
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
