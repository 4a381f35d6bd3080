/// How a file's array holds images: where its axes for height, width and colour are.
///
/// - Shapes: three axes are grey images, [n, height, width]. Of four the second or the last is the
///   colour, 1 or 3 long; if both or neither could be, the array is refused rather than guessed at.
struct ImageLayout: Equatable {
  /// The axes after the first, in the order in which they are stored.
  enum Axes: String {
    case grey = "[n, height, width]"
    case channelsFirst = "[n, channels, height, width]"
    case channelsLast = "[n, height, width, channels]"
  }

  let axes: Axes
  let channels: Int
  let height: Int
  let width: Int

  /// Grey, or red, green and blue.
  static let channelCounts = [1, 3]

  /// - Throws: `DataFailure.layout`.
  init(extents: [Int], path: String) throws(DataFailure) {
    func isColour(_ axis: Int) -> Bool { Self.channelCounts.contains(extents[axis]) }
    switch extents.count {
    case 3:
      (axes, channels, height, width) = (.grey, 1, extents[1], extents[2])
    case 4 where isColour(1) && !isColour(3):
      (axes, channels, height, width) = (.channelsFirst, extents[1], extents[2], extents[3])
    case 4 where isColour(3) && !isColour(1):
      (axes, channels, height, width) = (.channelsLast, extents[3], extents[1], extents[2])
    case 4:
      throw .layout(
        path: path, extents: extents,
        reason: isColour(1)
          ? "the second and the last of which could both be the channels"
          : "neither the second nor the last of which is 1 or 3 channels")
    default:
      throw .layout(path: path, extents: extents, reason: "which are not three or four")
    }
  }

  /// Bytes of images so laid out, with channels first; `bytes.count` must be a multiple of an image.
  ///
  /// - Cost: one pass where channels are last, nothing else.
  func channelsFirst(_ bytes: [UInt8]) -> [UInt8] {
    guard axes == .channelsLast, channels > 1 else { return bytes }
    let plane = height * width
    let size = plane * channels
    return [UInt8](unsafeUninitializedCapacity: bytes.count) { target, initialized in
      bytes.withUnsafeBufferPointer { source in
        for start in stride(from: 0, to: source.count, by: size) {
          for pixel in 0..<plane {
            for channel in 0..<channels {
              target[start + channel * plane + pixel] = source[start + pixel * channels + channel]
            }
          }
        }
      }
      initialized = bytes.count
    }
  }
}
