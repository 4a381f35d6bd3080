import ArgumentParser
import MAG

/// `mag align FILE…`: Figure 1 for these checkpoints.
struct AlignCommand: MeasuringCommand {
  static let configuration = CommandConfiguration(
    commandName: "align",
    abstract: "Measure how input gradients lie to the data manifold (Figure 1).",
    discussion: """
      For each image, with P the projection on the manifold and g the input gradient: the cosine \
      ‖P g‖/‖g‖, the ratio ‖g‖/‖P g‖ and the rejection ‖g − P g‖/‖g‖.

      Example: mag align baseline.safetensors robust.safetensors --inputs projected --out alignment
      """)

  @Argument(help: ArgumentHelp("Checkpoints (\(CheckpointFormat.words)).", valueName: "file"))
  var files: [String]

  @Option(
    help: ArgumentHelp(
      "The function of the logits whose input gradient is measured.", valueName: "kind"))
  var gradient = GradientKind.loss

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Manifold") var manifold: ManifoldOptions
  @OptionGroup(title: "Inputs") var inputs: InputOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Run") var running: RunOptions

  private struct Configuration: Encodable {
    var gradient: GradientKind
  }

  func run() throws {
    running.apply()
    try output.prepare(standard: "figure-1", keeping: files)
    let subjects = try Subject.load(files, options: inputs, shown: output.style)
    var bench = try Workbench(data, manifold)
    try bench.check(subjects)
    let progress = running.progress()
    var results: [CheckpointResult] = []
    for (number, subject) in subjects.enumerated() {
      progress.show(
        MeasureProgress(
          task: "gradients", done: number, total: subjects.count, unit: "checkpoints"))
      var result = subject.result(bench.manifold)
      result.alignment = try Measure.alignment(
        subject.network, on: bench.images(subject.inputs), gradient: gradient)
      results.append(result)
    }
    progress.finish()
    try output.json.print(table(zip(subjects, results)))
    let document = try bench.document(
      "mag.alignment/1",
      Joined(
        SharedConfiguration(data, manifold, subjects, seed: running.seed),
        Configuration(gradient: gradient)), results)
    try output.json.write(document)
    let measured = zip(subjects, results).compactMap { subject, result in
      result.alignment.map { Figure1.Model(name: subject.name, alignment: $0) }
    }
    try output.write(
      Figure1(models: measured, notice: data.notice), standard: "figure-1",
      from: Origin(of: Self.self, document, data, subjects, seed: running.seed))
  }

  private func table(_ results: Zip2Sequence<[Subject], [CheckpointResult]>) -> String {
    var table = TextTable(
      ["checkpoint", "inputs", "measure", "mean", "median", "std", "5 %", "95 %", "undefined"],
      textColumns: [0, 1, 2])
    for (subject, result) in results {
      guard let alignment = result.alignment else { continue }
      for (name, summary) in [
        ("cosine", alignment.cosine), ("ratio", alignment.ratio),
        ("rejection", alignment.rejection),
      ] {
        table.append([
          subject.name, subject.inputs.rawValue, name, TextTable.fixed(summary.mean, 4),
          TextTable.fixed(summary.median, 4), TextTable.fixed(summary.std, 4),
          TextTable.fixed(summary.quantiles.first, 4), TextTable.fixed(summary.quantiles.last, 4),
          "\(summary.undefinedCount)",
        ])
      }
    }
    return table.text
  }
}
