import MAG

/// Why a notebook cannot be rendered.
public enum NotebookFailure: Failure, Equatable {
  case usage(found: String)
  /// Two figures of one name.
  case nameTaken(String)
  case raggedTable(title: String, expected: Int, found: Int)
  /// An output whose line is in no block of code: the program is older than its source.
  case strayOutput(line: Int)
  case noTitle(source: String)

  public var kind: FailureKind {
    if case .usage = self { .usage } else { .software }
  }

  public var description: String {
    switch self {
    case .usage(let found):
      "expected [--quick] --source FILE --out FOLDER, found '\(found)'; run it through "
        + "scripts/notebooks."
    case .nameTaken(let name):
      "a figure named '\(name)' is on the page already; choose another name."
    case .raggedTable(let title, let expected, let found):
      "the table '\(title)' has \(expected) columns and a row of \(found) words; give one a column."
    case .strayOutput(let line):
      "line \(line) of the source is no code; build the notebook again."
    case .noTitle(let source):
      "\(source): the first prose must begin with a title, such as `//: # Title`; add one."
    }
  }
}
