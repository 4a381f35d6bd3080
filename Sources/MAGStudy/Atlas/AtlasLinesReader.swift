import Foundation
import MAGFiles

/// Reads the records of a lines file one after the other, in memory that does not grow with it.
public final class AtlasLinesReader {
  public let format: AtlasLinesFormat
  public let identity: AtlasIdentity
  private let path: String
  private let lines: LineReader
  /// Where the next record begins, in bytes from the start of the file.
  public private(set) var offset: Int
  /// Of the line that was read last, from 1.
  public private(set) var lineNumber = 1

  /// Reads the lines before the first record.
  ///
  /// - Throws: `FileFailure`; `AtlasFailure.linesName`, `.notLines`.
  public init(_ url: URL) throws {
    path = url.relativePath
    format = try AtlasLinesFormat(path: path)
    lines = try LineReader(url)
    guard let first = try lines.next(), first.isWhole else {
      throw AtlasFailure.notLines(path: path)
    }
    let prefix = format == .csv ? 2 : 0
    do {
      identity = try OrderedJSON.decode(AtlasIdentity.self, from: first.bytes.dropFirst(prefix))
    } catch {
      throw AtlasFailure.notLines(path: path)
    }
    offset = first.end
    guard identity.schema == AtlasIdentity.schemaName else {
      throw AtlasFailure.notLines(path: path)
    }
    if format == .csv {
      guard let header = try nextLine(), header.bytes == Data(AtlasCSV.header.utf8)
      else { throw AtlasFailure.notLines(path: path) }
      offset = header.end
    }
  }

  /// The next record; nil at the end of the file, and where the last record was cut off.
  ///
  /// - Throws: `FileFailure.unreadable`; `AtlasFailure.badRecord` for a whole line that is none.
  public func next() throws -> AtlasRecord? {
    guard let line = try nextLine() else { return nil }
    switch format {
    case .jsonl:
      let record: AtlasRecord
      do {
        record = try OrderedJSON.decode(AtlasRecord.self, from: line.bytes)
      } catch {
        throw AtlasFailure.badRecord(
          path: path, line: line.number, reason: "expected a record, found something else")
      }
      offset = line.end
      return record
    case .csv:
      var rows = try AtlasCSV.Rows(line, path: path)
      var end = line.end
      while !rows.isComplete {
        guard let line = try nextLine() else { return nil }
        try rows.append(line, path: path)
        end = line.end
      }
      offset = end
      return rows.record
    }
  }

  /// The next record of a run, once all its values have been found to be possible.
  ///
  /// - Throws: as above; `AtlasFailure.badRecord` with the line of the first value that is not.
  func next(_ check: AtlasRecordCheck) throws -> AtlasRecord? {
    guard let record = try next() else { return nil }
    do {
      try check.validate(record)
    } catch {
      // As CSV a line has a row for each crossing, of which the last was read last.
      let rows = format == .csv ? max(1, record.result.crossings.count) : 1
      let row = format == .csv ? error.crossing ?? 0 : 0
      throw AtlasFailure.badRecord(
        path: path, line: lineNumber - rows + 1 + row,
        reason: (error.crossing.map { "crossing \($0): " } ?? "") + error.reason)
    }
    return record
  }

  private func nextLine() throws -> LineReader.Line? {
    guard let line = try lines.next(), line.isWhole else { return nil }
    lineNumber = line.number
    return line
  }
}
