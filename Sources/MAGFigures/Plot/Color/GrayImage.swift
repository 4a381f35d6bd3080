/// An 8-bit gray image: `width × height` bytes in row-major order, 0 black, 255 white.
public struct GrayImage: Sendable, Equatable {
  public let width: Int
  public let height: Int
  public let pixels: [UInt8]

  /// - Precondition: `pixels.count == width * height`, both extents positive.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(width > 0 && height > 0 && pixels.count == width * height, "not width × height")
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// An image from real values: `black` becomes 0, `white` 255, values outside are clipped.
  ///
  /// Rounds to the nearest byte; a value that is not a number becomes black.
  /// - Shapes: `values` has `width * height` elements, row after row.
  public init(width: Int, height: Int, values: [Double], black: Double = 0, white: Double = 1) {
    self.init(
      width: width, height: height,
      pixels: values.map { value in
        let share = (value - black) / (white - black)
        return share.isNaN ? 0 : UInt8((min(max(share, 0), 1) * 255).rounded())
      })
  }
}
