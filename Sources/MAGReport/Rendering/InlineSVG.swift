import Foundation
import MAGFigures
import MAGNumerics

/// The figures of a report as SVG inside of a page: each on the grounds of both colour schemes.
///
/// An SVG's ids begin with a digest of its drawing, so that the figures of a page do not share them.
struct InlineSVGs: Sendable {
  /// The svg elements by the figure's identifier and the ground.
  private let elements: [String: [FigureStyle.Ground: String]]

  /// Draws all figures, in parallel; the result does not depend on the number of threads.
  ///
  /// - Throws: `FigureFailure`, of the first figure that cannot be drawn.
  init(_ figures: [ReportFigure]) throws(FigureFailure) {
    let grounds = FigureStyle.Ground.allCases
    let drawn = Parallel.map(figures.count * grounds.count) { job in
      InlineSVGs.result(figures[job / grounds.count], on: grounds[job % grounds.count])
    }
    var elements: [String: [FigureStyle.Ground: String]] = [:]
    for (job, result) in drawn.enumerated() {
      let id = figures[job / grounds.count].id
      elements[id, default: [:]][grounds[job % grounds.count]] = try result.get()
    }
    self.elements = elements
  }

  func element(of figure: ReportFigure, on ground: FigureStyle.Ground) -> String {
    elements[figure.id]?[ground] ?? ""
  }

  private static func result(
    _ figure: ReportFigure, on ground: FigureStyle.Ground
  ) -> Result<String, FigureFailure> {
    do throws(FigureFailure) {
      let style = FigureStyle(theme: ground)
      let layout = try FigureLayout(
        figure.figure.figure(theme: style.resolvedTheme), width: style.width.points())
      let svg = String(decoding: try FigureWriter.render(layout, as: .svg), as: UTF8.self)
      return .success(element(in: svg))
    } catch {
      return .failure(error)
    }
  }

  /// The svg element of a file, without what stands before it and without its metadata, which the
  /// page has of its own (and whose languages are none that HTML knows).
  static func element(in file: String) -> String {
    guard let start = file.firstRange(of: "<svg")?.lowerBound else { return file }
    guard let open = file.firstRange(of: "<metadata>"),
      let close = file[open.upperBound...].firstRange(of: "</metadata>")
    else { return String(file[start...]) }
    return String(file[start..<open.lowerBound] + file[close.upperBound...])
  }
}
