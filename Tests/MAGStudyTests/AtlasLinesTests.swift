import Foundation
import MAGFiles
import MAGGeometry
import MAGNetwork
import Testing

@testable import MAGStudy

@Suite("Lines files of an atlas") struct AtlasLinesTests {
  /// Records with everything that can be there, and without it.
  private var records: [AtlasRecord] {
    var full = AtlasToy.crossing(1.0 / 3, 0, 2, angle: 12.5, alignment: 0.1, cosine: 0.7)
    (full.kinkGap, full.anglesOneSided) = (1e-12, [12.5, 12.75])
    var leaving = AtlasToy.crossing(0.75, 2, 1, angle: nil, alignment: 0.25)
    (leaving.directionAlignment, leaving.onManifoldTerm, leaving.offManifoldTerm) =
      (0.5, -1e-17, 0.125)
    let certificate = LineCertificate(
      pointsChecked: 12, largestLogitDifference: 1e-13, relativeLogitDifference: 1e-14,
      crossingsConfirmed: 2, crossingsChecked: 2, delta: 1e-7)
    return [
      AtlasToy.record(
        0, crossings: [full, leaving], pieces: 17, certificate: certificate,
        checkpoint: "odd, \"name\""),
      AtlasToy.record(1, family: .adversarial, crossings: [], pieces: nil),
      AtlasToy.record(2, family: .sameClass, labels: (1, 1), start: 1),
    ]
  }

  @Test("records come back as they were written", arguments: AtlasLinesFormat.allCases)
  func formats_records_comeBack(_ format: AtlasLinesFormat) throws {
    try withScratch { folder in
      let url = folder.appendingPathComponent("lines.\(format.rawValue)")
      let identity = try AtlasToy.identity(AtlasToy.settings(3))
      try (format.head(identity) + format.encode(records)).write(to: url)
      let reader = try AtlasLinesReader(url)
      var found: [AtlasRecord] = []
      while let record = try reader.next() { found.append(record) }
      #expect(found == records)
      #expect(reader.identity == identity && reader.format == format)
      #expect(try reader.offset == Data(contentsOf: url).count)
    }
  }

  @Test("a CSV file is one header and a row a crossing, an empty one where a line has none")
  func csv_rows_areByHand() throws {
    let text = String(decoding: try AtlasLinesFormat.csv.encode(records), as: UTF8.self)
    let rows = text.split(separator: "\n").map { AtlasCSV.fields(String($0)) }
    #expect(rows.map(\.count) == Array(repeating: AtlasCSV.columns.count, count: 4))
    func column(_ name: String) -> [String] {
      rows.map { $0[AtlasCSV.columns.firstIndex(of: name) ?? 0] }
    }
    #expect(column("checkpoint") == ["odd, \"name\"", "odd, \"name\"", "toy", "toy"])
    #expect(column("number") == ["0", "0", "1", "2"])
    #expect(column("crossings") == ["2", "2", "0", "0"])
    #expect(column("crossing") == ["0", "1", "", ""])
    #expect(column("angle_degrees") == ["12.5", "", "", ""])
    #expect(column("pieces") == ["17", "17", "", "1"])
    #expect(column("angle_after") == ["12.75", "", "", ""])
    #expect(column("points_checked") == ["12", "12", "", ""])
    #expect(AtlasCSV.fields("a,\"b,\"\"c\"\"\",,d") == ["a", "b,\"c\"", "", "d"])
  }

