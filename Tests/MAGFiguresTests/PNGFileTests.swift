import Foundation
import Testing

@testable import MAGFigures

@Suite("PNG files") struct PNGFileTests {
  /// The chunks of a PNG: type and contents.
  func chunks(_ png: Data) -> [(type: String, body: Data)] {
    var result: [(String, Data)] = []
    var at = png.startIndex + 8
    while at + 8 <= png.endIndex {
      let length = png[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
      let type = String(decoding: png[at + 4..<at + 8], as: UTF8.self)
      result.append((type, Data(png[at + 8..<at + 8 + length])))
      at += 12 + length
    }
    return result
  }

  @Test("resolution and texts stand in their chunks")
  func encode_metadata_standsInChunks() throws {
    let raster = PNGFile.Raster(width: 2, height: 1, channels: 3, pixels: [1, 2, 3, 4, 5, 6])
    let png = try PNGFile.encode(
      raster, dotsPerInch: 300,
      texts: [
        PNGFile.Text("Title", "Figure 1"), PNGFile.Text("Description", "ε = 0.1"),
        PNGFile.Text("mag-manifest", "{}", isInternational: true),
      ])
    let chunks = chunks(png)
    #expect(chunks.map(\.type) == ["IHDR", "pHYs", "tEXt", "iTXt", "iTXt", "IDAT", "IEND"])
    #expect(Array(chunks[0].body) == [0, 0, 0, 2, 0, 0, 0, 1, 8, 2, 0, 0, 0])
    // 300 / 0.0254 = 11811.02, unit 1 = metre.
    #expect(Array(chunks[1].body) == [0, 0, 0x2E, 0x23, 0, 0, 0x2E, 0x23, 1])
    #expect(chunks[2].body == Data("Title\0Figure 1".utf8))
    #expect(chunks[3].body == Data("Description\0\0\0\0\0ε = 0.1".utf8))
    #expect(chunks[4].body == Data("mag-manifest\0\0\0\0\0{}".utf8))
  }

  @Test("gray pixels come back byte for byte", arguments: [(1, 1), (5, 3), (28, 28)])
  func decode_grayWritten_isSame(_ width: Int, _ height: Int) throws {
    var generator = TestGenerator(9)
    let pixels = (0..<width * height).map { _ in UInt8(generator.integer(below: 256)) }
    let png = try PNGFile.encode(
      PNGFile.Raster(width: width, height: height, channels: 1, pixels: pixels), dotsPerInch: 72)
    #expect(try PNGFile.decodeGray(png) == GrayImage(width: width, height: height, pixels: pixels))
  }

  /// Files made by a few lines of Python (zlib and struct) from the PNG standard.
  @Test(
    "files of other kinds become 8-bit gray",
    arguments: [
      // Two 16-bit pixels 0x1234 and 0xFFFE.
      (
        "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABEAAAAACB2fwVAAAADUlEQVR42mMQMvn/DwAD5QJEh4sIMQAAAABJRU5Erk"
          + "Jggg==", [0x12, 0xFF]
      ),
      // A palette of black, (100, 100, 100) and white.
      (
        "iVBORw0KGgoAAAANSUhEUgAAAAMAAAABCAMAAAAsPuSGAAAACVBMVEUAAABkZGT////ITjNHAAAADElEQVR42mNgYG"
          + "QCAAAIAAQIHWMKAAAAAElFTkSuQmCC", [0, 100, 255]
      ),
      // Gray 200 opaque, gray 200 wholly transparent, white at 128/255, over black.
      (
        "iVBORw0KGgoAAAANSUhEUgAAAAMAAAABCAYAAAAb4BS0AAAAFElEQVR42mM4ceLEfyBm+P//fwMAPKsJLaKkPNoAAA"
          + "AASUVORK5CYII=", [200, 0, 128]
      ),
      // One bit a pixel: 10110001.
      (
        "iVBORw0KGgoAAAANSUhEUgAAAAgAAAABAQAAAADLe9LuAAAACklEQVR42mPYCAAAswCyjBorRwAAAABJRU5ErkJggg"
          + "==", [255, 0, 255, 255, 0, 0, 0, 255]
      ),
    ])
  func decode_otherKinds_areGray(_ base64: String, _ expected: [UInt8]) throws {
    let bytes = try #require(Data(base64Encoded: base64))
    #expect(try PNGFile.decodeGray(bytes).pixels == expected)
  }

  @Test("every kind comes with its facts, colours and alpha as they are")
  func decode_kinds_haveFacts() throws {
    let raster = PNGFile.Raster(
      width: 2, height: 1, channels: 4, pixels: [255, 0, 128, 255, 1, 2, 3, 0])
    let picture = try PNGFile.decode(try PNGFile.encode(raster, dotsPerInch: 72))
    // A byte b is spread to 257 b, so that 255 is 65535.
    #expect(picture.samples == [65535, 0, 128 * 257, 65535, 257, 514, 771, 0])
    #expect(picture.colorType == .rgba && picture.bitDepth == 8)
    #expect(picture.isTransparent && !picture.isInterlaced)
    for (depth, color, extra, rows, expected) in Self.kinds {
      var png = PNGBuilder()
      (png.width, png.height, png.depth, png.color) = (2, 1, depth, color)
      (png.extra, png.rows) = (extra, rows)
      let found = try PNGFile.decode(png.data)
      #expect(found.bitDepth == Int(depth) && !found.isTransparent == extra.dropFirst().isEmpty)
      #expect(found.samples == expected, "\(found.colorType), \(depth) bits")
    }
  }

  /// Two pixels each: depth, colour type, chunks before the pixels, rows, and what they become.
  private static let kinds: [(UInt8, UInt8, [Data], [UInt8], [UInt16])] = {
    let colors = PNGBuilder.chunk("PLTE", [10, 20, 30, 255, 255, 255])
    let alphas = PNGBuilder.chunk("tRNS", [51])
    let (ten, twenty, thirty) = (UInt16(2570), UInt16(5140), UInt16(7710))
    let full = UInt16(65535)
    return [
      // Bits 0 and 1.
      (1, 0, [], [0, 0b0100_0000], [0, 0, 0, full, full, full, full, full]),
      // Nibbles 5 and 15: fifteenths of the range.
      (4, 0, [], [0, 0x5F], [21845, 21845, 21845, full, full, full, full, full]),
      (
        16, 0, [], [0, 0x12, 0x34, 0xFF, 0xFE],
        [0x1234, 0x1234, 0x1234, full, 0xFFFE, 0xFFFE, 0xFFFE, full]
      ),
      (
        16, 2, [], [0, 0, 1, 0, 2, 0, 3, 1, 0, 2, 0, 3, 0], [1, 2, 3, full, 256, 512, 768, full]
      ),
      (8, 3, [colors], [0, 1, 0], [full, full, full, full, ten, twenty, thirty, full]),
      // The palette's first colour at 51/255.
      (8, 3, [colors, alphas], [0, 1, 0], [full, full, full, full, ten, twenty, thirty, 13107]),
    ]
  }()

  @Test("what is no whole PNG is refused with the reason")
  func decode_brokenFiles_areRefused() throws {
    let raster = PNGFile.Raster(
      width: 9, height: 9, channels: 1, pixels: .init(repeating: 7, count: 81))
    let whole = try PNGFile.encode(raster, dotsPerInch: 72)
    for length in [0, 4, 8, 20, 33, 45, whole.count - 13] {
      let cut = failure { _ = try PNGFile.decodeGray(whole.prefix(length)) }
      #expect(cut != nil, "cut to \(length) of \(whole.count) bytes")
      #expect(cut?.kind == .badData)
    }
    let page = failure { _ = try PNGFile.decodeGray(Data("<html>not a picture</html>".utf8)) }
    #expect(page?.description.contains("PNG signature") == true)
    var wrongSum = whole
    wrongSum[whole.count - 20] ^= 0x55
    #expect(failure { _ = try PNGFile.decodeGray(wrongSum) } != nil)
  }

  @Test("an absurd size is refused before any memory is taken")
  func decode_hugeHeader_isRefused() throws {
    let raster = PNGFile.Raster(width: 1, height: 1, channels: 1, pixels: [0])
    var bytes = try PNGFile.encode(raster, dotsPerInch: 72)
    bytes.replaceSubrange(16..<20, with: [0x7F, 0xFF, 0xFF, 0xFF])
    #expect(failure { _ = try PNGFile.decodeGray(bytes) } != nil)
    // Sides that are allowed each, and too many pixels together.
    var wide = PNGBuilder()
    (wide.width, wide.height) = (20_000, 2000)
    let tooMany = failure { _ = try PNGFile.decode(wide.data) }
    #expect(tooMany?.description.contains("more pixels than are read") == true)
    // Few enough pixels, and nowhere near the bytes for them.
    (wide.width, wide.height) = (5000, 5000)
    let tooShort = failure { _ = try PNGFile.decode(wide.data) }
    #expect(tooShort?.description.contains("too short for the size") == true)
  }

  @Test("a refusal of libpng on writing is thrown, not fatal")
  func encode_badInput_throws() {
    let empty = PNGFile.Raster(width: 0, height: 0, channels: 1, pixels: [])
    let refused = failure { _ = try PNGFile.encode(empty, dotsPerInch: 72) }
    #expect(refused?.description.hasPrefix("the PNG image could not be written: ") == true)
  }
}

@Suite("Gray images") struct GrayImageTests {
  @Test("values are rounded, clipped and never trap")
  func image_values_areClipped() {
    let values = [-0.31, 0, 0.5, 1, 1.6, .nan]
    let image = GrayImage(width: 3, height: 2, values: values)
    #expect(image.pixels == [0, 0, 128, 255, 255, 0])
  }

  @Test("a diverging scale has zero in the middle")
  func image_diverging_isCentred() {
    let image = GrayImage(width: 3, height: 1, values: [-0.1, 0, 0.1], black: -0.1, white: 0.1)
    #expect(image.pixels == [0, 128, 255])
  }
}
