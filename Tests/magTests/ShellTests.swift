import Foundation
import MAG
import Testing

@testable import mag

@Suite("In a shell") struct ShellTests {
  private static let commands = [
    "figures", "data", "train", "inspect", "align", "crossings", "robustness", "transform",
    "atlas", "film", "tilt", "slice",
  ]

  /// Runs a line of sh in which `mag` is the program.
  private func shell(_ line: String, _ place: Workplace) throws -> Workplace.Outcome {
    let script = "mag() { '\(Workplace.program.path)' \"$@\"; }\n" + line
    return try place.start(["-c", script], program: URL(fileURLWithPath: "/bin/sh")).finish()
  }

  @Test(
    "a completion script names every command and its options", arguments: ["bash", "zsh", "fish"])
  func completion_script_isWhole(_ name: String) throws {
    try Workplace.use { place in
      let outcome = try place.run(["--generate-completion-script", name])
      #expect(outcome.code == 0 && outcome.errors.isEmpty)
      for word in Self.commands + ["fetch", "info", "pairs-file", "manifold-reading", "step-size"] {
        #expect(outcome.output.contains(word), "\(name): \(word)")
      }
      // The values of enumerations are offered.
      #expect(outcome.output.contains("own-class") && outcome.output.contains("predicted-logit"))
      if name == "bash" {
        try place.write(outcome.output, to: "mag.bash")
        #expect(try shell("bash -n mag.bash", place).code == 0)
      }
    }
  }

  @Test("a shell that has no completion script is a wrong option")
  func completion_unknownShell_isRefused() throws {
    let found = try #require(ending(["--generate-completion-script", "tcsh"]))
    #expect(found.code == 64 && found.text.contains("tcsh"))
  }

  @Test("the help of every command goes to standard output, with how to call it and an example")
  func help_everyCommand_isPrinted() throws {
    try Workplace.use { place in
      for command in Self.commands.map({ [$0] }) + [["data", "fetch"], ["data", "info"]] {
        let help = try place.run(command + ["--help"])
        #expect(help.code == 0 && help.errors.isEmpty)
        #expect(help.output.contains("USAGE: mag \(command.joined(separator: " "))"))
        if command != ["data"] {
          #expect(help.output.firstMatch(of: /Examples?:\s+mag \w+/) != nil, "\(command)")
        }
        #expect(try place.run(["help"] + command).output == help.output)
      }
      let root = try place.run(["--help"])
      for command in Self.commands { #expect(root.output.contains("\n  \(command) ")) }
    }
  }

  @Test("every example of the help is a command line that is taken")
  func help_examples_areTaken() throws {
    for command in HelpTests.commands {
      let lines = command.configuration.discussion.split(separator: "\n").map {
        $0.trimmingCharacters(in: .whitespaces).replacing("Example: ", with: "")
      }
      let examples = lines.filter { $0.hasPrefix("mag ") }
      #expect(!examples.isEmpty, "\(command)")
      for example in examples {
        let found = ending(example.split(separator: " ").dropFirst().map(String.init))
        #expect(found == nil, "\(example): \(String(describing: found))")
      }
    }
  }

  @Test(
    "a command nobody knows ends with 64 and names it, on standard error alone",
    arguments: [
      "frobnicate", "crossing m.safetensors", "data fetsh", "align", "Align a", "--jason",
    ])
  func command_unknown_isUsage(_ line: String) throws {
    try Workplace.use { place in
      let outcome = try place.run(line.split(separator: " ").map(String.init))
      #expect(outcome.code == 64 && outcome.output.isEmpty)
      #expect(outcome.errors.hasPrefix("error: "))
      #expect(outcome.errors.split(separator: "\n").count == 1)
      let word = line == "align" ? "file" : line.split(separator: " ").first { $0 != "data" }
      #expect(outcome.errors.contains(word ?? "?"), "\(outcome.errors)")
    }
  }

  @Test("a closed standard output is a failure to write, and ends with 73")
  func output_closed_isReported() throws {
    try Workplace.use { place in
      try place.toy()
      let outcome = try shell("mag data info --data toy --components 2 >&-", place)
      #expect(outcome.code == 73, "\(outcome.errors)")
      #expect(outcome.lastLine.hasPrefix("error: standard output"))
    }
  }

  @Test("a closed standard error silences notices and changes no result")
  func errors_closed_changeNothing() throws {
    try Workplace.use { place in
      try place.toy()
      let line = "mag align toy.safetensors --data toy --components 2 --json -"
      let open = try shell(line, place)
      let closed = try shell("\(line) 2>&-", place)
      #expect(!open.errors.isEmpty && closed.errors.isEmpty)
      #expect(closed.code == 0 && closed.output == open.output)
    }
  }

  @Test("a JSON pipe that is read to its end is whole; one that is not ends quietly")
  func output_pipe_isWhole() throws {
    try Workplace.use { place in
      try place.toy()
      let line = "mag crossings toy.safetensors --data toy --components 2 --pairs 0:1 --json -"
      let whole = try shell("\(line) | cat", place)
      #expect(JSONValue(text: whole.output)["schema"].text == "mag.crossings/1")
      let head = try shell("\(line) | head -c 3", place)
      #expect(head.output == "{\n " && !head.errors.contains("error"))
    }
  }

  @Test("a file whose name begins with a dash is reached after two dashes")
  func arguments_dash_areReached() throws {
    try Workplace.use { place in
      try place.toy("-odd name.safetensors")
      let outcome = try place.run(
        ["inspect"] + Toy.options + ["--", "-odd name.safetensors"])
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("file          -odd name.safetensors\n"))
    }
  }

