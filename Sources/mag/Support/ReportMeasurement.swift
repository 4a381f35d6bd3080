import Foundation
import MAG

/// Measures checkpoints for a report: everything that the single commands measure, as the same
/// documents.
struct ReportMeasurement {
  let data: DataOptions
  let manifold: ManifoldOptions
  let attack: AttackOptions
  let options: ReportOptions
  let seed: UInt64
  let progress: ProgressLine
  /// The folder that the documents go to, from which their provenance names files.
  let folder: URL

  /// One document by the name of its file.
  struct Document {
    var name: String
    var bytes: Data
  }

  private struct CrossingConfiguration: Encodable {
    var random: Int
    var method: CrossingMethod
    var samples: Int
    var certificateStride: Int?
  }

  /// Refuses, before any work, networks that do not fit the images or one another.
  func documents(of subjects: [Subject]) throws -> [Document] {
    try Report.checkSizes(
      subjects.map {
        ($0.checkpoint.path, $0.network.inputDimension, $0.network.classCount)
      })
    var bench = try Workbench(data, manifold)
    try bench.check(subjects)
    let documents =
      try inspection(subjects, &bench) + alignment(subjects, &bench) + crossings(subjects, &bench)
      + robustness(subjects, &bench) + transformation(subjects, &bench)
    progress.finish()
    return documents
  }

  private func inspection(
    _ subjects: [Subject], _ bench: inout Workbench
  ) throws -> [Document] {
    var entries: [Inspection] = []
    for (number, subject) in subjects.enumerated() {
      show("clean accuracy", number, subjects)
      let url = URL(fileURLWithPath: subject.checkpoint.path)
      var entry = Inspection(try CheckpointSummary.read(url, hints: subject.hints).summary)
      let check = try subject.scaleCheck(bench.images(subject.inputs), tries: true)
      entry.clean = Inspection.Clean(correct: check.correct, count: check.count)
      entry.scale = check
      entry.assumptions = subject.result(bench.manifold).assumptions
      entry.inputs = subject.inputs
      entry.preprocessing = subject.preprocessing
      entries.append(entry)
    }
    let document = try bench.document("mag.inspection/1", shared(subjects), entries)
    return [try encoded(document, subjects, "inspection")]
  }

  private func alignment(
    _ subjects: [Subject], _ bench: inout Workbench
  ) throws -> [Document] {
    var results: [CheckpointResult] = []
    for (number, subject) in subjects.enumerated() {
      show("gradients", number, subjects)
      var result = subject.result(bench.manifold)
      result.alignment = try Measure.alignment(
        subject.network, on: bench.images(subject.inputs), gradient: attack.gradient)
      results.append(result)
    }
    let configuration = Joined(shared(subjects), ["gradient": attack.gradient.rawValue])
    let document = try bench.document("mag.alignment/1", configuration, results)
    return [try encoded(document, subjects, "alignment")]
  }

  /// The crossings, and Figure 2 of the first pairs.
  private func crossings(
    _ subjects: [Subject], _ bench: inout Workbench
  ) throws -> [Document] {
    let source = PairSource.random(options.random)
    let pairCount = CrossingsCommand.drawnPairs(.page)
    var results: [CheckpointResult] = []
    var drawn: [Figure2.Model] = []
    var pictures: [Figure2.Pair] = []
    for subject in subjects {
      let images = try bench.images(subject.inputs)
      let segments = try source.segments(images, seed: seed)
      let basis = bench.manifold.basis
      let found = try subject.named {
        try Measure.crossings(
          subject.exactNetwork(), on: segments, basis: basis, settings: options.crossings
        ) { progress.show($0, prefix: subject.name) }
      }
      var result = subject.result(bench.manifold)
      result.pairs = found
      results.append(result)
      drawn.append(Figure2.Model(name: subject.name, found.prefix(pairCount)))
      if pictures.isEmpty {
        pictures = segments.pictures(
          pairCount, height: images.set.height, width: images.set.width)
      }
    }
    let settings = options.crossings
    let configuration = Joined(
      shared(subjects),
      CrossingConfiguration(
        random: options.random, method: settings.method, samples: settings.samples,
        certificateStride: settings.certificateStride))
    let document = try bench.document("mag.crossings/1", configuration, results)
    let figure = Figure2(
      classCount: subjects.map(\.network.classCount).max() ?? 10, pairs: pictures, models: drawn,
      notice: data.notice)
    return [
      try encoded(document, subjects, "crossings"),
      try encoded(figure, of: document, subjects, "figure-2"),
    ]
  }

