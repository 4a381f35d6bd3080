import ArgumentParser
import Foundation
import MAG

/// `mag atlas FILE…`: crossing angles over many segments of three families.
struct AtlasCommand: MeasuringCommand {
  static let configuration = CommandConfiguration(
    commandName: "atlas",
    abstract: "Measure crossing angles over thousands of segments in three families.",
    discussion: """
      Every line between two images is walked exactly; at each crossing the angle is \
      arcsin(|n·d| / (‖n‖ ‖d‖)), n being the normal of the boundary and d the line's direction. \
      Families: other-class (two natural images of different classes), adversarial (a natural \
      image and its own PGD image), same-class (two natural images of one class). The pairs follow \
      from --seed alone and are the same for every checkpoint; where there are more adversarial \
      lines than images, every image is attacked again from random starts. Intervals are at 95 %, \
      by a bootstrap over lines.

      With --lines every line's record goes to a file, and the same command goes on from there \
      after an interruption. Without it an interrupted atlas begins anew.

      Files: atlas.png, .svg, .pdf, .json and .csv, and atlas-decomposition with the same endings: \
      what the angles are made of. With --out one, one.png and so on.

      Examples:
        mag atlas baseline.safetensors robust.safetensors --lines lines.jsonl
        mag atlas model.safetensors --families same-class --json atlas.json
      """)

  @Argument(help: ArgumentHelp("Checkpoints (\(CheckpointFormat.words)).", valueName: "file"))
  var files: [String]

  @OptionGroup(title: "Lines") var atlas: AtlasOptions
  @OptionGroup(title: "Attack") var attack: AttackOptions
  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Manifold") var manifold: ManifoldOptions
  @OptionGroup(title: "Inputs") var inputs: InputOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Run") var running: RunOptions

  static let placeOptions: Set = ["lines", "overwrite-lines"]

  /// What an atlas adds to the entry of a checkpoint.
  private struct Result: Encodable {
    var atlas: [AtlasSummary]
  }

  private func settings() throws -> AtlasSettings {
    var settings = try atlas.settings()
    (settings.norm, settings.steps, settings.stepSize) =
      (attack.norm, attack.steps, attack.stepSize)
    (settings.start, settings.restarts) = (attack.start, attack.restarts)
    (settings.gradient, settings.seed) = (attack.gradient, running.seed)
    return settings
  }

  func validate() throws { try settings().validate() }

  func run() throws {
    running.apply()
    try output.prepare(
      standard: "atlas", also: [OutputOptions.decomposition],
      keeping: files + [atlas.lines].compactMap { $0 })
    try atlas.prepare(keeping: files)
    let settings = try settings()
    let subjects = try Subject.load(files, options: inputs, shown: output.style)
    var bench = try Workbench(data, manifold)
    try bench.check(subjects)
    let boxes = subjects.map { attack.box ?? $0.inputs.standardBox }
    let models = try zip(subjects, boxes).map { subject, box in
      AtlasModel(
        name: subject.name, network: subject.network, exactNetwork: try subject.exactNetwork(),
        images: try bench.images(subject.inputs), box: try bench.box(box, subject.inputs))
    }
    let heading = try bench.document(
      "mag.atlas/1",
      Joined(
        SharedConfiguration(data, manifold, subjects, seed: running.seed),
        AttackConfiguration(settings: settings, box: SharedConfiguration.common(boxes))),
      [Joined<CheckpointResult, Result>]())
    let lines = try atlas.linesFile(
      AtlasIdentity(
        configuration: settings,
        data: DataRecord(
          bench.data.provenance, split: bench.split, count: models[0].images.count),
        manifold: ManifoldRecord(bench.manifold),
        checkpoints: zip(subjects, boxes).map { subject, box in
          AtlasIdentity.Network(
            name: subject.name, sha256: subject.checkpoint.sha256, inputs: subject.inputs,
            preprocessing: subject.preprocessing,
            hints: subject.hints == CheckpointHints() ? nil : HintRecord(subject.hints), box: box)
        }))
    let clock = AtlasClock(running.progress())
    let found: [[Atlas.Entry]]
    do {
      found = try Atlas.measure(models, settings: settings, lines: lines, observer: clock.observe)
    } catch AtlasFailure.network(let number, let reason, let kind) {
      throw FileContentFailure(
        path: subjects[number].checkpoint.path, reason: reason, kind: kind)
    }
    clock.finish()
    for (subject, entries) in zip(subjects, found) {
      atlas.report(entries.first?.summary.method, of: subject)
    }
    try output.json.print(AtlasTable.text(zip(subjects, found)))
    var document = heading
    document.checkpoints = zip(subjects, found).map { subject, entries in
      Joined(subject.result(bench.manifold), Result(atlas: entries.map(\.summary)))
    }
    try output.json.write(document)
    if found.contains(where: { $0.contains { $0.summary.firstAngle.count > 0 } }) {
      let names = subjects.map(\.name)
      let origin = try Origin(of: Self.self, document, data, subjects, seed: running.seed)
      try output.write(
        AtlasFigure(names: names, results: found, notice: data.notice), standard: "atlas",
        from: origin)
      try output.write(
        decomposition: DecompositionFigure(names: names, results: found, notice: data.notice),
        standard: "atlas", from: origin)
    } else if output.basename(standard: "atlas") != nil {
      Diagnostics.log.warning("no line crosses a boundary, so no figure is drawn.")
    }
  }
}
