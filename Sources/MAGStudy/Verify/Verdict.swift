import MAGFiles

/// What a check of a figure came to.
public enum Verdict: String, Codable, Sendable {
  /// What was found is what was recorded.
  case same
  /// It is not.
  case different
  /// Something that is needed to tell is missing.
  case cannotTell = "cannot-tell"

  /// The verdict of several checks: different if any is, else undecided if any is, else same.
  ///
  /// Of no checks at all nothing can be told.
  public init(of verdicts: [Verdict]) {
    if verdicts.contains(.different) {
      self = .different
    } else {
      self = verdicts.isEmpty || verdicts.contains(.cannotTell) ? .cannotTell : .same
    }
  }

  /// In words for tables.
  public var words: String { self == .cannotTell ? "cannot tell" : rawValue }
}

/// One thing about a figure that was compared with what its file records.
public struct FigureCheck: Codable, Sendable, Equatable {
  public enum Subject: String, Codable, Sendable {
    case manifest, data, table, drawing, picture, provenance, images, checkpoint, measurement
  }

  public var subject: Subject
  /// The file or thing that was looked at.
  public var name: String
  public var verdict: Verdict
  public var expected: String
  /// What was found, or what is missing and how to get it.
  public var found: String

  public init(
    _ subject: Subject, _ name: String, _ verdict: Verdict, expected: String, found: String
  ) {
    self.subject = subject
    self.name = name
    self.verdict = verdict
    self.expected = expected
    self.found = found
  }
}

/// All that was checked of one file.
public struct FigureReport: Codable, Sendable, Equatable {
  /// As it was given.
  public var path: String
  public var sha256: String
  public var verdict: Verdict
  public var checks: [FigureCheck]

  public init(path: String, sha256: String, checks: [FigureCheck]) {
    self.path = path
    self.sha256 = sha256
    self.checks = checks
    verdict = Verdict(of: checks.map(\.verdict))
  }

  /// Adds a check, which may change the verdict.
  public mutating func append(_ check: FigureCheck) {
    checks.append(check)
    verdict = Verdict(of: checks.map(\.verdict))
  }
}
