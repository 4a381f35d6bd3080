/// The numbers of a pooling: an image, a window and where it stands, channel by channel.
public struct PoolingShape: Sendable, Hashable {
  public let input: ImageExtents
  public let output: ImageExtents
  public let window: Window2D
  public let ceilMode: Bool
  /// The taps of each output row and column.
  let rowTaps: [WindowTaps]
  let columnTaps: [WindowTaps]

  /// - Returns: nil if no window fits, one lies wholly in the padding, or an extent makes no sense.
  public init?(input: ImageExtents, window: Window2D, ceilMode: Bool) {
    guard let positions = window.outputs(of: input, roundingUp: ceilMode) else { return nil }
    output = ImageExtents(
      channels: input.channels, height: positions.height, width: positions.width)
    guard output.isUsable else { return nil }
    self.input = input
    self.window = window
    self.ceilMode = ceilMode
    rowTaps = (0..<output.height).map { window.vertical.taps(at: $0, size: input.height) }
    columnTaps = (0..<output.width).map { window.horizontal.taps(at: $0, size: input.width) }
    guard (rowTaps + columnTaps).allSatisfy({ $0.count > 0 }) else { return nil }
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
}
