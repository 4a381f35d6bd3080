import MAG

/// What `mag verify` prints: for each file its checks and the verdict.
enum VerifyTable {
  static func text(_ reports: [FigureReport]) -> String {
    reports.map { report in
      var table = TextTable(
        ["check", "of", "verdict", "expected", "found"], textColumns: [0, 1, 2, 3, 4])
      for check in report.checks {
        table.append([
          check.subject.rawValue, check.name, check.verdict.words, short(check.expected),
          short(check.found),
        ])
      }
      return "\(report.path.printable): \(report.verdict.words)\n\n" + table.text
    }.joined(separator: "\n")
  }

  /// Digests are told apart by their first digits; the JSON has all.
  private static func short(_ text: String) -> String {
    text.split(separator: " ", omittingEmptySubsequences: false).map { word in
      word.count == 64 && word.allSatisfy(\.isHexDigit) ? word.prefix(12) + "…" : word
    }.joined(separator: " ")
  }
}
