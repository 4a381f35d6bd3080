import Foundation
import MAG
import Testing

@testable import mag

@Suite("Where figures' numbers come from") struct ProvenanceTests {
  private static let commands: [(line: String, figures: [String])] = [
    ("align toy.safetensors", ["x"]),
    ("crossings toy.safetensors --pairs 0:1,0:5 --decomposition", ["x", "x-decomposition"]),
    ("robustness toy.safetensors --epsilons 0,0.1 --box none", ["x"]),
    ("transform toy.safetensors --index 0 --to 0 --epsilon 0.3 --box none", ["x"]),
    ("atlas toy.safetensors --pairs 4 --epsilon 0.3 --lines l.jsonl", ["x", "x-decomposition"]),
    ("film toy.safetensors --index 0 --epsilon 0.3 --steps 2", ["x"]),
    ("tilt toy.safetensors", ["x"]),
    ("slice toy.safetensors --indices 0,1,3 --resolution 8", ["x"]),
  ]

  private func provenance(_ data: Data, _ name: String = "x.json") throws -> Provenance {
    try #require(try FigureData(reading: data, from: name).provenance)
  }

  @Test("every command that draws says it, in its data and in every picture")
  func commands_all_recordProvenance() throws {
    for (line, figures) in Self.commands {
      try Workplace.use { place in
        try place.toy()
        let outcome = try place.runToy("\(line) --out x --seed 3")
        #expect(outcome.code == 0, "\(line): \(outcome.errors)")
        for name in figures {
          let found = try provenance(place.contents("\(name).json"))
          #expect(found.tool == Tool.name && found.seed == 3, "\(line)")
          #expect(
            found.command.starts(
              with: ["mag"] + line.split(separator: " ").prefix(2).map(String.init)))
          #expect(found.command.suffix(6) == ["--seed", "3", "--data", "toy", "--components", "2"])
          #expect(found.images?.source == "toy" && found.images?.files.count == 4)
          #expect(found.manifoldDigest?.count == 64)
          let digest = FileDigest.sha256(try place.contents("toy.safetensors"))
          #expect(
            found.checkpoints == [
              Provenance.File(name: "toy", path: "toy.safetensors", sha256: digest)
            ])
          guard case .object(let configuration) = found.configuration else {
            Issue.record("\(line): no configuration")
            continue
          }
          #expect(configuration["components"] == .integer(2))
          for format in ["png", "svg", "pdf"] {
            let manifest = try FigureManifest.find(
              in: place.contents("\(name).\(format)"), name: name)
            #expect(manifest?.provenance == found, "\(line) \(format)")
          }
        }
        for name in try place.names() where name.hasPrefix("x") {
          let text = String(decoding: try place.contents(name), as: UTF8.self)
          #expect(!text.contains(place.folder.path), "\(line) \(name)")
        }
      }
    }
  }

  @Test("style, threads and places to write to change no byte of the data")
  func outputOptions_leaveNoTrace() throws {
    try Workplace.use { place in
      try place.toy()
      var data: Set<Data> = []
      for options in [
        "", "--threads 1 --quiet", "--format svg --palette gray --theme dark --dpi 72",
        "--width neurips --font-size 9 --json r.json",
      ] {
        let outcome = try place.runToy("align toy.safetensors --out x \(options)")
        #expect(outcome.code == 0, "\(outcome.errors)")
        data.insert(try place.contents("x.json"))
      }
      #expect(data.count == 1)
    }
  }

  @Test("where the width decides what is kept, it is recorded")
  func width_ofCrossings_isRecorded() throws {
    try Workplace.use { place in
      try place.toy()
      let outcome = try place.runToy("crossings toy.safetensors --pairs 0:1 --out x --width column")
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(
        try provenance(place.contents("x.json")).command == [
          "mag", "crossings", "toy.safetensors", "--pairs", "0:1", "--width", "column", "--data",
          "toy", "--components", "2",
        ])
    }
  }

  @Test("files are named as seen from the figure's folder, those of configurations too")
  func files_paths_areRelative() throws {
    try Workplace.use { place in
      try place.toy()
      for folder in ["paper", "models"] {
        try FileManager.default.createDirectory(
          at: place.folder.appendingPathComponent(folder), withIntermediateDirectories: true)
      }
      try place.toy("models/other.safetensors")
      try place.write("0:1\n", to: "pairs.txt")
      let model = place.folder.appendingPathComponent("models/other.safetensors").path
      let outcome = try place.run([
        "crossings", "toy.safetensors", model, "--pairs-file=pairs.txt", "--data", "toy",
        "--components", "2", "--out", "paper/x",
      ])
      #expect(outcome.code == 0, "\(outcome.errors)")
      let found = try provenance(place.contents("paper/x.json"))
      #expect(
        found.command == [
          "mag", "crossings", "../toy.safetensors", "../models/other.safetensors", "--pairs-file",
          "../pairs.txt", "--data", "../toy", "--components", "2",
        ])
      #expect(
        found.checkpoints.map(\.path) == ["../toy.safetensors", "../models/other.safetensors"])
      #expect(found.images?.source == "../toy")
      guard case .object(let members) = found.configuration else { return }
      #expect(members["pairs_file"] == .string("../pairs.txt"))
    }
  }
}