  @Test("fetching without the network names every source that was tried, and ends with 69")
  func fetch_noSources_isUnavailable() throws {
    try Workplace.use { place in
      try FileManager.default.createDirectory(
        at: place.folder.appendingPathComponent("wrong"), withIntermediateDirectories: false)
      for file in MNISTFile.canonical { try place.write("junk", to: "wrong/\(file.name)") }
      // Without curl and python3 on the path there is no way out.
      let outcome = try shell("PATH=/nowhere; mag data fetch --from wrong --json f.json", place)
      #expect(outcome.code == 69, "\(outcome.errors)")
      #expect(outcome.lastLine.hasPrefix("error: ") && outcome.lastLine.contains("MNIST"))
      #expect(outcome.errors.contains("wrong"))
      #expect(outcome.output.isEmpty)
      #expect(try place.names() == ["wrong"])
      try? FileManager.default.removeItem(atPath: place.folder.path + "-cache")
    }
  }
}

@Suite("Silence") struct QuietTests {
  @Test(
    "with --quiet nothing goes to standard error, and results are the same", arguments: Measured.all
  )
  func quiet_everyCommand_isSilent(_ measured: Measured) throws {
    try Workplace.use { place in
      try place.toy()
      let loud = try place.runToy("\(measured.line) --json r.json")
      let quiet = try place.runToy("\(measured.line) --json q.json --quiet")
      #expect(loud.code == 0 && quiet.code == 0)
      #expect(quiet.errors.isEmpty, "\(quiet.errors)")
      #expect(loud.output == quiet.output)
      #expect(try place.contents("r.json") == place.contents("q.json"))
    }
  }

  @Test("warnings and notices stand on lines of their own, and --quiet drops them")
  func notices_areLines() throws {
    try Workplace.use { place in
      try place.checkpoint(inputs: nil)
      let line = [
        "inspect", "model.safetensors", "--data", "sample", "--manifold-reading", "own-class",
        "--components", "3",
      ]
      let loud = try place.run(line)
      #expect(loud.code == 0, "\(loud.errors)")
      let lines = loud.errors.split(separator: "\n")
      #expect(lines.allSatisfy { $0.hasPrefix("notice: ") || $0.hasPrefix("warning: ") })
      #expect(lines.contains { $0.hasPrefix("warning: ") && $0.contains("labels") })
      #expect(lines.contains { $0.hasPrefix("notice: Embedded sample") })
      let quiet = try place.run(line + ["--quiet"])
      #expect(quiet.errors.isEmpty && quiet.output == loud.output)
    }
  }

  @Test("an error is said even with --quiet")
  func quiet_error_isSaid() throws {
    try Workplace.use { place in
      let outcome = try place.run(["align", "none.safetensors", "--data", "sample", "--quiet"])
      #expect(outcome.code == 66)
      #expect(outcome.errors.hasPrefix("error: ") && outcome.errors.hasSuffix(".\n"))
    }
  }
}
