import Foundation
import MAGFiles
import Testing

@testable import MAGFigures

/// A manifest with everything that can trouble a file: markup, other scripts, a long list.
private func sampleManifest() -> FigureManifest {
  FigureManifest(
    figure: "mag.figure3/1", style: FigureStyle(width: .inches(3.5), theme: .dark, models: ["<a>"]),
    renderer: .current(theme: .paper), drawing: String(repeating: "0", count: 64),
    dataFile: Provenance.File(
      name: "data", path: "figure & \"3\".json", sha256: String(repeating: "ab", count: 32)),
    provenance: Provenance(
      command: ["mag", "robustness", "a]]>b\\.safetensors", "ε = 0,1"],
      configuration: .object(["steps": .integer(40), "words": .string("</mag:manifest>\n\u{1}")]),
      seed: 7, images: nil, manifoldDigest: nil, checkpoints: []))
}

@Suite("Manifests in files") struct ManifestFindingTests {
  func file(_ format: FigureFormat, manifest: FigureManifest?) throws -> Data {
    try FigureWriter.render(
      SampleFigures.figure3().figure(theme: .paper), as: format, width: .column, dpi: 72,
      manifest: manifest)
  }

  @Test("what a file was given is found in it", arguments: FigureFormat.allCases)
  func manifest_everyFormat_isFound(_ format: FigureFormat) throws {
    let manifest = sampleManifest()
    #expect(try FigureManifest.find(in: file(format, manifest: manifest), name: "f") == manifest)
    #expect(try FigureManifest.find(in: file(format, manifest: nil), name: "f") == nil)
  }

  @Test("figures that are written say what they were made of", arguments: FigureFormat.allCases)
  func manifest_writtenFigure_names(_ format: FigureFormat) throws {
    let folder = try makeTemporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let base = folder.appendingPathComponent("figure-3")
    let figure = SampleFigures.figure3()
    let style = FigureStyle(width: .column, dotsPerInch: 72)
    try figure.write(basename: base, formats: [format], style: style)
    let bytes = try Data(contentsOf: format.file(base))
    let found = try #require(try FigureManifest.find(in: bytes, name: "f"))
    #expect(found.figure == "mag.figure3/1" && found.style == style && found.provenance == nil)
    #expect(found.dataFile.path == "figure-3.json")
    let data = try Data(contentsOf: base.appendingPathExtension("json"))
    #expect(found.dataFile.sha256 == FileDigest.sha256(data))
    #expect(found.renderer.font.hasPrefix("DejaVu Sans (") && found.renderer.tool == Tool.name)
    // The picture itself does not depend on what is said about it.
    if format.pixelRatio != nil {
      let plain = try FigureWriter.render(
        figure.figure(theme: .paper), as: format, width: .column, dpi: 72)
      #expect(try PNGFile.decode(plain) == PNGFile.decode(bytes))
      #expect(bytes.range(of: Data("Digest\0sha256:\(found.dataFile.sha256)".utf8)) != nil)
    }
  }

  @Test(
    "a manifest that is broken in a PNG or SVG is told of",
    arguments: [
      ("\"schema\"", "\"shema_\"", "the key 'schema' is missing"),
      ("mag.manifest/1", "mag.manifest/2", "should be mag.manifest/1, found mag.manifest/2"),
      ("{\"schema", "[\"schema", "cannot be read"),
    ])
  func manifest_changed_isRefused(_ old: String, _ new: String, _ reason: String) throws {
    for format in [FigureFormat.png, .svg, .pdf] {
      var bytes = try file(format, manifest: sampleManifest())
      let (sought, put) =
        format == .png ? (old, new) : (XMLText.escaped(old), XMLText.escaped(new))
      let place = try #require(bytes.range(of: Data(sought.utf8)))
      bytes.replaceSubrange(place, with: Data(put.utf8))
      let refused = failure { _ = try FigureManifest.find(in: bytes, name: "f.\(format)") }
      #expect(refused?.kind == .badData)
      #expect(refused?.description.contains("f.\(format)") == true)
      #expect(refused?.description.contains(reason) == true, "\(String(describing: refused))")
    }
  }

