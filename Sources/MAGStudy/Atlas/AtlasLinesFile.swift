import Foundation
import MAGFiles

/// The lines file of a run: takes over what an interrupted run left, then grows by whole chunks.
public final class AtlasLinesFile {
  private let file: JournalFile
  private let format: AtlasLinesFormat
  private let identity: AtlasIdentity
  /// Of what the file held when it was opened; nil once a chunk was not found whole.
  private var reader: AtlasLinesReader?
  private var path: String { file.url.relativePath }

  /// Opens the file of a run, or begins it where there is none or `overwrite` is given.
  ///
  /// A file whose first lines were cut off is begun anew.
  /// - Throws: `FileFailure`; `AtlasFailure.linesName`, `.notLines`, `.otherRun` for a file that
  ///   this run does not continue.
  public init(_ url: URL, identity: AtlasIdentity, overwrite: Bool = false) throws {
    self.identity = identity
    format = try AtlasLinesFormat(path: url.relativePath)
    file = try JournalFile(url)
    let head = try format.head(identity)
    if try overwrite || Self.isCutOff(url, in: head, count: file.count) {
      try file.truncate(to: 0)
      try file.append(head)
      return
    }
    let reader = try AtlasLinesReader(url)
    if let difference = try reader.identity.firstDifference(from: identity) {
      throw AtlasFailure.otherRun(
        path: path, key: difference.key, there: difference.mine, here: difference.other)
    }
    self.reader = reader
  }

  /// The next lines of the run, if the file holds all of them whole; else nil, and what the file
  /// holds of them is dropped: they will be appended.
  ///
  /// - Throws: `AtlasFailure.badRecord` for a record that is not the one that must follow, or whose
  ///   values cannot be right.
  func takeOver(_ expected: AtlasChunk) throws -> [AtlasRecord]? {
    guard let reader else { return nil }
    let start = reader.offset
    var records: [AtlasRecord] = []
    for number in expected.range {
      guard let record = try reader.next(expected.check) else {
        self.reader = nil
        try file.truncate(to: start)
        return nil
      }
      let pair = expected.pairs[number]
      guard record.checkpoint == expected.checkpoint, record.family == expected.family,
        record.number == number, record.result.from.index == pair.from,
        record.result.to.index == pair.to, record.result.from.label == expected.labels[pair.from],
        record.result.to.label == expected.labels[pair.to]
      else {
        throw AtlasFailure.badRecord(
          path: path, line: reader.lineNumber,
          reason: "expected line \(number) of \(expected.family.rawValue) of "
            + "\(expected.checkpoint), found another")
      }
      records.append(record)
    }
    return records
  }

  /// Adds a chunk's records and waits until they are on the disk.
  func append(_ records: [AtlasRecord]) throws {
    precondition(reader == nil, "what the file holds must be taken over first")
    try file.append(format.encode(records))
  }

  /// Makes sure that nothing follows the last record.
  ///
  /// - Throws: `AtlasFailure.badRecord`.
  func finish() throws {
    guard let reader, reader.offset < file.count else { return }
    throw AtlasFailure.badRecord(
      path: path, line: reader.lineNumber + 1, reason: "expected the end, found more")
  }

  /// Whether a file is empty or a beginning of the head, as a run leaves it that was killed at once.
  private static func isCutOff(_ url: URL, in head: Data, count: Int) throws -> Bool {
    guard count < head.count else { return false }
    return head.starts(with: try FileInput.read(url, ceiling: head.count))
  }
}

/// Lines that are walked and written together.
struct AtlasChunk {
  var checkpoint: String
  var family: AtlasFamily
  /// All pairs of the family.
  var pairs: [Pair]
  /// Of all images.
  var labels: [Int]
  /// The numbers of the chunk's lines.
  var range: Range<Int>
  var check: AtlasRecordCheck
}
