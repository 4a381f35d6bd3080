import Foundation
import Testing

@testable import MAGFiles

@Suite("Ordered JSON") struct OrderedJSONTests {
  private struct Crossing: Codable, Equatable {
    var t: Double
    var fromClass: Int
    var angleDegrees: Double?
    var isHeadOn = false
  }

  private struct Report: Codable, Equatable {
    var tool = "mag"
    var zebra = 1
    var apple: Float = 0.1
    var crossings: [Crossing] = []
    var interval: [Double] = [0.25, 1]
    var byName: [String: Int] = ["zLast": 2, "aFirst": 1]
    var note: String?
    var schema = "mag.test/1"
  }

  private func text(_ value: some Encodable) throws -> String {
    String(decoding: try OrderedJSON.encode(value), as: UTF8.self)
  }

  @Test("keys keep their order, schema comes first, nil is null, short arrays stand on one line")
  func encode_report_matchesSnapshot() throws {
    let report = Report(crossings: [Crossing(t: 0.5, fromClass: 7)])
    #expect(
      try text(report) == """
        {
          "schema": "mag.test/1",
          "tool": "mag",
          "zebra": 1,
          "apple": 0.1,
          "crossings": [
            {
              "t": 0.5,
              "from_class": 7,
              "angle_degrees": null,
              "is_head_on": false
            }
          ],
          "interval": [0.25, 1.0],
          "by_name": {
            "aFirst": 1,
            "zLast": 2
          },
          "note": null
        }

        """)
  }

  @Test("what was encoded decodes to the same value, also by the JSON reader of Foundation")
  func decode_encoded_isIdentity() throws {
    let report = Report(
      crossings: [
        Crossing(t: 1.0 / 3, fromClass: 0, angleDegrees: .leastNonzeroMagnitude, isHeadOn: true)
      ],
      note: "a \"quoted\" \\ line\nwith \u{1} and é, ∇")
    let data = try OrderedJSON.encode(report)
    #expect(try OrderedJSON.decode(Report.self, from: data) == report)
    let object = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    #expect(object?["note"] as? String == report.note)
  }

  @Test(
    "numbers are the shortest digits that read back as the same number",
    arguments: [
      (0.1, "0.1"), (1e-7, "1e-07"), (1.0 / 3, "0.3333333333333333"), (-0.0, "-0.0"),
      (1e300, "1e+300"), (Double.leastNonzeroMagnitude, "5e-324"),
    ])
  func encode_number_isShortest(_ value: Double, _ literal: String) throws {
    #expect(try text([value]) == "[\(literal)]\n")
    #expect(Double(literal) == value)
  }

  @Test(
    "a number that is not finite is refused with the path to it",
    arguments: [(Double.nan, "nan"), (.infinity, "inf"), (-.infinity, "-inf")])
  func encode_nonFinite_throws(_ value: Double, _ word: String) {
    let report = Report(crossings: [
      Crossing(t: 0, fromClass: 1), Crossing(t: 0, fromClass: 2, angleDegrees: value),
    ])
    #expect(
      throws: JSONFailure.nonFinite(keyPath: "crossings[1].angle_degrees", value: word)
    ) { try OrderedJSON.encode(report) }
    #expect(throws: JSONFailure.nonFinite(keyPath: "[0]", value: "nan")) {
      try OrderedJSON.encode([Float.nan])
    }
  }

  @Test("every optional scalar is written as null when absent")
  func encode_absentScalars_areNull() throws {
    struct Absent: Encodable {
      var a: Bool?, b: String?, c: Double?, d: Float?, e: Int?, f: Int8?, g: Int16?, h: Int32?
      var i: Int64?, j: UInt?, k: UInt8?, l: UInt16?, m: UInt32?, n: UInt64?, o: [Int]?
    }
    let lines = try text(Absent()).split(separator: "\n")
    #expect(lines.count == 17)
    #expect(lines.filter { $0.contains(": null") }.count == 15)
    let full = Absent(
      a: true, b: "s", c: 1, d: 2, e: 3, f: 4, g: 5, h: 6, i: 7, j: 8, k: 9, l: 10, m: 11, n: 12,
      o: [13])
    #expect(!(try text(full)).contains("null"))
  }

  @Test("nested arrays break into lines, the innermost ones do not; empty ones stay short")
  func encode_nestedArrays_breakOnce() throws {
    #expect(try text([[1, 2], []]) == "[\n  [1, 2],\n  []\n]\n")
    #expect(try text([Int]()) == "[]\n")
    #expect(try text([String: Int]()) == "{}\n")
  }

  @Test("a value with hand-written containers keeps its order")
  func encode_nestedContainers_keepOrder() throws {
    struct Manual: Encodable {
      enum Keys: String, CodingKey { case second, first, list }
      func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(2, forKey: .second)
        var nested = container.nestedContainer(keyedBy: Keys.self, forKey: .first)
        try nested.encodeNil(forKey: .second)
        var list = container.nestedUnkeyedContainer(forKey: .list)
        try list.encode(true)
        try list.encodeNil()
        try list.encode("x")
        try container.encode(3, forKey: .second)
      }
    }
    #expect(
      try text(Manual())
        == "{\n  \"second\": 3,\n  \"first\": {\n    \"second\": null\n  },\n"
        + "  \"list\": [true, null, \"x\"]\n}\n")
  }

  @Test(
    "names become snake case as the reader expects them",
    arguments: [
      ("t", "t"), ("fromClass", "from_class"), ("inputSTDValue", "input_std_value"),
      ("sha256", "sha256"), ("pgd40Accuracy", "pgd40_accuracy"), ("already_snake", "already_snake"),
    ])
  func snakeCase_name_matches(_ name: String, _ expected: String) {
    #expect(OrderedJSON.snakeCase(name) == expected)
  }

  @Test("JSON that lacks a key, has another type or is no JSON is refused with the path")
  func decode_badJSON_namesPath() {
    func reason(_ json: String) -> JSONFailure? {
      #expect(throws: JSONFailure.self) {
        try OrderedJSON.decode([Crossing].self, from: Data(json.utf8), name: "r.json")
      }
    }
    #expect(
      reason(#"[{"t": 1, "is_head_on": true}]"#)
        == .notDecodable(
          name: "r.json", keyPath: "[0]", reason: "the key 'from_class' is missing"))
    let mismatch = reason(#"[{"t": "x", "from_class": 1, "is_head_on": true}]"#)
    #expect(mismatch?.description.contains("[0].t") == true)
    let missing = reason(#"[{"t": null, "from_class": 1, "is_head_on": true}]"#)
    #expect(missing?.description.contains("found null") == true)
    #expect(reason("{")?.kind == .badData)
  }

  @Test(
    "text that is no JSON is refused with the first place that is wrong",
    arguments: [
      ("", 1, 1, "it is empty"),
      (
        #"{"t": [1, 2"#, 1, 12, "it ends where a comma or the end of the list or object is expected"
      ),
      ("{\n  \"t\": [0.5,\n NaN]}", 3, 2, "expected a finite number, found NaN"),
      ("[-Infinity]", 1, 2, "expected a finite number, found -Infinity"),
      ("[1, 1e999]", 1, 5, "the number 1e999 is beyond the largest"),
      (#"{"ε": x}"#, 1, 7, "expected a value, found 'x'"),
      ("[01]", 1, 2, "expected a value or ], found '01'"),
      (#"{"t" 1}"#, 1, 6, "expected a colon, found '1'"),
      (#"{t: 1}"#, 1, 2, "expected a key in quotes or }, found 't'"),
      (#"{"t": 1]"#, 1, 8, "expected a comma or the end"),
      ("[] []", 1, 4, "expected the end of the file, found '['"),
      (#"["abc"#, 1, 2, "a string has no end: the file was cut off"),
    ])
  func decode_noJSON_namesPlace(_ text: String, _ line: Int, _ column: Int, _ reason: String) throws
  {
    let failure = #expect(throws: JSONFailure.self) {
      try OrderedJSON.decode([Double].self, from: Data(text.utf8), name: "r.json")
    }
    guard case .notJSON("r.json", line, column, let found) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(found.hasPrefix(reason), "\(found)")
    #expect(failure?.kind == .badData)
  }

  @Test("what is JSON has no fault, whatever it holds")
  func fault_validJSON_isNil() {
    for text in [
      "0", " -1.5E+3\n", "null", #""\"\\""#, "[]", "{}", #"{"a": [1, {"b": [true, false]}, "x"]}"#,
    ] {
      #expect(JSONFault.first(in: Data(text.utf8)) == nil, "\(text)")
    }
  }
}
