import Foundation
import Testing

@testable import MAGFigures

@Suite("Figure files") struct FigureFileTests {
  func bytes(_ figure: any PaperFigure, _ format: FigureFormat) throws -> Data {
    try FigureWriter.render(figure.figure(theme: .paper), as: format, width: .page, dpi: 100)
  }

  /// Figures of every kind, among them those with the most in them.
  static var figures: [any PaperFigure] {
    SampleFigures.all + CommittedFigures.all.map(\.figure)
  }

  @Test("the bytes do not depend on what was drawn before", arguments: FigureFormat.allCases)
  func files_anyOrder_areSame(_ format: FigureFormat) throws {
    let figures = Self.figures
    let forwards = try figures.map { try bytes($0, format) }
    let backwards = try figures.reversed().map { try bytes($0, format) }
    for (index, file) in forwards.enumerated() {
      #expect(file == backwards[figures.count - 1 - index], "figure \(index)")
    }
    #expect(Set(forwards).count == figures.count)
  }

  @Test("figures drawn at the same time come out the same", arguments: FigureFormat.allCases)
  func files_concurrently_areSame(_ format: FigureFormat) async throws {
    let figures = Self.figures
    let alone = try figures.map { try bytes($0, format) }
    let together = try await withThrowingTaskGroup(of: (Int, Data).self) { group in
      // Each twice, and neighbours in time of different kinds.
      for number in 0..<2 * figures.count {
        let index = number * 7 % figures.count
        group.addTask { (index, try bytes(figures[index], format)) }
      }
      return try await group.reduce(into: [(Int, Data)]()) { $0.append($1) }
    }
    #expect(together.count == 2 * figures.count)
    for (index, file) in together { #expect(file == alone[index], "figure \(index)") }
  }

  @Test("a PNG has the pixels that width and resolution ask for")
  func png_size_followsResolution() throws {
    let figure = try SampleFigures.figure1(count: 100).figure(theme: .paper)
    let png = try FigureWriter.render(figure, as: .png, width: .column, dpi: 200)
    let image = try PNGFile.decodeGray(png)
    let height = try FigureLayout(figure, width: 234).size.height
    #expect(image.width == 650)
    #expect(image.height == Int((height / 72 * 200).rounded(.up)))
    // White ground in all corners, ink somewhere.
    let corners = [0, image.width - 1, image.pixels.count - image.width, image.pixels.count - 1]
    #expect(corners.allSatisfy { image.pixels[$0] == 255 })
    #expect(image.pixels.contains { $0 < 60 })
  }

  @Test("twice the resolution is twice the pixels on as large a page", arguments: [72, 100, 299])
  func png_double_isAsLarge(_ dpi: Int) throws {
    let figure = try SampleFigures.figure3().figure(theme: .paper)
    func file(_ format: FigureFormat) throws -> (picture: PNGPicture, dotsPerMetre: Int) {
      let png = try FigureWriter.render(figure, as: format, width: .inches(3.3), dpi: dpi)
      var chunks = PNGChunks(png, name: "f.png")
      var dots = 0
      while let chunk = try chunks.next() {
        // Pixels a metre of x, pixels a metre of y, and 1 for the metre.
        if chunk.type == "pHYs" {
          let bytes = Array(chunk.contents)
          #expect(bytes[0..<4] == bytes[4..<8] && bytes[8] == 1)
          dots = bytes[0..<4].reduce(0) { $0 << 8 | Int($1) }
        }
      }
      return (try PNGFile.decode(png), dots)
    }
    let (plain, double) = (try file(.png), try file(.doublePNG))
    #expect(double.picture.width == 2 * plain.picture.width)
    #expect(double.picture.height == 2 * plain.picture.height)
    #expect(plain.dotsPerMetre == Int((Double(dpi) / 0.0254).rounded()))
    #expect(double.dotsPerMetre == Int((Double(2 * dpi) / 0.0254).rounded()))
  }

  @Test("files are named after their format, in folders and with points in the name too")
  func format_file_isNamed() {
    let base = URL(fileURLWithPath: "/a.b/figure-1.5")
    #expect(
      FigureFormat.allCases.map { $0.file(base).path } == [
        "/a.b/figure-1.5.png", "/a.b/figure-1.5@2x.png", "/a.b/figure-1.5.svg",
        "/a.b/figure-1.5.pdf",
      ])
    #expect(FigureFormat.standard == [.png, .svg, .pdf])
  }

