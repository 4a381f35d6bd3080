import Foundation
import MAGFiles
import Testing

@testable import MAGFigures

/// A place in a JSON document: keys and indices from the root.
struct JSONPlace: CustomStringConvertible {
  enum Step: Hashable {
    case key(String)
    case index(Int)
  }

  var steps: [Step]

  var description: String {
    steps.map {
      switch $0 {
      case .key(let key): ".\(key)"
      case .index(let index): "[\(index)]"
      }
    }.joined()
  }

  /// Every place of a document but those of items in the middle of arrays.
  static func all(in value: Any, from steps: [Step] = []) -> [JSONPlace] {
    var places = [JSONPlace(steps: steps)]
    if let object = value as? [String: Any] {
      for (key, item) in object.sorted(by: { $0.key < $1.key }) {
        places += all(in: item, from: steps + [.key(key)])
      }
    } else if let list = value as? [Any] {
      for index in Set([0, list.count - 1]).sorted() where list.indices.contains(index) {
        places += all(in: list[index], from: steps + [.index(index)])
      }
    }
    return places
  }

  /// The document with another value here, or without this item or key where there is none.
  func replaced(in value: Any, by new: Any?) -> Any {
    guard let step = steps.first else { return new ?? NSNull() }
    let rest = JSONPlace(steps: Array(steps.dropFirst()))
    switch step {
    case .key(let key):
      var object = value as? [String: Any] ?? [:]
      object[key] =
        rest.steps.isEmpty && new == nil ? nil : rest.replaced(in: object[key] ?? [:], by: new)
      return object
    case .index(let index):
      var list = value as? [Any] ?? []
      if rest.steps.isEmpty && new == nil {
        list.remove(at: index)
      } else {
        list[index] = rest.replaced(in: list[index], by: new)
      }
      return list
    }
  }
}

@Suite("Data that no figure has") struct MalformedDataTests {
  /// Makes everything that is made of a figure.
  func use(_ figure: some PaperFigure) throws {
    _ = figure.caption + figure.altText
    _ = try figure.json()
    _ = figure.table.data
    for theme in [FigureStyle.Ground.paper, .dark] {
      let layout = try figure.layout(FigureStyle(width: .page, theme: theme))
      _ = try FigureWriter.render(layout, as: .svg)
    }
  }

  /// What a file is refused with; nil where it can be drawn.
  func refusal(_ data: Data) throws -> FigureFailure? {
    do {
      try use(FigureData(reading: data, from: "it.json").figure)
      return nil
    } catch {
      return try #require(error as? FigureFailure)
    }
  }

