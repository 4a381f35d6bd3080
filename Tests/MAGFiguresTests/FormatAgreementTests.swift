import Foundation
import Testing

@testable import MAGFigures

/// Other people's renderers, which bring the packages librsvg2-bin and poppler-utils.
enum Renderers {
  static let rsvgConvert = "/usr/bin/rsvg-convert"
  static let pdfToPPM = "/usr/bin/pdftoppm"
  static let pdfFonts = "/usr/bin/pdffonts"
  static let pdfToText = "/usr/bin/pdftotext"
  static var areThere: Bool {
    [rsvgConvert, pdfToPPM, pdfFonts, pdfToText].allSatisfy {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  }
}

/// PNG, SVG and PDF of one figure, looked at through other people's renderers.
@Suite("Agreement of the formats", .enabled(if: Renderers.areThere))
struct FormatAgreementTests {
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

  /// Mean darkness of each 32-pixel tile, in 0...1.
  func tiles(_ image: GrayImage, columns: Int, rows: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: columns * rows)
    for y in 0..<min(image.height, rows * 32) {
      for x in 0..<min(image.width, columns * 32) {
        sums[y / 32 * columns + x / 32] += 1 - Double(image.pixels[y * image.width + x]) / 255
      }
    }
    return sums.map { $0 / (32 * 32) }
  }

  @Test("rasterised SVG and PDF show what the PNG shows", arguments: SampleFigures.all.indices)
  func formats_tiles_agree(_ index: Int) throws {
    let folder = try makeTemporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let figure = try SampleFigures.all[index].figure(theme: .paper)
    let base = folder.appendingPathComponent("f")
    try FigureWriter.write(
      figure, basename: base, formats: [.png, .svg, .pdf], width: .page, dpi: 100)
    _ = try run(
      Renderers.rsvgConvert,
      ["-d", "100", "-p", "100", base.path + ".svg", "-o", base.path + "-svg.png"])
    _ = try run(
      Renderers.pdfToPPM,
      ["-r", "100", "-png", "-singlefile", base.path + ".pdf", base.path + "-pdf"])
    let own = try PNGFile.decodeGray(Data(contentsOf: base.appendingPathExtension("png")))
    let columns = own.width / 32
    let rows = own.height / 32
    let expected = tiles(own, columns: columns, rows: rows)
    #expect(expected.contains { $0 > 0.05 })
    for suffix in ["-svg.png", "-pdf.png"] {
      let other = try PNGFile.decodeGray(Data(contentsOf: URL(fileURLWithPath: base.path + suffix)))
      #expect(abs(other.width - own.width) <= 1 && abs(other.height - own.height) <= 1)
      for (tile, found) in tiles(other, columns: columns, rows: rows).enumerated() {
        // Renderers differ in antialiasing; a missing label or line changes far more.
        #expect(
          abs(found - expected[tile]) < 0.06,
          "\(suffix), tile \(tile % columns), \(tile / columns)")
      }
    }
  }

  @Test("fonts of a PDF are embedded TrueType, and its text can be read")
  func pdf_fonts_areEmbedded() throws {
    let folder = try makeTemporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let base = folder.appendingPathComponent("f")
    let figure = try SampleFigures.figure3().figure(theme: .paper)
    try FigureWriter.write(figure, basename: base, formats: [.pdf], width: .column)
    let fonts = try run(Renderers.pdfFonts, [base.path + ".pdf"]).split(separator: "\n").dropFirst(
      2)
    #expect(!fonts.isEmpty)
    for font in fonts {
      #expect(font.contains("TrueType"), "\(font)")
      #expect(font.contains("yes yes yes"), "\(font)")
    }
    let text = try run(Renderers.pdfToText, [base.path + ".pdf", "-"])
    for word in ["accuracy", "PGD-40", "ε (pixel units", "manifold-robust"] {
      #expect(text.contains(word), "\(word)")
    }
  }
}
