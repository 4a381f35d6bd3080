import Foundation
import MAG
import Testing

@Suite("Commands on images worked out by hand") struct ToyMeasurementTests {
  @Test("align gives the share of (3, 0, 4, 0) in the first two pixels: 0.6, 5/3 and 0.8")
  func align_linearNetwork_isByHand() throws {
    try Workplace.use { place in
      try place.toy()
      let outcome = try place.runToy("align toy.safetensors --json a.json")
      #expect(outcome.code == 0, "\(outcome.errors)")
      let table = try #require(PrintedTable.all(in: outcome.output).first)
      #expect(table["measure"] == ["cosine", "ratio", "rejection"])
      #expect(table["checkpoint"] == ["toy", "toy", "toy"] && table["inputs"].first == "raw")
      for column in ["mean", "median", "5 %", "95 %"] {
        #expect(table[column] == ["0.6000", "1.6667", "0.8000"], "\(column)")
      }
      #expect(table["std"] == ["0.0000", "0.0000", "0.0000"])
      #expect(table["undefined"] == ["0", "0", "0"])
      let cosine = try place.document("a.json").entry["alignment"]["cosine"]
      let values = cosine["values"].list.compactMap(\.double)
      #expect(values.count == 6)
      // The basis comes from an eigenvalue decomposition in double precision.
      #expect(values.allSatisfy { abs($0 - 0.6) < 1e-12 })
    }
  }

