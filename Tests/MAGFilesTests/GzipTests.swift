import Foundation
import Testing

@testable import MAGFiles

@Suite("Gzip") struct GzipTests {
  private let text = Data(String(repeating: "manifold aligned gradients ", count: 40_000).utf8)

  @Test("what is deflated inflates to the same bytes", arguments: [0, 1, 1000, 1_000_000])
  func inflate_deflated_isIdentity(_ count: Int) throws {
    let bytes = Data((0..<count).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) })
    let packed = try Gzip.deflate(bytes)
    #expect(try Gzip.inflate(packed, ceiling: count) == bytes)
  }

  @Test("the header names no time, no file and no system, so equal bytes give equal files")
  func deflate_header_isFixed() throws {
    let packed = try Gzip.deflate(text)
    #expect([UInt8](packed.prefix(10)) == [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255])
    #expect(try Gzip.deflate(text) == packed)
    #expect(packed.count < text.count / 100)
  }

  /// Made by Python's gzip.compress(b"digits", 9, mtime=0).
  @Test("a file of another program inflates")
  func inflate_foreignFile_matches() throws {
    let packed = Data([
      0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 3, 0x4b, 0xc9, 0x4c, 0xcf, 0x2c, 0x29, 0x06, 0x00, 0xb2,
      0x5a, 0x2d, 0xd5, 6, 0, 0, 0,
    ])
    #expect(try Gzip.inflate(packed, ceiling: 6) == Data("digits".utf8))
  }

  @Test("a slice of data, with indices that do not begin at zero, inflates")
  func inflate_slice_works() throws {
    let padded = Data([1, 2, 3]) + (try Gzip.deflate(text))
    #expect(try Gzip.inflate(padded.dropFirst(3), ceiling: text.count) == text)
  }

  @Test("data cut off anywhere are refused as truncated", arguments: [2, 9, 18, 200])
  func inflate_truncated_throws(_ count: Int) throws {
    let packed = try Gzip.deflate(text).prefix(count)
    #expect(throws: GzipFailure.truncated(name: "f.gz")) {
      try Gzip.inflate(packed, ceiling: text.count, name: "f.gz")
    }
  }

  @Test("the last byte missing is truncation too")
  func inflate_lastByteMissing_throws() throws {
    #expect(throws: GzipFailure.truncated(name: "gzip data")) {
      try Gzip.inflate(try Gzip.deflate(text).dropLast(), ceiling: text.count)
    }
  }

  @Test("bytes after the member are refused and counted")
  func inflate_trailingBytes_throws() throws {
    let packed = try Gzip.deflate(text) + Data([0, 0, 0])
    #expect(throws: GzipFailure.trailingBytes(name: "gzip data", count: 3)) {
      try Gzip.inflate(packed, ceiling: text.count)
    }
  }

  @Test("a wrong CRC, a wrong length and a wrong stream are refused", arguments: [8, 1, 20])
  func inflate_damaged_throws(_ fromEnd: Int) throws {
    var packed = [UInt8](try Gzip.deflate(text))
    packed[packed.count - fromEnd] ^= 0xff
    let failure = #expect(throws: GzipFailure.self) {
      try Gzip.inflate(Data(packed), ceiling: text.count * 2)
    }
    #expect(failure?.kind == .badData)
  }

  @Test("inflating stops at the ceiling, even for a bomb; the ceiling itself is allowed")
  func inflate_overCeiling_throws() throws {
    let bomb = try Gzip.deflate(Data(count: 50_000_000))
    #expect(throws: GzipFailure.tooLarge(name: "b", ceiling: 1000)) {
      try Gzip.inflate(bomb, ceiling: 1000, name: "b")
    }
    #expect(try Gzip.inflate(try Gzip.deflate(text), ceiling: text.count).count == text.count)
    #expect(throws: GzipFailure.self) {
      try Gzip.inflate(try Gzip.deflate(text), ceiling: text.count - 1)
    }
  }

  @Test("other data are not gzip")
  func inflate_otherData_throws() {
    for data in [Data(), Data([0x1f]), Data("<html>".utf8)] {
      #expect(throws: GzipFailure.notGzip(name: "gzip data")) {
        try Gzip.inflate(data, ceiling: 10)
      }
    }
  }

  @Test("every sentence names the data")
  func description_everyCase_namesData() {
    let cases: [GzipFailure] = [
      .notGzip(name: "n"), .truncated(name: "n"), .corrupt(name: "n", reason: "r"),
      .trailingBytes(name: "n", count: 2), .tooLarge(name: "n", ceiling: 3),
    ]
    for failure in cases {
      #expect(failure.description.hasPrefix("n: "))
      #expect(failure.kind == .badData)
    }
    #expect(GzipFailure.library(code: -4).kind == .software)
  }
}
