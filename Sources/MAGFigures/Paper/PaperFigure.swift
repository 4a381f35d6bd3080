import Foundation
import MAGFiles

/// A figure of the paper as plain numbers, from which the picture, its data files and its words
/// follow. It knows no network and measures nothing: what was saved can be drawn again.
public protocol PaperFigure: Codable, Sendable {
  /// The name and version of the JSON layout, e.g. "mag.figure1/1".
  static var schemaName: String { get }
  /// The schema this value was made or read with.
  var schema: String { get }
  /// What messages and titles call it, e.g. "Figure 1".
  var name: String { get }
  /// A warning drawn visibly inside the picture, e.g. that a sample was used; `nil` for none.
  var notice: String? { get set }
  /// A caption for print: what is shown and how to read it.
  var caption: String { get }
  /// The picture in words, for readers who cannot see it.
  var altText: String { get }
  /// The models that are shown, in order.
  var modelNames: [String] { get }
  /// The figure of these models alone, in this order.
  ///
  /// - Throws: `.unknownModel` for a name that is none of `modelNames`.
  func selecting(models: [String]) throws(FigureFailure) -> Self
  /// The same with less beside each other, for widths that it does not fit; `nil` where there is no
  /// such form.
  var stacked: Self? { get }
  /// The numbers that are drawn, as a flat table.
  var table: CSVTable { get }
  /// Checks every value that words, tables or pictures are made of, so that none of them meets one
  /// that it has no place for. Values that are read from files have been checked.
  ///
  /// - Throws: `.nothingToDraw`, `.notFinite` or `.mismatched` naming the first value that is
  ///   wrong.
  func validate() throws(FigureFailure)
  /// - Throws: what `validate()` throws.
  func figure(theme: Theme) throws(FigureFailure) -> Figure
}

extension PaperFigure {
  public var stacked: Self? { nil }

  /// Reads what `json()` wrote.
  ///
  /// - Parameters:
  ///   - data: JSON of this kind of figure.
  ///   - source: what messages call the data, usually the path.
  /// - Throws: `.unreadable` for broken JSON, missing keys and values that cannot be drawn,
  ///   `.mismatched` for another schema.
  public static func read(_ data: Data, from source: String) throws(FigureFailure) -> Self {
    let value: Self
    do {
      value = try OrderedJSON.decode(Self.self, from: data, name: source)
    } catch {
      throw .unreadable(what: source, reason: error.detail)
    }
    try value.check(source: source)
    return value
  }

  /// Checks what was decoded.
  ///
  /// - Throws: as `read`.
  func check(source: String) throws(FigureFailure) {
    guard schema == Self.schemaName else {
      throw .mismatched(figure: source, what: "schema", expected: Self.schemaName, found: schema)
    }
    do { try validate() } catch { throw .unreadable(what: source, reason: "\(error)") }
  }

  /// Writes the picture in every format and its data beside it as `basename.json` and
  /// `basename.csv`. The data are those of the whole figure, whatever models the style shows.
  ///
  /// - Parameters:
  ///   - basename: the path of the files, without their extensions.
  ///   - formats: the pictures to write.
  ///   - style: how the pictures look.
  ///   - provenance: where the numbers come from; the data file and every picture say it.
  /// - Returns: the files written, pictures first, in the order of `formats`.
  /// - Throws: what `figure(theme:)`, `FigureWriter.render` and `json()` throw. Everything is drawn
  ///   and encoded before the first file is touched.
  @discardableResult
  public func write(
    basename: URL, formats: [FigureFormat] = FigureFormat.standard,
    style: FigureStyle = FigureStyle(), provenance: Provenance? = nil
  ) throws(FigureFailure) -> [URL] {
    let data = try json(provenance: provenance)
    let dataFile = basename.appendingPathExtension("json")
    var files = try pictures(
      basename: basename, formats: formats, style: style,
      dataFile: Provenance.File(
        name: "data", path: dataFile.lastPathComponent, sha256: FileDigest.sha256(data)),
      provenance: provenance)
    files.append((dataFile, data))
    files.append((basename.appendingPathExtension("csv"), table.data))
    for file in files { try FigureWriter.write(file.bytes, to: file.url) }
    return files.map(\.url)
  }

  /// The picture in every format, ready to be written.
  ///
  /// - Parameters:
  ///   - basename: the path of the pictures, without their extensions.
  ///   - formats: the pictures wanted.
  ///   - style: how they look.
  ///   - dataFile: the file of this figure's data, relative to the folder of `basename`.
  ///   - provenance: where the numbers come from; nil where that is not known.
  public func pictures(
    basename: URL, formats: [FigureFormat], style: FigureStyle, dataFile: Provenance.File,
    provenance: Provenance?
  ) throws(FigureFailure) -> [(url: URL, bytes: Data)] {
    var shown = self
    if let models = style.models { shown = try selecting(models: models) }
    let theme = try style.resolvedTheme
    let layout = try shown.layout(style)
    let manifest = FigureManifest(
      figure: schema, style: style, renderer: .current(theme: theme),
      drawing: layout.digest, dataFile: dataFile, provenance: provenance)
    var files: [(url: URL, bytes: Data)] = []
    for format in formats {
      let bytes = try FigureWriter.render(
        layout, as: format, dpi: style.dotsPerInch, svgText: style.svgText, manifest: manifest)
      files.append((format.file(basename), bytes))
    }
    return files
  }

  /// The places of everything in a style, which has chosen the models already.
  func layout(_ style: FigureStyle) throws(FigureFailure) -> FigureLayout {
    var figure = try figure(theme: style.resolvedTheme)
    figure.title = style.title
    do {
      return try FigureLayout(figure, width: style.width.points())
    } catch {
      guard case .tooNarrow = error, let stacked else { throw error }
      return try stacked.layout(style)
    }
  }

  /// The entries of these models, in this order.
  ///
  /// - Throws: `.unknownModel` for a name that none has.
  func select<Entry>(
    _ names: [String], from entries: [Entry], name: (Entry) -> String
  ) throws(FigureFailure) -> [Entry] {
    var selected: [Entry] = []
    for wanted in names {
      let found = entries.filter { name($0) == wanted }
      guard !found.isEmpty else {
        throw .unknownModel(figure: self.name, found: wanted, known: modelNames)
      }
      selected += found
    }
    return selected
  }

  var metadata: FigureMetadata {
    FigureMetadata(
      title: title, altText: altText,
      keywords: ["manifold-aligned gradients", "adversarial robustness", schema] + modelNames)
  }

  /// The first sentence of the caption.
  private var title: String {
    name + ". "
      + (caption.firstRange(of: ". ").map { String(caption[..<$0.lowerBound]) } ?? caption)
  }
}
