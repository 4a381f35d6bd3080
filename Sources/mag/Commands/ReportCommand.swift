import ArgumentParser
import Foundation
import MAG

/// `mag report FILE…`: everything on one page.
struct ReportCommand: MeasuringCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Put measurements, figures, checks and claims on one page.",
    discussion: """
      Files are checkpoints, which are measured now (clean accuracy, alignment, crossings with their \
      decomposition, robustness, a transformation); measurements and figure data that mag wrote as \
      JSON; figures/results.json; or folders that hold such files. Nothing is measured of saved files, \
      so that a report of them takes a moment.

      The page says what was measured on what, shows figures, tables, claims and every check that \
      failed or is doubtful, and how to make it all again. HTML is one file that needs no network and \
      no script; Markdown and LaTeX come with a folder NAME-figures beside them.

      Examples:
        mag report baseline.safetensors robust.safetensors --save measured --out report.html
        mag report measured --out report.tex
        mag report figures --out report.html
      """)

  @Argument(
    help: ArgumentHelp(
      "Checkpoints (\(CheckpointFormat.words)), JSON files of mag, or folders of these.",
      valueName: "file"))
  var files: [String]

  @OptionGroup(title: "Measurement") var options: ReportOptions
  @OptionGroup(title: "Attack") var attack: AttackOptions
  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Manifold") var manifold: ManifoldOptions
  @OptionGroup(title: "Inputs") var inputs: InputOptions

  @OptionGroup(title: "Output") var output: ReportOutput
  @OptionGroup(title: "Run") var running: RunOptions

  func run() throws {
    running.apply()
    let page = try output.page()
    let format = try output.pageFormat()
    let sources = try files.map { try ReportSource($0) }
    try checkOnce()
    try output.prepare(keeping: files)
    let checkpoints = zip(files, sources).filter { $0.1.isCheckpoint }.map(\.0)
    var evidence: [Evidence] = []
    if !checkpoints.isEmpty {
      let subjects = try Subject.load(checkpoints, options: inputs)
      let folder = output.save.map { URL(fileURLWithPath: $0) } ?? page.deletingLastPathComponent()
      let documents = try ReportMeasurement(
        data: data, manifold: manifold, attack: attack, options: options, seed: running.seed,
        progress: running.progress(), folder: folder
      ).documents(of: subjects)
      for document in documents {
        evidence.append(try Evidence(reading: document.bytes, from: document.name))
      }
      try output.save(documents)
    }
    evidence += try sources.flatMap {
      try Evidence.read($0, for: page.deletingLastPathComponent())
    }
    let report = try Report(evidence)
    let folder = RenderedReport.folder(of: page).lastPathComponent
    let written = try report.rendered(as: format, figureFolder: folder).write(to: page)
    try output.json.write(ReportRecord(report))
    try output.json.print(summary(report, written))
  }

  /// Refuses a path that is given twice, in whatever words.
  private func checkOnce() throws {
    var seen: Set<String> = []
    for path in files {
      let file = URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path
      guard seen.insert(file).inserted else { throw ReportFailure.givenTwice(path: path) }
    }
  }

  private func summary(_ report: Report, _ files: [URL]) -> String {
    var text = report.summary.map { $0.printable + "\n" }.joined()
    for check in report.findings where check.verdict < .note {
      text +=
        "\(check.verdict.word): \(check.subject.map { "\($0): " } ?? "")\(check.finding)".printable
        + "\n"
    }
    let first = files.first?.relativePath ?? ""
    let more = files.count - 1
    return text + "Wrote \(first)\(more > 0 ? " and \(more) files of its figures" : "")\n"
  }
}
