import ArgumentParser
import Foundation
import MAG

/// `mag draw DATA…`: figures again, from their data files.
struct DrawCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "draw",
    abstract: "Draw figures again from their data files, without measuring.",
    discussion: """
      Every figure has its numbers beside it as JSON; from these it is drawn in any width, palette, \
      theme, font and size, with some or all of its models. The data file stays as it is. Pictures \
      name it with its SHA-256 and keep what it says of its making.

      Without --out pictures stand beside their data. An --out that ends in .png, .svg or .pdf asks \
      for that format alone; several data files need a folder.

      Examples:
        mag draw figures/figure-1.json --out figure-1.pdf --width icml
        mag draw figures/*.json --out slides/ --theme dark --font-size 12 --format svg
      """)

  @Argument(help: ArgumentHelp("Data files of figures.", valueName: "data"))
  var files: [String]

  @Option(
    help: ArgumentHelp(
      "A picture, a name without an ending, or a folder (default: beside the data).",
      valueName: "file|folder"))
  var out: String?

  @OptionGroup var json: JSONOptions
  @OptionGroup(title: "Style") var style: StyleOptions

  func validate() throws {
    if let out, out.isEmpty {
      throw OptionFailure(option: "--out", expected: "a file or a folder", found: "nothing")
    }
    _ = try targets
  }

  private var targets: [DrawingTarget] {
    get throws {
      try DrawingTarget.all(
        of: files, out: out, formats: style.format == nil ? nil : style.formats)
    }
  }

  private struct Document: Encodable {
    struct Picture: Encodable {
      var path: String
      var format: FigureFormat
      var bytes: Int
      var sha256: String
    }

    struct Drawn: Encodable {
      var data: String
      var sha256: String
      /// The schema of the data.
      var figure: String
      var pictures: [Picture]
    }

    var schema = "mag.draw/1"
    var tool = Tool.name
    var style: FigureStyle
    var figures: [Drawn]
  }

  func run() throws {
    let targets = try targets
    let style = try style.style
    try CairoTextMeasurer().require(family: style.font)
    try json.prepare(keeping: files + targets.flatMap(\.files).map(\.path))
    // A folder that is named as one is made; what is drawn comes first, so that a failure leaves
    // nothing behind.
    var document = Document(style: style, figures: [])
    var pictures: [(url: URL, bytes: Data)] = []
    for target in targets {
      let bytes = try FileInput.read(URL(fileURLWithPath: target.source))
      let digest = FileDigest.sha256(bytes)
      let data = try FigureData(reading: bytes, from: target.source)
      let folder = target.basename.deletingLastPathComponent()
      let drawn = try data.figure.pictures(
        basename: target.basename, formats: target.formats, style: style,
        dataFile: Provenance.File(
          name: "data",
          path: RecordedPath.of(URL(fileURLWithPath: target.source), from: folder),
          sha256: digest), provenance: data.provenance)
      pictures += drawn
      document.figures.append(
        Document.Drawn(
          data: target.source, sha256: digest, figure: data.figure.schema,
          pictures: zip(target.formats, drawn).map { format, file in
            Document.Picture(
              path: file.url.relativePath, format: format, bytes: file.bytes.count,
              sha256: FileDigest.sha256(file.bytes))
          }))
    }
    try write(pictures)
    try json.print("Wrote \(pictures.map(\.url.relativePath).joined(separator: ", "))\n")
    try json.write(document)
  }

  /// Writes all pictures, having made sure that each can be.
  private func write(_ pictures: [(url: URL, bytes: Data)]) throws {
    if let out, files.count > 1 || out.hasSuffix("/") {
      try AtomicFile.makeFolder(URL(fileURLWithPath: out))
    }
    for picture in pictures { try OutputCheck.file(picture.url) }
    for picture in pictures { try AtomicFile.write(picture.bytes, to: picture.url) }
  }
}
