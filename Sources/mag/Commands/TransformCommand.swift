import ArgumentParser
import MAG

/// `mag transform FILE`: Figure 4.
struct TransformCommand: MeasuringCommand {
  static let configuration = CommandConfiguration(
    commandName: "transform",
    abstract: "Turn an image of one class into another by a targeted attack (Figure 4).",
    discussion: """
      The smallest radius and the first correctly classified image for which the attacked image \
      reaches the wanted class with enough probability. Further checkpoints are attacked on the \
      same image at the same radius.

      Example: mag transform manifold.safetensors baseline.safetensors --from 2 --to 3 --out two
      """)

  @Argument(
    help: ArgumentHelp(
      "Checkpoints (\(CheckpointFormat.words)); the first one decides on image and radius.",
      valueName: "file"))
  var files: [String]

  @Option(parsing: .unconditional, help: "The class of the images that are tried.")
  var from = 2

  @Option(parsing: .unconditional, help: "The wanted class.")
  var to = 3

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "This image of the split instead, however it is classified.", valueName: "number"))
  var index: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Radii to try in pixel units, smallest first, separated by commas.", valueName: "list"))
  var epsilon = "0.1,0.15,0.2,0.3"

  @Option(
    parsing: .unconditional, help: "The probability of the wanted class that counts as success.")
  var threshold = 0.9

  @OptionGroup(title: "Attack") var attack: AttackOptions
  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Manifold") var manifold: ManifoldOptions
  @OptionGroup(title: "Inputs") var inputs: InputOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Run") var running: RunOptions

  private func settings() throws -> TransformationSettings {
    var settings = TransformationSettings()
    (settings.from, settings.to, settings.index) = (from, to, index)
    settings.epsilons = try OptionValue.numbers(epsilon, option: "--epsilon")
    settings.threshold = threshold
    (settings.norm, settings.steps, settings.stepSize) =
      (attack.norm, attack.steps, attack.stepSize)
    (settings.start, settings.restarts) = (attack.start, attack.restarts)
    (settings.gradient, settings.seed) = (attack.gradient, running.seed)
    return settings
  }

  func validate() throws { try settings().validate() }

  func run() throws {
    running.apply()
    try output.prepare(standard: "figure-4", keeping: files)
    let asked = try settings()
    let subjects = try Subject.load(files, options: inputs, shown: output.style)
    var bench = try Workbench(data, manifold)
    try bench.check(subjects)
    let boxes = subjects.map { attack.box ?? $0.inputs.standardBox }
    var results: [CheckpointResult] = []
    var rows: [Figure4.Row] = []
    let progress = running.progress()
    var settings = asked
    for (number, subject) in subjects.enumerated() {
      progress.show(
        MeasureProgress(
          task: "transformations", done: number, total: subjects.count, unit: "checkpoints"))
      settings.box = boxes[number]
      let found = try Measure.transformation(
        subject.network, on: bench.images(subject.inputs), settings: settings,
        box: bench.box(boxes[number], subject.inputs))
      if number == 0 { settings = settings.repeating(found) }
      var result = subject.result(bench.manifold)
      result.transformation = found
      results.append(result)
      if let row = Figure4.Row(model: subject.name, found, network: subject.network) {
        rows.append(row)
      }
    }
    progress.finish()
    try output.json.print(table(zip(subjects, results)))
    var recorded = asked
    recorded.box = boxes[0]
    let document = try bench.document(
      "mag.transformation/1",
      Joined(
        SharedConfiguration(data, manifold, subjects, seed: running.seed),
        AttackConfiguration(settings: recorded, box: SharedConfiguration.common(boxes))), results)
    try output.json.write(document)
    try draw(
      rows, results, bench.data.test,
      from: Origin(of: Self.self, document, data, subjects, seed: running.seed))
  }

  private func draw(
    _ rows: [Figure4.Row], _ results: [CheckpointResult], _ images: ImageSet,
    from origin: Origin
  ) throws {
    guard let first = results.first?.transformation, let attempt = first.attempt else {
      Diagnostics.log.warning("there was no image to try, so no figure is drawn.")
      return
    }
    try output.write(
      Figure4(
        fromClass: first.from, toClass: first.to, epsilon: attempt.epsilon, width: images.width,
        height: images.height, showsPerturbation: true, rows: rows, notice: data.notice),
      standard: "figure-4", from: origin)
  }

  private func table(_ results: Zip2Sequence<[Subject], [CheckpointResult]>) -> String {
    var table = TextTable(
      [
        "checkpoint", "reached", "image", "epsilon", "p original", "p mid point", "p attacked",
        "classes", "on manifold", "off manifold", "tried",
      ], textColumns: [0, 1, 7])
    for (subject, result) in results {
      guard let found = result.transformation else { continue }
      var row = [subject.name, found.reached ? "yes" : "no"]
      if let attempt = found.attempt {
        row += ["\(attempt.index)", "\(attempt.epsilon)"]
        row += attempt.probabilities.map { TextTable.fixed($0, 4) }
        row += [
          attempt.predictions.map(String.init).joined(separator: "→"),
          TextTable.fixed(attempt.perturbation.onManifoldShare, 4),
          TextTable.fixed(attempt.perturbation.offManifoldShare, 4),
        ]
      } else {
        row += Array(repeating: "-", count: 8)
      }
      table.append(row + ["\(found.candidateCount)"])
    }
    return table.text
  }
}
