import Foundation

/// What can go wrong between a file and this process; each sentence names the path as it was given.
public enum FileFailure: Failure, Equatable {
  /// An input that does not exist.
  case missing(path: String)
  /// An input that exists and cannot be read, with the system's reason.
  case unreadable(path: String, reason: String)
  /// A folder where a file was expected.
  case isFolder(path: String)
  /// An input with more bytes than its reader accepts.
  case tooLarge(path: String, ceiling: Int, found: Int)
  /// An output whose folder does not exist.
  case noFolder(path: String, folder: String)
  /// An output that cannot be created or written, with the system's reason.
  case unwritable(path: String, reason: String)
  /// An output for which the disk (or the user's share of it) has no room.
  case diskFull(path: String)

  public var kind: FailureKind {
    switch self {
    case .missing: .noInput
    case .unreadable, .isFolder: .cannotRead
    case .tooLarge: .badData
    case .noFolder, .unwritable, .diskFull: .cannotWrite
    }
  }

  public var description: String {
    switch self {
    case .missing(let path):
      "\(path): there is no such file; check the path."
    case .unreadable(let path, let reason):
      "\(path): the file cannot be read (\(reason)); check its permissions."
    case .isFolder(let path):
      "\(path): expected a file, found a folder; name a file inside it."
    case .tooLarge(let path, let ceiling, let found):
      "\(path): expected at most \(ceiling) bytes, found \(found); this is not the file it should be."
    case .noFolder(let path, let folder):
      "\(path): the folder \(folder) does not exist; create it or choose another output."
    case .unwritable(let path, let reason):
      "\(path): the file cannot be written (\(reason)); choose another output or mend the permissions."
    case .diskFull(let path):
      "\(path): no space is left on the disk; free some and run the same command again."
    }
  }

  /// The failure that an `errno` of a write, an open for writing or a rename stands for.
  static func writing(_ path: String, code: Int32) -> FileFailure {
    code == ENOSPC || code == EDQUOT
      ? .diskFull(path: path) : .unwritable(path: path, reason: reason(code))
  }

  /// The failure that an `errno` of an open for reading or a read stands for.
  static func reading(_ path: String, code: Int32) -> FileFailure {
    switch code {
    case ENOENT, ENOTDIR: .missing(path: path)
    case EISDIR: .isFolder(path: path)
    default: .unreadable(path: path, reason: reason(code))
    }
  }

  private static func reason(_ code: Int32) -> String {
    String(cString: strerror(code)).lowercased()
  }
}
