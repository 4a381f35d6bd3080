import ArgumentParser
import Foundation
import MAG

/// `mag verify FILE…`: whether figures still follow from what they were made of.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Say whether figures still follow from the data and checkpoints they were made of.",
    discussion: """
      Every figure carries a manifest: its style, the digest of its data file, and the command, data \
      set and checkpoints behind the numbers. The picture is drawn again from the data beside it and \
      must be the same byte for byte; data set and checkpoints are looked for and compared by \
      SHA-256. Checkpoints may also lie in a folder of --checkpoints or among mag's own models.

      With --deep the recorded command measures again, and its numbers are compared with those of \
      the data file; Documentation/verify.md has the tolerances.

      Exit codes: 0 all is the same, 1 something is different, 2 something is missing without which \
      it cannot be told. Of several files the worst counts, 1 before 2.

      Examples:
        mag verify figures/figure-1.pdf
        mag verify figures/*.pdf --json verdicts.json
        mag verify alignment.png --checkpoints models --deep
      """)

  @Argument(
    help: ArgumentHelp("Figures (png, svg, pdf) or their data (json).", valueName: "file"))
  var files: [String]

  @Flag(help: "Measure again with the recorded command and compare the numbers.")
  var deep = false

  @Option(
    help: ArgumentHelp(
      "A folder with checkpoints; may be given again for another.", valueName: "folder"))
  var checkpoints: [String] = []

  @Option(
    help: ArgumentHelp(
      "The data set, where it is not what the figure names: full, sample, a folder or an .npz "
        + "archive.", valueName: "full|sample|DIR"))
  var data: String?

  @OptionGroup(title: "Output") var json: JSONOptions
  @OptionGroup(title: "Run") var running: RunOptions

  private struct Document: Encodable {
    struct Configuration: Encodable {
      var deep: Bool
    }

    var schema = "mag.verify/1"
    var tool = Tool.name
    var configuration: Configuration
    /// Of all files.
    var verdict: Verdict
    var files: [FigureReport]
  }

  func validate() throws {
    for (option, values) in [("--checkpoints", checkpoints), ("--data", data.map { [$0] } ?? [])]
    where values.contains("") {
      throw OptionFailure(option: option, expected: "a folder", found: "nothing")
    }
  }

  func run() throws {
    running.apply()
    try json.prepare(keeping: files)
    var verifier = FigureVerifier(
      checkpointFolders: checkpoints.map { URL(fileURLWithPath: $0) },
      data: data.map { DataSource(argument: $0) })
    var reports: [FigureReport] = []
    var failure: (any Error)?
    for file in files {
      do {
        var (report, subject) = try verifier.verify(URL(fileURLWithPath: file))
        report.path = file
        if deep { report.append(try DeepRun(subject: subject, running: running).check()) }
        reports.append(report)
      } catch {
        // What is said of the other files is not lost for it.
        failure = failure ?? error
      }
    }
    let verdict = Verdict(of: reports.map(\.verdict))
    try json.print(VerifyTable.text(reports))
    try json.write(
      Document(configuration: .init(deep: deep), verdict: verdict, files: reports))
    if let failure { throw failure }
    switch verdict {
    case .same: break
    case .different: throw ExitCode(1)
    case .cannotTell: throw ExitCode(2)
    }
  }
}