@Suite("Words that decide what is measured") struct MeasuringWordsTests {
  private func words(_ line: String) throws -> [String] {
    let arguments = line.split(separator: " ").map(String.init)
    return try Invocation.$words.withValue(arguments) {
      try MeasuringWords(of: CrossingsCommand.self).words(file: { "<\($0)>" }, data: "D")
    }
  }

  @Test(
    "the command's words without output and run options, files first",
    arguments: [
      ("crossings a.pt --pairs 1:2", "mag crossings <a.pt> --pairs 1:2"),
      (
        "crossings --quiet --pairs=1:2 a.pt --out x --seed 4 b.pt",
        "mag crossings <a.pt> <b.pt> --pairs 1:2 --seed 4"
      ),
      (
        "crossings a.pt --images p.png q.png --invert --threads 2",
        "mag crossings <a.pt> --images <p.png> <q.png> --invert"
      ),
      (
        "crossings --random 3 --basis W.npy --data d --json - --title t -- -a.pt",
        "mag crossings <-a.pt> --random 3 --basis <W.npy> --data D"
      ),
      ("crossings a.pt --random 3 --mean=-1", "mag crossings <a.pt> --random 3 --mean=-1"),
      // Another command's words, or none, say nothing of this one.
      ("align a.pt", "mag crossings"),
      ("", "mag crossings"),
    ])
  func words_ofCommand_areCanonical(_ line: String, _ expected: String) throws {
    #expect(try words(line) == expected.split(separator: " ").map(String.init))
  }

  @Test(
    "recorded words are taken only if they measure and write nowhere",
    arguments: [
      ("mag align a.pt --data sample", true), ("mag figures --quick", true),
      ("mag slice a.pt --index 1 --lines", true),
      ("mag crossings a.pt --random 2 --width column", true),
      ("align a.pt", false), ("mag", false), ("mag train baseline --out x", false),
      ("mag data fetch", false), ("mag draw a.json", false), ("mag verify a.png", false),
      ("mag align a.pt --out /tmp/x", false), ("mag align a.pt --json=x", false),
      ("mag align a.pt --threads 9", false), ("mag align a.pt --palette gray", false),
      ("mag atlas a.pt --lines l.csv", false), ("mag atlas a.pt --overwrite-lines", false),
      ("mag figures --models /tmp", false), ("mag align a.pt --unknown", false),
      ("mag align a.pt --help", false), ("mag align a.pt -h", false),
      ("mag align a.pt --split", false),
    ])
  func recorded_words_areJudged(_ line: String, _ isTaken: Bool) throws {
    let found = try MeasuringWords(recorded: line.split(separator: " ").map(String.init))
    #expect((found != nil) == isTaken)
  }

  @Test("every option of a measuring command is known to the grammar")
  func grammar_helpOptions_areKnown() throws {
    for command in Mag.configuration.subcommands {
      guard let command = command as? any MeasuringCommand.Type else { continue }
      let grammar = try CommandGrammar(of: command)
      let help = Mag.helpMessage(for: command, columns: 80)
      let names = help.matches(of: /\n  --([a-z-]+)/).map { String($0.1) }
      #expect(names.count > 5)
      // The version is the root's, and ends the program.
      for name in names where name != "version" {
        #expect(grammar.argument(name) != nil, "\(command.word) \(name)")
      }
    }
  }
}
