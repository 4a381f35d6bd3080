import Foundation
import Testing

@testable import MAGFiles

@Suite("Damaged gzip data") struct GzipDamageTests {
  /// 400 bytes that neither repeat nor compress much.
  private let bytes = Data((0..<400).map { UInt8(truncatingIfNeeded: ($0 &* $0 &* 31) >> 4) })

  @Test("cut off at any byte whatever, the data are refused as incomplete")
  func inflate_everyPrefix_isRefused() throws {
    let packed = try Gzip.deflate(bytes)
    for count in 0..<packed.count {
      let expected: GzipFailure =
        count < 2 ? .notGzip(name: "gzip data") : .truncated(name: "gzip data")
      #expect(throws: expected, "\(count) bytes") {
        try Gzip.inflate(packed.prefix(count), ceiling: 1000)
      }
    }
  }

  @Test("with any byte changed, the data are refused or give the same bytes: never others")
  func inflate_everyDamagedByte_isNoticed() throws {
    let packed = try Gzip.deflate(bytes)
    for index in packed.indices {
      var damaged = packed
      damaged[index] ^= 0xff
      let found = try? Gzip.inflate(damaged, ceiling: 1000)
      #expect(found == nil || found == bytes, "byte \(index)")
      // Time, level and system of the header are not checked; body and trailer are.
      if index >= 10 { #expect(found == nil, "byte \(index)") }
    }
  }

  @Test("a second member is refused and its bytes are counted")
  func inflate_twoMembers_isRefused() throws {
    let first = try Gzip.deflate(bytes)
    let second = try Gzip.deflate(Data("more".utf8))
    #expect(throws: GzipFailure.trailingBytes(name: "two.gz", count: second.count)) {
      try Gzip.inflate(first + second, ceiling: 1000, name: "two.gz")
    }
  }

  @Test("a header with the name of the file, as gzip itself writes it, is read past")
  func inflate_headerWithName_isRead() throws {
    let packed = try Gzip.deflate(bytes)
    var named = Data(packed.prefix(3)) + Data([8]) + packed[4..<10]
    named += Data("train-images\0".utf8) + packed.dropFirst(10)
    #expect(try Gzip.inflate(named, ceiling: 1000) == bytes)
    #expect(throws: GzipFailure.truncated(name: "gzip data")) {
      try Gzip.inflate(named.prefix(15), ceiling: 1000)
    }
  }

  @Test("nothing at all inflates to nothing under a ceiling of nothing")
  func inflate_empty_needsNoRoom() throws {
    #expect(try Gzip.inflate(try Gzip.deflate(Data()), ceiling: 0).isEmpty)
    #expect(throws: GzipFailure.tooLarge(name: "gzip data", ceiling: 0)) {
      try Gzip.inflate(try Gzip.deflate(Data([1])), ceiling: 0)
    }
  }
}
