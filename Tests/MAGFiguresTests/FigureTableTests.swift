import Foundation
import Testing

@testable import MAGFigures

@Suite("Tables of the paper's figures, row by row") struct FigureTableTests {
  @Test("Figure 1 has a row for each model and shared bin, with counts and shares")
  func figure1_handData_isTable() {
    // 8 values, quartiles 0.2 and 0.6 by index: 2 · 0.4 / 8^(1/3) = 0.4, rounded up to 0.5.
    let figure = Figure1(models: [
      .init(name: "baseline", cosines: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]),
      .init(name: "mine, \"two\"", cosines: [0.5, 0.5, 1, 1], undefinedCount: 3),
    ])
    CSVText.expect(
      figure,
      [
        ["model", "bin_lower", "bin_upper", "count", "percent"],
        ["baseline", "0", "0.5", "5", "62.5"], ["baseline", "0.5", "1", "3", "37.5"],
        ["mine, \"two\"", "0", "0.5", "0", "0"], ["mine, \"two\"", "0.5", "1", "4", "100"],
      ])
  }

  @Test("Figure 2 has a row for each crossing; undefined angles and unknown images are empty")
  func figure2_handData_isTable() {
    func end(_ index: Int?) -> Figure2.EndPoint {
      .init(index: index, label: nil, width: 1, height: 1, pixels: [0.5])
    }
    let figure = Figure2(
      pairs: [.init(from: end(7), to: end(2)), .init(from: end(nil), to: end(nil))],
      models: [
        .init(
          name: "baseline",
          walks: [
            .init(
              startClass: 7,
              crossings: [
                .init(t: 0.25, fromClass: 7, toClass: 1, angleDegrees: 90),
                .init(t: 0.5, fromClass: 1, toClass: 2, angleDegrees: nil),
              ]), .init(startClass: 4, crossings: []),
          ]),
        .init(
          name: "robust",
          walks: [
            .init(startClass: 2, crossings: []),
            .init(
              startClass: 0,
              crossings: [.init(t: 1e-9, fromClass: 0, toClass: 9, angleDegrees: 0.125)]),
          ]),
      ])
    CSVText.expect(
      figure,
      [
        [
          "model", "pair", "from_index", "to_index", "t", "from_class", "to_class",
          "angle_degrees", "method",
        ],
        ["baseline", "0", "7", "2", "0.25", "7", "1", "90", ""],
        ["baseline", "0", "7", "2", "0.5", "1", "2", "", ""],
        ["robust", "1", "", "", "1e-9", "0", "9", "0.125", ""],
      ])
  }

  @Test("Figure 3 has a row for each radius, the control last; missing bounds are empty")
  func figure3_handData_isTable() {
    let figure = Figure3(
      models: [
        .init(
          name: "baseline",
          curves: [
            .init(
              attack: "FGSM",
              values: [
                .init(epsilon: 0, accuracy: 1, lower: 0.5, upper: 1),
                .init(epsilon: 0.1, accuracy: 0.25),
              ]), .init(attack: "PGD-40", values: [.init(epsilon: 0.1, accuracy: 0)]),
          ])
      ],
      control: .init(
        name: "control", curves: [.init(attack: "FGSM", values: [.init(epsilon: 0, accuracy: 1)])]))
    CSVText.expect(
      figure,
      [
        ["model", "attack", "epsilon", "accuracy", "lower", "upper"],
        ["baseline", "FGSM", "0", "1", "0.5", "1"], ["baseline", "FGSM", "0.1", "0.25", "", ""],
        ["baseline", "PGD-40", "0.1", "0", "", ""], ["control", "FGSM", "0", "1", "", ""],
      ])
  }

  @Test("Figure 4 has a row for each image with its range of pixels, and says what was reached")
  func figure4_handData_isTable() {
    func shot(_ pixels: [Double], _ predicted: Int, _ to: Double) -> Figure4.Shot {
      .init(pixels: pixels, predictedClass: predicted, fromProbability: 1 - to, toProbability: to)
    }
    func row(_ name: String, _ index: Int?, _ reached: Bool?) -> Figure4.Row {
      .init(
        model: name, index: index, original: shot([0, 1], 2, 0.25),
        midpoint: shot([-0.5, 1.5], 2, 0.5), attacked: shot([-1, 2], 3, 0.75), reached: reached)
    }
    func rows(_ name: String, _ index: String, _ reached: String) -> [[String]] {
      [
        [name, index, "original", "2", "0.75", "0.25", "0", "1", reached],
        [name, index, "mid point", "2", "0.5", "0.5", "-0.5", "1.5", reached],
        [name, index, "attacked", "3", "0.25", "0.75", "-1", "2", reached],
      ]
    }
    let figure = Figure4(
      fromClass: 2, toClass: 3, epsilon: 1, width: 2, height: 1,
      rows: [row("a", 5, true), row("b", nil, false), row("c", 0, nil)])
    let header = [
      "model", "index", "image", "predicted_class", "from_probability", "to_probability",
      "smallest_pixel", "largest_pixel", "reached",
    ]
    CSVText.expect(
      figure, [header] + rows("a", "5", "yes") + rows("b", "", "no") + rows("c", "0", ""))
  }

  @Test("numbers in tables read back as the same numbers")
  func numbers_anyMagnitude_readBack() {
    var generator = TestGenerator(21)
    let numbers =
      [0.1 + 0.2, 1e-300, -1e300, Double.leastNonzeroMagnitude, 0, 2.0 / 3]
      + (0..<200).map { _ in generator.normal() * 1e3 }
    var table = CSVTable(header: ["number"])
    for number in numbers { table.append([.number(number)]) }
    let found = CSVText.rows(String(decoding: table.data, as: UTF8.self)).dropFirst().map { $0[0] }
    #expect(found.map { Double($0) } == numbers)
  }

  @Test(
    "texts with separators, quotes and line ends come back whole",
    arguments: ["plain", "a,b", "\"", "\"\"x\"", "two\nlines", " spaced ", "", "ε — ü", ",\"\n"])
  func texts_special_readBack(_ text: String) {
    var table = CSVTable(header: ["left", "text", "right"])
    table.append([.text("l"), .text(text), .text("r")])
    let rows = CSVText.rows(String(decoding: table.data, as: UTF8.self))
    #expect(rows == [["left", "text", "right"], ["l", text, "r"]])
  }
}

