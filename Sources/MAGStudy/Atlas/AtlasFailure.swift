import MAGFiles

/// Why an atlas cannot be measured, or its lines file not be used.
public enum AtlasFailure: Failure, Equatable {
  case pairs(found: Int)
  case noFamilies
  case certificateLines(found: Int)
  /// An adversarial image at distance 0 is its original: a line without direction.
  case epsilonZero
  /// What is wrong with one of the networks, by its place among them.
  case network(number: Int, reason: String, kind: FailureKind)
  /// A lines file whose name says no format.
  case linesName(path: String)
  /// A file that does not begin like a lines file.
  case notLines(path: String)
  /// Lines of another run; `key` is the first setting that differs.
  case otherRun(path: String, key: String, there: String, here: String)
  /// A record that is whole and cannot be right.
  case badRecord(path: String, line: Int, reason: String)

  public var kind: FailureKind {
    switch self {
    case .notLines, .otherRun, .badRecord: .badData
    case .network(_, _, let kind): kind
    default: .usage
    }
  }

  public var description: String {
    switch self {
    case .pairs(let found):
      "--pairs: expected 1 to \(AtlasSettings.mostPairs) pairs a family, found \(found)."
    case .noFamilies:
      "--families: expected a list of "
        + AtlasFamily.allCases.map(\.rawValue).joined(separator: ", ") + ", found none."
    case .certificateLines(let found):
      "--certificate-lines: expected at least 0, found \(found)."
    case .epsilonZero:
      "--epsilon: expected a radius above 0, found 0.0: an adversarial image would be its original."
    case .network(let number, let reason, _):
      "network \(number) (from 0): \(reason)"
    case .linesName(let path):
      "--lines: expected a name that ends in .jsonl or .csv, found '\(path)'."
    case .notLines(let path):
      "\(path): expected the lines of an atlas, found another file; choose another --lines, or "
        + "give --overwrite-lines to replace it."
    case .otherRun(let path, let key, let there, let here):
      "\(path): the file holds lines of another run (\(key) is \(there) there and \(here) here); "
        + "choose another --lines, or give --overwrite-lines to begin it anew."
    case .badRecord(let path, let line, let reason):
      "\(path): line \(line): \(reason); the file was changed, so choose another --lines or give "
        + "--overwrite-lines to begin it anew."
    }
  }
}
