/// A picture as a PNG file holds it.
public struct PNGPicture: Sendable, Equatable {
  /// What a pixel is stored as.
  public enum ColorType: String, Sendable, Codable, CaseIterable {
    case gray
    case rgb
    case palette
    case grayAlpha = "gray-alpha"
    case rgba

    /// The number in the file's header; nil for one that the standard does not have.
    init?(code: Int32) {
      switch code {
      case 0: self = .gray
      case 2: self = .rgb
      case 3: self = .palette
      case 4: self = .grayAlpha
      case 6: self = .rgba
      default: return nil
      }
    }

    /// Whether red, green and blue may differ.
    public var isColor: Bool { self != .gray && self != .grayAlpha }
  }

  public let width: Int
  public let height: Int
  /// Of a channel, or of a palette's index: 1, 2, 4, 8 or 16.
  public let bitDepth: Int
  public let colorType: ColorType
  /// Whether it has an alpha channel, or a colour that stands for nothing.
  public let isTransparent: Bool
  public let isInterlaced: Bool
  /// `4 × width × height` values, row after row: red, green, blue and alpha, each in 0...65535, the
  /// colours not multiplied by alpha.
  public let samples: [UInt16]

  /// - Precondition: `samples.count == 4 * width * height`, both extents positive.
  public init(
    width: Int, height: Int, bitDepth: Int = 16, colorType: ColorType = .rgba,
    isTransparent: Bool = true, isInterlaced: Bool = false, samples: [UInt16]
  ) {
    precondition(
      width > 0 && height > 0 && samples.count == 4 * width * height, "not 4 × width × height")
    self.width = width
    self.height = height
    self.bitDepth = bitDepth
    self.colorType = colorType
    self.isTransparent = isTransparent
    self.isInterlaced = isInterlaced
    self.samples = samples
  }
}
