import MAG

/// The summaries of an atlas for people.
enum AtlasTable {
  static func text(_ results: Zip2Sequence<[Subject], [[Atlas.Entry]]>) -> String {
    var angles = TextTable(
      [
        "checkpoint", "family", "method", "lines", "without", "crossings", "first angle",
        "95 % interval", "median", "95 % interval", "all angles", "median", "undefined", "kinks",
      ], textColumns: [0, 1, 2])
    var checks = TextTable(
      [
        "checkpoint", "family", "unchanged", "wrong start", "wrong end", "alignment",
        "in-manifold", "identity", "checked lines", "confirmed", "logit difference",
      ], textColumns: [0, 1])
    for (subject, entries) in results {
      for summary in entries.map(\.summary) {
        let (first, all) = (summary.firstAngle, summary.allAngles)
        angles.append([
          subject.name, summary.family.rawValue, summary.method.rawValue, "\(summary.lines)",
          "\(summary.withoutCrossing)", TextTable.fixed(summary.crossings.mean, 3),
          TextTable.degrees(first.mean), interval(first.meanInterval),
          TextTable.degrees(first.median), interval(first.medianInterval),
          TextTable.degrees(all.mean), TextTable.degrees(all.median), "\(all.undefinedCount)",
          TextTable.fixed(summary.kinks?.median, 0),
        ])
        let certificate = summary.certificate
        checks.append([
          subject.name, summary.family.rawValue, "\(summary.unchanged)",
          "\(summary.misclassifiedStarts)", "\(summary.misclassifiedEnds)",
          TextTable.fixed(summary.alignment.median, 4),
          TextTable.fixed(summary.inManifoldCosine.median, 4),
          TextTable.scientific(summary.identity.largestDeviation),
          certificate.map { "\($0.lines)" } ?? "-",
          certificate.map { "\($0.crossingsConfirmed)/\($0.crossingsChecked)" } ?? "-",
          TextTable.scientific(certificate?.largestRelativeLogitDifference),
        ])
      }
    }
    return angles.text + "\n" + checks.text
  }

  private static func interval(_ ends: [Double]?) -> String {
    guard let ends else { return "-" }
    return "\(TextTable.fixed(ends.first, 2))–\(TextTable.fixed(ends.last, 2))"
  }
}
