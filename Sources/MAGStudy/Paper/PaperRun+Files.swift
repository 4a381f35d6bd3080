import Foundation
import MAGFigures
import MAGFiles

extension PaperRun {
  /// Writes Figures 1-4, the index page and the results.
  ///
  /// Each figure comes at page width for print and on dark ground for screens, and at column width;
  /// where the narrow picture shows less, it has data of its own.
  func write(
    _ figures: PaperFigures, _ results: PaperResults, _ models: PaperModels,
    tell: (PaperEvent) -> Void
  ) throws {
    // The results vouch for the figures beside them: they go first and come back last.
    for name in ["results.json", "README.md"] { remove(name) }
    try put(figures.figure1, 1, of: models.objectives + [models.control], tell: tell)
    // One column has room for two pairs.
    var pairs = figures.figure2
    pairs.pairs = Array(pairs.pairs.prefix(2))
    for index in pairs.models.indices {
      pairs.models[index].walks = Array(pairs.models[index].walks.prefix(2))
    }
    try put(figures.figure2, narrow: pairs, 2, of: models.objectives, tell: tell)
    try put(figures.figure3, 3, of: models.objectives + [models.control], tell: tell)
    if let figure4 = figures.figure4 {
      // Four images in a row are too small to read in one column.
      var narrow = figure4
      narrow.showsPerturbation = false
      let shown = Set(figure4.modelNames)
      try put(
        figure4, narrow: narrow, 4, of: models.objectives.filter { shown.contains($0.name) },
        tell: tell)
    } else {
      for suffix in FigureFormat.standard.map(\.suffix) + [".json", ".csv"] {
        for form in ["", "-column", "-dark"] { remove("figure-4\(form)\(suffix)") }
      }
    }
    for (name, bytes) in [
      ("README.md", Data(PaperIndex.page(results, figures).utf8)),
      ("results.json", try OrderedJSON.encode(results)),
    ] {
      let file = output.appendingPathComponent(name)
      try AtomicFile.write(bytes, to: file)
      tell(.wrote(file: file.relativePath))
    }
  }

  /// Writes one figure in all its forms.
  ///
  /// - Parameter narrow: what is shown at column width; nil for the same.
  private func put<Kind: PaperFigure>(
    _ figure: Kind, narrow: Kind? = nil, _ number: Int, of shown: [PaperModel],
    tell: (PaperEvent) -> Void
  ) throws {
    let provenance = try provenance(of: shown)
    let name = "figure-\(number)"
    let column = FigureStyle(width: .column)
    var files = try figure.write(
      basename: output.appendingPathComponent(name), provenance: provenance)
    let data = Provenance.File(
      name: "data", path: name + ".json",
      sha256: FileDigest.sha256(try figure.json(provenance: provenance)))
    func redraw(_ form: String, _ formats: [FigureFormat], _ style: FigureStyle) throws {
      let pictures = try figure.pictures(
        basename: output.appendingPathComponent(name + form), formats: formats, style: style,
        dataFile: data, provenance: provenance)
      for picture in pictures {
        try AtomicFile.write(picture.bytes, to: picture.url)
        files.append(picture.url)
      }
    }
    if let narrow {
      files += try narrow.write(
        basename: output.appendingPathComponent(name + "-column"), style: column,
        provenance: provenance)
    } else {
      try redraw("-column", FigureFormat.standard, column)
    }
    try redraw("-dark", [.png, .svg], FigureStyle(theme: .dark))
    for file in files { tell(.wrote(file: file.relativePath)) }
  }

  private func remove(_ name: String) {
    try? FileManager.default.removeItem(at: output.appendingPathComponent(name))
  }
}
