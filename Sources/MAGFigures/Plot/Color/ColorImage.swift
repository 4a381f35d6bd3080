/// An 8-bit colour image in sRGB: `width × height` pixels in row-major order, each three bytes red,
/// green, blue.
public struct ColorImage: Sendable, Equatable {
  public let width: Int
  public let height: Int
  public let pixels: [UInt8]

  /// - Precondition: `pixels.count == 3 * width * height`, both extents positive.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(
      width > 0 && height > 0 && pixels.count == 3 * width * height, "not 3 × width × height")
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// An image from colours, row after row, rounded to the nearest byte; opacity is ignored.
  ///
  /// - Precondition: `colors.count == width * height`, both extents positive.
  public init(width: Int, height: Int, colors: [Color]) {
    self.init(
      width: width, height: height,
      pixels: colors.flatMap { color in
        [color.red, color.green, color.blue].map { part in
          part.isNaN ? 0 : UInt8((min(max(part, 0), 1) * 255).rounded())
        }
      })
  }
}

/// An image of either kind.
public enum Picture: Sendable, Equatable {
  case gray(GrayImage)
  case color(ColorImage)

  public var width: Int {
    switch self {
    case .gray(let image): image.width
    case .color(let image): image.width
    }
  }

  public var height: Int {
    switch self {
    case .gray(let image): image.height
    case .color(let image): image.height
    }
  }
}

extension Picture {
  /// How many values an image of this size may have: one a pixel, or in colour three. None for
  /// sizes that no image has.
  static func valueCounts(width: Int, height: Int) -> [Int] {
    guard (1...1 << 15).contains(width), (1...1 << 15).contains(height) else { return [] }
    return [width * height, 3 * width * height]
  }

  /// An image from real values, each as `GrayImage` makes a byte of it: row after row, or in colour
  /// all of red, then all of green, then all of blue.
  ///
  /// - Precondition: `values.count` is `width * height` or three times that, both extents positive.
  public init(
    width: Int, height: Int, values: [Double], black: Double = 0, white: Double = 1
  ) {
    let plane = width * height
    guard values.count == 3 * plane else {
      self = .gray(
        GrayImage(width: width, height: height, values: values, black: black, white: white))
      return
    }
    let stacked = GrayImage(
      width: width, height: 3 * height, values: values, black: black, white: white
    ).pixels
    let pixels = (0..<plane).flatMap { pixel in
      [stacked[pixel], stacked[plane + pixel], stacked[2 * plane + pixel]]
    }
    self = .color(ColorImage(width: width, height: height, pixels: pixels))
  }
}

extension Picture {
  /// Where the picture lies in a square: in its own shape, as large as it can be, and centred.
  func frame(inSquare side: Double, at corner: Point) -> Rect {
    let ratio = Double(height) / Double(width)
    let size = Size(side * min(1, 1 / ratio), side * min(1, ratio))
    return Rect(
      x: corner.x + (side - size.width) / 2, y: corner.y + (side - size.height) / 2,
      width: size.width, height: size.height)
  }
}

extension Canvas {
  mutating func draw(_ picture: Picture, in frame: Rect) {
    switch picture {
    case .gray(let image): draw(image, in: frame)
    case .color(let image): draw(image, in: frame)
    }
  }
}
