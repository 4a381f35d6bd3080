import Foundation
import MAG

/// The crossings of several checkpoints for people.
enum CrossingsTable {
  /// More lines than this are summarised only.
  static let largestListing = 200

  static func text(_ results: Zip2Sequence<[Subject], [CheckpointResult]>) -> String {
    var listing = TextTable(
      [
        "checkpoint", "from", "to", "t", "classes", "angle", "alignment", "in-manifold", "kink gap",
      ],
      textColumns: [0, 1, 2, 4])
    var summary = TextTable(
      [
        "checkpoint", "method", "pairs", "crossings", "without", "mean angle", "first angle",
      ], textColumns: [0, 1])
    var lines = 0
    for (subject, result) in results {
      let pairs = result.pairs ?? []
      for pair in pairs {
        for crossing in pair.crossings {
          lines += 1
          listing.append([
            subject.name, name(pair.from), name(pair.to), TextTable.fixed(crossing.t, 6),
            "\(crossing.fromClass)→\(crossing.toClass)",
            TextTable.fixed(crossing.angleDegrees, 2) + "°",
            TextTable.fixed(crossing.alignment, 4), TextTable.fixed(crossing.inManifoldCosine, 4),
            crossing.kinkGap.map { String(format: "%.1e", $0) } ?? "-",
          ])
        }
      }
      summary.append([
        subject.name, Set(pairs.map(\.method.rawValue)).sorted().joined(separator: ","),
        "\(pairs.count)", "\(pairs.reduce(0) { $0 + $1.crossings.count })",
        "\(pairs.count { $0.crossings.isEmpty })",
        angle(pairs.flatMap { $0.crossings.map(\.angleDegrees) }),
        angle(pairs.map { $0.crossings.first?.angleDegrees }),
      ])
    }
    let shown = lines > 0 && lines <= largestListing
    return (shown ? listing.text + "\n" : "") + summary.text
  }

  private static func name(_ end: PairResult.EndPoint) -> String {
    guard let index = end.index else { return end.path ?? "-" }
    return "\(index) (\(end.label.map(String.init) ?? "-"))"
  }

  /// The mean of the angles that are defined.
  private static func angle(_ values: [Double?]) -> String {
    let defined = values.compactMap { $0 }
    guard !defined.isEmpty else { return "-" }
    return TextTable.fixed(defined.reduce(0, +) / Double(defined.count), 2) + "°"
  }
}
