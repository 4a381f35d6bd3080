import Foundation
import MAGGeometry
import Testing

@testable import MAGStudy

@Suite("Edited lines files of an atlas") struct AtlasTamperTests {
  private static let check = AtlasRecordCheck(classCount: 3, method: .exact)

  /// A value that is edited, the crossing that it belongs to, and what is said of it.
  struct Edit: Sendable, CustomTestStringConvertible {
    var crossing: Int?
    var words: String
    var isForCSV = false
    var change: @Sendable (inout AtlasRecord) -> Void
    var testDescription: String { words }

    init(
      _ words: String, crossing: Int? = nil, csv: Bool = false,
      _ change: @escaping @Sendable (inout AtlasRecord) -> Void
    ) {
      (self.words, self.crossing, isForCSV, self.change) = (words, crossing, csv, change)
    }
  }

  private static func certificate(
    points: Int = 12, difference: Double = 1e-13, confirmed: Int = 2, checked: Int = 2
  ) -> LineCertificate {
    LineCertificate(
      pointsChecked: points, largestLogitDifference: difference, relativeLogitDifference: 1e-14,
      crossingsConfirmed: confirmed, crossingsChecked: checked, delta: 1e-7)
  }

  /// A line with two crossings, from class 0 by 2 to 1.
  private static var whole: AtlasRecord {
    var first = AtlasToy.crossing(0.25, 0, 2, angle: 90, alignment: 1, cosine: 0)
    (first.kinkGap, first.anglesOneSided) = (0, [90, nil])
    var second = AtlasToy.crossing(0.75, 2, 1, angle: nil, alignment: 0.25)
    (second.directionAlignment, second.onManifoldTerm, second.offManifoldTerm) = (0.5, -1, 1)
    return AtlasToy.record(
      crossings: [first, second], pieces: 17, certificate: certificate())
  }

  static let edits = [
    Edit("crossing 0: from_class: expected 0, found 77", crossing: 0) {
      $0.result.crossings[0].fromClass = 77
    },
    Edit("crossing 1: from_class: expected 2, found 0", crossing: 1) {
      $0.result.crossings[1].fromClass = 0
    },
    Edit("crossing 0: to_class: expected 0 to 2, found -3", crossing: 0) {
      $0.result.crossings[0].toClass = -3
    },
    Edit("crossing 0: to_class: expected another class, found 0", crossing: 0) {
      $0.result.crossings[0].toClass = 0
    },
    Edit("end_class: expected 1, found 2") { $0.result.endClass = 2 },
    Edit("start_class: expected 0 to 2, found 3") { $0.result.startClass = 3 },
    Edit("crossing 0: t: expected a number above 0.0 and below 1, found 0.0", crossing: 0) {
      $0.result.crossings[0].t = 0
    },
    Edit("crossing 1: t: expected a number above 0.25 and below 1, found 0.25", crossing: 1) {
      $0.result.crossings[1].t = 0.25
    },
    Edit("crossing 1: t: expected a number above 0.25 and below 1, found 1.0", crossing: 1) {
      $0.result.crossings[1].t = 1
    },
    Edit("crossing 1: angle_degrees: expected a number from 0 to 90, found -5.0", crossing: 1) {
      $0.result.crossings[1].angleDegrees = -5
    },
    Edit("crossing 0: angle_degrees: expected a number from 0 to 90, found 1e+300", crossing: 0) {
      $0.result.crossings[0].angleDegrees = 1e300
    },
    Edit("angle_degrees: expected a number from 0 to 90, found nan", crossing: 0, csv: true) {
      $0.result.crossings[0].angleDegrees = .nan
    },
    Edit("angles_one_sided: expected a number from 0 to 90, found 91.0", crossing: 0) {
      $0.result.crossings[0].anglesOneSided = [91, nil]
    },
    Edit("alignment: expected a number from 0 to 1, found 1.5", crossing: 0) {
      $0.result.crossings[0].alignment = 1.5
    },
    Edit("in_manifold_cosine: expected a number from 0 to 1, found -0.5", crossing: 0) {
      $0.result.crossings[0].inManifoldCosine = -0.5
    },
    Edit("direction_alignment: expected a number from 0 to 1, found inf", crossing: 1, csv: true) {
      $0.result.crossings[1].directionAlignment = .infinity
    },
    Edit("kink_gap: expected a number from 0 to 1, found 2.0", crossing: 0) {
      $0.result.crossings[0].kinkGap = 2
    },
    Edit("on_manifold_term: expected a number from -1 to 1, found -2.0", crossing: 1) {
      $0.result.crossings[1].onManifoldTerm = -2
    },
    Edit("off_manifold_term: expected a number from -1 to 1, found nan", crossing: 1, csv: true) {
      $0.result.crossings[1].offManifoldTerm = .nan
    },
    Edit("pieces: expected 1 to 2147483647, found \(Int.min)") { $0.result.pieces = .min },
    Edit("pieces: expected 1 to 2147483647, found \(Int.max)") { $0.result.pieces = .max },
    Edit("pieces: expected at least 1, found none") { $0.result.pieces = nil },
    Edit("length: expected a finite number of at least 0, found -1.0") { $0.result.length = -1 },
    Edit("length: expected a finite number of at least 0, found inf", csv: true) {
      $0.result.length = .infinity
    },
    Edit("method: expected exact, found sampled") { $0.result.method = .sampled },
    Edit("crossings: expected none between equal ends, found 2") {
      $0.result.status = .identicalEnds
    },
    Edit("points_checked: expected 0 to 2147483647, found \(Int.max)") {
      $0.result.certificate = certificate(points: .max)
    },
    Edit("crossings_confirmed: expected 0 to 2, found \(Int.max)") {
      $0.result.certificate = certificate(confirmed: .max)
    },
    Edit("largest_logit_difference: expected a finite number of at least 0, found -1.0") {
      $0.result.certificate = certificate(difference: -1)
    },
  ]