  @Test(
    "whatever stands in the place of a value, a file is drawn or refused",
    arguments: SmallFigures.all.map(\.name))
  func values_replaced_areDrawnOrRefused(_ name: String) throws {
    let figure = try #require(SmallFigures.all.first { $0.name == name }).figure
    let document = try JSONSerialization.jsonObject(with: figure.json())
    let values: [Any?] = [
      nil, NSNull(), -1, 0, 3, 1e12, 9_000_000_000_000_000_000 as Int, 1e308, -1e308, 1e-308,
      [] as [Any], [NSNull()], "", "x",
    ]
    for place in JSONPlace.all(in: document) where !place.steps.isEmpty {
      for value in values {
        let changed = try JSONSerialization.data(
          withJSONObject: place.replaced(in: document, by: value))
        if let failure = try refusal(changed) {
          #expect(
            [.badData, .usage].contains(failure.kind),
            "\(name)\(place) = \(value.map { "\($0)" } ?? "nothing"): \(failure)")
        }
      }
    }
  }

  @Test("values that cannot be drawn are refused with the file and what is wrong")
  func values_absurd_haveSentences() throws {
    let cases: [(String, [JSONPlace.Step], Any, String)] = [
      ("figure-1", [.key("models"), .index(0), .key("cosines"), .index(0)], 1e300, "every cosine"),
      ("figure-1", [.key("models"), .index(0), .key("undefined_count")], -1, "undefined count"),
      ("figure-2", [.key("class_count")], -3, "count of classes"),
      (
        "figure-2", [.key("pairs"), .index(0), .key("from"), .key("width")], -2, "an end of pair 0"
      ),
      (
        "figure-3",
        [
          .key("models"), .index(0), .key("curves"), .index(0), .key("values"),
          .index(1), .key("epsilon"),
        ], 1e40, "between −1000000000000.0 and"
      ),
      ("figure-4", [.key("to_class")], -1, "the classes should be between 0 and"),
      ("figure-4", [.key("height")], 4_000_000_000_000_000_000 as Int, "original image"),
      ("atlas", [.key("bin_width")], 0, "the width of bins"),
      ("decomposition", [.key("models")], [] as [Any], "no model has a crossing"),
      (
        "tilt", [.key("models"), .index(0), .key("ratio"), .key("values"), .index(0)], -4,
        "0 or more"
      ),
      (
        "film", [.key("models"), .index(0), .key("frames"), .index(0), .key("probability")], 7,
        "the probability"
      ),
      (
        "slice", [.key("panels"), .index(0), .key("raster"), .key("columns")], 1_000_000,
        "the raster"
      ),
    ]
    for (name, steps, value, part) in cases {
      let figure = try #require(SmallFigures.all.first { $0.name == name }).figure
      let document = try JSONSerialization.jsonObject(with: figure.json())
      let changed = try JSONSerialization.data(
        withJSONObject: JSONPlace(steps: steps).replaced(in: document, by: value))
      let failure = try #require(try refusal(changed), "\(name) \(part)")
      #expect(failure.kind == .badData)
      #expect(failure.description.hasPrefix("it.json cannot be read: "), "\(failure)")
      #expect(failure.description.contains(part), "\(failure)")
    }
  }

  @Test("numbers that JSON cannot hold, broken and cut files are refused")
  func json_broken_isRefused() throws {
    let text = String(decoding: try SmallFigures.figure1.json(), as: UTF8.self)
    for (broken, part) in [
      (text.replacingOccurrences(of: "0.65", with: "1e999"), "the number 1e999 is beyond"),
      (text.replacingOccurrences(of: "0.65", with: "NaN"), "expected a finite number, found NaN"),
      (text.replacingOccurrences(of: "0.65", with: "null"), "expected a value"),
      (String(text.prefix(text.count / 2)), "it was cut off"),
      ("", "it is empty"), ("[1, 2]", "expected a value"), ("{}", "'schema' is missing"),
      (text.replacingOccurrences(of: "\"models\"", with: "\"model\""), "'models' is missing"),
    ] {
      let failure = try #require(try refusal(Data(broken.utf8)), "\(broken.prefix(80))")
      #expect(failure.kind == .badData && failure.description.hasPrefix("it.json cannot be read"))
      #expect(failure.description.contains(part), "\(failure)")
    }
  }

  @Test("results of measurements are told from data of figures, with what to give instead")
  func schema_measurement_isExplained() throws {
    let measured = try #require(
      try refusal(Data("{\"schema\": \"mag.crossings/1\", \"checkpoints\": []}".utf8)))
    #expect(measured.kind == .badData)
    #expect(
      measured.description
        == "it.json: expected the data of a figure, found the results of mag crossings "
        + "(mag.crossings/1); give the .json that mag crossings writes beside its pictures")
    let foreign = try #require(try refusal(Data("{\"a\": 1, \"schema\": \"their/2\"}".utf8)))
    #expect(foreign.description.contains("found the schema \"their/2\""))
    #expect(foreign.description.contains("mag.figure1/1, mag.figure2/1"))
  }

  @Test("the schema is found wherever it stands")
  func schema_last_isFound() throws {
    let json = String(decoding: try SmallFigures.figure3.json(), as: UTF8.self)
    let line = "  \"schema\": \"mag.figure3/1\",\n"
    #expect(json.contains(line))
    let moved =
      json.replacingOccurrences(of: line, with: "").dropLast(3) + ",\n"
      + line.replacingOccurrences(of: ",\n", with: "\n}\n")
    let read = try FigureData(reading: Data(moved.utf8), from: "it.json")
    #expect(read.figure as? Figure3 == SmallFigures.figure3)
  }
}
