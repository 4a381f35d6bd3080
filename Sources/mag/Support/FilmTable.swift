import Foundation
import MAG

/// The films of several checkpoints for people.
enum FilmTable {
  /// More class changes than this are summarised only.
  static let largestListing = 200

  static func text(_ films: Zip2Sequence<[String], [Film]>) -> String {
    var listing = TextTable(
      [
        "checkpoint", "step", "t", "classes", "angle", "alignment", "of the step", "on term",
        "off term", "in-manifold",
      ], textColumns: [0, 3])
    var summary = TextTable(
      [
        "checkpoint", "method", "image", "towards", "reached", "class", "changes", "pieces",
        "path", "distance", "linf", "on manifold", "margin",
      ], textColumns: [0, 1, 3, 4, 5])
    var count = 0
    for (name, film) in films {
      count += film.changes.count
      for change in film.changes { listing.append([name] + cells(change)) }
      guard let first = film.points.first, let last = film.points.last else { continue }
      summary.append([
        name, film.method.rawValue, "\(film.index) (\(film.label))",
        film.target.map { "\($0)" } ?? "-", film.isReached ? "yes" : "no",
        "\(first.predictedClass)→\(last.predictedClass)", "\(film.changes.count)",
        film.pieces.map { "\($0)" } ?? "-", TextTable.fixed(film.length, 3),
        TextTable.fixed(last.perturbation.l2, 3), TextTable.fixed(last.perturbation.linf, 3),
        TextTable.fixed(last.perturbation.onManifoldShare, 4), TextTable.fixed(last.margin, 3),
      ])
    }
    let shown = count > 0 && count <= largestListing
    return (shown ? listing.text + "\n" : "") + summary.text
  }

  private static func cells(_ change: FilmChange) -> [String] {
    let crossing = change.crossing
    let sides = crossing.anglesOneSided ?? [crossing.angleDegrees]
    return [
      "\(change.step)", TextTable.fixed(crossing.t, 6),
      "\(crossing.fromClass)→\(crossing.toClass)",
      sides.map { TextTable.fixed($0, 2) + "°" }.joined(separator: "|"),
      TextTable.fixed(crossing.alignment, 4), TextTable.fixed(crossing.directionAlignment, 4),
      TextTable.fixed(crossing.onManifoldTerm, 4), TextTable.fixed(crossing.offManifoldTerm, 4),
      TextTable.fixed(crossing.inManifoldCosine, 4),
    ]
  }
}
