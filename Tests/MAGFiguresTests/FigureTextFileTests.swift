import Foundation
import MAGFiles
import Testing

@testable import MAGFigures

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("SVG files") struct SVGFileTests {
  @Test("the SVG of every figure is well-formed and says the figure's words")
  func files_everyFigure_areWellFormed() throws {
    final class Reader: NSObject, XMLParserDelegate {
      var open = ""
      var texts: [String: String] = [:]
      func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
        qualifiedName: String?, attributes: [String: String]
      ) { open = name }
      func parser(
        _ parser: XMLParser, didEndElement name: String, namespaceURI: String?,
        qualifiedName: String?
      ) { open = "" }
      func parser(_ parser: XMLParser, foundCharacters text: String) {
        texts[open, default: ""] += text
      }
    }
    var odd = SampleFigures.figure3()
    odd.models[0].name = "<a> & \"b\""
    for figure in SampleFigures.all + [odd] {
      let svg = try FigureWriter.render(figure.figure(theme: .paper), as: .svg, width: .page)
      let parser = XMLParser(data: svg)
      let reader = Reader()
      parser.delegate = reader
      #expect(parser.parse(), "\(String(describing: parser.parserError))")
      #expect(reader.texts["title"]?.hasPrefix(figure.name + ". ") == true)
      #expect(reader.texts["desc"] == figure.altText)
    }
  }
}

@Suite("Sentences of figure failures") struct FigureSentenceTests {
  @Test(
    "each names what, where, expected and found, in these words",
    arguments: [
      (
        FigureFailure.widthOutOfRange(inches: 99),
        "the width of a figure must lie between 1.0 and 24.0 inches, found 99.0; use a number or a "
          + "name: \(FigureWidth.Preset.list)"
      ),
      (
        .unknownWidth("wide"),
        "a width is a number of inches or one of \(FigureWidth.Preset.list); found \"wide\""
      ),
      (.unknownFormat("gif"), "a format is one of png, png@2x, svg, pdf, found \"gif\""),
      (
        .dotsPerInchOutOfRange(5),
        "the resolution must lie between 36 and 1200 dots per inch, found 5"
      ),
      (
        .tooNarrow(figure: "Figure 2", inches: 3.25, neededInches: 4.6),
        "Figure 2 cannot be drawn 3.25 inches wide; give it at least 4.6 inches, smaller "
          + "type or less to show"
      ),
      (
        .nothingToDraw(figure: "Figure 4", what: "it has no rows"),
        "Figure 4 has nothing to draw: it has no rows"
      ),
      (
        .notFinite(figure: "Figure 1", what: "every cosine of model \"a\""),
        "Figure 1: every cosine of model \"a\" must be a finite number; leave undefined values out "
          + "and count them"
      ),
      (
        .mismatched(figure: "Figure 4", what: "the image", expected: "2 × 2 pixels", found: "3"),
        "Figure 4: the image should be 2 × 2 pixels, found 3"
      ),
      (
        .missingFont(family: "Nowhere Sans", found: "DejaVu Sans"),
        "the font \"Nowhere Sans\" is not installed and \"DejaVu Sans\" would stand in for it; "
          + "install it (DejaVu Sans is the package fonts-dejavu-core) or name another with --font"
      ),
      (
        .missingSigns("模型", font: "DejaVu Sans", text: "模型 1"),
        "the font \"DejaVu Sans\" has no signs for \"模型\" in \"模型 1\"; name a font that has them "
          + "with --font, or call it otherwise"
      ),
      (.png(action: "written", reason: "no room"), "the PNG image could not be written: no room"),
      (.drawing(format: "pdf", reason: "x"), "Cairo could not draw the pdf figure: x"),
      (.unreadable(what: "a.json", reason: "cut"), "a.json cannot be read: cut"),
    ])
  func sentence_each_isThis(_ failure: FigureFailure, _ sentence: String) {
    #expect(failure.description == sentence)
  }

  @Test("a failure of a file keeps its kind and its words")
  func file_failure_isPassedOn() {
    for inner in [
      FileFailure.diskFull(path: "f.png"), .noFolder(path: "no/f.png", folder: "no"),
      .unwritable(path: "f.png", reason: "read-only file system"), .missing(path: "f.json"),
    ] {
      #expect(FigureFailure.file(inner).kind == inner.kind)
      #expect(FigureFailure.file(inner).description == inner.description)
    }
  }

  @Test("a folder in the place of a picture is told of, and nothing else is written")
  func write_folderInPlace_isRefused() throws {
    let folder = try makeTemporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let base = folder.appendingPathComponent("f")
    try FileManager.default.createDirectory(
      at: base.appendingPathExtension("svg"), withIntermediateDirectories: false)
    let refused = failure {
      try SampleFigures.figure3().write(
        basename: base, formats: [.svg], style: FigureStyle(width: .column))
    }
    #expect(refused?.description.contains("f.svg") == true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["f.svg"])
  }

  @Test("files that are there are replaced whole, and none is left beside them")
  func write_again_replaces() throws {
    let folder = try makeTemporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let base = folder.appendingPathComponent("f")
    let names = ["f.csv", "f.json", "f.svg"]
    for name in names {
      try Data(repeating: 7, count: 1 << 20).write(to: folder.appendingPathComponent(name))
    }
    let figure = SampleFigures.figure3()
    try figure.write(basename: base, formats: [.svg], style: FigureStyle(width: .column))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == names)
    #expect(try Data(contentsOf: base.appendingPathExtension("json")) == figure.json())
    #expect(try Data(contentsOf: base.appendingPathExtension("csv")) == figure.table.data)
    let drawn = try Data(contentsOf: base.appendingPathExtension("svg"))
    #expect(drawn.starts(with: Data("<?xml".utf8)) && drawn.last != 7)
  }
}
