/// What went wrong, as far as a caller must tell cases apart; the command maps it to an exit code.
public enum FailureKind: Int32, Sendable {
  /// A wrong option or argument (exit code 64).
  case usage = 64
  /// A file or value that is not what it should be (65).
  case badData = 65
  /// A file that is not there (66).
  case noInput = 66
  /// A download or a service that is not to be had (69).
  case unavailable = 69
  /// Our own bug (70).
  case software = 70
  /// An output that cannot be created or written (73).
  case cannotWrite = 73
  /// An input that exists and cannot be read (74).
  case cannotRead = 74
}

/// An error for a person: `description` is one sentence that names the file, tensor or option,
/// what was expected, what was found, and what to do.
public protocol Failure: Error, CustomStringConvertible, Sendable {
  var kind: FailureKind { get }
}
