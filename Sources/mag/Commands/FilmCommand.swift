import ArgumentParser
import MAG

/// `mag film FILE…`: the path of an attack, walked exactly.
struct FilmCommand: MeasuringCommand {
  static let configuration = CommandConfiguration(
    commandName: "film",
    abstract: "Walk the path of an attack on one image and find every class change on it.",
    discussion: """
      PGD moves an image in straight steps. Each step is walked exactly, for piecewise linear \
      networks: the step and the part of it at which the class changes, the angle between the step and the boundary, arcsin |n·d| / (‖n‖ ‖d‖), and for every \
      iterate the margin f_y − max f_j, the loss, and the share ‖P δ‖² / ‖δ‖² of the perturbation δ \
      that lies on the manifold.

      Of several --restarts the run is shown whose last iterate is furthest past its aim. A film has \
      at most 10 000 --steps.

      Files: film.png, .svg, .pdf, .json and .csv; with --out one, one.png and so on.

      Examples:
        mag film model.safetensors --index 7 --out film
        mag film baseline.safetensors robust.safetensors --index 1 --to 3
        mag film model.safetensors --index 7 --start uniform --json film.json
      """)

  @Argument(help: ArgumentHelp("Checkpoints (\(CheckpointFormat.words)).", valueName: "file"))
  var files: [String]

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The image's number in the split.", valueName: "number"))
  var index: Int

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The class to attack towards (default: away from the image's label).", valueName: "class"))
  var to: Int?

  @Option(parsing: .unconditional, help: "The radius of the attack in pixel units.")
  var epsilon = 0.1

  @Option(help: ArgumentHelp("How class changes are found.", valueName: "method"))
  var method = CrossingMethod.auto

  @Option(parsing: .unconditional, help: "Samples on each step of the sampled method.")
  var samples = 100

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Images that the figure shows of each checkpoint (default: 8, or 4 where checkpoints stand "
        + "beside each other).", valueName: "count"))
  var frames: Int?

  @Flag(help: "Show the perturbation below each image of the figure.")
  var perturbations = false

  @OptionGroup(title: "Attack") var attack: AttackOptions
  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Manifold") var manifold: ManifoldOptions
  @OptionGroup(title: "Inputs") var inputs: InputOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Run") var running: RunOptions

  /// How many frames are kept follows from the width.
  static let measuringOptions: Set = ["width"]

  /// Whether checkpoints stand beside each other in the figure: where each has two inches.
  private var standsInColumns: Bool {
    get throws {
      let inches = try output.style.style.width.inches
      return files.count > 1 && inches >= 2 * Double(files.count)
    }
  }

  /// The settings but for the box, which may depend on the checkpoint.
  private func settings() throws -> FilmSettings {
    var settings = FilmSettings()
    (settings.index, settings.to, settings.epsilon) = (index, to, epsilon)
    (settings.norm, settings.steps, settings.stepSize) =
      (attack.norm, attack.steps, attack.stepSize)
    (settings.start, settings.restarts) = (attack.start, attack.restarts)
    (settings.gradient, settings.seed) = (attack.gradient, running.seed)
    (settings.method, settings.samples) = (method, samples)
    settings.frames = try frames ?? (standsInColumns ? 4 : 8)
    settings.perturbations = perturbations
    return settings
  }

  /// What is measured of a checkpoint, under the key of a result document.
  private struct Entry: Encodable {
    var film: Film
  }

  func validate() throws { try settings().validate() }

  func run() throws {
    running.apply()
    try output.prepare(standard: "film", keeping: files)
    let subjects = try Subject.load(files, options: inputs, shown: output.style)
    var bench = try Workbench(data, manifold)
    try bench.check(subjects)
    let boxes = subjects.map { attack.box ?? $0.inputs.standardBox }
    var films: [Film] = []
    let progress = running.progress()
    var settings = try settings()
    for (subject, choice) in zip(subjects, boxes) {
      settings.box = choice
      films.append(
        try subject.named {
          try Measure.film(
            of: subject.network, exact: subject.exactNetwork(), on: bench.images(subject.inputs),
            settings: settings, box: bench.box(choice, subject.inputs)
          ) { progress.show($0, prefix: subject.name) }
        })
    }
    progress.finish()
    try output.json.print(FilmTable.text(zip(subjects.map(\.name), films)))
    let results = zip(subjects, films).map { subject, film in
      Joined(subject.result(bench.manifold), Entry(film: film))
    }
    let document = try bench.document(
      "mag.film/1",
      Joined(
        SharedConfiguration(data, manifold, subjects, seed: running.seed),
        AttackConfiguration(settings: settings, box: SharedConfiguration.common(boxes))), results)
    try output.json.write(document)
    try output.write(
      FilmFigure(
        settings, zip(subjects.map(\.name), films), of: bench.data.images(bench.split),
        arrangement: standsInColumns ? .columns : .stacked, notice: data.notice),
      standard: "film",
      from: Origin(of: Self.self, document, data, subjects, seed: running.seed))
  }
}
