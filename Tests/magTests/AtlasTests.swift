import Foundation
import MAG
import Testing

@testable import mag

@Suite("Atlas") struct AtlasCommandTests {
  /// A command line on the toy images whose lines are few.
  private func atlas(_ options: String, _ place: Workplace) throws -> Workplace.Outcome {
    try place.runToy("atlas toy.safetensors \(options)")
  }

  @Test("on the linear toy every crossing is at arcsin 3/5, and the counts are those by hand")
  func toy_table_isByHand() throws {
    try Workplace.use { place in
      try place.toy()
      let outcome = try atlas(
        "--pairs 7 --families other-class,same-class --json a.json --lines a.jsonl", place)
      #expect(outcome.code == 0, "\(outcome.errors)")
      let tables = PrintedTable.all(in: outcome.output)
      let angles = try #require(tables.first)
      #expect(angles["family"] == ["other-class", "same-class"])
      #expect(angles["method"] == ["exact", "exact"] && angles["lines"] == ["7", "7"])
      #expect(angles["kinks"] == ["0", "0"])
      let entry = try place.document("a.json").entry
      #expect(entry["path"].text == "toy.safetensors")
      let other = entry["atlas"][0]
      let first = other["first_angle"]
      let count = try #require(first["count"].int)
      #expect(count > 0 && count == 7 - (other["without_crossing"].int ?? 7))
      // A direction within the first two pixels and n = ±(3, 0, 4, 0): θ ≤ arcsin 3/5.
      let steepest = asin(0.6) * 180 / .pi
      let values = first["ecdf"].list.compactMap(\.double)
      #expect(values.count == 201 && values.allSatisfy { $0 <= steepest + 1e-9 })
      #expect(other["identity"]["checked"].int == other["crossings"]["total"].int)
      #expect((other["identity"]["largest_deviation"].double ?? 1) < 1e-12)
      #expect(other["certificate"]["lines"].int == 7)
      let counts = other["class_matrix"]["counts"].list.map { $0.list.compactMap(\.int) }
      #expect(counts.map(\.count) == [2, 2] && counts[0][0] == 0 && counts[1][1] == 0)
      #expect(counts[0][1] + counts[1][0] == other["crossings"]["total"].int)
      // Image 2 is taken for class 0 and stays among the lines.
      let lines = try String(
        contentsOf: place.folder.appendingPathComponent("a.jsonl"), encoding: .utf8
      )
      .split(separator: "\n").dropFirst().map { JSONValue(text: String($0)) }
      #expect(lines.count == 14)
      let wrong = lines.prefix(7).count {
        $0["start_class"].int != $0["from"]["label"].int
      }
      #expect(other["misclassified_starts"].int == wrong)
    }
  }

  @Test("an attack moves against the gradient's sign: θ = arcsin(7 / (5 √2)) for every line")
  func toy_adversarial_isByHand() throws {
    try Workplace.use { place in
      try place.toy()
      // δ = ±0.3 (1, 0, 1, 0) without a box; f changes by 2.1, enough for all six images.
      let outcome = try atlas(
        "--pairs 6 --families adversarial --epsilon 0.3 --box none --json a.json", place)
      #expect(outcome.code == 0, "\(outcome.errors)")
      let found = try place.document("a.json").entry["atlas"][0]
      // Image 2 is wrong already, so its attack leads it further away.
      #expect(found["misclassified_ends"].int == 6 && found["misclassified_starts"].int == 1)
      #expect(found["unchanged"].int == 1 && found["without_crossing"].int == 1)
      let median = try #require(found["first_angle"]["median"].double)
      // The end is in single precision.
      #expect(abs(median - asin(7 / (5 * 2.0.squareRoot())) * 180 / .pi) < 1e-4)
      // Pixel 2 is outside the span, so there is no in-manifold cosine.
      #expect(found["in_manifold_cosine"]["count"].int == 0)
      #expect(found["identity"]["largest_deviation"].value == nil)
    }
  }

