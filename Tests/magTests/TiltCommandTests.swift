import Foundation
import MAG
import Testing

@testable import mag

@Suite("mag tilt") struct TiltCommandTests {
  @Test("distances of the toy images are |f| by 5, 3 and 4; the tilt is 3/4")
  func tilt_linearNetwork_isByHand() throws {
    try Workplace.use { place in
      try place.toy()
      let outcome = try place.runToy("tilt toy.safetensors --json t.json --out f --format svg")
      #expect(outcome.code == 0, "\(outcome.errors)")
      let tables = PrintedTable.all(in: outcome.output)
      let distances = try #require(tables.first)
      #expect(distances["direction"] == ["gradient", "in-manifold", "off-manifold"])
      // |f| is 1.5 for four images and 0.9 for two; of six images the interval is the whole range.
      #expect(distances["median"] == ["0.3000", "0.5000", "0.3750"])
      #expect(
        distances["95 % interval"] == ["0.1800–0.3000", "0.3000–0.5000", "0.2250–0.3750"])
      #expect(distances["unreached"] == ["0", "0", "0"])
      #expect(distances["undefined"] == ["0", "0", "0"])
      #expect(distances["angle"] == ["90.00°", "36.87°", "53.13°"])
      #expect(distances["c(n)"] == ["0.6000", "0.6000", "0.6000"])
      #expect(distances["linear"] == ["1.000", "1.000", "1.000"])
      let ratios = try #require(tables.dropFirst().first)
      #expect(
        ratios.rows.first == [
          "toy", "exact", "6", "1", "0.6000", "0.7500", "0.7500", "0.7500", "0.6000", "0",
        ])
      let document = try place.document("t.json")
      #expect(document["schema"].text == "mag.tilt/1")
      #expect(document["configuration"]["gradient"].text == "loss")
      #expect(document["configuration"]["limit"].value == nil)
      let tilt = document.entry["tilt"]
      #expect(tilt["wrong_count"].int == 1 && tilt["count"].int == 6)
      #expect(tilt["predicted_classes"].list.map(\.int) == [1, 0, 0, 1, 1, 0])
      #expect(tilt["off_manifold"]["to_classes"].list.map(\.int) == [0, 1, 1, 0, 0, 1])
      #expect(tilt["gradient"]["statuses"][0].text == "reached")
      let values = tilt["in_manifold"]["distance"]["values"].list.compactMap(\.double)
      for (value, f) in zip(values, [1.5, 1.5, 1.5, 1.5, 0.9, 0.9]) {
        #expect(abs(value - f / 3) < 1e-9)
      }
      let figure = try TiltFigure.read(place.contents("f.json"), from: "f.json")
      #expect(figure.models.map(\.name) == ["toy"])
      #expect(try place.names().filter { $0.hasPrefix("f.") } == ["f.csv", "f.json", "f.svg"])
      let csv = String(decoding: try place.contents("f.csv"), as: UTF8.self)
      #expect(csv.split(separator: "\n").count == 7)
    }
  }

  @Test("counts, lists and limits choose what is measured, and the configuration says so")
  func tilt_options_choose() throws {
    try Workplace.use { place in
      try place.toy()
      let first = try place.runToy("tilt toy.safetensors --count 2 --gradient margin --json -")
      #expect(first.code == 0, "\(first.errors)")
      let document = JSONValue(text: first.output)
      #expect(document["configuration"]["count"].int == 2)
      #expect(document.entry["tilt"]["indices"].list.map(\.int) == [0, 1])
      let named = try place.runToy("tilt toy.safetensors --indices 5,4 --limit 0.2 --json -")
      let tilt = JSONValue(text: named.output).entry["tilt"]
      #expect(tilt["indices"].list.map(\.int) == [5, 4] && tilt["limit"].double == 0.2)
      // 0.9/5 = 0.18 is within 0.2, 0.9/3 and 0.9/4 are not.
      #expect(tilt["gradient"]["distance"]["unreached_count"].int == 0)
      #expect(tilt["in_manifold"]["beyond_limit_count"].int == 2)
      #expect(tilt["off_manifold"]["distance"]["median"].value == nil)
      #expect(tilt["tilt_ratio"]["undefined_count"].int == 2)
    }
  }

  @Test("the number of threads changes no byte of the JSON or the figure")
  func tilt_threads_changeNothing() throws {
    try Workplace.use { place in
      try place.checkpoint()
      let runs = try ["1", "2"].map { threads in
        let outcome = try place.run([
          "tilt", "model.safetensors", "--data", "sample", "--count", "40", "--json", "-",
          "--threads", threads, "--out", "f",
        ])
        #expect(outcome.code == 0, "\(outcome.errors)")
        let files = try ["svg", "png", "pdf", "json", "csv"].map { try place.contents("f.\($0)") }
        return (output: outcome.output, files: files)
      }
      #expect(runs[0].output == runs[1].output)
      #expect(runs[0].files == runs[1].files)
    }
  }

  @Test(
    "bad options end with 64 and one sentence before any work",
    arguments: [
      Refusal("tilt m.safetensors --limit 0", "limit", "0"),
      Refusal("tilt m.safetensors --limit -3", "limit", "-3"),
      Refusal("tilt m.safetensors --limit nan", "limit", "nan"),
      Refusal("tilt m.safetensors --count 0", "--count", "at least 1"),
      Refusal("tilt m.safetensors --count -5", "--count", "-5"),
      Refusal("tilt m.safetensors --count 3 --indices 1", "--count", "both"),
      Refusal("tilt m.safetensors --indices 3,x", "--indices", "'3,x'"),
      Refusal("tilt m.safetensors --indices 3,3", "--indices", "3 twice"),
      Refusal("tilt m.safetensors --samples 0", "0"),
      Refusal("tilt m.safetensors --method guess", "guess", "--method"),
      Refusal("tilt m.safetensors --gradient steep", "steep", "--gradient"),
      Refusal("tilt", "file"),
    ])
  func tilt_badOption_isUsageError(_ refusal: Refusal) throws {
    let found = try #require(ending(refusal.arguments.split(separator: " ").map(String.init)))
    #expect(found.code == 64)
    #expect(found.text.hasPrefix("error: ") && !found.text.contains("\n"))
    for word in refusal.words { #expect(found.text.contains(word), "\(found.text)") }
  }

  @Test("images that are not there and damaged or misfitting networks end with their code")
  func tilt_badInput_hasItsCode() throws {
    try Workplace.use { place in
      try place.toy()
      try place.checkpoint("nan.safetensors", sizes: [4, 3, 2], inputs: "raw", spoil: true)
      try place.checkpoint("wide.safetensors", sizes: [9, 3, 2], inputs: "raw")
      try place.checkpoint(
        "smooth.safetensors", sizes: [4, 3, 2], activation: .tanh, inputs: "raw")
      for (line, code, word) in [
        ("toy.safetensors --count 7", 64, "image 6"),
        ("toy.safetensors --count 9000000000000", 64, "image 8999999999999"),
        ("toy.safetensors --indices 2,6", 64, "image 6"),
        ("nan.safetensors", 65, "is nan"), ("wide.safetensors", 65, "9 inputs"),
        ("smooth.safetensors --method exact", 64, "not piecewise linear"),
        ("missing.safetensors", 66, "missing.safetensors"),
      ] as [(String, Int32, String)] {
        let outcome = try place.runToy("tilt \(line) --json t.json")
        #expect(outcome.code == code, "\(line): \(outcome.errors)")
        #expect(outcome.lastLine.contains(word), "\(outcome.errors)")
        #expect(!(try place.names().contains("t.json")))
      }
      let sampled = try place.runToy("tilt smooth.safetensors --samples 50 --json -")
      #expect(sampled.code == 0, "\(sampled.errors)")
      let tilt = JSONValue(text: sampled.output).entry["tilt"]
      #expect(tilt["method"].text == "sampled" && tilt["limit"].double == 2)
    }
  }

  @Test("the help and the command's own options are these texts")
  func tilt_help_matchesSnapshot() {
    let found = Mag.helpMessage(for: TiltCommand.self, columns: 80)
    #expect(found.hasPrefix(Self.purpose), "\(found)")
    #expect(found.contains(Self.options), "\(found)")
    #expect(found.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  private static let purpose = """
    OVERVIEW: Measure distances to the decision boundary along and across the data
    manifold.

    From each image x three rays x + s u, s ≥ 0, are followed to the first change
    of the predicted class: u along the input gradient g, along its part P g in the
    manifold's span, and along the rest g − P g, each of length 1 and with the sign
    by which the predicted class loses. Distances s are l2 in pixel units, exact
    for piecewise linear networks. Each is an upper bound of the image's robust l2
    radius.

    The tilt is the off-manifold distance by the in-manifold one: where it is well
    below 1 the boundary is much nearer off the manifold than along it.

    Files: tilt.png, .svg, .pdf, .json and .csv; with --out one, one.png and so on.

    Examples:
      mag tilt baseline.safetensors robust.safetensors --out tilt
      mag tilt model.safetensors --count 500 --gradient margin --json tilt.json

    USAGE: mag tilt [<options>] <file> ...

    ARGUMENTS:
      <file>                  Checkpoints (safetensors, PyTorch, NumPy, ONNX or
                              NNet).
    """

  private static let options = """
    OPTIONS:
      --gradient <kind>       The function of the predicted class's logits whose
                              input gradient is followed. (values: loss,
                              true-logit, predicted-logit, margin; default: loss)
      --limit <distance>      The largest distance looked for, in pixel units
                              (default: none, rays are followed to their end;
                              sampled ones to √d, the diagonal of [0, 1]^d).
      --count <n>             The first n images of the split only.
      --indices <list>        These images of the split only, for example 3,17.
      --method <method>       How boundaries are found. (values: auto, exact,
                              sampled; default: auto)
      --samples <samples>     Steps a segment of the sampled method. (default: 1000)
      --version               Show the version.
    """
}
