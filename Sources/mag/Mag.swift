import ArgumentParser
import MAG

/// The command `mag`: one subcommand a question.
@main
struct Mag: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mag",
    abstract: "Manifold aligned gradients: how networks lie to their data, measured and drawn.",
    discussion: """
      Trains the paper's models on projected MNIST, measures the input gradients and decision \
      boundaries of these or your own checkpoints, attacks them, and draws the results.

      First steps:
        mag data fetch
        mag inspect model.safetensors
        mag crossings model.safetensors --random 20 --out crossings

      Completion scripts: mag --generate-completion-script bash (or zsh, fish).
      Exit codes: 0 done, 1 a check said no, 2 a check cannot tell, 64 usage, 65 bad data, 66 no \
      such input, 69 not to be had, 70 a fault of mag, 73 cannot write, 74 cannot read, 130 \
      interrupted.
      """,
    version: Tool.version,
    subcommands: [
      FiguresCommand.self, DataCommand.self, TrainCommand.self, InspectCommand.self,
      AlignCommand.self, CrossingsCommand.self, RobustnessCommand.self, TransformCommand.self,
      AtlasCommand.self, FilmCommand.self, TiltCommand.self, SliceCommand.self,
      DrawCommand.self, ReportCommand.self, VerifyCommand.self, CheckCommand.self,
      ConvertCommand.self,
    ])

  /// Runs the command of the process's arguments and ends the process with the right exit code.
  static func main() {
    Interruption.install()
    Diagnostics.install()
    var command: any ParsableCommand
    do { command = try parseAsRoot() } catch { Ending(ofParsing: error).exitProcess() }
    do {
      try Invocation.$words.withValue(Array(CommandLine.arguments.dropFirst())) {
        try command.run()
      }
    } catch { Ending(of: error).exitProcess() }
  }
}
