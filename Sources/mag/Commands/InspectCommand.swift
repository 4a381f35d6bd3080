import ArgumentParser
import Foundation
import MAG

/// `mag inspect FILE`: what a checkpoint holds.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show what a checkpoint holds and how accurate it is on clean images.",
    discussion: """
      Tensors, the network layer by layer as understood, what was assumed, preprocessing, metadata, SHA-256, and the accuracy on \
      the split where the data are there. A network that seems to expect another scale of its \
      inputs (accuracy at chance, one class for all, constant logits, or clearly better under one \
      of the common scalings) is said to; nothing is changed by that.

      Example: mag inspect model.pt --scale 255
      """)

  @Argument(
    help: ArgumentHelp("A checkpoint (\(CheckpointFormat.words)).", valueName: "file"))
  var file: String

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Manifold") var manifold: ManifoldOptions
  @OptionGroup(title: "Inputs") var inputs: InputOptions
  @OptionGroup(title: "Output") var json: JSONOptions
  @OptionGroup(title: "Run") var running: RunOptions

  func run() throws {
    running.apply()
    try json.prepare(keeping: [file])
    let hints = try inputs.network.hints()
    let (summary, checkpoint) = try CheckpointSummary.read(
      URL(fileURLWithPath: file), hints: hints)
    var entry = Inspection(summary)
    var subjects: [Subject] = []
    var bench: Workbench?
    if let checkpoint {
      let subject = try Subject(checkpoint, name: file, options: inputs, hints: hints)
      subjects = [subject]
      (bench, entry.clean, entry.scale) = try cleanAccuracy(subject)
      entry.assumptions =
        bench.map { subject.result($0.manifold).assumptions } ?? subject.assumptions
      entry.inputs = subject.inputs
      entry.preprocessing = subject.preprocessing
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
  private func cleanAccuracy(_ subject: Subject) throws -> (
    Workbench?, Inspection.Clean, ScaleCheck?
  ) {
    do {
      var bench = try Workbench(data, manifold)
      let images = try bench.images(subject.inputs)
      let check = try subject.scaleCheck(images, tries: true)
      return (bench, Inspection.Clean(correct: check.correct, count: check.count), check)
    } catch let failure as DataFailure {
      guard case .notFetched = failure else { throw failure }
      return (nil, Inspection.Clean(note: "not measured: \(failure)"), nil)
    } catch let failure as MeasureFailure {
      switch failure {
      case .inputDimension, .tooFewClasses:
        return (nil, Inspection.Clean(note: "not measured: \(failure)"), nil)
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