  private func robustness(
    _ subjects: [Subject], _ bench: inout Workbench
  ) throws -> [Document] {
    var settings = try options.robustness(attack, seed: seed)
    let boxes = subjects.map { attack.box ?? $0.inputs.standardBox }
    var results: [CheckpointResult] = []
    for (subject, box) in zip(subjects, boxes) {
      let images = try bench.images(subject.inputs)
      settings.box = box
      settings.indices = try options.attackedCount().flatMap { most in
        most < images.count ? images.spread(most) : nil
      }
      let curves = try Measure.robustness(
        subject.network, on: images, settings: settings, box: bench.box(box, subject.inputs)
      ) { progress.show($0, prefix: subject.name) }
      var result = subject.result(bench.manifold)
      result.add(curves.map { $0.withoutBrokenIndices() })
      results.append(result)
    }
    let configuration = Joined(
      shared(subjects),
      AttackConfiguration(settings: settings, box: SharedConfiguration.common(boxes)))
    let document = try bench.document("mag.robustness/1", configuration, results)
    return [try encoded(document, subjects, "robustness")]
  }

  /// The transformation on the image of the first checkpoint, and Figure 4 where there is one.
  private func transformation(
    _ subjects: [Subject], _ bench: inout Workbench
  ) throws -> [Document] {
    var settings = try options.transformation(attack, seed: seed)
    var recorded = settings
    let boxes = subjects.map { attack.box ?? $0.inputs.standardBox }
    var results: [CheckpointResult] = []
    var rows: [Figure4.Row] = []
    for (number, subject) in subjects.enumerated() {
      show("transformations", number, subjects)
      settings.box = boxes[number]
      if number == 0 { recorded.box = settings.box }
      let found = try Measure.transformation(
        subject.network, on: bench.images(subject.inputs), settings: settings,
        box: bench.box(settings.box, subject.inputs))
      if number == 0 { settings = settings.repeating(found) }
      var result = subject.result(bench.manifold)
      result.transformation = found
      results.append(result)
      if let row = Figure4.Row(model: subject.name, found, network: subject.network) {
        rows.append(row)
      }
    }
    let configuration = Joined(
      shared(subjects),
      AttackConfiguration(settings: recorded, box: SharedConfiguration.common(boxes)))
    let document = try bench.document("mag.transformation/1", configuration, results)
    var documents = [try encoded(document, subjects, "transformation")]
    if let first = results.first?.transformation, let attempt = first.attempt {
      let images = try bench.data.images(bench.split)
      let figure = Figure4(
        fromClass: first.from, toClass: first.to, epsilon: attempt.epsilon, width: images.width,
        height: images.height, showsPerturbation: true, rows: rows, notice: data.notice)
      documents.append(try encoded(figure, of: document, subjects, "figure-4"))
    }
    return documents
  }

  private func shared(_ subjects: [Subject]) -> SharedConfiguration {
    SharedConfiguration(data, manifold, subjects, seed: seed)
  }

  private func show(_ task: String, _ done: Int, _ subjects: [Subject]) {
    progress.show(
      MeasureProgress(task: task, done: done, total: subjects.count, unit: "checkpoints"))
  }

  private struct Tail: Encodable {
    var provenance: Provenance
  }

  private func provenance<Configuration, Entry>(
    _ document: ResultDocument<Configuration, Entry>, _ subjects: [Subject]
  ) throws -> Provenance {
    try Origin(of: ReportCommand.self, document, data, subjects, seed: seed)
      .provenance(of: folder)
  }

  private func encoded<Configuration, Entry>(
    _ document: ResultDocument<Configuration, Entry>, _ subjects: [Subject], _ name: String
  ) throws -> Document {
    let tail = Tail(provenance: try provenance(document, subjects))
    return Document(name: "\(name).json", bytes: try OrderedJSON.encode(Joined(document, tail)))
  }

  private func encoded<Configuration, Entry>(
    _ figure: some PaperFigure, of document: ResultDocument<Configuration, Entry>,
    _ subjects: [Subject], _ name: String
  ) throws -> Document {
    let origin = try provenance(document, subjects)
    return Document(name: "\(name).json", bytes: try figure.json(provenance: origin))
  }
}