  @Test("crossings gives t, classes, angle and factors; arcsin of 3/5 is 36.87°")
  func crossings_linearNetwork_isByHand() throws {
    try Workplace.use { place in
      try place.toy()
      let outcome = try place.runToy(
        "crossings toy.safetensors --pairs 0:1,0:5,0:3,1:0 --json c.json")
      #expect(outcome.code == 0, "\(outcome.errors)")
      let tables = PrintedTable.all(in: outcome.output)
      #expect(tables.count == 3)
      let listing = try #require(tables.first)
      #expect(listing["from"] == ["0 (1)", "0 (1)", "1 (0)"])
      #expect(listing["to"] == ["1 (0)", "5 (0)", "0 (1)"])
      // f runs from −1.5 to 1.5, to 0.9, and back.
      #expect(listing["t"] == ["0.500000", "0.625000", "0.500000"])
      #expect(listing["classes"] == ["1→0", "1→0", "0→1"])
      #expect(listing["angle"] == ["36.87°", "36.87°", "36.87°"])
      #expect(listing["alignment"] == ["0.6000", "0.6000", "0.6000"])
      #expect(listing["in-manifold"] == ["1.0000", "1.0000", "1.0000"])
      #expect(listing["kink gap"] == ["-", "-", "-"])
      let summary = tables[1]
      #expect(
        summary.rows == [["toy", "exact", "4", "3", "1", "36.87°", "36.87°"]])
      let certificates = tables[2]
      #expect(certificates["certified"] == ["4 of 4"] && certificates["ends checked"] == ["8"])
      #expect(certificates["confirmed"] == ["3 of 3"])
      let pairs = try place.document("c.json").entry["pairs"]
      #expect(pairs.list.map { $0["crossings"].list.count } == [1, 1, 0, 1])
      #expect(pairs.list.map { $0["start_class"].int } == [1, 1, 1, 0])
      #expect(pairs.list.map { $0["end_class"].int } == [0, 0, 1, 1])
      #expect(pairs[0]["length"].double == 1 && pairs[0]["pieces"].int == 1)
      #expect(pairs[2]["crossings"].list.isEmpty && pairs[2]["kink_positions"].value == nil)
    }
  }

  @Test("the sampled method finds the same crossings")
  func crossings_sampled_agree() throws {
    try Workplace.use { place in
      try place.toy()
      let outcome = try place.runToy(
        "crossings toy.safetensors --pairs 0:1,0:5,0:3 --method sampled --samples 7 --json c.json")
      #expect(outcome.code == 0, "\(outcome.errors)")
      let pairs = try place.document("c.json").entry["pairs"]
      #expect(pairs[0]["method"].text == "sampled" && pairs[0]["pieces"].value == nil)
      let places = pairs.list.map { $0["crossings"][0]["t"].double }
      for (found, expected) in zip(places, [0.5, 0.625]) {
        // Roots are bracketed until the bracket is at most some ulp wide.
        #expect(found.map { abs($0 - expected) < 1e-12 } == true)
      }
      #expect(places[2] == nil)
      let angle = try #require(pairs[1]["crossings"][0]["angle_degrees"].double)
      #expect(abs(angle - asin(0.6) * 180 / .pi) < 1e-9)
    }
  }

  @Test(
    "robustness breaks an image once 7 ε passes |f|, or 3 ε where the box stops pixel 2",
    arguments: [("none", ["5", "5", "3", "0"]), ("unit", ["5", "5", "4", "2"])])
  func robustness_boxes_areByHand(_ box: String, _ correct: [String]) throws {
    try Workplace.use { place in
      try place.toy()
      let outcome = try place.runToy(
        "robustness toy.safetensors --epsilons 0,0.1,0.15,0.25 --box \(box) --json r.json")
      #expect(outcome.code == 0, "\(outcome.errors)")
      let table = try #require(PrintedTable.all(in: outcome.output).first)
      #expect(table["attack"] == ["fgsm", "fgsm", "fgsm", "fgsm", "pgd", "pgd", "pgd", "pgd"])
      #expect(table["correct"] == correct + correct)
      #expect(Set(table["count"]) == ["6"])
      #expect(table["accuracy"].first == "0.8333")
      let point = try place.document("r.json").entry["curves"][2]
      #expect(
        point["epsilon"].double == 0.15 && point["correct"].int.map(String.init) == correct[2])
      // Lists of broken images are for asked images only.
      #expect(!point.keys.contains("broken"))
    }
  }

  @Test("in the Euclidean ball an image breaks once 5 ε passes |f|")
  func robustness_l2_isByHand() throws {
    try Workplace.use { place in
      try place.toy()
      let outcome = try place.runToy(
        "robustness toy.safetensors --norm l2 --box none --epsilons 0.17,0.2,0.31 --list-broken"
          + " --json r.json")
      #expect(outcome.code == 0, "\(outcome.errors)")
      let curves = try place.document("r.json").entry["curves"].list
      #expect(curves.map { $0["correct"].int } == [5, 3, 0, 5, 3, 0])
      let broken = curves.map { $0["broken"].list.compactMap(\.int) }
      #expect(broken == [[], [4, 5], [0, 1, 3, 4, 5], [], [4, 5], [0, 1, 3, 4, 5]])
    }
  }

  @Test("transform takes the smallest radius and the first image that reaches the probability")
  func transform_candidates_areByHand() throws {
    try Workplace.use { place in
      try place.toy()
      let common = "--epsilon 0.1,0.2,0.3 --threshold 0.6 --box none --json t.json"
      // Images 0, 3 and 4 are right and of class 1; σ(−0.9 + 7 · 0.2) = 0.6225 is the first.
      let found = try place.runToy("transform toy.safetensors --from 1 --to 0 \(common)")
      #expect(found.code == 0, "\(found.errors)")
      let row = try #require(PrintedTable.all(in: found.output).first?.rows.first)
      #expect(
        row == [
          "toy", "yes", "4", "0.2", "0.2891", "0.4502", "0.6225", "1→1→0", "0.5000", "0.5000", "3",
        ])
      // Image 0 needs σ(−1.5 + 7 · 0.3) = 0.6457.
      let named = try place.runToy("transform toy.safetensors --index 0 --to 0 \(common)")
      let other = try #require(PrintedTable.all(in: named.output).first?.rows.first)
      #expect(
        other == [
          "toy", "yes", "0", "0.3", "0.1824", "0.3894", "0.6457", "1→1→0", "0.5000", "0.5000", "1",
        ])
      let result = try place.document("t.json").entry["transformation"]
      #expect(result["from"].int == 1 && result["reached"].bool == true)
      #expect(result["epsilons_tried"].list.compactMap(\.double) == [0.1, 0.2, 0.3])
    }
  }

  @Test("an aim out of reach is no error: the best attempt is shown and said to fall short")
  func transform_outOfReach_isSaid() throws {
    try Workplace.use { place in
      try place.toy()
      try place.toy("other.safetensors")
      let outcome = try place.runToy(
        "transform toy.safetensors other.safetensors --index 0 --to 0 --epsilon 0.1 --box none"
          + " --format svg --out f")
      #expect(outcome.code == 0, "\(outcome.errors)")
      let table = try #require(PrintedTable.all(in: outcome.output).first)
      // Below the table stands which files were written.
      #expect(table["reached"].prefix(2) == ["no", "no"])
      #expect(table["checkpoint"].prefix(2) == ["toy", "other"])
      let figure = try Figure4.read(place.contents("f.json"), from: "f.json")
      #expect(figure.rows.map(\.reached) == [false, false])
      #expect(figure.epsilon == 0.1 && figure.fromClass == 1 && figure.toClass == 0)
      let csv = String(decoding: try place.contents("f.csv"), as: UTF8.self)
      #expect(csv.split(separator: "\n").dropFirst().allSatisfy { $0.hasSuffix(",no") })
    }
  }

  @Test("inspect counts five of six right, and shows the tensors' extremes")
  func inspect_toy_isByHand() throws {
    try Workplace.use { place in
      try place.toy()
      let outcome = try place.runToy("inspect toy.safetensors")
      #expect(outcome.code == 0, "\(outcome.errors)")
      for line in [
        "file          toy.safetensors", "network       4 inputs, 2 classes, 10 parameters",
        "images        raw, as they are", "clean         0.8333 (5 of 6)",
      ] {
        #expect(outcome.output.contains(line + "\n"), "\(outcome.output)")
      }
      let table = try #require(
        PrintedTable.all(in: outcome.output).first { $0.header.first == "tensor" })
      #expect(table["shape"] == ["2 × 4", "2"])
      #expect(table["min"] == ["-2.000000", "-0.750000"])
      #expect(table["max"] == ["2.000000", "0.750000"])
      #expect(table["NaN"] == ["0", "0"] && table["infinite"] == ["0", "0"])
    }
  }

  @Test("preprocessing of the file or of the options is applied before the network")
  func inspect_preprocessing_changesAccuracy() throws {
    try Workplace.use { place in
      // 2 x for x: f = 6 x₀ + 8 x₂ − 1.5, so that image 4 (x₀ = 0.2) stays right at −0.3.
      try place.toy(metadata: ["input_scale": "2", "inputs": "raw"])
      let scaled = try place.runToy("inspect toy.safetensors")
      #expect(scaled.output.contains("images        raw, (2 x − 0) / 1\n"))
      #expect(scaled.output.contains("(5 of 6)"))
      // 2 x + 0.5 for x: f = 6 x₀ + 8 x₂ + 2 > 0 everywhere, right for the two of class 0.
      let shifted = try place.runToy("inspect toy.safetensors --mean -0.5 --json i.json")
      #expect(shifted.output.contains("(2 of 6)"))
      let entry = try place.document("i.json").entry
      #expect(entry["input_scale"].double == 2 && entry["input_mean"].double == -0.5)
      #expect(entry["clean_correct"].int == 2)
    }
  }

  @Test("data info gives counts, labels, pixels and the manifold's numbers")
  func dataInfo_toy_isByHand() throws {
    try Workplace.use { place in
      try place.toy()
      let outcome = try place.runToy("data info --validation 2 --json d.json")
      #expect(outcome.code == 0, "\(outcome.errors)")
      let table = try #require(
        PrintedTable.all(in: outcome.output).first { $0.header.first == "folder" })
      #expect(table["folder"] == ["train", "validation", "test"])
      #expect(table["images"] == ["6 of 2 × 2", "2 of 2 × 2", "6 of 2 × 2"])
      #expect(
        table["labels"] == [
          "3 3 0 0 0 0 0 0 0 0", "1 1 0 0 0 0 0 0 0 0", "2 4 0 0 0 0 0 0 0 0",
        ])
      // 1275 bytes' worth of 255 over 24 pixels are 5/24.
      #expect(table["mean pixel"].last == "0.208333")
      #expect(outcome.output.contains("canonical     no\n"))
      let whole = try place.runToy("data info --json e.json")
      // Sums over the 8 training images, in units of 255: 7.6, of squares 6.08, over 32 pixels.
      let train = try place.document("e.json")["train"]
      #expect(train["mean_pixel"].double.map { abs($0 - 0.2375) < 1e-15 } == true)
      let std = (6.08 / 32 - 0.2375 * 0.2375).squareRoot()
      #expect(train["std_pixel"].double.map { abs($0 - std) < 1e-14 } == true)
      #expect(whole.output.contains("total         0.760000 (about the origin)\n"))
      #expect(whole.output.contains("kept          100.000 %\n"))
      #expect(try place.document("e.json")["validation"].value == nil)
      #expect(try place.document("d.json")["validation"]["count"].int == 2)
    }
  }
}
