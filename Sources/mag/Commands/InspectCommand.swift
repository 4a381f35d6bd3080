import ArgumentParser
import Foundation
import MAG

/// `mag inspect FILE`: what a checkpoint holds.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show what a checkpoint holds and how accurate it is on clean images.",
    discussion: """
      Tensors, architecture as understood, preprocessing, metadata, SHA-256, and the accuracy on \
      the split where the data are there.

      Example: mag inspect model.safetensors --inputs projected
      """)

  @Argument(help: ArgumentHelp("A checkpoint (safetensors).", valueName: "file"))
  var file: String

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Manifold") var manifold: ManifoldOptions
  @OptionGroup(title: "Inputs") var inputs: InputOptions
  @OptionGroup(title: "Output") var json: JSONOptions
  @OptionGroup(title: "Run") var running: RunOptions

  func run() throws {
    running.apply()
    try json.prepare()
    let summary = try CheckpointSummary(contentsOf: URL(fileURLWithPath: file))
    var entry = Inspection(summary)
    var subjects: [Subject] = []
    var bench: Workbench?
    if summary.problem == nil {
      subjects = try Subject.load([file], options: inputs)
      (bench, entry.clean) = try cleanAccuracy(subjects[0])
      entry.assumptions = bench.map { subjects[0].result($0.manifold).assumptions }
        ?? subjects[0].assumptions
      entry.inputs = subjects[0].inputs
      entry.preprocessing = subjects[0].preprocessing
    }
    try json.print(InspectionText.text(entry, path: file))
    let configuration = SharedConfiguration(data, manifold, subjects, seed: running.seed)
    let images = try bench.map { try $0.data.images(data.split) }
    try json.write(
      ResultDocument(
        schema: "mag.inspection/1", configuration: configuration,
        data: bench.map {
          DataRecord($0.data.provenance, split: data.split, count: images?.count ?? 0)
        }, manifold: bench.map { ManifoldRecord($0.manifold) }, checkpoints: [entry]))
    if let problem = summary.problem {
      throw UnusableCheckpoint(reason: problem)
    }
  }

  /// The accuracy on the split, or why it was not measured.
  private func cleanAccuracy(_ subject: Subject) throws -> (Workbench?, Inspection.Clean) {
    do {
      var bench = try Workbench(data, manifold)
      let images = try bench.images(subject.inputs)
      try images.check(subject.network)
      let predictions = subject.network.predictions(images.images)
      let correct = zip(predictions, images.set.labels).count { $0 == $1 }
      return (bench, Inspection.Clean(correct: correct, count: images.count))
    } catch let failure as DataFailure {
      guard case .notFetched = failure else { throw failure }
      return (nil, Inspection.Clean(note: "not measured: \(failure)"))
    } catch let failure as MeasureFailure {
      switch failure {
      case .inputDimension, .tooFewClasses:
        return (nil, Inspection.Clean(note: "not measured: \(failure)"))
      default: throw failure
      }
    }
  }
}

/// A file that was shown and holds no usable network.
struct UnusableCheckpoint: Failure {
  var reason: String
  var kind: FailureKind { .badData }
  var description: String { reason }
}

/// What `mag inspect` found.
struct Inspection: Encodable {
  /// Accuracy on clean images, or why there is none.
  struct Clean: Equatable {
    var correct: Int?
    var count: Int?
    var note: String?

    var accuracy: Double? {
      guard let correct, let count, count > 0 else { return nil }
      return Double(correct) / Double(count)
    }
  }

  let summary: CheckpointSummary
  var inputs: Inputs?
  var preprocessing: Preprocessing?
  var assumptions: [String]
  var clean = Clean()

  init(_ summary: CheckpointSummary) {
    self.summary = summary
    assumptions = summary.assumptions
  }

  private enum CodingKeys: String, CodingKey {
    case assumptions, inputs, inputScale, inputMean, inputStd
    case cleanAccuracy, cleanCorrect, cleanCount, cleanNote
  }

  func encode(to encoder: any Encoder) throws {
    try summary.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(assumptions, forKey: .assumptions)
    try container.encode(inputs, forKey: .inputs)
    try container.encode(preprocessing?.inputScale, forKey: .inputScale)
    try container.encode(preprocessing?.inputMean, forKey: .inputMean)
    try container.encode(preprocessing?.inputStd, forKey: .inputStd)
    try container.encode(clean.accuracy, forKey: .cleanAccuracy)
    try container.encode(clean.correct, forKey: .cleanCorrect)
    try container.encode(clean.count, forKey: .cleanCount)
    try container.encode(clean.note, forKey: .cleanNote)
  }
}

/// An inspection for people.
enum InspectionText {
  static func text(_ inspection: Inspection, path: String) -> String {
    let summary = inspection.summary
    var facts = "file          \(path)\nsha-256       \(summary.sha256)\n"
    if let layers = summary.layers {
      let words = layers.map { $0.kind == "dense" ? "\($0.inputs)→\($0.outputs)" : $0.kind }
      facts += "network       \(words.joined(separator: ", "))\n"
      facts += "inputs        \(summary.inputDimension ?? 0)\n"
      facts += "classes       \(summary.classCount ?? 0)\n"
      facts += "parameters    \(summary.parameters ?? 0)\n"
    }
    if let preprocessing = inspection.preprocessing, let inputs = inspection.inputs {
      facts += "images        \(inputs.rawValue)"
      facts +=
        preprocessing.isIdentity
        ? ", as they are\n"
        : ", (\(preprocessing.inputScale) x − \(preprocessing.inputMean)) / "
          + "\(preprocessing.inputStd)\n"
    }
    if let accuracy = inspection.clean.accuracy {
      facts += "clean         \(TextTable.fixed(accuracy, 4)) "
      facts += "(\(inspection.clean.correct ?? 0) of \(inspection.clean.count ?? 0))\n"
    } else if let note = inspection.clean.note {
      facts += "clean         \(note)\n"
    }
    for assumption in inspection.assumptions { facts += "assumed       \(assumption)\n" }
    facts += "threads       \(Parallel.threadCount)\n"
    return facts + "\n" + tensors(summary) + metadata(summary)
  }

  private static func tensors(_ summary: CheckpointSummary) -> String {
    var table = TextTable(
      ["tensor", "type", "shape", "min", "max", "NaN", "infinite"], textColumns: [0, 1, 2])
    for tensor in summary.tensors {
      table.append([
        tensor.name, tensor.type.rawValue, tensor.shape.map(String.init).joined(separator: " × "),
        TextTable.fixed(tensor.min, 6), TextTable.fixed(tensor.max, 6), "\(tensor.nanCount)",
        "\(tensor.infiniteCount)",
      ])
    }
    return table.text
  }

  private static func metadata(_ summary: CheckpointSummary) -> String {
    if summary.metadata.isEmpty { return "" }
    var table = TextTable(["metadata", "value"], textColumns: [0, 1])
    for (key, value) in summary.metadata.sorted(by: { $0.key < $1.key }) {
      table.append([key, value.count > 80 ? value.prefix(79) + "…" : value])
    }
    return "\n" + table.text
  }
}
