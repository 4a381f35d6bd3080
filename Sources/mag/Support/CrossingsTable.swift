import Foundation
import MAG

/// The crossings of several checkpoints for people: a listing unless it is long, a summary, what
/// the certificates and the audit say, and words on what has no angle.
enum CrossingsTable {
  /// More lines than this are summarised only.
  static let largestListing = 200

  static func text(_ results: Zip2Sequence<[Subject], [CheckpointResult]>) -> String {
    let measured = results.map { Measured(name: $0.name, pairs: $1.pairs ?? []) }
    let parts = [
      listing(measured), summary(measured), certificates(measured), audits(measured),
      notes(measured),
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private struct Measured {
    let name: String
    let pairs: [PairResult]
    var crossings: [Crossing] { pairs.flatMap(\.crossings) }
  }

  private static func listing(_ measured: [Measured]) -> String {
    var table = TextTable(
      [
        "checkpoint", "from", "to", "t", "classes", "angle", "alignment", "in-manifold", "kink gap",
      ],
      textColumns: [0, 1, 2, 4])
    let lines = measured.reduce(0) { $0 + $1.crossings.count }
    guard lines > 0, lines <= largestListing else { return "" }
    for model in measured {
      for pair in model.pairs {
        for crossing in pair.crossings {
          table.append([
            model.name, name(pair.from), name(pair.to), TextTable.fixed(crossing.t, 6),
            "\(crossing.fromClass)→\(crossing.toClass)", degrees(crossing.angleDegrees),
            TextTable.fixed(crossing.alignment, 4), TextTable.fixed(crossing.inManifoldCosine, 4),
            short(crossing.kinkGap),
          ])
        }
      }
    }
    return table.text
  }

  private static func summary(_ measured: [Measured]) -> String {
    var table = TextTable(
      [
        "checkpoint", "method", "pairs", "crossings", "without", "mean angle", "first angle",
      ], textColumns: [0, 1])
    for model in measured {
      let pairs = model.pairs
      table.append([
        model.name, Set(pairs.map(\.method.rawValue)).sorted().joined(separator: ","),
        "\(pairs.count)", "\(model.crossings.count)",
        "\(pairs.count { $0.crossings.isEmpty })",
        degrees(mean(model.crossings.map(\.angleDegrees))),
        degrees(mean(pairs.map { $0.crossings.first?.angleDegrees })),
      ])
    }
    return table.text
  }

  private static func certificates(_ measured: [Measured]) -> String {
    var table = TextTable([
      "checkpoint", "certified", "ends checked", "largest difference", "relative", "confirmed",
    ])
    for model in measured {
      let found = model.pairs.compactMap(\.certificate)
      guard !found.isEmpty else { continue }
      table.append([
        model.name, "\(found.count(where: \.holds)) of \(found.count)",
        "\(found.reduce(0) { $0 + $1.pointsChecked })",
        short(found.map(\.largestLogitDifference).max()),
        short(found.map(\.relativeLogitDifference).max()),
        "\(found.reduce(0) { $0 + $1.crossingsConfirmed }) of "
          + "\(found.reduce(0) { $0 + $1.crossingsChecked })",
      ])
    }
    return table.isEmpty ? "" : table.text
  }

  private static func audits(_ measured: [Measured]) -> String {
    var table = TextTable(
      [
        "checkpoint", "audit", "crossings", "found", "missed", "spurious", "error in t",
        "error in angle",
      ], textColumns: [0, 1])
    for model in measured {
      let found = model.pairs.compactMap(\.audit)
      guard let first = found.first else { continue }
      table.append([
        model.name, "\(first.samples) samples, \(first.precision.rawValue)",
        "\(model.crossings.count)", "\(found.reduce(0) { $0 + $1.found })",
        "\(found.reduce(0) { $0 + $1.missed })", "\(found.reduce(0) { $0 + $1.spurious })",
        short(found.compactMap(\.largestTimeError).max()),
        found.compactMap(\.largestAngleErrorDegrees).max().map { short($0) + "°" } ?? "-",
      ])
    }
    return table.isEmpty ? "" : table.text
  }

  /// A line for each model with crossings that have no angle.
  private static func notes(_ measured: [Measured]) -> String {
    measured.map { model in
      let count = model.crossings.count { $0.angleDegrees == nil }
      return count == 0
        ? ""
        : "\(model.name): \(count) of \(model.crossings.count) crossings without an angle, "
          + "because the boundary has no normal there (∇(f_from − f_to) = 0)\n"
    }.joined()
  }

  private static func name(_ end: PairResult.EndPoint) -> String {
    guard let index = end.index else { return end.path ?? "-" }
    return "\(index) (\(end.label.map(String.init) ?? "-"))"
  }

  /// The mean of the values that are defined.
  private static func mean(_ values: [Double?]) -> Double? {
    let defined = values.compactMap { $0 }
    return defined.isEmpty ? nil : defined.reduce(0, +) / Double(defined.count)
  }

  private static func degrees(_ value: Double?) -> String {
    value.map { TextTable.fixed($0, 2) + "°" } ?? "-"
  }

  /// Two digits and a power of ten.
  private static func short(_ value: Double?) -> String {
    value.map { String(format: "%.1e", $0) } ?? "-"
  }
}
