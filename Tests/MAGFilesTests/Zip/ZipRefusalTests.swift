import Foundation
import Testing

@testable import MAGFiles

@Suite("Zip archives that are refused") struct ZipRefusalTests {
  /// What is wrong, how to make it wrong, and a part of the sentence.
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let word: String
    let change: @Sendable (inout ZipBuilder) -> Void

    init(
      _ description: String, _ word: String,
      _ change: @escaping @Sendable (inout ZipBuilder) -> Void
    ) {
      testDescription = description
      self.word = word
      self.change = change
    }
  }

  static let cases = [
    Case("encrypted", "entry a is refused: it is encrypted") { $0.files[0].flags = 1 },
    Case("strongly encrypted", "it is encrypted") { $0.files[0].flags = 0x41 },
    Case("patched data", "flags 20") { $0.files[0].flags = 0x20 },
    Case("another compression", "found compression method 14") { $0.files[0].method = 14 },
    Case("a symbolic link", "entry a is refused: it is a symbolic link") {
      $0.files[0].writer = 0x0314
      $0.files[0].attributes = 0o120777 << 16
    },
    Case("a name twice", "entry a is refused: its name occurs twice") { $0.files[1].name = "a" },
    Case("an absolute name", "expected a relative name") { $0.files[0].name = "/etc/passwd" },
    Case("a name that leaves", "expected a relative name") { $0.files[0].name = "x/../../y" },
    Case("a name that only leaves", "expected a relative name") { $0.files[0].name = ".." },
    Case("a drive", "expected a relative name") { $0.files[0].name = "C:x" },
    Case("backslashes", "expected a relative name") { $0.files[0].name = "..\\x" },
    Case("an empty part", "expected a relative name") { $0.files[0].name = "x//y" },
    Case("a control character, shown escaped", "\\u{1B}") { $0.files[0].name = "\u{1B}[2J" },
    Case("an empty name", "expected a name in UTF-8 of 1 to 1000 bytes") { $0.files[0].name = "" },
    Case("a long name", "expected a name in UTF-8 of 1 to 1000 bytes") {
      $0.files[0].name = String(repeating: "n", count: 1001)
    },
    Case("two names for one file", "names another file") { $0.files[0].localName = "b" },
    Case("two sizes for one file", "another CRC or size") { $0.files[0].localSize = 4 },
    Case("stored bytes with two sizes", "another CRC or size") { $0.files[0].directorySize = 4 },
    Case("a wrong CRC", "expected CRC 1, found") { $0.files[0].crc = 1 },
    Case("a file inside of another", "it begins inside of a") { $0.files[1].offset = 0 },
    Case("a file beyond the end", "expected its header at byte 900000") {
      $0.files[1].offset = 900_000
    },
    Case("a file that reaches into the directory", "reach into the directory") {
      $0.files[1].directorySize = 60
      $0.files[1].localSize = 60
    },
    Case("more deflated than deflate can do", "cannot inflate to 1000000") {
      $0.files[0].method = 8
      $0.files[0].stored = Data([0])
      $0.files[0].bytes = Data(count: 1_000_000)
    },
    Case("no deflate stream", "entry a is damaged") {
      $0.files[0].method = 8
      $0.files[0].stored = Data([0xFF, 0xFF])
    },
    Case("bytes behind the stream", "2 bytes after the end of its stream") {
      $0.files[0].method = 8
      $0.files[0].stored = Data([0x03, 0x00, 0x11, 0x22])
    },
    Case("a stream that is too short", "expected 5 bytes, found 0") {
      $0.files[0].method = 8
      $0.files[0].stored = Data([0x03, 0x00])
    },
    Case("a folder with bytes", "it is a folder and yet has bytes") { $0.files[0].name = "n/" },
    Case("64-bit sizes that are not there", "the 64-bit sizes of a are missing") {
      $0.files[0].directorySize = .max
    },
    Case("too many entries", "65534 entries do not fit") { $0.count = 65534 },
    Case("too few entries", "bytes after the last of the entries") { $0.count = 1 },
    Case("a directory elsewhere", "expected a directory that ends where") {
      $0.directoryOffset = 1
    },
    Case("a directory of another length", "expected a directory that ends where") {
      $0.directorySize = 1
    },
    Case("a second end record in the comment", "there are two end records") {
      var inner = ZipBuilder([])
      inner.comment = Data("x".utf8)
      $0.comment = inner.bytes
    },
    Case("an end record unlike its 64-bit form", "its 64-bit form differ") {
      $0.isLong = true
      $0.count = 3
    },
  ]

  @Test("each with one sentence that names file and reason", arguments: cases)
  func archive_malformed_isRefused(_ test: Case) throws {
    var builder = ZipBuilder(["a": "first", "b": "second"])
    test.change(&builder)
    let bytes = builder.bytes
    let error = #expect(throws: ZipFailure.self) {
      let archive = try ZipArchive(parsing: bytes, name: "m.npz")
      for entry in archive.entries { _ = try archive.contents(of: entry) }
    }
    let failure = try #require(error)
    #expect(failure.kind == .badData)
    #expect(failure.description.hasPrefix("m.npz: ") && failure.description.hasSuffix("."))
    #expect(failure.description.contains(test.word), "\(failure)")
  }

  @Test("bytes without an end record")
  func archive_noEnd_isRefused() {
    for bytes in [Data(), Data("PK".utf8), Data(count: 30), ZipBuilder(["a": "x"]).bytes + [0]] {
      #expect(throws: ZipFailure.notZip(name: "x")) { try ZipArchive(parsing: bytes, name: "x") }
    }
  }

  @Test("a bomb is refused before anything is inflated, a small archive of zeros is not")
  func archive_bomb_isRefused() throws {
    let zeros = Data(count: 1 << 20)
    let stored = try ZipBuilder.deflated(zeros)
    let files = (0..<80).map {
      ZipBuilder.File(name: "\($0)", bytes: zeros, method: 8, stored: stored)
    }
    #expect(stored.count < 1100)
    let one = try ZipArchive(parsing: ZipBuilder(Array(files.prefix(1))).bytes, name: "a")
    #expect(try one.contents(of: one.entries[0]) == zeros)
    let bytes = ZipBuilder(files).bytes
    let error = #expect(throws: ZipFailure.self) { try ZipArchive(parsing: bytes, name: "bomb") }
    guard case .tooLarge(_, let ceiling, let found) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(ceiling == bytes.count * 100 + 1 << 26 && found > ceiling)
    let limits = ZipArchive.Limits(bytes: 1000)
    #expect(throws: ZipFailure.tooLarge(name: "a", ceiling: 1000, found: 1 << 20)) {
      try ZipArchive(parsing: ZipBuilder(Array(files.prefix(1))).bytes, name: "a", limits: limits)
    }
  }

  @Test("a stream that gives more than its size says stops there")
  func contents_longStream_isRefused() throws {
    let stored = try ZipBuilder.deflated(Data(count: 1 << 20))
    var file = ZipBuilder.File(name: "a", bytes: Data(count: 4), method: 8, stored: stored)
    file.crc = ZipBuilder.crc(Data(count: 4))
    let archive = try ZipArchive(parsing: ZipBuilder([file]).bytes, name: "a.zip")
    let error = #expect(throws: ZipFailure.self) { try archive.contents(of: archive.entries[0]) }
    #expect(error?.description.contains("more than the 4 bytes") == true)
  }
}