  /// What is said of a file of an unedited, an edited and another unedited record.
  private func refusal(_ record: AtlasRecord, _ format: AtlasLinesFormat) throws -> String? {
    try withScratch { folder in
      let url = folder.appendingPathComponent("lines.\(format.rawValue)")
      let records = [Self.whole, record, Self.whole]
      let head = try format.head(AtlasToy.identity(AtlasToy.settings(3)))
      try (head + format.encode(records)).write(to: url)
      let reader = try AtlasLinesReader(url)
      do {
        for record in records { #expect(try reader.next(Self.check) == record) }
        return nil
      } catch let failure as AtlasFailure {
        #expect(failure.kind == .badData)
        return failure.description
      }
    }
  }

  @Test("what a walk writes is taken", arguments: AtlasLinesFormat.allCases)
  func record_whole_isTaken(_ format: AtlasLinesFormat) throws {
    #expect(try refusal(Self.whole, format) == nil)
    #expect(try refusal(AtlasToy.record(), format) == nil)
  }

  @Test(
    "a value that cannot be is refused with its line, what was expected and what was found",
    arguments: edits)
  func record_edited_isRefused(_ edit: Edit) throws {
    var record = Self.whole
    edit.change(&record)
    // JSON has no numbers that are not finite.
    if !edit.isForCSV {
      let said = try #require(try refusal(record, .jsonl))
      #expect(said.contains("lines.jsonl: line 3: ") && said.contains(edit.words), "\(said)")
    }
    // Two lines of head and two rows a record.
    let said = try #require(try refusal(record, .csv))
    #expect(said.contains("lines.csv: line \(5 + (edit.crossing ?? 0)): "), "\(said)")
    #expect(said.contains(edit.words), "\(said)")
  }

  @Test("counts that disagree with the crossings are refused")
  func counts_edited_areRefused() throws {
    var record = Self.whole
    record.result.certificate = Self.certificate(checked: 9)
    #expect(try refusal(record, .jsonl)?.contains("crossings_checked: expected 2, found 9") == true)
    record = Self.whole
    record.result.crossings[0].anglesOneSided = [1]
    #expect(try refusal(record, .jsonl)?.contains("angles_one_sided: expected 2 angles") == true)
    // Sampled lines have neither pieces nor a certificate.
    let sampled = AtlasRecordCheck(classCount: 3, method: .sampled)
    record = AtlasToy.record(pieces: nil)
    #expect(throws: Never.self) { try sampled.validate(record) }
    record.result.certificate = Self.certificate(confirmed: 0, checked: 0)
    #expect(throws: AtlasRecordCheck.Fault.self) { try sampled.validate(record) }
    record = AtlasToy.record(pieces: nil)
    record.result.pieces = 3
    #expect(throws: AtlasRecordCheck.Fault.self) { try sampled.validate(record) }
  }

  @Test("rows of one line that disagree, and a count below 0, are refused")
  func csv_rowsOfALine_agree() throws {
    try withScratch { folder in
      let url = folder.appendingPathComponent("lines.csv")
      let format = AtlasLinesFormat.csv
      let head = try format.head(AtlasToy.identity(AtlasToy.settings(3)))
      let rows = String(decoding: try format.encode([Self.whole]), as: UTF8.self)
        .split(separator: "\n").map(String.init)
      func said(_ rows: [String]) throws -> String? {
        try (head + Data((rows.joined(separator: "\n") + "\n").utf8)).write(to: url)
        return #expect(throws: AtlasFailure.self) { try AtlasLinesReader(url).next() }?.description
      }
      let other = rows[1].replacing(",1.25,", with: ",1.5,")
      #expect(
        try said([rows[0], other])?.contains(
          "line 4: length: expected 1.25 as in the row before, found 1.5") == true)
      let negative = rows[0].replacing(",1e-07,2,0,", with: ",1e-07,-2,0,")
      #expect(negative != rows[0], "\(rows[0])")
      #expect(try said([negative])?.contains("expected at least 0, found -2") == true)
    }
  }

  @Test("an image's label in the file must be that of the data")
  func label_edited_isRefused() throws {
    try withScratch { folder in
      let url = folder.appendingPathComponent("a.jsonl")
      let model = try AtlasToy.model()
      let settings = AtlasToy.settings(12, families: [.sameClass])
      let identity = try AtlasToy.identity(settings)
      func run() throws {
        _ = try Atlas.measure(
          [model], settings: settings, lines: AtlasLinesFile(url, identity: identity))
      }
      try run()
      let text = try String(contentsOf: url, encoding: .utf8)
      try Data(text.replacing("\"label\": 1", with: "\"label\": 7").utf8).write(to: url)
      let failure = #expect(throws: AtlasFailure.self) { try run() }
      #expect(failure?.description.contains("of same-class of toy, found another") == true)
    }
  }
}
