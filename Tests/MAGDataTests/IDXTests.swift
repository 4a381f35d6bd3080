import Foundation
import MAGFiles
import Testing

@testable import MAGData

@Suite("IDX files") struct IDXTests {
  /// Two 2 × 3 images by hand.
  private let bytes: [UInt8] =
    [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3] + [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]

  private func parse(_ bytes: [UInt8], rank: Int? = nil) throws -> IDX {
    try IDX(parsing: Data(bytes), rank: rank, name: "f")
  }

  @Test("a hand-written container is read and written byte for byte")
  func parse_handWritten_matches() throws {
    let idx = try parse(bytes, rank: 3)
    #expect(idx.extents == [2, 2, 3])
    #expect(idx.bytes == Array(1...12))
    #expect([UInt8](try idx.encoded()) == bytes)
  }

  @Test("data whose indices do not begin at zero are read")
  func parse_slice_works() throws {
    let padded = Data([9, 9] + bytes)
    #expect(try IDX(parsing: padded.dropFirst(2), name: "f").bytes == Array(1...12))
  }

  @Test("no items is a valid container")
  func parse_zeroExtent_isEmpty() throws {
    #expect(try parse([0, 0, 8, 1, 0, 0, 0, 0]).bytes.isEmpty)
  }

  @Test("wrong magic, type and rank are told apart")
  func parse_wrongHeader_throws() {
    #expect(throws: IDXFailure.badMagic(name: "f", found: [1, 0, 8, 3])) {
      try parse([1] + bytes.dropFirst())
    }
    #expect(throws: IDXFailure.unsupportedType(name: "f", code: 0x0d)) {
      try parse([0, 0, 0x0d] + bytes.dropFirst(3))
    }
    #expect(throws: IDXFailure.wrongRank(name: "f", expected: 1, found: 3)) {
      try parse(bytes, rank: 1)
    }
    #expect(throws: IDXFailure.wrongRank(name: "f", expected: 1, found: 0)) {
      try parse([0, 0, 8, 0])
    }
  }

  @Test("a container cut off anywhere is truncated", arguments: 0..<28)
  func parse_truncated_throws(_ count: Int) {
    let failure = #expect(throws: IDXFailure.self) { try parse(Array(bytes.prefix(count))) }
    if case .truncated(_, let expected, let found) = failure {
      #expect(found == count)
      #expect(expected > count)
    } else {
      Issue.record("\(count) bytes: \(String(describing: failure))")
    }
  }

  @Test("bytes after the end are refused and counted")
  func parse_trailingBytes_throws() {
    #expect(throws: IDXFailure.trailingBytes(name: "f", count: 2)) { try parse(bytes + [0, 0]) }
  }

  @Test("extents whose product overflows are refused, as are huge ones, without allocating")
  func parse_hugeExtents_throws() {
    let huge = [UInt8](repeating: 0xff, count: 4)
    #expect(
      throws: IDXFailure.extentOverflow(
        name: "f", extents: [4_294_967_295, 4_294_967_295, 4_294_967_295])
    ) {
      try parse([0, 0, 8, 3] + huge + huge + huge)
    }
    #expect(throws: IDXFailure.truncated(name: "f", expected: 4_294_967_303, found: 8)) {
      try parse([0, 0, 8, 1] + huge)
    }
  }

  @Test(
    "a web page is called a web page, plain, indented or as XML",
    arguments: ["<!DOCTYPE html><html>", "\n  <HTML>", "<?xml version=\"1.0\"?><Error>"])
  func parse_webPage_throws(_ page: String) throws {
    #expect(throws: IDXFailure.webPage(name: "f")) { try parse(Array(page.utf8)) }
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("train-images-idx3-ubyte.gz")
      try Data(page.utf8).write(to: file)
      #expect(throws: IDXFailure.webPage(name: file.relativePath)) { try IDX.contents(of: file) }
    }
  }

  @Test("files are read plain and compressed, by their bytes and not their names")
  func contents_eitherForm_matches() throws {
    try withTemporaryFolder { folder in
      let idx = try parse(bytes)
      for name in ["a", "a.gz"] {
        let file = folder.appendingPathComponent(name)
        try idx.write(to: file)
        #expect(try IDX.contents(of: file) == Data(bytes))
      }
      let packed = try Data(contentsOf: folder.appendingPathComponent("a.gz"))
      #expect(Gzip.isGzip(packed))
      let misnamed = folder.appendingPathComponent("b")
      try packed.write(to: misnamed)
      #expect(try IDX.contents(of: misnamed) == Data(bytes))
    }
  }

  @Test("a file that inflates beyond the ceiling is refused")
  func contents_overCeiling_throws() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("bomb.gz")
      try Gzip.deflate(Data(count: 100_000)).write(to: file)
      #expect(throws: GzipFailure.tooLarge(name: file.relativePath, ceiling: 10_000)) {
        try IDX.contents(of: file, ceiling: 10_000)
      }
    }
  }

  @Test("extents of more than 32 bits cannot be written")
  func encoded_hugeExtent_throws() {
    let idx = IDX(extents: [0, 1 << 32], bytes: [])
    #expect(throws: IDXFailure.unwritableExtents(extents: [0, 1 << 32])) { try idx.encoded() }
  }

  @Test("every sentence names the file")
  func description_everyCase_namesFile() {
    let cases: [IDXFailure] = [
      .webPage(name: "f"), .badMagic(name: "f", found: [1]), .unsupportedType(name: "f", code: 1),
      .wrongRank(name: "f", expected: 3, found: 1), .extentOverflow(name: "f", extents: [1]),
      .truncated(name: "f", expected: 2, found: 1), .trailingBytes(name: "f", count: 1),
    ]
    for failure in cases {
      #expect(failure.description.hasPrefix("f: "))
      #expect(failure.description.hasSuffix("."))
      #expect(failure.kind == .badData)
    }
  }
}
