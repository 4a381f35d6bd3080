/// Something that was looked at before the numbers are believed.
public struct ReportCheck: Sendable, Equatable {
  public enum Verdict: Int, Sendable, Comparable, CaseIterable {
    /// Something is wrong: numbers contradict each other or what they must obey.
    case failed
    /// Something may be wrong, or is known less well than it seems.
    case doubtful
    /// Something to bear in mind.
    case note
    case passed

    public static func < (left: Verdict, right: Verdict) -> Bool { left.rawValue < right.rawValue }

    public var word: String {
      switch self {
      case .failed: "Failed"
      case .doubtful: "Doubtful"
      case .note: "Note"
      case .passed: "Passed"
      }
    }
  }

  /// What is checked, for example "Accuracy falls with ε".
  public var name: String
  public var verdict: Verdict
  /// The model or file it is about; nil for the whole report.
  public var subject: String?
  /// What was found, and what it means.
  public var finding: String

  public init(_ name: String, _ verdict: Verdict, of subject: String? = nil, _ finding: String) {
    self.name = name
    self.verdict = verdict
    self.subject = subject
    self.finding = finding
  }
}

extension [ReportCheck] {
  /// The same checks, the worst first and otherwise in their order.
  var worstFirst: [ReportCheck] {
    ReportCheck.Verdict.allCases.flatMap { verdict in filter { $0.verdict == verdict } }
  }

  func count(_ verdict: ReportCheck.Verdict) -> Int { count { $0.verdict == verdict } }
}
