/// The numbers of a pooling: an image, a window and where it stands, channel by channel.
public struct PoolingShape: Sendable, Hashable {
  public let input: ImageExtents
  public let output: ImageExtents
  public let window: Window2D
  public let ceilMode: Bool
  /// The taps of each output row and column.
  let rowTaps: [WindowTaps]
  let columnTaps: [WindowTaps]
  /// For each tap of a window's row, the output columns at which it lies inside the image.
  let columnRuns: [Range<Int>]

  /// - Returns: nil if no window fits, one lies wholly in the padding, or an extent makes no sense.
  public init?(input: ImageExtents, window: Window2D, ceilMode: Bool) {
    guard let positions = window.outputs(of: input, roundingUp: ceilMode) else { return nil }
    let output = ImageExtents(
      channels: input.channels, height: positions.height, width: positions.width)
    guard output.isUsable else { return nil }
    self.output = output
    self.input = input
    self.window = window
    self.ceilMode = ceilMode
    rowTaps = (0..<output.height).map { window.vertical.taps(at: $0, size: input.height) }
    columnTaps = (0..<output.width).map { window.horizontal.taps(at: $0, size: input.width) }
    guard (rowTaps + columnTaps).allSatisfy({ $0.count > 0 }) else { return nil }
    columnRuns = (0..<window.kernelWidth).map { tap in
      let shift = tap * window.dilationX - window.left
      func positions(below end: Int) -> Int {
        shift < end ? min(output.width, (end - shift - 1) / window.strideX + 1) : 0
      }
      let before = positions(below: 0)
      return before..<max(before, positions(below: input.width))
    }
  }

  /// Calls `body` with each output's index and its taps in the input's rows and columns.
  @inline(__always)
  func forEachWindow(
    _ body: (_ output: Int, _ plane: Int, _ rows: WindowTaps, _ columns: WindowTaps) -> Void
  ) {
    var index = 0
    for channel in 0..<input.channels {
      for rows in rowTaps {
        for columns in columnTaps {
          body(index, channel * input.planeCount, rows, columns)
          index += 1
        }
      }
    }
  }

  /// Where a tap stands in a row at the first output column at which it lies inside the image.
  func start(ofTap tap: Int) -> Int {
    columnRuns[tap].lowerBound * window.strideX - window.left + tap * window.dilationX
  }
}