@Suite("Data files of the paper's figures") struct FigureJSONTests {
  func object(_ figure: some PaperFigure) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: figure.json()) as? [String: Any])
  }

  @Test("what is not there is null in the file and nil again when read")
  func json_absentParts_areNull() throws {
    let one = Figure1(models: [.init(name: "a", cosines: [0.5])])
    #expect(try object(one)["notice"] is NSNull && object(one)["control"] is NSNull)
    #expect(try Figure1.read(one.json(), from: "a") == one)
    var two = SampleFigures.figure2(pairs: 1)
    two.models[0].walks[0].crossings[0].angleDegrees = nil
    two.pairs[0].to.label = nil
    let walk = ((try object(two)["models"] as? [[String: Any]])?[0]["walks"] as? [[String: Any]])?[
      0]
    let crossing = try #require((walk?["crossings"] as? [[String: Any]])?.first)
    #expect(crossing["angle_degrees"] is NSNull)
    #expect(crossing["from_class"] as? Int == two.models[0].walks[0].crossings[0].fromClass)
    #expect(try Figure2.read(two.json(), from: "b") == two)
    var three = SampleFigures.figure3()
    three.models[1].curves[0].values[2].lower = nil
    three.models[1].curves[0].values[2].upper = nil
    three.intervalName = nil
    #expect(try Figure3.read(three.json(), from: "c") == three)
  }

  @Test("numbers of any magnitude and names of any letters survive a round trip")
  func json_unusualValues_survive() throws {
    let figure = Figure1(
      models: [
        .init(
          name: "new\nline \"quoted\" \\ ε 😀",
          cosines: [Double.leastNonzeroMagnitude, 0.1 + 0.2, 1 - 0x1p-53, 0]),
        .init(name: "", cosines: [], undefinedCount: 1_000_000_000),
      ], control: .init(name: "c", cosine: 0.5), notice: "a\tb")
    #expect(try Figure1.read(figure.json(), from: "x") == figure)
  }

  @Test("whether an attack reached its aim is kept, and unknown in files that do not say it")
  func figure4_reached_isKept() throws {
    for reached in [true, false, nil] as [Bool?] {
      var figure = SampleFigures.figure4()
      figure.rows[0].reached = reached
      #expect(try Figure4.read(figure.json(), from: "x") == figure)
    }
    let text = String(decoding: try SampleFigures.figure4().json(), as: UTF8.self)
    let older = text.replacing(/,\s*"reached": null/, with: "")
    #expect(older != text)
    #expect(try Figure4.read(Data(older.utf8), from: "x").rows[0].reached == nil)
  }

  @Test("a file without a needed key is refused by the key's name")
  func json_missingKey_isNamed() throws {
    let text = String(decoding: try SampleFigures.figure3().json(), as: UTF8.self)
    let refused = failure {
      _ = try Figure3.read(
        Data(text.replacing("\"accuracy\"", with: "\"accurate\"").utf8), from: "some/data.json")
    }
    #expect(refused?.kind == .badData)
    #expect(refused?.description.contains("some/data.json") == true)
    #expect(refused?.description.contains("accuracy") == true)
  }

  @Test("a number that JSON cannot hold is refused when the file is made")
  func json_notFinite_isRefused() {
    let figure = Figure1(models: [.init(name: "a", cosines: [.infinity])])
    let refused = failure { _ = try figure.json() }
    #expect(refused?.kind == .badData)
    #expect(refused?.description.contains("Figure 1") == true)
  }

  @Test("a figure drawn from its file is the same picture", arguments: FigureFormat.allCases)
  func files_redrawn_areSame(_ format: FigureFormat) throws {
    let figure = SampleFigures.figure2(pairs: 1, notice: "n")
    let again = try Figure2.read(figure.json(), from: "x")
    let bytes = try [figure, again].map {
      try FigureWriter.render($0.figure(theme: .paper), as: format, width: .column, dpi: 100)
    }
    #expect(bytes[0] == bytes[1])
  }
}
