import CCairo
import Foundation
import MAGFiles

/// What a figure file carries about its own making, in PNG, SVG and PDF alike.
public struct FigureManifest: Codable, Sendable, Equatable {
  public static let schemaName = "mag.manifest/1"

  /// The software that drew: the bytes of its files depend on the versions of all of it.
  public struct Renderer: Codable, Sendable, Equatable {
    /// For example `mag 0.1.0`.
    public var tool: String
    /// For example `1.16.0`.
    public var cairo: String
    /// The family that was found and its number of glyphs, by which versions of a font are told
    /// apart, e.g. `DejaVu Sans (6253 glyphs)`.
    public var font: String
    /// What compresses PNGs and the streams of PDFs, e.g. `zlib 1.2.13`.
    public var compression: String

    public init(
      tool: String = Tool.name, cairo: String, font: String,
      compression: String = Gzip.libraryVersion
    ) {
      self.tool = tool
      self.cairo = cairo
      self.font = font
      self.compression = compression
    }

    /// For people: `mag 0.1.0, Cairo 1.16.0, DejaVu Sans (6253 glyphs), zlib 1.2.13`.
    public var words: String { "\(tool), Cairo \(cairo), \(font), \(compression)" }

    /// The versions that draw now.
    public static func current(theme: Theme) -> Renderer {
      let font = CairoFont(family: theme.family)
      return Renderer(
        cairo: String(cString: cairo_version_string()),
        font: "\(font.foundFamily) (\(font.glyphCount) glyphs)")
    }
  }

  public var schema = FigureManifest.schemaName
  /// The schema of the figure's data, e.g. `mag.figure1/1`.
  public var figure: String
  public var style: FigureStyle
  public var renderer: Renderer
  /// `FigureLayout.digest`: the same for every format and resolution.
  public var drawing: String
  /// The file with the figure's data, relative to the figure's folder, and its digest.
  public var dataFile: Provenance.File
  /// Nil for data that do not say where they come from.
  public var provenance: Provenance?

  public init(
    figure: String, style: FigureStyle, renderer: Renderer, drawing: String,
    dataFile: Provenance.File, provenance: Provenance?
  ) {
    self.figure = figure
    self.style = style
    self.renderer = renderer
    self.drawing = drawing
    self.dataFile = dataFile
    self.provenance = provenance
  }

  /// The manifest as one line of JSON, the form in which files carry it.
  ///
  /// - Throws: `.unreadable` when it cannot be written as JSON.
  public func text() throws(FigureFailure) -> String {
    do {
      return String(decoding: try OrderedJSON.encodeLine(self), as: UTF8.self)
    } catch {
      throw .unreadable(what: "the manifest", reason: "\(error)")
    }
  }

  /// Reads what `text()` wrote.
  ///
  /// - Parameters:
  ///   - text: one line of JSON.
  ///   - source: what messages call the file it was found in.
  /// - Throws: `.unreadable` for broken JSON or missing keys, `.mismatched` for another schema.
  public init(text: String, from source: String) throws(FigureFailure) {
    do {
      self = try OrderedJSON.decode(FigureManifest.self, from: Data(text.utf8), name: source)
    } catch {
      throw .unreadable(what: "the manifest of \(source)", reason: error.detail)
    }
    guard schema == FigureManifest.schemaName else {
      throw .mismatched(
        figure: source, what: "the manifest's schema", expected: FigureManifest.schemaName,
        found: schema)
    }
  }
}
