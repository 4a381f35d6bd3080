import Foundation
import MAGFiles
import MAGNumerics

/// How the records of an atlas are written, one line segment a record.
///
/// Both begin with a line that holds the `AtlasIdentity` as JSON.
public enum AtlasLinesFormat: String, Sendable, CaseIterable {
  /// JSON objects, one a line.
  case jsonl
  /// Comma-separated values (see `AtlasCSV`); the identity is a comment after `# `.
  case csv

  /// By the extension of a file's name.
  ///
  /// - Throws: `AtlasFailure.linesName`.
  public init(path: String) throws(AtlasFailure) {
    let suffix = URL(fileURLWithPath: path).pathExtension.lowercased()
    guard let format = AtlasLinesFormat(rawValue: suffix) else { throw .linesName(path: path) }
    self = format
  }

  /// The lines before the first record.
  func head(_ identity: AtlasIdentity) throws -> Data {
    let line = try OrderedJSON.encodeLine(identity)
    switch self {
    case .jsonl: return line + Self.feed
    case .csv: return Data("# ".utf8) + line + Data("\n\(AtlasCSV.header)\n".utf8)
    }
  }

  /// Records as lines; encoded in parallel, joined in order.
  func encode(_ records: [AtlasRecord]) throws -> Data {
    let parts = Parallel.map(records.count) { index -> Result<Data, any Error> in
      Result {
        switch self {
        case .jsonl: try OrderedJSON.encodeLine(records[index]) + Self.feed
        case .csv: Data(AtlasCSV.lines(records[index]).utf8)
        }
      }
    }
    var bytes = Data()
    for part in parts { bytes += try part.get() }
    return bytes
  }

  private static let feed = Data([0x0A])
}
