import Foundation

/// The way from libFuzzer's folders of files to the packed form in which corpora are committed.
extension CorpusFile {
  /// What is committed of one reader at most.
  private static let mostEntries = 60
  private static let mostBytes = 24_000

  /// The inputs of a folder with their outcomes; of many, the smallest of every outcome in turn.
  init(folder: String, reader: FuzzedReader) throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    var byOutcome: [String: [Entry]] = [:]
    for name in names.sorted() {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: folder).appendingPathComponent(name))
      let entry = Entry(outcome: try reader.outcome(of: bytes), bytes: bytes)
      byOutcome[entry.outcome, default: []].append(entry)
    }
    let ranked = byOutcome.values.flatMap { entries in
      entries.sorted { ($0.bytes.count, $0.text) < ($1.bytes.count, $1.text) }.enumerated()
    }
    .sorted {
      ($0.offset, $0.element.bytes.count, $0.element.text)
        < ($1.offset, $1.element.bytes.count, $1.element.text)
    }
    var chosen: [Entry] = []
    var byteCount = 0
    for (_, entry) in ranked
    where chosen.count < Self.mostEntries && byteCount + entry.bytes.count <= Self.mostBytes {
      chosen.append(entry)
      byteCount += entry.bytes.count
    }
    self.init(entries: chosen)
  }

  /// Writes the packed form, a function of the inputs alone.
  func write(to path: String) throws {
    let lines = entries.map { "\($0.outcome)\t\($0.text)\n" }.sorted()
    try Data(lines.joined().utf8).write(to: URL(fileURLWithPath: path))
  }

  /// Writes each input to a file of its own in a folder that exists.
  func unpack(to folder: String) throws {
    for (index, entry) in entries.enumerated() {
      try entry.bytes.write(
        to: URL(fileURLWithPath: folder).appendingPathComponent("committed-\(index)"))
    }
  }
}

extension CorpusFile.Entry {
  fileprivate var text: String { bytes.base64EncodedString() }
}
