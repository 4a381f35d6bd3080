import Foundation
import Testing

@testable import MAGFigures

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Other people's renderers, which bring the packages librsvg2-bin and poppler-utils.
enum Renderers {
  static let rsvgConvert = "/usr/bin/rsvg-convert"
  /// Not `pdftoppm`, which moves hairlines onto whole pixels.
  static let pdfToCairo = "/usr/bin/pdftocairo"
  static let pdfFonts = "/usr/bin/pdffonts"
  static let pdfToText = "/usr/bin/pdftotext"
  static let pdfInfo = "/usr/bin/pdfinfo"
  static var areThere: Bool {
    [rsvgConvert, pdfToCairo, pdfFonts, pdfToText, pdfInfo].allSatisfy {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  }
}

/// PNG, SVG and PDF of one figure, looked at through other people's renderers.
@Suite("Agreement of the formats", .enabled(if: Renderers.areThere))
struct FormatAgreementTests {
  /// Two pixels a point, so that pages are whole pixels in every renderer.
  static let dpi = 144
  /// The largest difference of a tile that is taken.
  static let bound: Float = 0.15

  func run(_ tool: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: tool)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(tool) \(arguments)")
    return String(decoding: output, as: UTF8.self)
  }

  /// The pixels of a drawing in a format that other people's renderers turn into them.
  func pixels(_ layout: FigureLayout, _ format: FigureFormat, text: SVGText = .text) throws
    -> PagePixels
  {
    let folder = try makeTemporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let base = folder.appendingPathComponent("f")
    let bytes = try FigureWriter.render(layout, as: format, dpi: Self.dpi, svgText: text)
    let file = format.file(base)
    try bytes.write(to: file)
    let picture = base.path + "-seen"
    let dots = String(Self.dpi)
    switch format {
    case .png, .doublePNG: return try PagePixels(png: bytes)
    case .svg:
      _ = try run(
        Renderers.rsvgConvert, ["-d", dots, "-p", dots, file.path, "-o", picture + ".png"])
    case .pdf:
      _ = try run(Renderers.pdfToCairo, ["-r", dots, "-png", "-singlefile", file.path, picture])
    }
    return try PagePixels(png: Data(contentsOf: URL(fileURLWithPath: picture + ".png")))
  }

  @Test("the committed figures are there, of every kind") func figures_all_areRead() {
    let kinds = Set(CommittedFigures.all.map(\.figure.schema))
    #expect(kinds == Set(FigureData.kinds.map(\.schemaName)))
    #expect(CommittedFigures.all.map(\.name) == CommittedFigures.names)
  }

  @Test(
    "rasterised SVG and PDF show what the PNG shows, in both themes and widths",
    arguments: CommittedFigures.names.indices, [FigureStyle.Ground.paper, .dark])
  func formats_tiles_agree(_ index: Int, _ ground: FigureStyle.Ground) throws {
    let entry = CommittedFigures.all[index]
    for width in [FigureWidth.column, .page] {
      if let layout = try layout(entry.figure, ground, width) {
        try compare(layout, "\(entry.name), \(ground), \(width.text)")
      }
    }
  }

  /// The drawing at a width; nil where a column is too narrow for it.
  func layout(
    _ figure: any PaperFigure, _ ground: FigureStyle.Ground, _ width: FigureWidth
  ) throws -> FigureLayout? {
    do {
      return try figure.layout(FigureStyle(width: width, theme: ground))
    } catch {
      guard case .tooNarrow = error, width == .column else { throw error }
      return nil
    }
  }

  func compare(_ layout: FigureLayout, _ name: String) throws {
    let own = try pixels(layout, .png)
    compare(own, try pixels(layout, .pdf), "\(name), PDF")
    compare(own, try pixels(layout, .svg), "\(name), SVG")
    compare(own, try pixels(layout, .svg, text: .outline), "\(name), SVG with outlines")
  }

  func compare(_ own: PagePixels, _ other: PagePixels, _ name: String) {
    #expect(abs(other.width - own.width) <= 1 && abs(other.height - own.height) <= 1, "\(name)")
    let found = own.largestDifference(from: other)
    #expect(found.value <= Self.bound, "\(name), tile at \(found.x), \(found.y)")
  }

  @Test("fonts of every PDF are embedded TrueType", arguments: CommittedFigures.names.indices)
  func pdf_fonts_areEmbedded(_ index: Int) throws {
    let folder = try makeTemporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let base = folder.appendingPathComponent("f")
    let figure = try CommittedFigures.all[index].figure.figure(theme: .paper)
    try FigureWriter.write(figure, basename: base, formats: [.pdf], width: .page)
    let fonts = try run(Renderers.pdfFonts, [base.path + ".pdf"]).split(separator: "\n").dropFirst(
      2)
    #expect(!fonts.isEmpty)
    for font in fonts {
      #expect(font.contains("TrueType"), "\(font)")
      #expect(font.contains("yes yes yes"), "\(font)")
    }
  }

  @Test("text and words about a PDF are read by others, its metadata whole")
  func pdf_words_areRead() throws {
    let folder = try makeTemporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let base = folder.appendingPathComponent("f")
    let figure = SampleFigures.figure3()
    try figure.write(basename: base, formats: [.pdf], style: FigureStyle(width: .column))
    let text = try run(Renderers.pdfToText, [base.path + ".pdf", "-"])
    for word in ["accuracy", "PGD-40", "ε (pixel units", "manifold-robust"] {
      #expect(text.contains(word), "\(word)")
    }
    let facts = try run(Renderers.pdfInfo, [base.path + ".pdf"])
    for fact in [
      #"Title: +Figure 3\. Accuracy"#, #"Subject: +Accuracy against attack size"#,
      #"Keywords: +manifold-aligned gradients, .*, baseline, "#, "Creator: +mag ",
      #"CreationDate: .* 2000"#, "Metadata Stream: +yes", "Pages: +1", #"PDF version: +1\.4"#,
    ] {
      let pattern = try Regex(fact)
      #expect(facts.contains(pattern), "\(fact)")
    }
    let packet = Data(try run(Renderers.pdfInfo, ["-meta", base.path + ".pdf"]).utf8)
    let trimmed = Data(
      String(decoding: packet, as: UTF8.self).drop { $0 != "<" }.utf8)
    #expect(XMLParser(data: trimmed).parse())
    let manifest = try FigureManifest.find(in: Data("%PDF-".utf8) + packet, name: "packet")
    #expect(manifest?.figure == Figure3.schemaName)
  }
}
