import Foundation
import MAGFiles
import MAGNumerics

/// Labelled images, grey or in colour: their bytes, and the same as numbers in [0, 1].
///
/// An image is `[channels, height, width]`, row-major: the red plane, then green, then blue. A pixel
/// of a channel counts as a pixel of its own wherever a number of pixels is meant.
public struct ImageSet: Sendable {
  /// `[n, d]`, d = channels × height × width: byte / 255, rounded once to `Float`.
  public let images: Matrix<Float>
  /// The pixels, image after image.
  public let bytes: [UInt8]
  /// n values in `0..<classCount`.
  public let labels: [Int]
  /// 1 for grey, 3 for red, green and blue.
  public let channels: Int
  public let height: Int
  public let width: Int
  public let classCount: Int

  /// Labels of files must be below this, as the largest one says how many classes there are.
  public static let mostClasses = 1 << 16

  public var count: Int { labels.count }
  /// d, the number of pixels of an image, each channel's counted.
  public var inputDimension: Int { channels * height * width }

  /// A set over given bytes and labels.
  ///
  /// `bytes.count` must be `labels.count * channels * height * width`, the labels in
  /// `0..<classCount`: files are checked by their readers before this is called.
  public init(
    bytes: [UInt8], labels: [Int], channels: Int = 1, height: Int, width: Int,
    classCount: Int = 10
  ) {
    precondition(
      bytes.count == labels.count * channels * height * width, "one label an image")
    precondition(labels.allSatisfy { $0 >= 0 && $0 < classCount }, "a label is out of range")
    self.bytes = bytes
    self.labels = labels
    self.channels = channels
    self.height = height
    self.width = width
    self.classCount = classCount
    let scaled = (0..<256).map { Float($0) / 255 }
    images = Matrix(
      rows: labels.count, columns: channels * height * width,
      storage: [Float](unsafeUninitializedCapacity: bytes.count) { target, initialized in
        bytes.withUnsafeBufferPointer { source in
          scaled.withUnsafeBufferPointer { scaled in
            for index in source.indices { target[index] = scaled[Int(source[index])] }
          }
        }
        initialized = bytes.count
      })
  }

  /// The images of a range, copied; order kept.
  public func subset(_ range: Range<Int>) -> ImageSet {
    let d = inputDimension
    return ImageSet(
      bytes: Array(bytes[range.lowerBound * d..<range.upperBound * d]),
      labels: Array(labels[range]), channels: channels, height: height, width: width,
      classCount: classCount)
  }

  /// The named images in the order given; repetitions are allowed, indices must be in range.
  public func subset(at indices: [Int]) -> ImageSet {
    let d = inputDimension
    var gathered: [UInt8] = []
    gathered.reserveCapacity(indices.count * d)
    for index in indices { gathered.append(contentsOf: bytes[index * d..<(index + 1) * d]) }
    return ImageSet(
      bytes: gathered, labels: indices.map { labels[$0] }, channels: channels, height: height,
      width: width, classCount: classCount)
  }

  /// The named images in double precision: byte / 255, rounded once to `Double`; `[indices, d]`.
  ///
  /// Geometry starts from these; `Matrix<Double>(images)` would carry `Float`'s rounding along.
  public func doubles(at indices: [Int]) -> Matrix<Double> {
    let d = inputDimension
    var storage: [Double] = []
    storage.reserveCapacity(indices.count * d)
    for index in indices {
      for byte in bytes[index * d..<(index + 1) * d] { storage.append(Double(byte) / 255) }
    }
    return Matrix(rows: indices.count, columns: d, storage: storage)
  }

  /// SHA-256 over the extents, labels and pixels: what results record as the data they came from.
  ///
  /// Grey images of at most 256 classes have a header without channels and labels of one byte;
  /// others name the channels and have labels of two bytes, little-endian.
  /// - Complexity: one pass over the bytes.
  public func digest() -> String {
    let isPlain = channels == 1 && classCount <= 256
    let extents = (isPlain ? [count] : [count, channels]) + [height, width, classCount]
    let words = extents.map(String.init).joined(separator: " ")
    var data = Data("mag.images/\(isPlain ? 1 : 2) \(words)\n".utf8)
    data.reserveCapacity(data.count + bytes.count + 2 * labels.count)
    for label in labels {
      data.append(UInt8(truncatingIfNeeded: label))
      if !isPlain { data.append(UInt8(truncatingIfNeeded: label >> 8)) }
    }
    data.append(contentsOf: bytes)
    return FileDigest.sha256(data)
  }
}
