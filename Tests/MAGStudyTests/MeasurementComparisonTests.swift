import MAGFiles
import Testing

@testable import MAGStudy

@Suite("Numbers measured again") struct MeasurementComparisonTests {
  private func value(_ text: String) throws -> JSONValue {
    try OrderedJSON.decode(JSONValue.self, from: .init(text.utf8))
  }

  private func compare(
    _ recorded: String, _ measured: String, renaming: [String: String] = [:]
  ) throws -> MeasurementComparison {
    MeasurementComparison(
      recorded: try value(recorded), measured: try value(measured), renaming: renaming)
  }

  @Test("equal numbers are equal, whatever the provenance says")
  func equal_agree() throws {
    let found = try compare(
      #"{"schema": "mag.figure1/1", "a": [1, 2.5], "n": null, "provenance": {"x": 1}}"#,
      #"{"schema": "mag.figure1/1", "a": [1.0, 2.5], "n": null, "provenance": {"x": 2}}"#)
    #expect(found.agrees && found.largest == nil && found.count == 2)
    #expect(found.sentence == "2 numbers, all equal")
  }

  @Test(
    "each kind of figure has its tolerance: just inside agrees, just outside differs",
    arguments: [
      ("mag.figure1/1", "cosines", 0.5, 3e-4), ("mag.figure2/1", "t", 0.5, 1e-9),
      ("mag.figure2/1", "kinks", 40, 4e-8), ("mag.figure3/1", "accuracy", 0.5, 2e-3),
      ("mag.figure4/1", "to_probability", 0.5, 1e-3), ("mag.film-figure/1", "position", 20, 2e-2),
      ("mag.slice-figure/1", "x", 0.5, 2e-6), ("mag.slice-figure/1", "share", 0.5, 1e-9),
      ("mag.tilt-figure/1", "values", 100, 1e-7), ("mag.atlas-figure/1", "median", 20, 0.1),
      ("mag.plot/1", "values", 2, 2e-9),
    ])
  func tolerance_edges_areKept(
    _ schema: String, _ key: String, _ recorded: Double, _ allowed: Double
  ) throws {
    for (factor, agrees) in [(0.9, true), (1.1, false)] {
      let found = try compare(
        #"{"schema": "\#(schema)", "m": {"\#(key)": \#(recorded)}}"#,
        #"{"schema": "\#(schema)", "m": {"\#(key)": \#(recorded + factor * allowed)}}"#)
      #expect(found.agrees == agrees, "\(schema) \(factor)")
      #expect(found.largest?.path == "m.\(key)")
      #expect(abs((found.largest?.share ?? 0) - factor) < 1e-3)
    }
  }

  @Test("of a picture's pixels one in a hundred may flip, and no more")
  func flips_fewPixels_agree() throws {
    let black = [Double](repeating: 0, count: 200)
    func compare(flipped: Int) throws -> MeasurementComparison {
      var other = black
      for index in 0..<flipped { other[index] = 0.1 }
      return try self.compare(
        #"{"schema": "mag.figure4/1", "pixels": \#(black)}"#,
        #"{"schema": "mag.figure4/1", "pixels": \#(other)}"#)
    }
    #expect(try compare(flipped: 2).agrees)
    let three = try compare(flipped: 3)
    #expect(three.difference == "pixels[0]: recorded 0.0, measured 0.1")
  }

  @Test(
    "what is no number must be the same",
    arguments: [
      (#""a""#, #""b""#, "v: recorded 'a', measured 'b'"),
      ("true", "false", "v: recorded true, measured false"),
      ("null", "1", "v: recorded nothing, measured 1"),
      ("1.5", "null", "v: recorded 1.5, measured nothing"),
      ("[1, 2]", "[1]", "v: recorded 2 values, measured 1"),
      ("3", "4", "v: recorded 3.0, measured 4.0"),
      (#"{"w": 1}"#, "{}", "v.w: recorded 1, measured nothing"),
      ("{}", #"{"w": [{"x": 1}]}"#, "v.w: recorded nothing, measured 1 values"),
      ("[[1]]", "[[2]]", "v[0][0]: recorded 1.0, measured 2.0"),
      (#""\u001b[2J""#, "1", "v: recorded '\\u{1b}[2J', measured 1"),
    ])
  func structure_changes_differ(
    _ recorded: String, _ measured: String, _ sentence: String
  ) throws {
    let found = try compare(
      #"{"schema": "mag.figure2/1", "v": \#(recorded)}"#,
      #"{"schema": "mag.figure2/1", "v": \#(measured)}"#)
    #expect(found.difference == sentence)
  }

  @Test("models may be called by another path")
  func names_renamed_agree() throws {
    let texts = [
      #"{"schema": "mag.figure1/1", "name": "a/m.pt"}"#,
      #"{"schema": "mag.figure1/1", "name": "/x/a/m.pt"}"#,
    ]
    #expect(try compare(texts[0], texts[1], renaming: ["/x/a/m.pt": "a/m.pt"]).agrees)
    #expect(try !compare(texts[0], texts[1]).agrees)
  }
}