  @Test("no cut of a file is read as another, and none traps", arguments: FigureFormat.allCases)
  func manifest_cutFile_isNoneOrRefused(_ format: FigureFormat) throws {
    let manifest = sampleManifest()
    let bytes = try file(format, manifest: manifest)
    let place = try #require(bytes.range(of: Data("mag.manifest/1".utf8))?.lowerBound)
    let cuts = Array(0..<64) + Array(stride(from: place - 300, to: place + 4000, by: 7))
    for length in cuts where length < bytes.count {
      do throws(FigureFailure) {
        let found = try FigureManifest.find(in: bytes.prefix(length), name: "f")
        #expect(found == nil || found == manifest, "\(length) bytes")
      } catch {
        #expect(error.kind == .badData)
      }
    }
  }

  @Test("other files are refused", arguments: ["", "GIF89a", "<html><svg/></html>", "%PD", "{}"])
  func manifest_otherFile_isRefused(_ text: String) {
    let refused = failure { _ = try FigureManifest.find(in: Data(text.utf8), name: "x.bin") }
    #expect(
      refused == .unreadable(what: "x.bin", reason: "it is neither a PNG nor an SVG nor a PDF"))
  }

  @Test("an SVG begins with a declaration, comments, a document type, or nothing of these")
  func manifest_svgHeads_areKnown() throws {
    let heads = [
      "", "\u{FEFF}", "<?xml version=\"1.0\"?>\n",
      "<!-- <b> -->\n<?a?><!DOCTYPE svg PUBLIC \"x\">\n ",
    ]
    let text = try sampleManifest().text()
    for head in heads {
      let body = "<mag:manifest>\(XMLText.escaped(text))</mag:manifest>"
      let svg = Data((head + "<svg><metadata>\(body)</metadata></svg>").utf8)
      #expect(try FigureManifest.find(in: svg, name: "f") == sampleManifest())
      #expect(try FigureManifest.find(in: Data((head + "<svg/>").utf8), name: "f") == nil)
    }
  }

  @Test("in XML, several manifests, one without an end, markup and other bytes are refused")
  func manifest_badElements_areRefused() {
    func reason(_ inside: [UInt8]) -> String? {
      let svg = Data("<svg>".utf8) + Data(inside) + Data("</svg>".utf8)
      return failure { _ = try FigureManifest.find(in: svg, name: "f") }?.description
    }
    let (open, close) = (Array("<mag:manifest>".utf8), Array("</mag:manifest>".utf8))
    #expect(reason(open + close + open + close)?.contains("the file holds several") == true)
    #expect(reason(open)?.contains("it has no end") == true)
    #expect(reason(close + open)?.contains("it has no end") == true)
    for inside in ["<b/>", "&nope;", "&#0"] {
      #expect(reason(open + Array(inside.utf8) + close)?.contains("not the text") == true)
    }
    #expect(reason(open + [0xFF, 0xC0] + close)?.contains("not the text") == true)
    let long = [UInt8](repeating: 32, count: FigureManifest.largest + 1)
    #expect(reason(open + long + close)?.contains("longer than 4194304 bytes") == true)
    let endless = [UInt8](repeating: 32, count: 8 * FigureManifest.largest)
    #expect(reason(open + endless + close)?.contains("it has no end") == true)
  }

  @Test("of a PDF that was updated the last manifest counts")
  func manifest_updatedPDF_isLast() throws {
    var first = sampleManifest()
    first.figure = "mag.figure1/1"
    let bytes = try file(.pdf, manifest: first) + file(.pdf, manifest: sampleManifest())
    #expect(try FigureManifest.find(in: bytes, name: "f") == sampleManifest())
  }

  @Test("chunks of a PNG that are cut, too long, compressed or of another keyword")
  func manifest_badChunks_areRefusedOrPassed() throws {
    func find(_ chunks: [UInt8]...) throws -> FigureManifest? {
      var file = PNGChunks.signature
      for chunk in chunks { file += Data(chunk) }
      return try FigureManifest.find(in: file, name: "f.png")
    }
    func chunk(_ type: String, _ contents: [UInt8]) -> [UInt8] {
      [UInt8](PNGBuilder.chunk(type, contents))
    }
    let text = Array(try sampleManifest().text().utf8)
    let head = Array("mag-manifest".utf8)
    let end = chunk("IEND", [])
    let whole = chunk("iTXt", head + [0, 0, 0, 0, 0] + text)
    #expect(try find(chunk("iTXt", head + [0, 0, 0, 0, 0] + text), end) == sampleManifest())
    #expect(try find(chunk("iTXt", head + [0, 0, 0, 100, 101, 0, 66, 0] + text), end) != nil)
    #expect(try find(chunk("iTXt", head + [0, 1, 0, 0, 0] + text), end) == nil)
    #expect(try find(chunk("tEXt", head + [0] + text), end) == nil)
    #expect(try find(chunk("iTXt", head), chunk("iTXt", []), end) == nil)
    #expect(try find(end, whole) == nil)
    for bad in [
      [], [0], Array(whole.dropLast()), [0xFF, 0xFF, 0xFF, 0xFF] + Array(whole.dropFirst(4)),
      [0x80, 0, 0, 0] + Array("iTXt".utf8), Array(whole.prefix(8)),
    ] as [[UInt8]] {
      let refused = failure { _ = try find(bad) }
      #expect(refused?.description.contains("f.png cannot be read: the PNG ends within") == true)
    }
    let broken = failure { _ = try find(chunk("iTXt", head + [0, 0, 0, 0, 0, 0xFF]), end) }
    #expect(broken?.description.contains("it is not UTF-8") == true)
  }
}

