import ArgumentParser
import Foundation
import MAG

/// Which lines an atlas walks, how, and where their records go.
struct AtlasOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Lines a family and checkpoint.", valueName: "lines"))
  var pairs = AtlasSettings().pairs

  @Option(help: ArgumentHelp("Of other-class, adversarial and same-class.", valueName: "list"))
  var families = AtlasFamily.allCases.map(\.rawValue).joined(separator: ",")

  @Option(
    parsing: .unconditional,
    help: "Radius of the attack behind the adversarial family, in pixel units.")
  var epsilon = AtlasSettings().epsilon

  @Option(help: ArgumentHelp("How crossings are found.", valueName: "method"))
  var method = CrossingMethod.auto

  @Option(parsing: .unconditional, help: "Steps a line of the sampled method.")
  var samples = AtlasSettings().samples

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Lines a family and checkpoint, evenly spaced, that are checked by fresh forward passes: "
        + "every crossing's classes, and the logits at every 16th end of a piece (exact method; "
        + "default: \(AtlasSettings().certificateLines)).",
      valueName: "lines"))
  var certificateLines: Int?

  @Option(
    help: ArgumentHelp(
      "Write one record a line, as JSON lines or comma-separated values; an interrupted atlas goes "
        + "on from this file.", valueName: "file.jsonl|file.csv"))
  var lines: String?

  @Flag(help: "Begin the file of --lines anew, whatever it holds.")
  var overwriteLines = false

  func settings() throws -> AtlasSettings {
    var settings = AtlasSettings()
    settings.pairs = pairs
    settings.families = try OptionValue.words(families, option: "--families")
    settings.epsilon = epsilon
    (settings.method, settings.samples) = (method, samples)
    settings.certificateLines = certificateLines ?? settings.certificateLines
    return settings
  }

  func validate() throws {
    if let lines { _ = try AtlasLinesFormat(path: lines) }
    if overwriteLines, lines == nil {
      throw OptionFailure(option: "--overwrite-lines", expected: "--lines beside it", found: "none")
    }
  }

  /// Says on standard error that certificates were asked for where there can be none.
  func report(_ method: PathMethod?, of subject: Subject) {
    guard method == .sampled, let certificateLines, certificateLines > 0 else { return }
    Diagnostics.log.notice(
      "\(subject.checkpoint.path): lines are sampled, which carry no certificate.")
  }

  /// Makes sure, before any work, that the lines file can be written and is none of the command's
  /// own.
  ///
  /// - Throws: `FileFailure`; `OptionFailure` for one of `kept`.
  func prepare(keeping kept: [String]) throws {
    guard let lines else { return }
    func whole(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }
    if kept.contains(where: { whole($0) == whole(lines) }) {
      throw OptionFailure(
        option: "--lines", expected: "another file than the command's own", found: "'\(lines)'")
    }
    try OutputCheck.file(URL(fileURLWithPath: lines))
  }

  /// The lines file of a run; nil where none was asked for.
  func linesFile(_ identity: AtlasIdentity) throws -> AtlasLinesFile? {
    try lines.map {
      try AtlasLinesFile(URL(fileURLWithPath: $0), identity: identity, overwrite: overwriteLines)
    }
  }
}
