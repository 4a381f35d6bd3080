import ArgumentParser
import MAG

/// `mag tilt FILE…`: how far the decision boundary is along and across the manifold.
struct TiltCommand: MeasuringCommand {
  static let configuration = CommandConfiguration(
    commandName: "tilt",
    abstract: "Measure distances to the decision boundary along and across the data manifold.",
    discussion: """
      From each image x three rays x + s u, s ≥ 0, are followed to the first change of the predicted \
      class: u along the input gradient g, along its part P g in the manifold's span, and along \
      the rest g − P g, each of length 1 and with the sign by which the predicted class loses. \
      Distances s are l2 in pixel units, exact for piecewise linear networks. Each is an upper bound \
      of the image's robust l2 radius.

      The tilt is the off-manifold distance by the in-manifold one: where it is well below 1 the \
      boundary is much nearer off the manifold than along it.

      Files: tilt.png, .svg, .pdf, .json and .csv; with --out one, one.png and so on.

      Examples:
        mag tilt baseline.safetensors robust.safetensors --out tilt
        mag tilt model.safetensors --count 500 --gradient margin --json tilt.json
      """)

  @Argument(help: ArgumentHelp("Checkpoints (\(CheckpointFormat.words)).", valueName: "file"))
  var files: [String]

  @Option(
    help: ArgumentHelp(
      "The function of the predicted class's logits whose input gradient is followed.",
      valueName: "kind"))
  var gradient = GradientKind.loss

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The largest distance looked for, in pixel units (default: none, rays are followed to their "
        + "end; sampled ones to √d, the diagonal of [0, 1]^d).", valueName: "distance"))
  var limit: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The first n images of the split only.", valueName: "n"))
  var count: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("These images of the split only, for example 3,17.", valueName: "list"))
  var indices: String?

  @Option(help: ArgumentHelp("How boundaries are found.", valueName: "method"))
  var method = CrossingMethod.auto

  @Option(parsing: .unconditional, help: "Steps a segment of the sampled method.")
  var samples = 1000

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Manifold") var manifold: ManifoldOptions
  @OptionGroup(title: "Inputs") var inputs: InputOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Run") var running: RunOptions

  private func settings() throws -> TiltSettings {
    var settings = TiltSettings()
    (settings.gradient, settings.limit) = (gradient, limit)
    (settings.method, settings.samples) = (method, samples)
    settings.indices = try indices.map { try OptionValue.indices($0, option: "--indices") }
    return settings
  }

  func validate() throws {
    try OptionValue.require(count, atLeast: 1, option: "--count")
    if count != nil, indices != nil {
      throw OptionFailure(
        option: "--count", expected: "either --count or --indices", found: "both")
    }
    try settings().validate()
  }

  func run() throws {
    running.apply()
    try output.prepare(standard: "tilt", keeping: files)
    var settings = try settings()
    let subjects = try Subject.load(files, options: inputs, shown: output.style)
    var bench = try Workbench(data, manifold)
    try bench.check(subjects)
    let named = settings.indices ?? count.map { [$0 - 1] } ?? []
    for subject in subjects { try bench.images(subject.inputs).check(named) }
    if let count { settings.indices = Array(0..<count) }
    var results: [TiltResult] = []
    let progress = running.progress()
    for subject in subjects {
      results.append(
        try subject.named {
          try Measure.tilt(
            subject.exactNetwork(), on: bench.images(subject.inputs), settings: settings
          ) { progress.show($0, prefix: subject.name) }
        })
    }
    progress.finish()
    try output.json.print(TiltTable.text(zip(subjects.map(\.name), results)))
    let entries = zip(subjects, results).map { subject, result in
      Joined(subject.result(bench.manifold), TiltEntry(tilt: result))
    }
    let document = try bench.document(
      "mag.tilt/1",
      Joined(
        SharedConfiguration(data, manifold, subjects, seed: running.seed),
        Configuration(
          gradient: gradient, limit: limit, count: count, indices: settings.indices,
          method: method, samples: samples)),
      entries)
    try output.json.write(document)
    let figure = TiltFigure(
      models: zip(subjects, results).map { TiltFigure.Model(name: $0.name, $1) },
      notice: data.notice)
    if !figure.isEmpty {
      try output.write(
        figure, standard: "tilt",
        from: Origin(of: Self.self, document, data, subjects, seed: running.seed))
    } else if output.basename(standard: "tilt") != nil {
      Diagnostics.log.warning("no image has a boundary at a distance, so no figure is drawn.")
    }
  }

  private struct Configuration: Encodable {
    var gradient: GradientKind
    var limit: Double?
    var count: Int?
    var indices: [Int]?
    var method: CrossingMethod
    var samples: Int
  }
}

/// What `mag tilt` adds to a checkpoint's entry.
private struct TiltEntry: Encodable {
  var tilt: TiltResult
}
