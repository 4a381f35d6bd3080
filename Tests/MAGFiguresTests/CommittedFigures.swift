import Foundation

@testable import MAGFigures

/// Figures from committed data, one of each kind at least: those of the full run, and charts.
enum CommittedFigures {
  struct Entry: Sendable {
    /// The file in the repository without its extension, e.g. `figures/geometry/tilt`.
    var name: String
    var figure: any PaperFigure
  }

  static let names =
    ["figure-1", "figure-2", "figure-3", "figure-4"].map { "figures/\($0)" }
    + ["atlas", "atlas-decomposition", "film", "slice-gradient", "slice-images", "tilt"].map {
      "figures/geometry/\($0)"
    } + ["boxes", "distributions", "points", "tables"].map { "Documentation/plots/\($0)" }

  static let all: [Entry] = {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../..").standardizedFileURL
    return names.compactMap { name in
      let file = folder.appendingPathComponent(name + ".json")
      guard let data = try? Data(contentsOf: file),
        let read = try? FigureData(reading: data, from: name)
      else { return nil }
      return Entry(name: name, figure: read.figure)
    }
  }()
}
