import CPNGShim
import Foundation

/// Portable Network Graphics through libpng: writing with a resolution and text chunks, reading of
/// any kind. The only caller of CPNGShim.
public enum PNGFile {
  /// The largest side that is read or written, in pixels: guards against absurd headers.
  public static let largestSide = 20_000
  /// The most pixels that are read, 32 Mi: a picture of 5792 × 5792, which takes 256 MiB.
  public static let mostPixels = 1 << 25

  /// An 8-bit image in memory: 1 (gray), 3 (RGB) or 4 (RGBA, not premultiplied) bytes a pixel.
  public struct Raster: Sendable {
    public var width: Int
    public var height: Int
    public var channels: Int
    public var pixels: [UInt8]

    public init(width: Int, height: Int, channels: Int, pixels: [UInt8]) {
      self.width = width
      self.height = height
      self.channels = channels
      self.pixels = pixels
    }
  }

  /// A text chunk.
  public struct Text: Sendable {
    /// 1 to 79 characters of Latin-1.
    public var keyword: String
    public var text: String
    /// Whether it is an iTXt chunk (UTF-8) even where ASCII would do.
    public var isInternational: Bool

    public init(_ keyword: String, _ text: String, isInternational: Bool = false) {
      self.keyword = keyword
      self.text = text
      self.isInternational = isInternational
    }
  }

  /// The bytes of a PNG file.
  ///
  /// - `dotsPerInch` goes into the pHYs chunk, rounded to whole pixels a metre.
  /// - `texts` become tEXt chunks, or iTXt (UTF-8) where a value is not ASCII, in the order given.
  /// - Throws: `.png` when libpng refuses (a side of 0 pixels, a keyword that is not allowed).
  /// - Precondition: `pixels.count == width * height * channels`, channels 1, 3 or 4.
  public static func encode(
    _ raster: Raster, dotsPerInch: Int, texts: [Text] = []
  ) throws(FigureFailure) -> Data {
    precondition([1, 3, 4].contains(raster.channels), "a raster has 1, 3 or 4 channels")
    precondition(
      raster.pixels.count == raster.width * raster.height * raster.channels, "not width × height")
    let keywords = texts.map { Array($0.keyword.utf8CString) }
    let values = texts.map { Array($0.text.utf8CString) }
    let sink = ByteSink()
    var message = [CChar](repeating: 0, count: Int(MAG_PNG_MESSAGE_SIZE))
    // The strings live in two flat buffers so that their addresses hold during the call.
    let flat = keywords.flatMap { $0 } + values.flatMap { $0 }
    let status = flat.withUnsafeBufferPointer { characters in
      var chunks: [mag_png_text] = []
      var keywordOffset = 0
      var valueOffset = keywords.reduce(0) { $0 + $1.count }
      for index in texts.indices {
        chunks.append(
          mag_png_text(
            keyword: characters.baseAddress?.advanced(by: keywordOffset),
            text: characters.baseAddress?.advanced(by: valueOffset),
            international: texts[index].isInternational ? 1 : 0))
        keywordOffset += keywords[index].count
        valueOffset += values[index].count
      }
      return mag_png_write(
        UInt32(raster.width), UInt32(raster.height), Int32(raster.channels), raster.pixels,
        raster.width * raster.channels, UInt32((Double(dotsPerInch) / 0.0254).rounded()), chunks,
        Int32(chunks.count),
        { context, bytes, count in ByteSink.receive(context, bytes, count) },
        Unmanaged.passUnretained(sink).toOpaque(), &message)
    }
    guard status == 0 else { throw .png(action: "written", reason: text(message)) }
    return sink.bytes
  }

  /// Reads any PNG: 1 to 16 bits, gray, colour or palette, with or without alpha, interlaced or not.
  ///
  /// Samples are spread over 16 bits and otherwise as stored: no gamma, no colour profile.
  /// - Memory: 8 bytes a pixel, twice while they are handed over.
  /// - Throws: `.png` when the bytes are not a whole PNG, a side exceeds `largestSide` or there are
  ///   more than `mostPixels`, before any memory is taken for them.
  public static func decode(_ bytes: Data) throws(FigureFailure) -> PNGPicture {
    var found = mag_png_picture()
    var message = [CChar](repeating: 0, count: Int(MAG_PNG_MESSAGE_SIZE))
    let status = bytes.withUnsafeBytes { raw in
      mag_png_read(
        raw.bindMemory(to: UInt8.self).baseAddress, raw.count, UInt32(largestSide), mostPixels,
        &found, &message)
    }
    guard status == 0, let samples = found.samples else {
      throw .png(action: "read", reason: text(message))
    }
    defer { mag_png_free(samples) }
    guard let colorType = PNGPicture.ColorType(code: found.color_type) else {
      throw .png(action: "read", reason: "its colour type \(found.color_type) is not known")
    }
    let (width, height) = (Int(found.width), Int(found.height))
    return PNGPicture(
      width: width, height: height, bitDepth: Int(found.bit_depth), colorType: colorType,
      isTransparent: found.transparent != 0, isInterlaced: found.interlaced != 0,
      samples: Array(UnsafeBufferPointer(start: samples, count: 4 * width * height)))
  }

  private static func text(_ message: [CChar]) -> String {
    String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

/// Collects the bytes that a C library hands to a callback.
final class ByteSink {
  private(set) var bytes = Data()

  /// Appends to the sink behind `context`; 0 for success, as C callbacks want it.
  static func receive(
    _ context: UnsafeMutableRawPointer?, _ bytes: UnsafePointer<UInt8>?, _ count: Int
  ) -> Int32 {
    guard let context else { return 1 }
    guard let bytes else { return count == 0 ? 0 : 1 }
    Unmanaged<ByteSink>.fromOpaque(context).takeUnretainedValue().bytes.append(bytes, count: count)
    return 0
  }
}
