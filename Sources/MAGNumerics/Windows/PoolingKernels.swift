// Poolings of one image; requirements of `Scalar`, so that both types have compiled versions behind
// one dynamic call. Shapes are the callers' duty (the layers check).
extension Scalar {
  /// y ← the largest element of each window.
  public static func poolMaximum(
    _ shape: PoolingShape, _ x: UnsafeMutableBufferPointer<Self>,
    into y: UnsafeMutableBufferPointer<Self>
  ) {
    pool(shape, x, startingFrom: -.infinity, into: y) { x, stride, y, count in
      maximum(x, stride: stride, into: y, count: count)
    }
  }

  /// y ← the elements of `values` that stand where each window of x has its largest element.
  public static func selectMaximum(
    _ shape: PoolingShape, of x: UnsafeMutableBufferPointer<Self>,
    from values: UnsafeMutableBufferPointer<Self>, into y: UnsafeMutableBufferPointer<Self>
  ) {
    shape.forEachWindow { output, plane, rows, columns in
      y[output] = values[largest(shape, x, plane, rows, columns)]
    }
  }

  /// x̄ ← each ȳ added where its window of x has its largest element, the first one at ties.
  public static func scatterMaximum(
    _ shape: PoolingShape, of x: UnsafeMutableBufferPointer<Self>,
    from cotangent: UnsafeMutableBufferPointer<Self>,
    into target: UnsafeMutableBufferPointer<Self>
  ) {
    target.update(repeating: 0)
    shape.forEachWindow { output, plane, rows, columns in
      target[largest(shape, x, plane, rows, columns)] += cotangent[output]
    }
  }

  /// y ← the mean of each window, over its taps in the image or over all with the padding.
  public static func poolAverage(
    _ shape: PoolingShape, countsPadding: Bool, _ x: UnsafeMutableBufferPointer<Self>,
    into y: UnsafeMutableBufferPointer<Self>
  ) {
    pool(shape, x, startingFrom: 0, into: y) { x, stride, y, count in
      if stride == 1 {
        for i in 0..<count { y[i] += x[i] }
      } else {
        for i in 0..<count { y[i] += x[i * stride] }
      }
    }
    shape.forEachWindow { output, _, rows, columns in
      y[output] /= divisor(rows, columns, countsPadding)
    }
  }

  /// Joins the elements of each window, first down the columns of the image, then along the rows,
  /// a whole row of windows at a time.
  @inline(__always)
  private static func pool(
    _ shape: PoolingShape, _ x: UnsafeMutableBufferPointer<Self>, startingFrom start: Self,
    into y: UnsafeMutableBufferPointer<Self>,
    joining join: (
      _ x: UnsafePointer<Self>, _ stride: Int, _ y: UnsafeMutablePointer<Self>, _ count: Int
    ) -> Void
  ) {
    guard let x = x.baseAddress, var target = y.baseAddress else { return }
    let width = shape.input.width
    withUnsafeTemporaryAllocation(of: Self.self, capacity: width) { line in
      guard let line = line.baseAddress else { return }
      for channel in 0..<shape.input.channels {
        for rows in shape.rowTaps {
          let first = x + channel * shape.input.planeCount + rows.first * width
          line.initialize(from: first, count: width)
          for i in 1..<max(1, rows.count) {
            join(first + i * shape.window.dilationY * width, 1, line, width)
          }
          target.update(repeating: start, count: shape.output.width)
          for (tap, columns) in shape.columnRuns.enumerated() where !columns.isEmpty {
            join(
              line + shape.start(ofTap: tap), shape.window.strideX, target + columns.lowerBound,
              columns.count)
          }
          target += shape.output.width
        }
      }
    }
  }

  /// x̄ ← the transpose of `poolAverage`, applied to ȳ.
  public static func spreadAverage(
    _ shape: PoolingShape, countsPadding: Bool, _ cotangent: UnsafeMutableBufferPointer<Self>,
    into target: UnsafeMutableBufferPointer<Self>
  ) {
    let (stepY, stepX) = (shape.window.dilationY, shape.window.dilationX)
    target.update(repeating: 0)
    shape.forEachWindow { output, plane, rows, columns in
      let share = cotangent[output] / divisor(rows, columns, countsPadding)
      for i in 0..<rows.count {
        let start = plane + (rows.first + i * stepY) * shape.input.width + columns.first
        for j in 0..<columns.count { target[start + j * stepX] += share }
      }
    }
  }

  /// The index of a window's largest element, the first in row-major order at ties.
  @inline(__always)
  private static func largest(
    _ shape: PoolingShape, _ x: UnsafeMutableBufferPointer<Self>, _ plane: Int,
    _ rows: WindowTaps, _ columns: WindowTaps
  ) -> Int {
    var best = plane + rows.first * shape.input.width + columns.first
    for i in 0..<rows.count {
      let row = rows.first + i * shape.window.dilationY
      let start = plane + row * shape.input.width + columns.first
      for j in 0..<columns.count {
        let index = start + j * shape.window.dilationX
        if x[index] > x[best] { best = index }
      }
    }
    return best
  }

  @inline(__always)
  private static func divisor(
    _ rows: WindowTaps, _ columns: WindowTaps, _ countsPadding: Bool
  ) -> Self {
    Self(countsPadding ? rows.paddedCount * columns.paddedCount : rows.count * columns.count)
  }
}
