import Foundation
import MAG
import Testing

@Suite("mag verify") struct VerifyCommandTests {
  /// A figure of the toy network in a folder.
  private func use(
    _ line: String = "align toy.safetensors", _ body: (Workplace) throws -> Void
  ) throws {
    try Workplace.use { place in
      try place.toy()
      let outcome = try place.runToy("\(line) --out x")
      #expect(outcome.code == 0, "\(outcome.errors)")
      try body(place)
    }
  }

  private func verify(_ place: Workplace, _ words: String) throws -> Workplace.Outcome {
    try place.run(["verify"] + words.split(separator: " ").map(String.init))
  }

  private func edit(
    _ place: Workplace, _ name: String, _ old: String, _ new: String
  ) throws {
    let text = String(decoding: try place.contents(name), as: UTF8.self)
    #expect(text.contains(old), "\(name) has no \(old)")
    try place.write(text.replacingOccurrences(of: old, with: new), to: name)
  }

  @Test("an untouched figure is the same: 0, a table, and JSON")
  func same_isZero() throws {
    try use { place in
      let outcome = try verify(place, "x.png x.svg x.pdf x.json --json v.json")
      #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
      #expect(outcome.output.hasPrefix("x.png: same\n\n"))
      let tables = PrintedTable.all(in: outcome.output).filter { $0.header.first == "check" }
      #expect(tables.count == 4)
      #expect(
        tables[0]["check"] == [
          "manifest", "data", "drawing", "picture", "table", "images", "checkpoint",
        ])
      #expect(Set(tables.flatMap { $0["verdict"] }) == ["same"])
      let document = try place.document("v.json")
      #expect(document["schema"].text == "mag.verify/1" && document["verdict"].text == "same")
      #expect(
        document["files"].list.map { $0["path"].text } == ["x.png", "x.svg", "x.pdf", "x.json"])
      #expect(document["files"][0]["checks"][6]["name"].text == "toy.safetensors")
    }
  }

  @Test("a project that was moved as a whole is the same")
  func moved_isZero() throws {
    try use { place in
      try FileManager.default.createDirectory(
        at: place.folder.appendingPathComponent("new"), withIntermediateDirectories: true)
      for name in try place.names() where name != "new" {
        try FileManager.default.moveItem(
          at: place.folder.appendingPathComponent(name),
          to: place.folder.appendingPathComponent("new/\(name)"))
      }
      #expect(try verify(place, "new/x.pdf").code == 0)
    }
  }

  @Test("something different is 1, something missing 2, and of several files 1 counts first")
  func verdicts_haveTheirCodes() throws {
    try use { place in
      try FileManager.default.removeItem(
        at: place.folder.appendingPathComponent("toy.safetensors"))
      let missing = try verify(place, "x.png")
      #expect(missing.code == 2)
      #expect(missing.output.contains("missing; name its folder with --checkpoints"))
      var png = try place.contents("x.png")
      png[png.count / 2] ^= 1
      try png.write(to: place.folder.appendingPathComponent("x.png"))
      let worst = try verify(place, "x.svg x.png --json -")
      #expect(worst.code == 1)
      let document = JSONValue(text: worst.output)
      #expect(document["verdict"].text == "different")
      #expect(document["files"].list.map { $0["verdict"].text } == ["cannot-tell", "different"])
    }
  }

  @Test("a file that is no figure has its code, and the others their tables")
  func refusal_amongOthers_losesNothing() throws {
    try use { place in
      let outcome = try verify(place, "none.png x.svg x.csv")
      #expect(outcome.code == 66 && outcome.output.hasPrefix("x.svg: same\n"))
      #expect(outcome.lastLine.contains("none.png"))
    }
  }

  @Test("checkpoints and data elsewhere are named by options")
  func evidence_elsewhere_isFound() throws {
    try use { place in
      let manager = FileManager.default
      for (name, folder) in [("toy.safetensors", "models"), ("toy", "sets")] {
        try manager.createDirectory(
          at: place.folder.appendingPathComponent(folder), withIntermediateDirectories: true)
        try manager.moveItem(
          at: place.folder.appendingPathComponent(name),
          to: place.folder.appendingPathComponent("\(folder)/\(name)"))
      }
      #expect(try verify(place, "x.svg").code == 2)
      #expect(try verify(place, "x.svg --checkpoints models --data sets/toy").code == 0)
      #expect(try verify(place, "x.svg --checkpoints models --data sample").code == 1)
      #expect(try verify(place, "x.svg --checkpoints models --data sets/toy --deep").code == 0)
    }
  }

  @Test(
    "wrong files and words have their codes and sentences",
    arguments: [
      ("verify", 64, "<file>"), ("verify none.png", 66, "none.png: there is no such file"),
      ("verify toy", 74, "found a folder"), ("verify toy.safetensors", 65, "expected a figure"),
      ("verify x.csv", 65, "expected a figure"),
      ("verify x.png --checkpoints=", 64, "--checkpoints"),
      ("verify x.png --data=", 64, "--data"), ("verify x.png --json x.png", 64, "--json"),
      ("verify results.json", 65, "mag.alignment/1"), ("verify broken.json", 65, "broken.json"),
    ])
  func refusals_haveTheirCodes(_ line: String, _ code: Int32, _ words: String) throws {
    try use { place in
      try place.write(#"{"schema": "mag.alignment/1"}"#, to: "results.json")
      try place.write(#"{"schema": "mag.figure1/1", "mod"#, to: "broken.json")
      let outcome = try place.run(line.split(separator: " ").map(String.init))
      #expect(outcome.code == code, "\(outcome.errors)")
      #expect(outcome.lastLine.contains(words), "\(outcome.errors)")
    }
  }

  @Test(
    "--deep measures again and finds the same numbers",
    arguments: [
      "align toy.safetensors", "crossings toy.safetensors --pairs 0:1,0:5 --width column",
      "robustness toy.safetensors --epsilons 0,0.1 --box none --start uniform --seed 5",
      "transform toy.safetensors --index 0 --to 0 --epsilon 0.3 --box none",
      "atlas toy.safetensors --pairs 4 --epsilon 0.3 --lines l.jsonl",
      "film toy.safetensors --index 0 --epsilon 0.3 --steps 2", "tilt toy.safetensors",
      "slice toy.safetensors --indices 0,1,3 --resolution 8",
    ])
  func deep_sameMachine_isZero(_ line: String) throws {
    try use(line) { place in
      let names = try place.names()
      let outcome = try verify(place, "x.svg --deep")
      #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
      let table = try #require(PrintedTable.all(in: outcome.output).last)
      #expect(table["check"].last == "measurement" && table["verdict"].last == "same")
      #expect(table["found"].last?.hasSuffix("numbers, all equal") == true)
      #expect(outcome.errors.contains("measuring again: mag "))
      #expect(try place.names() == names)
    }
  }

  @Test("the decomposition beside a figure is measured again too")
  func deep_decomposition_isZero() throws {
    try use("crossings toy.safetensors --pairs 0:1,0:5 --decomposition") { place in
      let outcome = try verify(place, "x-decomposition.pdf --deep --quiet")
      #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
    }
  }

  @Test("numbers that were edited and drawn anew pass every digest, but not --deep")
  func deep_editedData_isOne() throws {
    try use { place in
      try edit(place, "x.json", "\"cosines\": [0.5999999999999999", "\"cosines\": [0.7")
      let drawn = try place.run(["draw", "x.json", "--out", "y.pdf"])
      #expect(drawn.code == 0, "\(drawn.errors)")
      try FileManager.default.removeItem(at: place.folder.appendingPathComponent("x.csv"))
      #expect(try verify(place, "y.pdf").code == 0)
      let deep = try verify(place, "y.pdf --deep")
      #expect(deep.code == 1)
      #expect(deep.output.contains("models[0].cosines[0]: recorded 0.7"))
    }
  }

  @Test("a recorded command that would do anything but measure is shown and not run")
  func deep_hostileCommand_isNotRun() throws {
    try use { place in
      for (words, said) in [
        (#""align", "toy.safetensors", "--out", "evil""#, "no command that only measures"),
        (#""train", "baseline", "--out", "evil""#, "no command that only measures"),
        (#""sh", "-c", "touch evil""#, "no command that only measures"),
        (#""align", "toy.safetensors", "--basis", "/etc/passwd""#, "missing: /etc/passwd"),
      ] {
        var text = String(decoding: try place.contents("x.json"), as: UTF8.self)
        let start = try #require(text.range(of: "\"command\": ["))
        let end = try #require(text[start.upperBound...].range(of: "]"))
        text.replaceSubrange(
          start.upperBound..<end.lowerBound, with: "\"mag\", \(words)")
        try place.write(text, to: "z.json")
        let outcome = try verify(place, "z.json --deep")
        #expect(outcome.code == 2, "\(outcome.output)")
        #expect(outcome.output.contains(said), "\(outcome.output)")
        #expect(!outcome.errors.contains("measuring again"))
        #expect(try !place.names().contains { $0.hasPrefix("evil") })
      }
    }
  }

  @Test("--deep without the checkpoint, or with a command that fails, cannot tell")
  func deep_missing_cannotTell() throws {
    try use { place in
      try edit(place, "x.json", "\"--components\", \"2\"", "\"--components\", \"9\"")
      let failed = try verify(place, "x.json --deep --quiet")
      #expect(failed.code == 2)
      #expect(failed.output.contains("the command ended with 6"), "\(failed.output)")
      try FileManager.default.removeItem(
        at: place.folder.appendingPathComponent("toy.safetensors"))
      let missing = try verify(place, "x.json --deep")
      #expect(missing.code == 2)
      #expect(missing.output.contains("missing: checkpoints"))
    }
  }
}
