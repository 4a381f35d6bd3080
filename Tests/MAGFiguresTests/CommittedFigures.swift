import Foundation

@testable import MAGFigures

/// The figures of the full run, one of each kind at least, from the data committed with them.
enum CommittedFigures {
  struct Entry: Sendable {
    /// The file's name, e.g. `geometry/tilt.json`.
    var name: String
    var figure: any PaperFigure
  }

  static let all: [Entry] = {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../figures").standardizedFileURL
    let names = [
      "figure-1", "figure-2", "figure-3", "figure-4", "geometry/atlas",
      "geometry/atlas-decomposition", "geometry/film", "geometry/slice-gradient",
      "geometry/slice-images", "geometry/tilt",
    ]
    return names.compactMap { name in
      let file = folder.appendingPathComponent(name + ".json")
      guard let data = try? Data(contentsOf: file),
        let read = try? FigureData(reading: data, from: name)
      else { return nil }
      return Entry(name: name, figure: read.figure)
    }
  }()

  static let count = 10
}