  @Test("an SVG has its title and description, and references that lead somewhere")
  func svg_structure_isClean() throws {
    let figure = SampleFigures.figure2()
    let text = String(decoding: try bytes(figure, .svg), as: UTF8.self)
    let title = try #require(
      text.firstMatch(of: /<title id="([^"]*)">Figure 2. Predicted class along the straight path/))
    let description = try #require(
      text.firstMatch(of: /<desc id="([^"]*)">Step functions of the predicted class on 3 paths/))
    #expect(text.contains("role=\"img\" aria-labelledby=\"\(title.1) \(description.1)\""))
    #expect(text.contains(/width="486pt" height="\d+pt" viewBox="0 0 486 \d+"/))
    let ids = text.matches(of: /[ ]id="([^"]*)"/).map { String($0.1) }
    #expect(Set(ids).count == ids.count)
    #expect(ids.allSatisfy { $0.hasPrefix(title.1.dropLast("title".count)) })
    let references = text.matches(of: /(?:href="#|url\(#)([^")]*)/).map { String($0.1) }
    #expect(!references.isEmpty)
    #expect(Set(references).isSubset(of: Set(ids)))
  }

  @Test("a PDF has a title, a fixed date and no Type 3 font")
  func pdf_structure_isClean() throws {
    let text = String(decoding: try bytes(SampleFigures.figure3(), .pdf), as: UTF8.self)
    #expect(text.hasPrefix("%PDF-1."))
    #expect(text.contains("/CreationDate (20000101000000"))
    #expect(text.contains("/Keywords (manifold-aligned gradients, adversarial robustness"))
    #expect(text.contains("/FontFile2"))
    #expect(!text.contains("/Type3"))
  }

  @Test("every format is written, in the order asked, with its data beside it")
  func write_allFormats_areThere() throws {
    let folder = try makeTemporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let urls = try SampleFigures.figure3().write(
      basename: folder.appendingPathComponent("figure-3"), formats: [.pdf, .png],
      style: FigureStyle(width: .column, dotsPerInch: 72))
    let names = ["figure-3.pdf", "figure-3.png", "figure-3.json", "figure-3.csv"]
    #expect(urls.map(\.lastPathComponent) == names)
    let found = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(found.sorted() == names.sorted())
  }

  @Test("an unwritable place is told of, by its path")
  func write_noFolder_isRefused() throws {
    let folder = try makeTemporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("file")
    try Data().write(to: file)
    let refused = failure {
      try SampleFigures.figure3().write(
        basename: file.appendingPathComponent("figure"), formats: [.svg])
    }
    #expect(refused?.kind == .cannotWrite)
    #expect(refused?.description.contains(file.path) == true)
  }

  @Test("nothing is written when one of the formats or the data cannot be")
  func write_badFigure_leavesNothing() throws {
    let folder = try makeTemporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let base = folder.appendingPathComponent("figure")
    let broken = SampleFigures.figure3(firstAccuracy: .nan)
    #expect(failure { try broken.write(basename: base) }?.kind == .badData)
    let narrow = failure {
      try SampleFigures.figure2().write(basename: base, style: FigureStyle(width: .inches(1)))
    }
    #expect(narrow?.kind == .usage)
    let coarse = failure {
      try SampleFigures.figure3().write(basename: base, style: FigureStyle(dotsPerInch: 5000))
    }
    #expect(coarse == .dotsPerInchOutOfRange(5000))
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(left.isEmpty)
  }

  @Test("widths are words or inches", arguments: [("column", 3.25), ("page", 6.75), ("5.5", 5.5)])
  func width_text_isRead(_ text: String, _ inches: Double) throws {
    #expect(try FigureWidth(text).inches == inches)
  }

  @Test("other widths are refused", arguments: ["wide", "", "0.2", "-3", "99", "nan", "inf"])
  func width_badText_isRefused(_ text: String) {
    let refused = failure { _ = try FigureWidth(text) }
    #expect(refused?.kind == .usage)
  }

  @Test("lists of formats are read in order, unknown ones refused by name")
  func formats_text_areRead() throws {
    #expect(try FigureFormat.list("svg,PNG,svg,png@2x") == [.svg, .png, .doublePNG])
    #expect(failure { _ = try FigureFormat.list("png,jpg") } == .unknownFormat("jpg"))
    #expect(failure { _ = try FigureFormat.list("") } == .unknownFormat(""))
  }
}
