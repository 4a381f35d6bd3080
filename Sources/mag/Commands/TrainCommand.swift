import ArgumentParser
import Foundation
import MAG

/// `mag train OBJECTIVE --out FILE`: one model, resumable.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train one model; the same command goes on where an interrupted one stopped.",
    discussion: """
      Objectives, with L the cross-entropy, r = ‖g‖/‖P g‖ the alignment ratio of the input gradient \
      g, and δ from PGD: baseline E[L(x)], manifold E[L(x) + α r], robust E[L(x + δ)], \
      manifold-robust E[L(x + δ) + α r].

      Writes FILE (safetensors, PyTorch names), its log beside it (.log.jsonl, one line an epoch), \
      and while it runs FILE.state, from which it goes on. The same options and data give the same bytes on any number of threads.

      Example: mag train manifold --alpha 0.1 --out manifold.safetensors
      """)

  @Argument(help: "baseline, robust, manifold or manifold-robust.")
  var objective: Objective

  @Option(help: ArgumentHelp("The checkpoint to write.", valueName: "file"))
  var out: String

  @Flag(help: "Overwrite files of another run at --out.")
  var force = false

  @Flag(
    help:
      "The control: W₁ ← W₁ Wᵀ W after training a baseline, which stays beside it as .unprojected.")
  var projectFirstLayer = false

  @Option(
    help: ArgumentHelp(
      "full MNIST from the cache, the embedded sample of it, or a folder with four IDX files.",
      valueName: "full|sample|DIR"))
  var data = "full"

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Training images set aside from the end, left out of the manifold's fit too.",
      valueName: "images"))
  var validation = 0

  @Option(help: "Train on the images as they are or on their projections on the manifold.")
  var inputs = Inputs.projected

  @OptionGroup(title: "Optimization") var optimization: OptimizationOptions
  @OptionGroup(title: "Objective") var terms: ObjectiveOptions
  @OptionGroup(title: "Manifold") var manifold: ManifoldOptions
  @OptionGroup(title: "Output") var json: JSONOptions
  @OptionGroup(title: "Run") var running: RunOptions

  /// Everything is checked here, before any data are read.
  func validate() throws {
    try OptionValue.require(validation, atLeast: 0, option: "--validation")
    if out.isEmpty || out.hasSuffix("/") {
      throw OptionFailure(option: "--out", expected: "the name of a file", found: "'\(out)'")
    }
    if projectFirstLayer, objective != .baseline {
      throw OptionFailure(
        option: "--project-first-layer", expected: "the objective baseline",
        found: objective.rawValue)
    }
    try training().validate()
  }

  private func training() throws -> TrainingConfiguration {
    var configuration = TrainingConfiguration(objective)
    configuration.sizes = try OptionValue.widths(optimization.sizes, option: "--sizes")
    configuration.activation = optimization.activation
    configuration.initialization = optimization.initialization
    configuration.epochs = optimization.epochs ?? configuration.epochs
    configuration.batchSize = optimization.batchSize
    configuration.optimizer = optimization.optimizer
    configuration.learningRate = optimization.learningRate
    configuration.momentum = optimization.momentum
    configuration.weightDecay = optimization.weightDecay
    configuration.schedule = optimization.schedule
    configuration.manifoldWeight = terms.alpha
    configuration.measure = terms.measure
    configuration.gradient = terms.gradient
    configuration.penaltyPoint = terms.penaltyPoint
    configuration.epsilon = terms.epsilon
    configuration.attackSteps = terms.steps
    configuration.stepSize = terms.stepSize
    configuration.start = terms.start
    configuration.seed = running.seed
    return configuration
  }

  func run() throws {
    running.apply()
    let output = URL(fileURLWithPath: out)
    try json.prepare(keeping: [out])
    try OutputCheck.file(output)
    if projectFirstLayer, !force, FileManager.default.fileExists(atPath: output.path),
      (try? Checkpoint.load(output))?.metadata[ProjectedControl.sourceKey] == nil
    {
      throw TrainingFailure.otherRun(file: output.relativePath, what: "objective")
    }
    let set = try MNIST.load(DataSource(argument: data), validation: validation)
    let manifold = try manifold.load(set)
    let checkpoint = try train(set, manifold, to: output)
    let final = projectFirstLayer ? try project(checkpoint, manifold, to: output) : checkpoint
    try report(final, set, manifold)
  }

  private func train(_ set: DataSet, _ manifold: Manifold, to output: URL) throws -> Checkpoint {
    let trainer = try Trainer(
      training(),
      on: try TrainingSet(set.train, manifold: manifold, inputs: inputs),
      validation: try set.validation.map { validation in
        let prepared = try MeasurementSet(validation, manifold: manifold, inputs: inputs)
        return (prepared.images, validation.labels)
      },
      box: try MeasurementSet(set.train.subset(0..<1), manifold: manifold, inputs: inputs)
        .box(terms.box ?? (inputs == .raw ? .unit : .none), training: set.train))
    var facts = TrainingRun.facts(set.train, manifold: manifold, inputs: inputs)
    facts["validation_count"] = "\(validation)"
    // The control is made from the finished baseline, which stays beside it.
    let file =
      projectFirstLayer
      ? output.deletingPathExtension().appendingPathExtension("unprojected.safetensors") : output
    let run = TrainingRun(trainer, output: file, facts: facts)
    switch try run.standing() {
    case .finished:
      Diagnostics.log.notice("\(file.relativePath) is this very run, finished before.")
    case .interrupted(let epochs):
      Diagnostics.log.notice("Going on after \(epochs) finished epochs.")
    case .absent, .foreign: break
    }
    let lines = TrainingLines(running.progress(), name: objective.rawValue)
    return try run.run(
      replacing: force, progress: { lines.show($0) }, epochDone: { lines.finish($0) })
  }

  private func project(
    _ baseline: Checkpoint, _ manifold: Manifold, to output: URL
  ) throws -> Checkpoint {
    if !force, FileManager.default.fileExists(atPath: output.path),
      (try? Checkpoint.load(output))?.metadata[ProjectedControl.sourceKey] != baseline.sha256
    {
      throw TrainingFailure.otherRun(file: output.relativePath, what: "baseline")
    }
    return try ProjectedControl.write(baseline, manifold: manifold, to: output)
  }

  private struct Report: Encodable {
    var schema = "mag.train/1"
    var tool = Tool.name
    var configuration: TrainingConfiguration
    var data: DataRecord
    var manifold: ManifoldRecord
    var checkpoints: [CheckpointResult]
  }

  private func report(_ checkpoint: Checkpoint, _ set: DataSet, _ manifold: Manifold) throws {
    try json.print("Wrote \(checkpoint.path) (SHA-256 \(checkpoint.sha256))\n")
    try json.write(
      Report(
        configuration: training(),
        data: DataRecord(set.provenance, split: .train, count: set.train.count),
        manifold: ManifoldRecord(manifold),
        checkpoints: [
          CheckpointResult(checkpoint, inputs: inputs, preprocessing: Preprocessing())
        ]))
  }
}