  @Test("the same command gives the same bytes on one thread and on two, and as CSV")
  func threads_lines_agree() throws {
    try Workplace.use { place in
      try place.checkpoint("net.safetensors", sizes: [784, 20, 12, 10])
      func run(_ name: String, _ threads: Int, _ format: String) throws {
        let outcome = try place.run(
          ["atlas", "net.safetensors", "--data", "sample", "--pairs", "150", "--steps", "2"]
            + ["--lines", "\(name).\(format)", "--json", "\(name).json"]
            + ["--threads", "\(threads)"])
        #expect(outcome.code == 0, "\(outcome.errors)")
      }
      try run("one", 1, "jsonl")
      try run("two", 2, "jsonl")
      try run("table", 2, "csv")
      #expect(try place.contents("one.jsonl") == place.contents("two.jsonl"))
      #expect(try place.contents("one.json") == place.contents("two.json"))
      #expect(try place.contents("one.json") == place.contents("table.json"))
      let csv = String(decoding: try place.contents("table.csv"), as: UTF8.self)
      #expect(csv.hasPrefix("# {\"schema\": \"mag.atlas-lines/1\""))
    }
  }

  @Test("an interrupted atlas ends with 130 and the same command goes on to the same bytes")
  func interruption_resume_givesTheSameBytes() throws {
    try Workplace.use { place in
      try place.toy()
      func arguments(_ name: String) -> [String] {
        ["atlas", "toy.safetensors"] + Toy.options
          + ["--families", "adversarial", "--method", "sampled", "--samples", "3000"]
          + ["--pairs", "600", "--steps", "2", "--lines", "\(name).csv", "--json", "\(name).json"]
      }
      #expect(try place.run(arguments("whole")).code == 0)
      let started = try place.start(arguments("part"))
      // Until some chunks are on the disk.
      let url = place.folder.appendingPathComponent("part.csv")
      while started.process.isRunning, (try? Data(contentsOf: url).count) ?? 0 < 9000 {
        usleep(2000)
      }
      kill(started.process.processIdentifier, SIGINT)
      let stopped = try started.finish()
      #expect(stopped.code == 130, "\(stopped.errors)")
      let left = try place.contents("part.csv")
      #expect(left.count < (try place.contents("whole.csv").count))
      #expect(try !place.names().contains("part.json"))
      let resumed = try place.run(arguments("part"))
      #expect(resumed.code == 0, "\(resumed.errors)")
      #expect(try place.contents("part.csv") == place.contents("whole.csv"))
      #expect(try place.contents("part.json") == place.contents("whole.json"))
    }
  }

