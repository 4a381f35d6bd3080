import Foundation
import Testing

@testable import MAGFiles

@Suite("Zip archives") struct ZipArchiveTests {
  private let text = Data(String(repeating: "weights ", count: 40).utf8)

  private func read(_ builder: ZipBuilder, _ name: String) throws -> Data? {
    let archive = try ZipArchive(parsing: builder.bytes, name: "a.zip")
    return try archive.entry(named: name).map(archive.contents)
  }

  @Test("stored and deflated files read back; folders are left out")
  func contents_bothMethods_readBack() throws {
    let builder = ZipBuilder([
      .init(name: "n/", bytes: Data()), .init(name: "n/a", bytes: text),
      .init(name: "n/b", bytes: text, method: 8, stored: try ZipBuilder.deflated(text)),
      .init(name: "n/é", bytes: Data(), flags: 0x800),
    ])
    let archive = try ZipArchive(parsing: builder.bytes, name: "a.zip")
    #expect(archive.entries.map(\.name) == ["n/a", "n/b", "n/é"])
    #expect(archive.entries.map(\.size) == [320, 320, 0])
    #expect(try archive.entries.map(archive.contents) == [text, text, Data()])
    #expect(archive.entry(named: "n/c") == nil)
  }

  @Test("a slice of a larger Data reads as well: offsets count from the archive's start")
  func contents_slice_readsBack() throws {
    let bytes = Data([1, 2, 3]) + ZipBuilder(["a": "xy"]).bytes
    let archive = try ZipArchive(parsing: bytes.dropFirst(3), name: "a.zip")
    #expect(try archive.contents(of: archive.entries[0]) == Data("xy".utf8))
  }

  @Test("an empty archive, a comment, and an end record in 64 bits")
  func end_everyForm_isRead() throws {
    #expect(try ZipArchive(parsing: ZipBuilder([]).bytes, name: "a").entries.isEmpty)
    var builder = ZipBuilder(["a": "x"])
    builder.comment = Data("made by hand".utf8)
    #expect(try read(builder, "a") == Data("x".utf8))
    builder.isLong = true
    #expect(try read(builder, "a") == Data("x".utf8))
  }

  @Test("sizes and offset in 64 bits, in both headers")
  func entry_longSizes_areRead() throws {
    var file = ZipBuilder.File(name: "a", bytes: text)
    file.localSize = .max
    file.localExtra = le(1 as UInt16) + le(16 as UInt16) + le(UInt64(320)) + le(UInt64(320))
    file.directorySize = .max
    file.offset = .max
    file.extra =
      le(0x4246 as UInt16) + le(2 as UInt16) + Data("ZZ".utf8) + le(1 as UInt16)
      + le(24 as UInt16) + le(UInt64(320)) + le(UInt64(320)) + le(UInt64(0))
    #expect(try read(ZipBuilder([file]), "a") == text)
  }

  @Test("a descriptor behind the data, in each of its four forms", arguments: 0..<4)
  func entry_descriptor_isChecked(_ form: Int) throws {
    var file = ZipBuilder.File(name: "a", bytes: text, flags: 0x8, isOpen: true)
    file.descriptor = form < 2 ? Data() : le(0x0807_4B50 as UInt32)
    file.descriptor += le(ZipBuilder.crc(text))
    file.descriptor +=
      form % 2 == 0
      ? le(UInt32(320)) + le(UInt32(320)) : le(UInt64(320)) + le(UInt64(320))
    #expect(try read(ZipBuilder([file, .init(name: "b", bytes: text)]), "a") == text)
    file.descriptor[file.descriptor.startIndex + 5] ^= 1
    let error = #expect(throws: ZipFailure.self) { try read(ZipBuilder([file]), "a") }
    #expect(error?.description.contains("descriptor") == true)
  }

  @Test("an archive cut off anywhere is refused")
  func parse_cutOff_isRefused() throws {
    var builder = ZipBuilder(["a": "first", "b": "second"])
    builder.isLong = true
    let whole = builder.bytes
    for count in 0..<whole.count {
      #expect(throws: ZipFailure.self) {
        try ZipArchive(parsing: whole.prefix(count), name: "a.zip")
      }
    }
  }

  @Test("a byte changed anywhere is refused or changes nothing that is read")
  func parse_changedByte_neverMisreads() throws {
    let builder = ZipBuilder([
      .init(name: "a", bytes: text, method: 8, stored: try ZipBuilder.deflated(text)),
      .init(name: "b", bytes: Data("stored".utf8)),
    ])
    let whole = builder.bytes
    for index in whole.indices {
      for mask: UInt8 in [1, 0x80, 0xFF] {
        var changed = whole
        changed[index] ^= mask
        guard let archive = try? ZipArchive(parsing: changed, name: "a.zip"),
          archive.entries.map(\.name) == ["a", "b"]
        else { continue }
        for (entry, expected) in zip(archive.entries, [text, Data("stored".utf8)]) {
          if let found = try? archive.contents(of: entry) { #expect(found == expected) }
        }
      }
    }
  }
}
