import Foundation

@testable import MAGFigures

/// PNG files put together from the standard, chunk by chunk, without libpng: what a reader must
/// take, and what it must refuse.
struct PNGBuilder {
  var width = 2
  var height = 2
  var depth: UInt8 = 8
  var color: UInt8 = 0
  var interlace: UInt8 = 0
  /// Chunks between the header and the pixels.
  var extra: [Data] = []
  /// Rows with their filter bytes.
  var rows: [UInt8] = [0, 10, 20, 0, 30, 40]
  var end: [Data] = [PNGBuilder.chunk("IEND", [])]

  static let signature = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])

  var header: Data {
    PNGBuilder.chunk(
      "IHDR",
      PNGBuilder.big(UInt32(width)) + PNGBuilder.big(UInt32(height))
        + [depth, color, 0, 0, interlace])
  }

  var pixels: Data { PNGBuilder.chunk("IDAT", PNGBuilder.stored(rows)) }

  var data: Data {
    ([PNGBuilder.signature, header] + extra + [pixels] + end).reduce(Data(), +)
  }

  /// Length, type, body and check sum.
  static func chunk(_ type: String, _ body: [UInt8]) -> Data {
    let named = Array(type.utf8) + body
    return Data(big(UInt32(body.count)) + named + big(crc(named)))
  }

  /// A zlib stream with one block that is not compressed.
  static func stored(_ bytes: [UInt8]) -> [UInt8] {
    var (a, b): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      a = (a + UInt32(byte)) % 65521
      b = (b + a) % 65521
    }
    let count = UInt16(bytes.count)
    let sizes = [count, ~count].flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    return [0x78, 0x01, 1] + sizes + bytes + big(b << 16 | a)
  }

  static func big(_ number: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }

  static func crc(_ bytes: [UInt8]) -> UInt32 {
    var sum: UInt32 = ~0
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return ~sum
  }
}
