import ArgumentParser
import Foundation
import MAG

/// `mag figures`: the main job.
struct FiguresCommand: MeasuringCommand {
  static let configuration = CommandConfiguration(
    commandName: "figures",
    abstract: "Regenerate the paper's four figures and judge its claims (the main job).",
    discussion: """
      Fits the manifold, trains the four models and the control (models that are there already are \
      used again), measures alignment, robustness and boundary crossings on the test set, and \
      writes Figures 1-4 as PNG, SVG and PDF with their data, results.json and an index page; all \
      in about half an hour on two cores. MNIST is fetched if it is not there; if it cannot be had, \
      the embedded sample serves, and every figure says so.

      Example: mag figures --quick
      """)

  @Option(
    help: ArgumentHelp(
      "The folder to write (default: figures, with --quick .build/figures-quick).",
      valueName: "folder"))
  var out: String?

  @Option(
    help: ArgumentHelp(
      "The folder of trained models (default: a folder of the cache named by the configuration).",
      valueName: "folder"))
  var models: String?

  @Flag(help: "The small version: embedded sample, narrow networks, under two minutes.")
  var quick = false

  @Option(
    help: ArgumentHelp(
      "full MNIST from the cache, the embedded sample of it, or a folder with four IDX files "
        + "(default: full, with --quick sample).", valueName: "full|sample|DIR"))
  var data: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "α of the manifold objectives in the figures (default: the one chosen on validation "
        + "images).", valueName: "alpha"))
  var alpha: Double?

  @Option(help: ArgumentHelp("Which PCA the manifold is.", valueName: "reading"))
  var manifoldReading = ManifoldReading.global

  @Option(help: ArgumentHelp("What the mean has to do with it.", valueName: "centering"))
  var centering = Centering.uncentered

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Principal components k, in all or of each class.", valueName: "k"))
  var components = Manifold.defaultComponentCount

  static let placeOptions: Set = ["out", "models", "json"]

  @OptionGroup var json: JSONOptions
  @OptionGroup(title: "Run") var running: RunOptions

  func validate() throws {
    try OptionValue.require(components, atLeast: 1, option: "--components")
    for (option, value) in [("--out", out), ("--models", models), ("--data", data)]
    where value?.isEmpty == true {
      throw OptionFailure(option: option, expected: "a folder", found: "nothing")
    }
    try settings.training(.manifoldRobust, alpha: settings.alpha).validate()
  }

  private var settings: PaperSettings {
    var settings = quick ? PaperSettings.quick : PaperSettings()
    settings.seed = running.seed
    settings.alpha = alpha ?? settings.alpha
    settings.reading = manifoldReading
    settings.centering = centering
    settings.components = components
    return settings
  }

  func run() throws {
    running.apply()
    try json.prepare()
    var output = URL(fileURLWithPath: out ?? (quick ? ".build/figures-quick" : "figures"))
    try AtomicFile.makeFolder(output)
    try OutputCheck.file(output.appendingPathComponent("results.json"))
    let events = PaperLines(running.progress())
    let source = DataSource(argument: data ?? (quick ? "sample" : "full"))
    if source == .full, !MNIST.isCached() { fetch(events) }
    let data = try PaperData(source, settings: settings, fallback: true) { events.show($0) }
    if let notice = data.notice {
      events.show(.notice(notice))
      if source == .full, holdsFullResults(output) {
        output = output.appendingPathExtension("sample")
        events.show(
          .notice("the results of full MNIST stay as they are; writing \(output.relativePath)"))
        try AtomicFile.makeFolder(output)
      }
    }
    let run = try PaperRun(
      data, settings: settings, output: output,
      modelFolder: models.map { URL(fileURLWithPath: $0) },
      origin: origin(source, output))
    try AtomicFile.makeFolder(run.modelFolder)
    Interruption.watch(folder: run.modelFolder)
    Interruption.watch(folder: output)
    let results = try run.run(tell: { events.show($0) })
    events.finish()
    try json.print(summary(results, output))
    try json.write(results)
  }

  /// The command line as the figures record it.
  private func origin(_ source: DataSource, _ output: URL) throws -> PaperOrigin {
    let recorded = Origin.recorded(source, from: output)
    return PaperOrigin(
      command: try MeasuringWords(of: Self.self).words(file: { $0 }, data: recorded),
      source: source.name == "folder" ? recorded : nil)
  }

  /// Tries to get MNIST; whether that worked shows when it is loaded.
  private func fetch(_ events: PaperLines) {
    do {
      try Fetcher(cache: MNIST.standardCache()).fetch { event in
        if case .trying(let source) = event { events.show(.note("trying \(source)")) }
      }
    } catch {
      events.show(.note("\(error)"))
    }
  }

  /// Whether a folder has the results of a run on full MNIST, which a sample must not replace.
  private func holdsFullResults(_ folder: URL) -> Bool {
    guard let bytes = try? FileInput.read(folder.appendingPathComponent("results.json")),
      let results = try? OrderedJSON.decode(PaperResults.self, from: bytes)
    else { return false }
    return results.notice == nil
  }

  private func summary(_ results: PaperResults, _ output: URL) -> String {
    var models = TextTable([
      "model", "clean", "cosine", "FGSM .1", "PGD-\(results.configuration.steps) .1", "angle",
    ])
    for model in results.models {
      func accuracy(_ curve: RobustnessCurve) -> Double? {
        curve.points.first { $0.epsilon == 0.1 }?.accuracy
      }
      models.append([
        model.name, TextTable.fixed(model.cleanAccuracy, 4), TextTable.fixed(model.cosineMean, 3),
        TextTable.fixed(accuracy(model.fgsm), 3), TextTable.fixed(accuracy(model.pgd), 3),
        TextTable.fixed(model.angle.meanDegrees, 1),
      ])
    }
    var claims = TextTable(["claim", "verdict", "statement"], textColumns: [0, 1, 2])
    for claim in results.claims {
      claims.append(["(\(claim.id))", claim.verdict, claim.statement])
    }
    return models.text + "\n" + claims.text
      + "\nWrote \(output.relativePath)/README.md, results.json and Figures 1-4.\n"
  }
}