  @Test("another command is refused the file with 65, unless it may begin it anew")
  func lines_otherRun_isRefused() throws {
    try Workplace.use { place in
      try place.toy()
      let first = "--pairs 5 --families same-class --lines a.jsonl --json a.json"
      #expect(try atlas(first, place).code == 0)
      let other = "--pairs 6 --families same-class --lines a.jsonl --json a.json"
      let refused = try atlas(other, place)
      #expect(refused.code == 65)
      #expect(
        refused.lastLine
          == "error: a.jsonl: the file holds lines of another run (configuration.pairs is 5 there "
          + "and 6 here); choose another --lines, or give --overwrite-lines to begin it anew.")
      #expect(try atlas(other + " --overwrite-lines", place).code == 0)
      #expect(try atlas(other, place).code == 0)
      try place.write("hello\n", to: "b.jsonl")
      let foreign = try atlas("--pairs 5 --lines b.jsonl --json b.json", place)
      #expect(foreign.code == 65 && foreign.lastLine.contains("expected the lines of an atlas"))
      #expect(String(decoding: try place.contents("b.jsonl"), as: UTF8.self) == "hello\n")
    }
  }

  @Test(
    "what cannot be used is refused with its code and sentence before any work",
    arguments: [
      ("--pairs 0", 64, "--pairs: expected 1 to"), ("--pairs -3", 64, "--pairs: expected 1 to"),
      ("--families other", 64, "--families: expected a list of other-class, adversarial"),
      ("--families", 64, "--families"), ("--epsilon 0", 64, "--epsilon: expected a radius above 0"),
      ("--epsilon -1", 64, "epsilon"), ("--samples 0", 64, "samples"),
      ("--certificate-lines -1", 64, "--certificate-lines: expected at least 0"),
      ("--lines a.txt", 64, "--lines: expected a name that ends in .jsonl or .csv"),
      ("--overwrite-lines", 64, "--overwrite-lines: expected --lines beside it"),
      ("--restarts 2", 64, "restarts"), ("--method fast", 64, "method"),
      ("--lines none/a.jsonl", 73, "the folder none does not exist"),
      ("--lines toy.csv", 73, "toy.csv"),
      ("--lines a.csv --json a.csv", 64, "--json: expected another file"),
      ("--pairs 9", 64, "at most 8 can be drawn"),
      ("--pairs 8", 64, "of one class were asked for, and at most 7"),
    ])
  func input_bad_isRefused(_ options: String, _ code: Int32, _ words: String) throws {
    try Workplace.use { place in
      try place.toy()
      try FileManager.default.createDirectory(
        at: place.folder.appendingPathComponent("toy.csv"), withIntermediateDirectories: true)
      let before = try place.names()
      let outcome = try atlas(options, place)
      #expect(outcome.code == code, "\(outcome.errors)")
      #expect(outcome.lastLine.contains(words), "\(outcome.lastLine)")
      #expect(outcome.lastLine.hasPrefix("error: ") && outcome.lastLine.hasSuffix("."))
      #expect(try place.names() == before)
    }
  }

  @Test("checkpoints of another size, with NaN, or smooth where exact was asked for are refused")
  func checkpoints_bad_areRefused() throws {
    try Workplace.use { place in
      try place.toy()
      try place.checkpoint("wide.safetensors")
      try place.checkpoint("nan.safetensors", spoil: true)
      try place.checkpoint("smooth.safetensors", activation: .tanh)
      for (line, code, words) in [
        ("atlas toy.safetensors wide.safetensors --data toy --components 2", 65, "784 inputs"),
        ("atlas none.safetensors --data toy", 66, "no such file"),
        ("atlas nan.safetensors --data sample --pairs 5", 65, "element 7 is nan"),
        (
          "atlas smooth.safetensors --data sample --pairs 5 --method exact", 64,
          "not piecewise linear"
        ),
      ] as [(String, Int32, String)] {
        let outcome = try place.run(line.split(separator: " ").map(String.init))
        #expect(outcome.code == code, "\(outcome.errors)")
        #expect(outcome.lastLine.contains(words), "\(outcome.lastLine)")
      }
      #expect(try !place.names().contains { $0.hasPrefix("atlas") })
    }
  }

  @Test("the figure and its data are written, and a second --out run gives the same bytes")
  func figure_files_areThere() throws {
    try Workplace.use { place in
      try place.toy()
      try place.toy("other.safetensors")
      let line = "atlas toy.safetensors other.safetensors --pairs 7 --format svg --out"
      let first = try place.runToy("\(line) a")
      #expect(first.code == 0, "\(first.errors)")
      let names = [".svg", ".json", ".csv"].flatMap { ["a\($0)", "a-decomposition\($0)"] }
      let files = try names.map { try place.contents($0) }
      #expect(try place.runToy("\(line) a").code == 0)
      #expect(try names.map { try place.contents($0) } == files)
      let name = "a-decomposition.json"
      let parts = try DecompositionFigure.read(place.contents(name), from: name)
      #expect(parts.models.map(\.name) == ["toy", "other"])
      #expect(
        parts.paths == "7 other-class lines a model, and for the terms as many adversarial ones")
      let figure = try AtlasFigure.read(place.contents("a.json"), from: "a.json")
      #expect(figure.models.map(\.name) == ["toy", "other"])
      #expect(figure.families == ["other-class", "adversarial", "same-class"])
      #expect(figure.models[0].samples == figure.models[1].samples)
    }
  }

  @Test("the times of attacks and walks are said apart on standard error, and with --quiet nothing")
  func times_attacks_areApart() throws {
    try Workplace.use { place in
      try place.toy()
      let loud = try atlas("--pairs 5 --json a.json", place)
      let said = loud.errors.split(separator: "\n").first { $0.hasPrefix("toy: ") } ?? ""
      #expect(said.firstMatch(of: /attacks [0-9.]+ s, walks [0-9.]+ s/) != nil)
      let quiet = try atlas("--pairs 5 --json b.json --quiet", place)
      #expect(quiet.errors.isEmpty && quiet.output == loud.output)
      #expect(try place.contents("a.json") == place.contents("b.json"))
    }
  }
}
