import Foundation
import MAG
import Testing

/// A command whose results go to a JSON file, and how its tables name the numbers.
struct Measured: CustomTestStringConvertible, Sendable {
  let line: String
  let schema: String
  var testDescription: String { line }

  static let all = [
    Measured(line: "align toy.safetensors", schema: "mag.alignment/1"),
    Measured(line: "crossings toy.safetensors --pairs 0:1,5:3 --kinks", schema: "mag.crossings/1"),
    Measured(
      line: "robustness toy.safetensors --epsilons 0,0.15 --start uniform --restarts 2 --steps 3",
      schema: "mag.robustness/1"),
    Measured(line: "transform toy.safetensors --index 0 --to 0", schema: "mag.transformation/1"),
    Measured(line: "atlas toy.safetensors --pairs 5 --steps 3", schema: "mag.atlas/1"),
    Measured(line: "film toy.safetensors --index 1 --steps 3", schema: "mag.film/1"),
    Measured(line: "tilt toy.safetensors --count 3", schema: "mag.tilt/1"),
    Measured(
      line: "slice toy.safetensors --indices 0,1,3 --resolution 40", schema: "mag.slice/1"),
    Measured(line: "inspect toy.safetensors", schema: "mag.inspection/1"),
    Measured(line: "data info", schema: "mag.data-info/1"),
  ]
}

@Suite("JSON files") struct JSONOutputTests {
  @Test(
    "a file and standard output get the same bytes, with no other file left",
    arguments: Measured.all)
  func json_fileAndOutput_areSame(_ measured: Measured) throws {
    try Workplace.use { place in
      try place.toy()
      let printed = try place.runToy("\(measured.line) --json -")
      #expect(printed.code == 0, "\(printed.errors)")
      let filed = try place.runToy("\(measured.line) --json new.json")
      #expect(filed.code == 0, "\(filed.errors)")
      #expect(try place.contents("new.json") == Data(printed.output.utf8))
      #expect(try place.names() == ["new.json", "toy", "toy.safetensors"])
      let document = JSONValue(text: printed.output)
      #expect(document["schema"].text == measured.schema && document["tool"].text == Tool.name)
      #expect(printed.output.hasSuffix("}\n"))
    }
  }

  @Test("threads and the folder's place leave no trace in the bytes", arguments: Measured.all)
  func json_anywhere_isSame(_ measured: Measured) throws {
    let outputs = try ["1", "2"].map { threads in
      try Workplace.use { place in
        try place.toy()
        let outcome = try place.runToy("\(measured.line) --json - --threads \(threads)")
        #expect(!outcome.output.contains(place.folder.path))
        return outcome.output
      }
    }
    #expect(outputs[0] == outputs[1])
    #expect(!outputs[0].contains(FileManager.default.temporaryDirectory.path))
  }

  @Test("a file that is there is replaced when the work is done, and kept when it fails")
  func json_existingFile_isReplacedWhole() throws {
    try Workplace.use { place in
      try place.toy()
      try place.write("old", to: "a.json")
      let failed = try place.runToy("align none.safetensors --json a.json")
      #expect(failed.code == 66)
      #expect(try place.contents("a.json") == Data("old".utf8))
      #expect(try place.runToy("align toy.safetensors --json a.json").code == 0)
      #expect(try place.document("a.json")["schema"].text == "mag.alignment/1")
    }
  }

  @Test("beside --out the results and the figure's data are two files")
  func json_besideFigure_areTwoFiles() throws {
    try Workplace.use { place in
      try place.toy()
      let outcome = try place.runToy(
        "align toy.safetensors --json results.json --out f --format svg")
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(try place.document("results.json")["schema"].text == "mag.alignment/1")
      let figure = try Figure1.read(place.contents("f.json"), from: "f.json")
      let values = try place.document("results.json").entry["alignment"]["cosine"]["values"].list
      #expect(figure.models[0].cosines == values.compactMap(\.double))
      #expect(figure.models[0].name == "toy" && figure.notice == nil)
    }
  }
}

@Suite("Tables and JSON of one run") struct TableAgreementTests {
  /// The table and the document of one run on the embedded sample with two checkpoints.
  private func both(_ line: String) throws -> ([PrintedTable], JSONValue) {
    try Workplace.use { place in
      try place.checkpoint("a.safetensors")
      try place.checkpoint("b.safetensors", sizes: [784, 7, 10], inputs: nil)
      let outcome = try place.run(
        line.split(separator: " ").map(String.init) + ["--data", "sample", "--json", "r.json"])
      #expect(outcome.code == 0, "\(outcome.errors)")
      return (PrintedTable.all(in: outcome.output), try place.document("r.json"))
    }
  }

  private func fixed(_ value: Double?, _ decimals: Int) -> String {
    value.map { String(format: "%.\(decimals)f", $0) } ?? "-"
  }