  @Test(
    "a file cut off anywhere gives the records before the cut and says where the next begins",
    arguments: AtlasLinesFormat.allCases)
  func reader_cutOff_keepsWholeRecords(_ format: AtlasLinesFormat) throws {
    try withScratch { folder in
      let url = folder.appendingPathComponent("lines.\(format.rawValue)")
      let head = try format.head(AtlasToy.identity(AtlasToy.settings(3)))
      let parts = try records.map { try format.encode([$0]) }
      let whole = parts.reduce(head, +)
      let ends = parts.reduce(into: [head.count]) { $0.append(($0.last ?? 0) + $1.count) }
      for cut in head.count...whole.count {
        try whole.prefix(cut).write(to: url)
        let reader = try AtlasLinesReader(url)
        var count = 0
        while try reader.next() != nil { count += 1 }
        #expect(count == ends.dropFirst().count { $0 <= cut })
        #expect(reader.offset == ends.last { $0 <= cut })
      }
    }
  }

  @Test("files of something else, of another format and of damaged records are refused")
  func reader_otherFiles_areRefused() throws {
    try withScratch { folder in
      let url = folder.appendingPathComponent("a.jsonl")
      for text in ["", "hello\n", "{\"schema\": \"mag.crossings/1\"}\n"] {
        try Data(text.utf8).write(to: url)
        #expect(throws: AtlasFailure.notLines(path: url.relativePath)) {
          try AtlasLinesReader(url)
        }
      }
      let identity = try AtlasToy.identity(AtlasToy.settings(3))
      try (AtlasLinesFormat.jsonl.head(identity) + Data("{}\n".utf8)).write(to: url)
      let reader = try AtlasLinesReader(url)
      let failure = #expect(throws: AtlasFailure.self) { try reader.next() }
      #expect(failure?.description.contains("line 2: expected a record") == true)
      #expect(throws: AtlasFailure.linesName(path: "lines.txt")) {
        try AtlasLinesFormat(path: "lines.txt")
      }
      // A row of another line where a crossing must follow.
      let csv = folder.appendingPathComponent("a.csv")
      let rows = String(decoding: try AtlasLinesFormat.csv.encode(records), as: UTF8.self)
        .split(separator: "\n")
      let text = "\(rows[0])\n\(rows[2])\n"
      try (AtlasLinesFormat.csv.head(identity) + Data(text.utf8)).write(to: csv)
      let damaged = #expect(throws: AtlasFailure.self) { try AtlasLinesReader(csv).next() }
      #expect(damaged?.description.contains("line 4: expected crossing 1") == true)
    }
  }

  @Test("a file of another run is refused with the first setting that differs")
  func file_otherRun_isRefused() throws {
    try withScratch { folder in
      let url = folder.appendingPathComponent("a.jsonl")
      let settings = AtlasToy.settings(30)
      _ = try AtlasLinesFile(url, identity: AtlasToy.identity(settings))
      func refusal(_ identity: AtlasIdentity) -> AtlasFailure? {
        do {
          _ = try AtlasLinesFile(url, identity: identity)
          return nil
        } catch {
          return error as? AtlasFailure
        }
      }
      #expect(refusal(try AtlasToy.identity(settings)) == nil)
      let path = url.relativePath
      var other = settings
      other.pairs = 31
      #expect(
        refusal(try AtlasToy.identity(other))
          == .otherRun(path: path, key: "configuration.pairs", there: "30", here: "31"))
      let models = refusal(try AtlasToy.identity(settings, models: ["other"]))
      #expect(models?.description.contains("checkpoints[0].name is toy there") == true)
      #expect(models?.kind == .badData)
      let more = refusal(try AtlasToy.identity(settings, models: ["toy", "more"]))
      #expect(more?.description.contains("is absent there") == true)
      var hinted = try AtlasToy.identity(settings)
      hinted.checkpoints[0].hints = HintRecord(CheckpointHints(activation: .tanh))
      #expect(refusal(hinted)?.description.contains("checkpoints[0].hints") == true)
      var data = try AtlasToy.identity(settings)
      data.data.digests.testImages = "z"
      #expect(refusal(data)?.description.contains("data.digests.test_images") == true)
      _ = try AtlasLinesFile(url, identity: data, overwrite: true)
      #expect(refusal(data) == nil)
    }
  }
}
