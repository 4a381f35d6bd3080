import ArgumentParser
import MAG

/// What every command that works for a while takes.
struct RunOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "Of everything that is drawn at random.")
  var seed: UInt64 = 0

  @Option(
    parsing: .unconditional,
    help: "Threads to use (default: all cores); the results do not depend on it.")
  var threads: Int?

  @Flag(help: "No progress and no notices on standard error.")
  var quiet = false

  func validate() throws {
    try OptionValue.require(threads, atLeast: 1, option: "--threads")
  }

  /// Puts the options into force for the process.
  func apply() {
    if let threads { Parallel.setThreadCount(threads) }
    Diagnostics.setQuiet(quiet)
  }

  /// A line that shows how far a measurement is.
  func progress() -> ProgressLine { ProgressLine(isQuiet: quiet) }
}
