import Foundation
import MAG
import Testing

@testable import mag

extension Workplace {
  /// Writes a network of four inputs with these parameters, layer after layer, beside the toy data.
  func network(
    _ sizes: [Int], _ parameters: [Float], activation: ActivationKind = .relu,
    as name: String = "net.safetensors"
  ) throws {
    try toy()
    let network = try Network<Float>(
      layers: Network<Float>.perceptron(sizes: sizes, activation: activation),
      parameters: parameters)
    try Checkpoint.write(network, metadata: [:], to: folder.appendingPathComponent(name))
  }
}

@Suite("Certificates and audits from the command") struct CrossingsCheckTests {
  @Test("the stride of the certificate decides how many ends of pieces are checked")
  func certificate_choices_areTaken() throws {
    try Workplace.use { place in
      // r(x₀ − 1/4), r(x₀ − 1/2) and r(x₀ − 3/4): three kinks from image 0 to image 1.
      try place.network(
        [4, 3, 2],
        [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, -0.25, -0.5, -0.75, 1, 1, 1, 0, 0, 0, 0, 0.1])
      var checked: [Int?] = []
      for choice in ["all", "2", "1000", "none"] {
        let outcome = try place.runToy(
          "crossings net.safetensors --pairs 0:1 --certificate \(choice) --json -")
        #expect(outcome.code == 0, "\(outcome.errors)")
        let document = JSONValue(text: outcome.output)
        let pair = document.entry["pairs"][0]
        #expect(pair["pieces"].int == 4 && pair["crossings"].list.count == 1)
        checked.append(pair["certificate"]["points_checked"].int)
        #expect(pair.keys.contains("certificate") == (choice != "none"))
        let stride = document["configuration"]["certificate_stride"]
        #expect(stride.int == ["all": 1, "2": 2, "1000": 1000][choice])
        if choice != "none" {
          let certificate = pair["certificate"]
          #expect(certificate["holds"].bool == true && certificate["delta"].double == 1e-7)
          #expect(certificate["crossings_confirmed"].int == 1)
          #expect(certificate["crossings_checked"].int == 1)
          #expect(try #require(certificate["relative_logit_difference"].double) < 1e-12)
        }
      }
      // Ends, kinks and ends again: 5 in all, 3 of every second, both ends at least.
      #expect(checked == [5, 3, 2, nil])
    }
  }

