import MAGFiles

/// Why a report cannot be made of what was given.
public enum ReportFailure: Failure, Equatable {
  /// A JSON file that is none of those a report is made of.
  case unknownSchema(path: String, found: String)
  /// A folder that holds nothing for a report.
  case emptyFolder(path: String)
  /// Checkpoints of different sizes; `what` is what is counted, in the plural.
  case disagreement(what: String, first: String, count: Int, second: String, other: Int)
  /// A file that was named twice, or twice in other words.
  case givenTwice(path: String)
  /// Two documents that hold the same measurement of the same checkpoint.
  case measuredTwice(what: String, checkpoint: String, first: String, second: String)
  /// Nothing to report of.
  case nothing
  /// The name of a format, or the ending of a file, that none has.
  case unknownFormat(option: String, found: String)

  public var kind: FailureKind {
    switch self {
    case .unknownSchema, .disagreement, .measuredTwice: .badData
    case .emptyFolder, .nothing: .noInput
    case .givenTwice, .unknownFormat: .usage
    }
  }

  public var description: String {
    switch self {
    case .unknownSchema(let path, let found):
      "\(path): expected a measurement (\(Evidence.measurementSchemas.joined(separator: ", ")), "
        + "\(Evidence.inspectionSchema)), the data of a figure or \(Evidence.paperSchema), found the "
        + "schema '\(found.printable)'; name files that mag align, crossings, robustness, transform, "
        + "inspect or figures wrote."
    case .emptyFolder(let path):
      "\(path): expected measurements or figure data as JSON in this folder, found none; name a folder "
        + "that mag figures or mag report --save wrote, or the files themselves."
    case .disagreement(let what, let first, let count, let second, let other):
      "\(first) has \(count) \(what) and \(second) has \(other); a report compares checkpoints of one "
        + "size, so make one report of each."
    case .givenTwice(let path):
      "\(path): expected every file once, found it twice; name it once."
    case .measuredTwice(let what, let checkpoint, let first, let second):
      "\(first) and \(second) both hold the \(what) of \(checkpoint); name one of them."
    case .nothing:
      "there is nothing to report of; name checkpoints, measurements or a folder that holds them."
    case .unknownFormat(let option, let found):
      "\(option): expected html, md or tex, found '\(found.printable)'; name one with --format."
    }
  }
}
