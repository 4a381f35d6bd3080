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
  /// The numbers that are drawn, as a flat table.
  var table: CSVTable { get }
  /// - Throws: `.nothingToDraw`, `.notFinite` or `.mismatched` naming the first value that is
  ///   wrong.
  func figure(theme: Theme) throws(FigureFailure) -> Figure
}

extension PaperFigure {
  /// The value as JSON, schema first.
  ///
  /// - Throws: `.unreadable` when a number is not finite.
  public func json() throws(FigureFailure) -> Data {
    do {
      return try OrderedJSON.encode(self)
    } catch {
      throw .unreadable(what: "the data of \(name)", reason: "\(error)")
    }
  }

  /// Reads what `json()` wrote.
  ///
  /// - Parameter source: what messages call the data, usually the path.
  /// - Throws: `.unreadable` for broken JSON or missing keys, `.mismatched` for another schema.
  public static func read(_ data: Data, from source: String) throws(FigureFailure) -> Self {
    let value: Self
    do {
      value = try OrderedJSON.decode(Self.self, from: data, name: source)
    } catch {
      throw .unreadable(what: source, reason: error.description)
    }
    guard value.schema == schemaName else {
      throw .mismatched(figure: source, what: "schema", expected: schemaName, found: value.schema)
    }
    return value
  }

  /// Writes the picture in every format and its data beside it as `basename.json` and
  /// `basename.csv`.
  ///
  /// - Returns: the files written, pictures first, in the order of `formats`.
  /// - Throws: what `figure(theme:)`, `FigureWriter.write` and `json()` throw. Everything is drawn
  ///   and encoded before the first file is touched.
  @discardableResult
  public func write(
    basename: URL, formats: [FigureFormat] = FigureFormat.allCases, width: FigureWidth = .page,
    dpi: Int = 300, theme: Theme = .paper
  ) throws(FigureFailure) -> [URL] {
    let picture = try figure(theme: theme)
    let encoded = try json()
    var urls = try FigureWriter.write(
      picture, basename: basename, formats: formats, width: width, dpi: dpi)
    for (bytes, suffix) in [(encoded, "json"), (table.data, "csv")] {
      let url = basename.appendingPathExtension(suffix)
      try FigureWriter.write(bytes, to: url)
      urls.append(url)
    }
    return urls
  }

  var metadata: FigureMetadata { FigureMetadata(title: title, altText: altText) }

  /// The first sentence of the caption.
  private var title: String {
    name + ". "
      + (caption.firstRange(of: ". ").map { String(caption[..<$0.lowerBound]) } ?? caption)
  }

  /// Checks that numbers are finite before anything is drawn.
  func requireFinite(_ values: [Double], _ what: String) throws(FigureFailure) {
    guard values.allSatisfy(\.isFinite) else { throw .notFinite(figure: name, what: what) }
  }
}
