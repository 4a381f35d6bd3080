import Foundation

/// Inputs that a fuzzer found for one reader, with what reading each comes to: a line of text each,
/// the outcome, a tab, and the bytes in base64.
struct CorpusFile {
  struct Entry {
    let outcome: String
    let bytes: Data
  }

  /// Something that is not such a file.
  struct Problem: Error {
    let line: Int
  }

  let entries: [Entry]

  init(entries: [Entry]) { self.entries = entries }

  init(contentsOf path: String) throws {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    var entries: [Entry] = []
    for (index, line) in text.split(separator: "\n").enumerated() {
      let parts = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard parts.count == 2, let bytes = Data(base64Encoded: String(parts[1])) else {
        throw Problem(line: index + 1)
      }
      entries.append(Entry(outcome: String(parts[0]), bytes: bytes))
    }
    self.entries = entries
  }
}
