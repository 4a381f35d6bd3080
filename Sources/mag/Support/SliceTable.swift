import Foundation
import MAG

/// The slices of several checkpoints for people.
enum SliceTable {
  static func text(_ results: some Sequence<(String, SliceResult)>) -> String {
    var summary = TextTable(
      [
        "checkpoint", "method", "lines", "spacing", "crossings", "confirmed", "boundary length",
        "straight parts", "junctions",
      ], textColumns: [0, 1])
    var marks = TextTable(
      ["checkpoint", "image", "label", "predicted", "x", "y", "nearest boundary", "beyond"],
      textColumns: [0])
    var regions = TextTable(
      ["checkpoint", "class", "share of the window", "on rows", "on columns"], textColumns: [0])
    for (name, found) in results {
      summary.append([
        name, found.method.rawValue, "\(found.rowCount)+\(found.columnCount)",
        String(format: "%.3g", found.spacing), found.agreement.map { "\($0.crossings)" } ?? "-",
        found.agreement.map { "\($0.confirmed)" } ?? "-",
        TextTable.fixed(found.borders?.reduce(0) { $0 + $1.length }, 4),
        found.borders.map { "\($0.reduce(0) { $0 + $1.pieces })" } ?? "-",
        found.junctions.map { "\($0.count)" } ?? "-",
      ])
      for mark in found.images {
        marks.append([
          name, "\(mark.index)", "\(mark.label)", "\(mark.predictedClass)",
          TextTable.fixed(mark.x, 4), TextTable.fixed(mark.y, 4),
          TextTable.fixed(mark.nearestBoundary?.distance, 4),
          mark.nearestBoundary.map { "\($0.otherClass)" } ?? "-",
        ])
      }
      for region in found.regions {
        regions.append([
          name, "\(region.label)", TextTable.fixed(region.share, 6),
          TextTable.fixed(region.shareOnRows, 6), TextTable.fixed(region.shareOnColumns, 6),
        ])
      }
    }
    return summary.text + "\n" + marks.text + "\n" + regions.text
  }
}
