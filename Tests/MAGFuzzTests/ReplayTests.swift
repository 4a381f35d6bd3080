import Foundation
import Testing

/// What fuzzing found, read again: see CONTRIBUTING.md, "Fuzzing".
@Suite("Files found by fuzzing") struct ReplayTests {
  private func corpus(of reader: FuzzedReader) throws -> CorpusFile {
    let folder = try #require(Bundle.module.url(forResource: "Corpus", withExtension: nil))
    return try CorpusFile(contentsOf: folder.appendingPathComponent("\(reader).txt").path)
  }

  @Test(
    "every input ends as recorded: understood, or refused by the same case",
    arguments: FuzzedReader.allCases)
  func corpus_replayed_endsAsRecorded(_ reader: FuzzedReader) throws {
    let entries = try corpus(of: reader).entries
    #expect(entries.contains { $0.outcome.hasPrefix("read") })
    #expect(entries.contains { $0.outcome.hasPrefix("refused") })
    for entry in entries {
      let outcome = try reader.outcome(of: entry.bytes)
      #expect(outcome == entry.outcome, "\(reader): \(entry.bytes.base64EncodedString())")
    }
  }

  @Test("every prefix of every input is read or refused", arguments: FuzzedReader.allCases)
  func corpus_cutOff_keepsPromises(_ reader: FuzzedReader) throws {
    for entry in try corpus(of: reader).entries {
      for count in stride(from: 0, to: entry.bytes.count, by: 1 + entry.bytes.count / 16) {
        _ = try reader.outcome(of: entry.bytes.prefix(count))
      }
    }
  }
}
