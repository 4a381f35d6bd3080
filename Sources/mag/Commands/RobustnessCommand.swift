import ArgumentParser
import MAG

/// `mag robustness FILE…`: Figure 3.
struct RobustnessCommand: MeasuringCommand {
  static let configuration = CommandConfiguration(
    commandName: "robustness",
    abstract: "Measure accuracy under attack over a range of radii (Figure 3).",
    discussion: """
      Radii are in pixel units, images being in [0, 1]. An image that is wrong when clean counts as \
      broken; intervals are Wilson's at 95 %. FGSM judges each radius alone; PGD by --count.

      Examples:
        mag robustness baseline.safetensors robust.safetensors --out robustness
        mag robustness model.safetensors --attacks pgd --epsilons 0.1 --indices 3,17 --json -
      """)

  @Argument(help: ArgumentHelp("Checkpoints (\(CheckpointFormat.words)).", valueName: "file"))
  var files: [String]

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Radii in pixel units, separated by commas.", valueName: "list"))
  var epsilons = "0,0.025,0.05,0.075,0.1,0.15,0.2,0.3"

  @Option(help: ArgumentHelp("Of fgsm and pgd.", valueName: "list"))
  var attacks = "fgsm,pgd"

  @Option(
    help: ArgumentHelp(
      "PGD breaks an image by any iterate at this or a smaller radius, or by the last iterate at "
        + "this radius alone.", valueName: "any|last"))
  var count = CountRule.any

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("These images of the split only, for example 3,17.", valueName: "list"))
  var indices: String?

  @Flag(help: "Record the numbers of the images that broke (with --indices always).")
  var listBroken = false

  @OptionGroup(title: "Attack") var attack: AttackOptions
  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Manifold") var manifold: ManifoldOptions
  @OptionGroup(title: "Inputs") var inputs: InputOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Run") var running: RunOptions

  /// The settings but for the box, which may depend on the checkpoint.
  private func settings() throws -> RobustnessSettings {
    var settings = RobustnessSettings()
    settings.attacks = try OptionValue.words(attacks, option: "--attacks")
    settings.epsilons = try OptionValue.numbers(epsilons, option: "--epsilons")
    settings.indices = try indices.map { try OptionValue.indices($0, option: "--indices") }
    (settings.norm, settings.steps, settings.stepSize) =
      (attack.norm, attack.steps, attack.stepSize)
    (settings.start, settings.restarts) = (attack.start, attack.restarts)
    (settings.gradient, settings.count) = (attack.gradient, count)
    (settings.seed, settings.listBroken) = (running.seed, listBroken)
    return settings
  }

  func validate() throws { try settings().validate() }

  func run() throws {
    running.apply()
    try output.prepare(standard: "figure-3", keeping: files)
    var settings = try settings()
    let subjects = try Subject.load(files, options: inputs, shown: output.style)
    var bench = try Workbench(data, manifold)
    try bench.check(subjects)
    for subject in subjects { try bench.images(subject.inputs).check(settings.indices ?? []) }
    let boxes = subjects.map { attack.box ?? $0.inputs.standardBox }
    var results: [CheckpointResult] = []
    var models: [Figure3.Model] = []
    let progress = running.progress()
    for (subject, choice) in zip(subjects, boxes) {
      settings.box = choice
      let curves = try Measure.robustness(
        subject.network, on: bench.images(subject.inputs), settings: settings,
        box: bench.box(choice, subject.inputs)
      ) { progress.show($0, prefix: subject.name) }
      var result = subject.result(bench.manifold)
      result.add(curves)
      results.append(result)
      models.append(Figure3.Model(name: subject.name, curves: curves))
    }
    progress.finish()
    try output.json.print(table(zip(subjects, results)))
    let configuration = AttackConfiguration(
      settings: settings, box: SharedConfiguration.common(boxes))
    let document = try bench.document(
      "mag.robustness/1",
      Joined(SharedConfiguration(data, manifold, subjects, seed: running.seed), configuration),
      results)
    try output.json.write(document)
    if settings.epsilons.contains(where: { $0 > 0 }) {
      try output.write(
        Figure3(models: models, notice: data.notice), standard: "figure-3",
        from: Origin(of: Self.self, document, data, subjects, seed: running.seed))
    } else if output.basename(standard: "figure-3") != nil {
      Diagnostics.log.warning("there is no radius above 0, so no figure is drawn.")
    }
  }

  private func table(_ results: Zip2Sequence<[Subject], [CheckpointResult]>) -> String {
    var table = TextTable(
      ["checkpoint", "attack", "epsilon", "correct", "count", "accuracy", "95 % interval"])
    var costs = TextTable(["checkpoint", "attack", "box", "gradients", "naive", "forward passes"])
    for (subject, result) in results {
      for point in result.curves ?? [] {
        table.append([
          subject.name, point.attack, "\(point.epsilon)", "\(point.correct)", "\(point.count)",
          TextTable.fixed(point.accuracy, 4),
          "\(TextTable.fixed(point.interval.first, 4))–\(TextTable.fixed(point.interval.last, 4))",
        ])
      }
      for attack in result.attacks ?? [] {
        costs.append([
          subject.name, attack.attack, attack.box, "\(attack.gradientEvaluations)",
          "\(attack.naiveGradientEvaluations)", "\(attack.forwardEvaluations)",
        ])
      }
    }
    return table.text + "\n" + costs.text
  }
}