@Suite("Metadata of PDF files") struct PDFMetadataTests {
  /// A PDF as Cairo builds it, of an information dictionary and a catalog.
  func pdf(
    version: String = "1.4", catalog: String = "<< /Type /Catalog\n   /Pages 1 0 R\n>>",
    size: Int = 3, root: Int = 2
  ) -> String {
    let info = "%PDF-\(version)\n1 0 obj\n<< /Title (t) >>\nendobj\n"
    let body = info + "2 0 obj\n\(catalog)\nendobj\n"
    func entry(_ offset: Int) -> String {
      String(repeating: "0", count: 10 - String(offset).count) + "\(offset) 00000 n \n"
    }
    return body + """
      xref
      0 3
      0000000000 65535 f \n\(entry(9))\(entry(info.utf8.count))trailer
      << /Size \(size)
         /Root \(root) 0 R
         /Info 1 0 R
      >>
      startxref
      \(body.utf8.count)
      %%EOF

      """
  }

  @Test("what is there stays, and a new catalog names the metadata behind it")
  func update_classic_isAppended() throws {
    let source = pdf()
    let result = try PDFMetadata.embedding("<ε/>", in: Data(source.utf8))
    let text = String(decoding: result, as: UTF8.self)
    #expect(text.hasPrefix(source))
    let count = source.utf8.count
    let stream = "3 0 obj\n<< /Type /Metadata /Subtype /XML /Length 5 >>\nstream\n<ε/>\nendstream\n"
    let catalog = "2 0 obj\n<< /Type /Catalog\n   /Pages 1 0 R\n   /Metadata 3 0 R\n>>\nendobj\n"
    let second = count + (stream + "endobj\n").utf8.count
    let table = second + catalog.utf8.count
    let old = try #require(source.firstMatch(of: /startxref\n(\d+)/)).1
    #expect(
      text.dropFirst(source.count) == """
        \(stream)endobj
        \(catalog)xref
        2 1
        0000000\(second) 00000 n \n3 1
        0000000\(count) 00000 n \ntrailer
        << /Size 4
           /Root 2 0 R
           /Info 1 0 R
           /Prev \(old)
        >>
        startxref
        \(table)
        %%EOF

        """)
  }

  @Test("a file that is built otherwise is refused rather than harmed")
  func update_otherFiles_areRefused() {
    let good = pdf()
    let others = [
      "", "%PDF-1.4\n", String(good.dropLast(1)), good + " ", pdf(size: 4), pdf(root: 1),
      pdf(root: 3), pdf(root: 99_999), pdf(catalog: "<< /Type /Catalog >>"),
      pdf(catalog: "<< /Type /Pages\n   /Kids []\n>>"),
      good.replacing("xref\n0 3\n", with: "xref\n1 3\n"),
      good.replacing("xref\n0 3\n", with: "xref\n0 999999999\n"),
      good.replacing(/startxref\n\d+/, with: "startxref\n9999999999"),
      good.replacing(/startxref\n\d+/, with: "startxref\n3"),
      good.replacing("00000 n \n0", with: "00000 n 0"), good.replacing("trailer", with: "trial"),
      // A stream of cross references, as PDF 1.5 may have it.
      good.replacing("xref\n0 3\n", with: "3 0 obj\n<< /Type /XRef >>\n"),
    ]
    for (index, file) in others.enumerated() {
      let refused = failure { _ = try PDFMetadata.embedding("x", in: Data(file.utf8)) }
      #expect(refused?.kind == .software, "\(index)")
    }
  }
}
