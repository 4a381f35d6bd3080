import Foundation
import MAG
import Testing

@testable import MAGReport

@Suite("Evidence of reports") struct EvidenceTests {
  @Test("a measurement is read with its numbers, a figure's data with its figure")
  func evidence_documents_areRead() throws {
    let measured = try Toys.evidence(
      Toys.document("mag.robustness/1", [Toys.entry(Toys.curves([("pgd", [90, 40, 10])]))]))
    guard case .measurement(let document) = measured.content else {
      Issue.record("not a measurement")
      return
    }
    #expect(document.checkpoints[0].curves?.map(\.correct) == [90, 40, 10])
    #expect(document.checkpoints[0].attacks?[0].steps == 40)
    #expect(document.configuration["random"]?.number == 3)
    let figure = Figure1(models: [Figure1.Model(name: "a", cosines: [0.5, 0.75])])
    let drawn = try Toys.evidence(figure.json())
    guard case .figure(let data) = drawn.content else {
      Issue.record("not a figure")
      return
    }
    #expect(data.figure.modelNames == ["a"])
  }

  @Test("what a document says comes back the same from JSON")
  func checkpointResult_JSON_roundTrips() throws {
    let text = Toys.entry(assumptions: ["x"], Toys.pairs(oneSided: true))
    let read = try OrderedJSON.decode(CheckpointResult.self, from: Data(text.utf8))
    let again = try OrderedJSON.decode(CheckpointResult.self, from: OrderedJSON.encode(read))
    #expect(again.pairs == read.pairs && again.assumptions == ["x"])
    #expect(read.pairs?[0].crossings[0].anglesOneSided == [17.4, 20.1])
    #expect(again.preprocessing.isIdentity)
  }

  @Test("another schema is refused with those that are known")
  func evidence_otherSchema_isRefused() throws {
    let found = refusal { _ = try Toys.evidence(Data(#"{"schema": "mag.tilt/1"}"#.utf8), "t.json") }
    #expect(found?.kind == .badData)
    #expect(found?.text.hasPrefix("t.json: expected a measurement (mag.alignment/1, ") == true)
    #expect(found?.text.contains("found the schema 'mag.tilt/1'") == true)
  }

  @Test(
    "JSON that is cut off, or lacks a key, is refused by name",
    arguments: [
      #"{"schema": "mag.alignment/1", "tool": "#, #"{"tool": "mag"}"#, "", "[]",
      #"{"schema": "mag.alignment/1", "tool": "mag 0.1.0", "configuration": {}}"#,
    ])
  func evidence_truncated_isRefused(_ text: String) {
    let found = refusal { _ = try Toys.evidence(Data(text.utf8), "cut.json") }
    #expect(found?.kind == .badData)
    #expect(found?.text.hasPrefix("cut.json") == true)
  }

  @Test("a folder gives its documents and those below it, in order, without foreign files")
  func folder_documents_areFound() throws {
    try withFolder { folder in
      let below = folder.appendingPathComponent("below")
      try FileManager.default.createDirectory(at: below, withIntermediateDirectories: true)
      let document = Toys.document("mag.alignment/1", [Toys.entry(Toys.alignment())])
      try document.write(to: folder.appendingPathComponent("b.json"))
      try document.write(to: below.appendingPathComponent("a.json"))
      // The narrow form of a figure that is there is not shown twice.
      try document.write(to: folder.appendingPathComponent("b-column.json"))
      try document.write(to: folder.appendingPathComponent("z-column.json"))
      try Data(#"{"schema": "other/1"}"#.utf8).write(to: folder.appendingPathComponent("c.json"))
      try Data(#"{"name": "other"}"#.utf8).write(to: folder.appendingPathComponent("d.json"))
      try Data("text".utf8).write(to: folder.appendingPathComponent("e.txt"))
      let source = try ReportSource(folder.path)
      #expect(
        try Evidence.read(source, for: folder).map(\.name)
          == ["b.json", "below/a.json", "z-column.json"])
    }
  }

  @Test("a folder without documents, and a path without file, are refused")
  func folder_empty_isRefused() throws {
    try withFolder { folder in
      let empty = refusal { _ = try ReportSource(folder.path) }
      #expect(empty?.kind == .noInput)
      #expect(empty?.text.contains("expected measurements or figure data as JSON") == true)
      try Data(#"{"schema": "other/1"}"#.utf8).write(to: folder.appendingPathComponent("c.json"))
      let foreign = refusal {
        _ = try Evidence.read(ReportSource(folder.path), for: folder)
      }
      #expect(foreign?.kind == .noInput)
      let missing = refusal { _ = try ReportSource(folder.path + "/none.json") }
      #expect(missing?.kind == .noInput)
      #expect(missing?.text.contains("there is no such file") == true)
    }
  }

  @Test("documents and checkpoints are told apart by their first bytes")
  func source_bytes_decide() throws {
    try withFolder { folder in
      func source(_ bytes: [UInt8], _ name: String) throws -> ReportSource {
        let file = folder.appendingPathComponent(name)
        try Data(bytes).write(to: file)
        return try ReportSource(file.path)
      }
      // A safetensors header of 123 bytes begins with the byte of a brace.
      let sources = [
        try source(Array("{\"a\": 1}".utf8), "document"), try source([0x80], "cut.json"),
        try source([0x7B, 0, 0, 0, 0, 0, 0, 0], "weights"), try source([], "empty.safetensors"),
      ]
      #expect(sources.map(\.isCheckpoint) == [false, false, true, true])
    }
  }

  @Test("a page's format follows from its name or its file's ending")
  func format_names_areRead() throws {
    #expect(try ReportFormat(name: nil, file: "a/b.html") == .html)
    #expect(try ReportFormat(name: nil, file: "b.TEX") == .latex)
    #expect(try ReportFormat(name: "md", file: "b.html") == .markdown)
    for (name, file, word) in [
      ("docx", "a.html", "--format: expected html, md or tex, found 'docx'"),
      (nil, "a.docx", "a.docx: expected html, md or tex, found 'docx'"),
      (nil, "folder.html/a", "folder.html/a: expected html, md or tex, found ''"),
    ] as [(String?, String, String)] {
      let found = refusal { _ = try ReportFormat(name: name, file: file) }
      #expect(found?.kind == .usage && found?.text.hasPrefix(word) == true)
    }
  }
}
