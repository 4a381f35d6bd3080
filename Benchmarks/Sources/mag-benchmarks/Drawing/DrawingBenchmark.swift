import Foundation
import MAG

/// `mag-benchmarks drawing`: how long it takes to draw each figure of the full run, from numbers in
/// memory to the bytes of a file: layout, digest of the draw calls, manifest and file.
///
/// Writes `drawing.md`.
struct DrawingBenchmark {
  var rounds = 20
  /// Where the data of the figures are, in it and in its folder `geometry`.
  var figures = "figures"
  var out = "Benchmarks"

  /// Reads `--rounds 20` and the like.
  init(_ arguments: [String]) throws {
    var rest = arguments[...]
    while let name = rest.popFirst() {
      guard let value = rest.popFirst() else { throw Problem(text: "\(name) needs a value") }
      switch name {
      case "--rounds":
        guard let count = Int(value), count > 0 else {
          throw Problem(text: "--rounds: expected a number from 1, found '\(value)'")
        }
        rounds = count
      case "--figures": figures = value
      case "--out": out = value
      default: throw Problem(text: "\(name) is not an option of mag-benchmarks drawing")
      }
    }
  }

  struct Problem: Error, CustomStringConvertible {
    let text: String
    var description: String { text }
  }

  func run() throws {
    var page = """
      # Cost of drawing

      Milliseconds from the numbers in memory to the whole file in memory, at the width of a page: \
      layout, digest of the draw calls, manifest and file, on one thread; PNG at 300 dots an inch. \
      Medians of \(rounds) rounds, the largest in parentheses. The first drawing of the process, \
      which loads the font, is apart. Made by `Benchmarks/drawing`.

      | figure | PDF | SVG | PNG |
      | --- | ---: | ---: | ---: |

      """
    let subjects = try subjects()
    guard let first = subjects.first else { throw Problem(text: "no figures in \(figures)") }
    let start = try milliseconds(first.figure, .pdf)
    for subject in subjects {
      var cells: [String] = []
      for format in [FigureFormat.pdf, .svg, .png] {
        let times = try (0..<rounds).map { _ in try milliseconds(subject.figure, format) }
        cells.append(
          String(format: "%.1f (%.1f)", PathsResult.median(times), times.max() ?? 0))
      }
      let line = "| \(subject.name) | \(cells.joined(separator: " | ")) |\n"
      FileHandle.standardError.write(Data(line.utf8))
      page += line
    }
    page += String(
      format: "\nFirst drawing of the process (%@, PDF): %.1f ms.\n", first.name as NSString, start)
    let file = URL(fileURLWithPath: out).appendingPathComponent("drawing.md")
    try AtomicFile.write(Data(page.utf8), to: file)
  }

  private func subjects() throws -> [(name: String, figure: any PaperFigure)] {
    let folder = URL(fileURLWithPath: figures)
    return try [folder, folder.appendingPathComponent("geometry")].flatMap { folder in
      try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        .filter { $0.hasSuffix(".json") && $0 != "results.json" }
        .map { name in
          let data = try Data(contentsOf: folder.appendingPathComponent(name))
          return (name, try FigureData(reading: data, from: name).figure)
        }
    }
  }

  private func milliseconds(_ figure: any PaperFigure, _ format: FigureFormat) throws -> Double {
    let clock = ContinuousClock()
    let elapsed = try clock.measure {
      _ = try figure.pictures(
        basename: URL(fileURLWithPath: "figure"), formats: [format], style: FigureStyle(),
        dataFile: Provenance.File(name: "data", path: "figure.json", sha256: ""), provenance: nil)
    }
    return elapsed / .milliseconds(1)
  }
}
