import MAGFiles

/// What a fetch is doing, for whoever shows progress; file names are canonical ones.
public enum FetchEvent: Sendable, Equatable {
  /// Another process is fetching into the same cache.
  case waitingForOtherProcess
  /// The file is in the cache and verified.
  case cached(file: String)
  /// A file was there and is not what it should be; the next source is tried.
  case refused(file: String, source: String, reason: String)
  /// A source is being asked.
  case trying(source: String)
  /// Bytes of a compressed file received so far; a resumed download starts above 0.
  case received(file: String, bytes: Int, expected: Int)
  /// A source gave nothing (more).
  case failed(source: String, reason: String)
  /// The file is in the cache, verified, from this source.
  case stored(file: String, source: String)
}

/// Why MNIST could not be had.
public enum FetchFailure: Failure, Equatable {
  /// A source that was asked, and why it did not serve.
  public struct Attempt: Sendable, Equatable {
    public let source: String
    public let reason: String
  }

  /// No source had the missing files.
  case unavailable(missing: [String], tried: [Attempt])

  public var kind: FailureKind { .unavailable }

  public var description: String {
    switch self {
    case .unavailable(let missing, let tried):
      "MNIST could not be fetched (missing: \(missing.joined(separator: ", "))); tried "
        + tried.map { "\($0.source): \($0.reason)" }.joined(separator: "; ")
        + "; connect to a network, or name a folder that holds the four IDX files."
    }
  }
}