  @Test("a certificate that fails is a warning and stands in table and JSON")
  func certificate_failing_isWarnedOf() throws {
    try Workplace.use { place in
      // Three units of about 3e7 whose shares of 7e7, −4e7 and −3e7 cancel: rounding is all that
      // is left of the first logit.
      try place.network(
        [4, 3, 2],
        [3.3e7, 1.1e7, 0, 0, 3.3e7, 1.1e7, 0, 0, 3.3e7, 1.1e7, 0, 0, 0.1, 0.1, 0.1]
          + [7e7, -4e7, -3e7, 0, 0, 0, 0, 0.1])
      let outcome = try place.runToy(
        "crossings net.safetensors --pairs 0:4,4:5,5:2,0:2,3:4,4:2 --certificate all --json c.json")
      #expect(outcome.code == 0, "\(outcome.errors)")
      let certificates = try place.document("c.json").entry["pairs"].list.map { $0["certificate"] }
      let failed = certificates.count { $0["holds"].bool == false }
      #expect(failed > 0)
      let warnings = outcome.errors.split(separator: "\n").filter { $0.hasPrefix("warning: ") }
      #expect(warnings.count == failed)
      #expect(warnings.allSatisfy { $0.contains("net.safetensors: the certificate of pair ") })
      let table = try #require(
        PrintedTable.all(in: outcome.output).first { $0.header.contains("certified") })
      #expect(table["certified"] == ["\(6 - failed) of 6"])
    }
  }

  @Test("an audit sets samples beside the exact list, in table and JSON")
  func audit_toy_isByHand() throws {
    try Workplace.use { place in
      // Logits (1/4, 1/2 − 2 |x₀ − 1/2|) as r(x₀) − …: class 1 for x₀ in (3/8, 5/8).
      try place.network([4, 2, 2], [1, 0, 0, 0, 1, 0, 0, 0, 0, -0.5, 0, 0, 2, -4, 0.25, -0.5])
      let line = "crossings net.safetensors --pairs 0:1,1:2 --json -"
      func audits(_ options: String) throws -> [JSONValue] {
        let outcome = try place.runToy("\(line) \(options)")
        #expect(outcome.code == 0, "\(outcome.errors)")
        return JSONValue(text: outcome.output).entry["pairs"].list.map { $0["audit"] }
      }
      // At 0, 1/3, 2/3 and 1 the class is 0: both crossings are missed.
      let coarse = try audits("--audit 4")
      #expect(coarse[0]["samples"].int == 4 && coarse[0]["precision"].text == "double")
      #expect(coarse[0]["missed"].int == 2 && coarse[0]["found"].int == 0)
      #expect(coarse[0]["largest_time_error"].value == nil)
      #expect(coarse[0].keys.contains("largest_time_error"))
      // The second pair leaves x₀ as it is.
      #expect(coarse[1]["missed"].int == 0 && coarse[1]["reported"].int == 0)
      let fine = try audits("--audit 50 --audit-precision single")[0]
      #expect(fine["precision"].text == "single" && fine["found"].int == 2)
      #expect(try #require(fine["largest_time_error"].double) < 1e-6)
      #expect(try #require(fine["largest_angle_error_degrees"].double) < 0.1)
      let table = try place.runToy("crossings net.safetensors --pairs 0:1 --audit 4 --json a.json")
      let printed = try #require(PrintedTable.all(in: table.output).last)
      #expect(
        printed.rows == [["net", "4 samples, double", "2", "0", "2", "0", "-", "-"]])
      let configuration = try place.document("a.json")["configuration"]
      #expect(configuration["audit"].int == 4)
      #expect(configuration["audit_precision"].text == "double")
    }
  }

  @Test(
    "checks that cannot be are refused before any work",
    arguments: [
      ("--certificate 0", ["'0'", "--certificate"]), ("--certificate -3", ["--certificate"]),
      ("--certificate some", ["'some'", "--certificate"]), ("--audit 1", ["1 points", "2"]),
      ("--audit -4", ["-4"]), ("--audit 99999999", ["99999999"]), ("--audit many", ["--audit"]),
      ("--audit 10 --audit-precision half", ["half", "--audit-precision"]),
      ("--audit 10 --method sampled", ["audit", "exact"]),
    ])
  func options_badChecks_areRefused(_ options: String, _ words: [String]) throws {
    let line = "crossings m.safetensors --random 1 \(options)"
    let found = try #require(ending(line.split(separator: " ").map(String.init)))
    #expect(found.code == 64 && found.text.hasPrefix("error: "))
    for word in words { #expect(found.text.contains(word), "\(found.text)") }
  }
}

@Suite("Paths that cannot be walked") struct CrossingsRefusalTests {
  @Test("a pair of one image is measured as no path, and said")
  func pair_identical_isSaid() throws {
    try Workplace.use { place in
      try place.toy()
      let outcome = try place.runToy("crossings toy.safetensors --pairs 3:3,0:1 --json c.json")
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(outcome.errors.contains("notice: pair 3:3 joins two equal images"))
      let pairs = try place.document("c.json").entry["pairs"]
      #expect(pairs[0]["status"].text == "identical-ends" && pairs[0]["length"].double == 0)
      #expect(pairs[0]["crossings"].list.isEmpty && pairs[0]["pieces"].int == 1)
      #expect(pairs[1]["status"].text == "walked" && pairs[1]["crossings"].list.count == 1)
      try place.write("0:1\n# none\n4 4\n", to: "pairs.txt")
      let file = try place.runToy("crossings toy.safetensors --pairs-file pairs.txt --json c.json")
      #expect(file.code == 0)
      #expect(file.errors.contains("pair 4:4 (pairs.txt, line 3) joins two equal images"))
    }
  }

  @Test("an image that is not there is named, in a file with its line")
  func pair_badIndex_isRefused() throws {
    try Workplace.use { place in
      try place.toy()
      let given = try place.runToy("crossings toy.safetensors --pairs 0:1,2:99")
      #expect(given.code == 64 && given.lastLine.contains("image 99") && given.output.isEmpty)
      try place.write("0:1\n\n99 2\n", to: "pairs.txt")
      let file = try place.runToy("crossings toy.safetensors --pairs-file pairs.txt")
      #expect(file.code == 65 && file.lastLine.contains("pairs.txt: line 3: image 99"))
      #expect(file.lastLine.contains("0 to 5"))
    }
  }

