import MAGData
import MAGFigures

/// A picture made into an image like those of a data set.
public struct PreparedPicture: Sendable, Equatable {
  public let record: PictureRecord
  /// `[channels, height, width]` of the data, each rounded once to the nearest byte.
  public let bytes: [UInt8]

  /// The weights of red, green and blue in grey, those of ITU-R BT.601 that most image libraries use.
  public static let greyWeights = [0.299, 0.587, 0.114]

  /// Turns a picture into an image of the data's size and channels.
  ///
  /// In this order, on values v = sample / 65535 as stored, without gamma: v ↦ 1 − v if `inverted`;
  /// times alpha, so that what is transparent ends up black either way; for grey data
  /// 0.299 R + 0.587 G + 0.114 B; each axis resampled on its own (see `AxisResampling`), so that
  /// other proportions are stretched. A grey picture gets three equal channels for data in colour.
  /// - An 8-bit grey picture of the data's size comes through byte for byte.
  /// - Cost: O(pixels · channels) and memory for height × the data's width values.
  public init(_ file: PictureFile, like set: ImageSet, inverted: Bool = false) {
    let picture = file.picture
    let columns = AxisResampling(from: picture.width, to: set.width)
    let rows = AxisResampling(from: picture.height, to: set.height)
    let mixes = set.channels == 1 ? [Self.greyWeights] : [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    var bytes: [UInt8] = []
    bytes.reserveCapacity(set.inputDimension)
    for mix in mixes {
      let narrowed = Self.narrowed(picture, by: columns, mix: mix, inverted: inverted)
      for taps in rows.taps {
        for column in 0..<set.width {
          var sum = 0.0
          for (offset, weight) in taps.weights.enumerated() {
            sum += weight * narrowed[(taps.first + offset) * set.width + column]
          }
          bytes.append(UInt8(min(max(255 * sum, 0), 255).rounded()))
        }
      }
    }
    self.bytes = bytes
    record = PictureRecord(
      path: file.path, sha256: file.sha256, width: picture.width, height: picture.height,
      bitDepth: picture.bitDepth, colorType: picture.colorType,
      isInterlaced: picture.isInterlaced, isInverted: inverted, overBlack: picture.isTransparent,
      toGrey: set.channels == 1 && picture.colorType.isColor, horizontal: columns.filter,
      vertical: rows.filter)
  }

  /// One channel with all its rows, each resampled: height × the target's width values.
  private static func narrowed(
    _ picture: PNGPicture, by columns: AxisResampling, mix: [Double], inverted: Bool
  ) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(picture.height * columns.taps.count)
    var row = [Double](repeating: 0, count: picture.width)
    picture.samples.withUnsafeBufferPointer { samples in
      for y in 0..<picture.height {
        for x in 0..<picture.width {
          let pixel = 4 * (y * picture.width + x)
          let color =
            mix[0] * Double(samples[pixel]) + mix[1] * Double(samples[pixel + 1])
            + mix[2] * Double(samples[pixel + 2])
          let value = color / 65535
          row[x] = (inverted ? 1 - value : value) * (Double(samples[pixel + 3]) / 65535)
        }
        for taps in columns.taps {
          var sum = 0.0
          for (offset, weight) in taps.weights.enumerated() {
            sum += weight * row[taps.first + offset]
          }
          result.append(sum)
        }
      }
    }
    return result
  }

  /// A word where the picture's ink seems to be the wrong way round: its mean lies at least a
  /// quarter of the range nearer to the data's mean when inverted. Nil where it does not.
  ///
  /// - Parameter mean: of the data's pixels, in [0, 1].
  public func inkNotice(dataMean mean: Double) -> String? {
    let own = Double(bytes.reduce(0) { $0 + Int($1) }) / (255 * Double(bytes.count))
    guard abs(own - mean) >= abs(1 - own - mean) + 0.25 else { return nil }
    func text(_ value: Double) -> String { String(Int((100 * value).rounded())) }
    return "\(record.path): its mean pixel is \(text(own)) % of white and that of the data "
      + "\(text(mean)) %; if its ink is the other way round, "
      + "\(record.isInverted ? "leave out" : "give") --invert."
  }
}