  @Test("align prints what its JSON holds, and its summaries are those of its values")
  func align_table_equalsJSON() throws {
    let (tables, document) = try both("align a.safetensors b.safetensors")
    let table = try #require(tables.first)
    #expect(table["checkpoint"] == ["a", "a", "a", "b", "b", "b"])
    #expect(table["inputs"] == ["projected", "projected", "projected", "raw", "raw", "raw"])
    var row = 0
    for entry in document["checkpoints"].list {
      for name in ["cosine", "ratio", "rejection"] {
        let measure = entry["alignment"][name]
        let values = measure["values"].list.compactMap(\.double).sorted()
        let undefined = 2000 - values.count
        let mean = values.reduce(0, +) / Double(values.count)
        #expect(table["measure"][row] == name)
        #expect(table["mean"][row] == fixed(mean, 4))
        #expect(table["median"][row] == fixed(measure["median"].double, 4))
        #expect(table["std"][row] == fixed(measure["std"].double, 4))
        #expect(table["undefined"][row] == "\(undefined)")
        // The definition of a median that the even count of values leaves no doubt of.
        let middle = (values[(values.count - 1) / 2] + values[values.count / 2]) / 2
        #expect(abs((measure["median"].double ?? .nan) - middle) < 1e-12)
        row += 1
      }
      // c² + rejection² = 1 image by image, c · ratio = 1.
      let alignment = entry["alignment"]
      let values = ["cosine", "ratio", "rejection"].map { alignment[$0]["values"].list }
      for image in 0..<50 {
        let numbers = values.map { $0[image].double ?? .nan }
        // Everything after the gradients is in double precision.
        #expect(abs(numbers[0] * numbers[0] + numbers[2] * numbers[2] - 1) < 1e-12)
        #expect(abs(numbers[0] * numbers[1] - 1) < 1e-12)
      }
    }
  }

  @Test("crossings prints what its JSON holds, line by line")
  func crossings_table_equalsJSON() throws {
    let (tables, document) = try both(
      "crossings a.safetensors b.safetensors --random 12 --seed 4")
    var lines: [[String]] = []
    var summaries: [[String]] = []
    for (name, entry) in zip(["a", "b"], document["checkpoints"].list) {
      var angles: [Double] = []
      for pair in entry["pairs"].list {
        func end(_ key: String) -> String {
          "\(pair[key]["index"].int ?? -1) (\(pair[key]["label"].int ?? -1))"
        }
        for crossing in pair["crossings"].list {
          let classes = "\(crossing["from_class"].int ?? -1)→\(crossing["to_class"].int ?? -1)"
          let gap = crossing["kink_gap"].double.map { String(format: "%.1e", $0) }
          lines.append([
            name, end("from"), end("to"), fixed(crossing["t"].double, 6), classes,
            fixed(crossing["angle_degrees"].double, 2) + "°",
            fixed(crossing["alignment"].double, 4),
            fixed(crossing["in_manifold_cosine"].double, 4), gap ?? "-",
          ])
          angles += crossing["angle_degrees"].double.map { [$0] } ?? []
        }
      }
      let firsts = entry["pairs"].list.compactMap { $0["crossings"][0]["angle_degrees"].double }
      func mean(_ values: [Double]) -> String {
        values.isEmpty ? "-" : fixed(values.reduce(0, +) / Double(values.count), 2) + "°"
      }
      let counts = entry["pairs"].list.map { $0["crossings"].list.count }
      summaries.append([
        name, "exact", "12", "\(counts.reduce(0, +))", "\(counts.count { $0 == 0 })", mean(angles),
        mean(firsts),
      ])
    }
    #expect(lines.count > 5)
    #expect(tables.first?.rows == lines)
    #expect(tables.dropFirst().first?.rows == summaries)
    // The same seed draws the same pairs whatever the checkpoint.
    let pairs = document["checkpoints"].list.map { entry in
      entry["pairs"].list.map { [$0["from"]["index"].int, $0["to"]["index"].int] }
    }
    #expect(pairs[0] == pairs[1])
  }

  @Test("robustness prints what its JSON holds, results and costs")
  func robustness_table_equalsJSON() throws {
    let (tables, document) = try both(
      "robustness a.safetensors b.safetensors --epsilons 0,0.05 --steps 4 --attacks pgd,fgsm")
    #expect(tables.count == 2)
    var points: [[String]] = []
    var costs: [[String]] = []
    for (name, entry) in zip(["a", "b"], document["checkpoints"].list) {
      for point in entry["curves"].list {
        let ends = point["interval"].list.map { fixed($0.double, 4) }
        points.append([
          name, point["attack"].text ?? "", "\(point["epsilon"].double ?? -1)",
          "\(point["correct"].int ?? -1)", "\(point["count"].int ?? -1)",
          fixed(point["accuracy"].double, 4), ends.joined(separator: "–"),
        ])
        let (correct, count) = (point["correct"].double ?? -1, point["count"].double ?? 0)
        #expect(point["accuracy"].double == correct / count)
      }
      for attack in entry["attacks"].list {
        costs.append(
          [name, attack["attack"].text ?? "", attack["box"].text ?? ""]
            + ["gradient_evaluations", "naive_gradient_evaluations", "forward_evaluations"].map {
              "\(attack[$0].int ?? -1)"
            })
      }
    }
    #expect(tables[0].rows == points && points.count == 8)
    #expect(tables[1].rows == costs && costs.count == 4)
    // In the order asked for; the box follows each checkpoint's own inputs.
    #expect(tables[0]["attack"].prefix(4) == ["pgd", "pgd", "fgsm", "fgsm"])
    #expect(tables[1]["box"] == ["none", "none", "unit", "unit"])
    #expect(document["configuration"]["box"].value == nil)
  }
}