  @Test("the exact method refuses a smooth network by its file, layer and activation")
  func exact_sigmoid_isRefused() throws {
    try Workplace.use { place in
      try place.network(
        [4, 2, 2], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0], activation: .sigmoid)
      let exact = try place.runToy("crossings net.safetensors --pairs 0:1 --method exact")
      #expect(exact.code == 64 && exact.output.isEmpty)
      for word in ["net.safetensors", "dense layer 1", "sigmoid", "sampled"] {
        #expect(exact.lastLine.contains(word), "\(exact.lastLine)")
      }
      let audited = try place.runToy("crossings net.safetensors --pairs 0:1 --audit 100")
      #expect(audited.code == 64)
      #expect(audited.lastLine.contains("net.safetensors") && audited.lastLine.contains("--audit"))
      let sampled = try place.runToy("crossings net.safetensors --pairs 0:3 --json c.json")
      #expect(sampled.code == 0, "\(sampled.errors)")
      let pair = try place.document("c.json").entry["pairs"][0]
      #expect(pair["method"].text == "sampled" && !pair.keys.contains("certificate"))
    }
  }

  @Test("weights that are not numbers, and logits that overflow, are refused by their file")
  func network_notFinite_isRefused() throws {
    try Workplace.use { place in
      try place.network([4, 2], [1, 0, .nan, 0, 0, 0, 0, 1, 0, 0])
      let damaged = try place.runToy("crossings net.safetensors --pairs 0:1")
      #expect(damaged.code == 65, "\(damaged.errors)")
      #expect(
        damaged.lastLine.contains("net.safetensors")
          && damaged.lastLine.contains("element 2 is nan"))
      // Ten layers of 3e38: beyond 1e308.
      let deep = [4] + [Int](repeating: 1, count: 9) + [2]
      let first: [Float] = [3e38, 3e38, 3e38, 3e38, 1]
      let middle = [[Float]](repeating: [3e38, 0], count: 8).flatMap { $0 }
      try place.network(deep, first + middle + [3e38, -3e38, 0, 0], as: "huge.safetensors")
      let huge = try place.runToy("crossings huge.safetensors --pairs 0:1")
      #expect(huge.code == 65, "\(huge.errors)")
      #expect(huge.lastLine.contains("huge.safetensors: the logits on path 0"))
    }
  }

  @Test("a boundary without a normal has no angle, and the table says so")
  func normal_zero_isSaid() throws {
    try Workplace.use { place in
      // Logits (0, r(1/2 − x₀)): equal and flat until x₀ falls below 1/2 on the way to image 0.
      try place.network([4, 1, 2], [-1, 0, 0, 0, 0.5, 0, 1, 0, 0])
      let outcome = try place.runToy(
        "crossings net.safetensors --pairs 1:0 --json c.json --out f --format svg")
      #expect(outcome.code == 0, "\(outcome.errors)")
      let crossing = try place.document("c.json").entry["pairs"][0]["crossings"][0]
      #expect(crossing.keys.contains("angle_degrees") && crossing["angle_degrees"].value == nil)
      #expect(crossing["alignment"].value == nil && crossing["kink_gap"].double == 0)
      #expect(crossing["angles_one_sided"][0].value == nil)
      #expect(crossing["angles_one_sided"][1].double == 90)
      let listing = try #require(PrintedTable.all(in: outcome.output).first)
      #expect(listing["angle"] == ["-"])
      #expect(outcome.output.contains("net: 1 of 1 crossings without an angle"))
    }
  }

  @Test("networks of another size are refused by name, pictures are resized and it is said")
  func sizes_other_areRefused() throws {
    try Workplace.use { place in
      try place.network([9, 2], [Float](repeating: 0.5, count: 20))
      let network = try place.runToy("crossings net.safetensors --pairs 0:1")
      #expect(network.code == 65 && network.lastLine.contains("9 inputs"))
      #expect(network.lastLine.contains("4 pixels"))
      try place.picture("large.png", side: 5, value: 9)
      let picture = try place.run(
        ["crossings", "toy.safetensors"] + Toy.options + ["--images", "large.png", "large.png"])
      #expect(picture.code == 0, "\(picture.errors)")
      #expect(picture.errors.contains("large.png") && picture.errors.contains("5 × 5"))
    }
  }
}
