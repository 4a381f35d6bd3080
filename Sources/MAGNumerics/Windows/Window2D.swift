/// A window that slides over an image: of a convolution or of a pooling.
///
/// Tap (i, j) of the window at output position (y, x) lies at row y · strideY − top + i · dilationY
/// and column x · strideX − left + j · dilationX; what lies outside the image is padding.
public struct Window2D: Sendable, Hashable {
  public let kernelHeight: Int
  public let kernelWidth: Int
  public let strideY: Int
  public let strideX: Int
  /// Rows of padding above the image, and so on around it.
  public let top: Int
  public let left: Int
  public let bottom: Int
  public let right: Int
  public let dilationY: Int
  public let dilationX: Int

  public init(
    kernelHeight: Int, kernelWidth: Int, strideY: Int = 1, strideX: Int = 1, top: Int = 0,
    left: Int = 0, bottom: Int = 0, right: Int = 0, dilationY: Int = 1, dilationX: Int = 1
  ) {
    self.kernelHeight = kernelHeight
    self.kernelWidth = kernelWidth
    self.strideY = strideY
    self.strideX = strideX
    self.top = top
    self.left = left
    self.bottom = bottom
    self.right = right
    self.dilationY = dilationY
    self.dilationX = dilationX
  }

  /// Whether there is padding on any side.
  public var hasPadding: Bool { top != 0 || left != 0 || bottom != 0 || right != 0 }

  /// How many positions the window has on an image: ⌊(size + padding − reach) / stride⌋ + 1 in each
  /// direction, with reach = dilation · (kernel − 1) + 1.
  ///
  /// - Parameters:
  ///   - extents: of the image, before padding.
  ///   - roundingUp: a last, partial step counts too, unless that window would begin in the padding
  ///     behind the image (PyTorch's `ceil_mode`).
  /// - Returns: nil if no window fits, or a number of the window or the image makes no sense.
  public func outputs(
    of extents: ImageExtents, roundingUp: Bool = false
  ) -> (height: Int, width: Int)? {
    guard extents.isUsable,
      let height = vertical.outputs(of: extents.height, roundingUp: roundingUp),
      let width = horizontal.outputs(of: extents.width, roundingUp: roundingUp)
    else { return nil }
    return (height, width)
  }

  var vertical: WindowAxis {
    WindowAxis(
      kernel: kernelHeight, stride: strideY, before: top, after: bottom, dilation: dilationY)
  }

  var horizontal: WindowAxis {
    WindowAxis(
      kernel: kernelWidth, stride: strideX, before: left, after: right, dilation: dilationX)
  }
}

/// A window in one of its two directions.
struct WindowAxis {
  let kernel: Int
  let stride: Int
  let before: Int
  let after: Int
  let dilation: Int

  /// Larger numbers than this have no use, and sums and products of two of them no overflow.
  static let limit = 1 << 24

  func outputs(of size: Int, roundingUp: Bool) -> Int? {
    guard [kernel, stride, dilation, size].allSatisfy({ (1...Self.limit).contains($0) }),
      (0...Self.limit).contains(before), (0...Self.limit).contains(after)
    else { return nil }
    let room = size + before + after - dilation * (kernel - 1) - 1
    guard room >= 0 else { return nil }
    var count = (roundingUp ? room + stride - 1 : room) / stride + 1
    if roundingUp, (count - 1) * stride >= size + before { count -= 1 }
    return count
  }

  /// Which elements of `size` the window at one position covers.
  func taps(at position: Int, size: Int) -> WindowTaps {
    let start = position * stride - before
    let skipped = start < 0 ? min(kernel, (-start + dilation - 1) / dilation) : 0
    func taps(below end: Int) -> Int {
      start < end ? min(kernel, (end - start + dilation - 1) / dilation) : 0
    }
    return WindowTaps(
      first: start + skipped * dilation, count: max(0, taps(below: size) - skipped),
      paddedCount: taps(below: size + after))
  }
}

/// The taps of a window at one position, in one direction.
struct WindowTaps: Sendable, Hashable {
  /// Where the first tap inside the image lies.
  let first: Int
  /// How many lie inside the image.
  let count: Int
  /// How many lie inside the image or its padding.
  let paddedCount: Int
}
