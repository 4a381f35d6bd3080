/// Why a zip archive was refused; `name` is the file or, failing one, what the data are.
public enum ZipFailure: Failure, Equatable {
  /// No end record: a file of another kind, or one cut off.
  case notZip(name: String)
  /// The archive's directory contradicts itself or the file; `byte` counts from the start.
  case damaged(name: String, byte: Int, reason: String)
  /// One entry is not what the directory says of it.
  case badEntry(name: String, entry: String, reason: String)
  /// An entry of a kind, name or size that is not accepted here, though zip has words for it.
  case refused(name: String, entry: String, reason: String)
  /// Inflated, the entries together pass what is accepted of an archive of this size.
  case tooLarge(name: String, ceiling: Int, found: Int)
  /// zlib had no memory or refused its arguments.
  case library(code: Int32)

  public var kind: FailureKind {
    if case .library = self { .software } else { .badData }
  }

  /// Names come from the archive and are made printable.
  public var description: String { sentence.printable }

  private var sentence: String {
    switch self {
    case .notZip(let name):
      "\(name): expected a zip archive, which ends with a record that begins with PK 05 06, "
        + "and found none; the file is cut off or of another kind."
    case .damaged(let name, let byte, let reason):
      "\(name): the zip directory is damaged at byte \(byte) (\(reason)); "
        + "write or download the file again."
    case .badEntry(let name, let entry, let reason):
      "\(name): the zip entry \(entry) is damaged (\(reason)); write or download the file again."
    case .refused(let name, let entry, let reason):
      "\(name): the zip entry \(entry) is refused: \(reason)."
    case .tooLarge(let name, let ceiling, let found):
      "\(name): the zip entries inflate to \(found) bytes, more than the \(ceiling) that are "
        + "accepted of an archive of this size."
    case .library(let code):
      "zlib failed with code \(code); this is a fault of the program or of its memory."
    }
  }
}
