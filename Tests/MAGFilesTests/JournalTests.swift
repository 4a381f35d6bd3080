import Foundation
import Testing

@testable import MAGFiles

@Suite("Files read by lines and grown by pieces") struct JournalTests {
  /// All lines of a text.
  private func lines(_ text: String, in folder: URL) throws -> [LineReader.Line] {
    let url = folder.appendingPathComponent("lines.txt")
    try Data(text.utf8).write(to: url)
    let reader = try LineReader(url)
    var lines: [LineReader.Line] = []
    while let line = try reader.next() { lines.append(line) }
    return lines
  }

  @Test("lines come in order, with their numbers and ends; what follows the last feed is not whole")
  func reader_lines_areCounted() throws {
    try withTemporaryFolder { folder in
      let found = try lines("one\n\nthree\nfou", in: folder)
      #expect(
        found.map { String(decoding: $0.bytes, as: UTF8.self) } == ["one", "", "three", "fou"])
      #expect(found.map(\.number) == [1, 2, 3, 4])
      #expect(found.map(\.end) == [4, 5, 11, 14])
      #expect(found.map(\.isWhole) == [true, true, true, false])
      #expect(try lines("", in: folder).isEmpty)
      #expect(try lines("\n", in: folder).map(\.isWhole) == [true])
    }
  }

  @Test("lines longer than a read, and many of them, come back as they were")
  func reader_longLines_areWhole() throws {
    try withTemporaryFolder { folder in
      let texts = (0..<40).map { String(repeating: "\($0),", count: 1 + $0 * 4001) }
      let found = try lines(texts.joined(separator: "\n") + "\n", in: folder)
      #expect(found.map { String(decoding: $0.bytes, as: UTF8.self) } == texts)
      #expect(found.last?.end == texts.reduce(0) { $0 + $1.utf8.count + 1 })
    }
  }

  @Test("a line beyond the ceiling, a folder and a missing file are refused")
  func reader_bad_isRefused() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("long")
      try Data(repeating: 65, count: 300_000).write(to: url)
      let reader = try LineReader(url, ceiling: 1000)
      #expect(throws: FileFailure.self) { try reader.next() }
      #expect(throws: FileFailure.self) { try LineReader(folder).next() }
      #expect(throws: FileFailure.self) {
        try LineReader(folder.appendingPathComponent("none"))
      }
    }
  }

  @Test("a journal grows by what is appended, loses what is cut off, and is found again")
  func journal_pieces_areKept() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("journal")
      do {
        let file = try JournalFile(url)
        #expect(file.count == 0)
        try file.append(Data("first\nsecond\nthi".utf8))
        try file.truncate(to: 13)
        try file.append(Data("third\n".utf8))
        #expect(file.count == 19)
      }
      #expect(try String(contentsOf: url, encoding: .utf8) == "first\nsecond\nthird\n")
      let again = try JournalFile(url)
      try again.append(Data("fourth\n".utf8))
      #expect(try Data(contentsOf: url).count == 26)
    }
  }

  @Test("a second holder, a folder, a pipe and a missing folder are refused in a sentence")
  func journal_bad_isRefused() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("journal")
      let holder = try JournalFile(url)
      let second = #expect(throws: FileFailure.self) { try JournalFile(url) }
      #expect(second?.description.contains("another process") == true)
      #expect(holder.count == 0)
      #expect(throws: FileFailure.self) { try JournalFile(folder) }
      let pipe = folder.appendingPathComponent("pipe")
      #expect(mkfifo(pipe.path, 0o600) == 0)
      #expect(throws: FileFailure.self) { try JournalFile(pipe) }
      let lost = #expect(throws: FileFailure.self) {
        try JournalFile(folder.appendingPathComponent("none/journal"))
      }
      #expect(lost?.kind == .cannotWrite && lost?.description.contains("does not exist") == true)
    }
  }
}
