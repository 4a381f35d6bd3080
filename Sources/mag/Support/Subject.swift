import Foundation
import MAG

/// A checkpoint under measurement, as the options say it is to be seen.
struct Subject {
  let checkpoint: Checkpoint
  /// The file's name without its extension, or the path where names repeat.
  let name: String
  let inputs: Inputs
  let preprocessing: Preprocessing
  /// What the file does not say and no option says either.
  let assumptions: [String]
  /// Of pixels: the preprocessing is part of the first layer.
  let network: Network<Float>

  /// Reads checkpoints; nothing else is done before all of them are known to be good.
  ///
  /// - Throws: `CheckpointFailure`, `MeasureFailure`.
  static func load(_ paths: [String], options: InputOptions) throws -> [Subject] {
    let names = paths.map { URL(fileURLWithPath: $0).deletingPathExtension().lastPathComponent }
    return try zip(paths, names).map { path, name in
      let checkpoint = try Checkpoint.load(URL(fileURLWithPath: path))
      let preprocessing = options.preprocessing(of: checkpoint)
      return Subject(
        checkpoint: checkpoint, name: names.count { $0 == name } == 1 ? name : path,
        inputs: options.inputs(of: checkpoint), preprocessing: preprocessing,
        network: try preprocessing.folded(into: checkpoint.network))
    }
  }

  /// The network in Double, its parameters as stored but for the preprocessing.
  func exactNetwork() throws -> Network<Double> {
    try preprocessing.folded(into: Network<Double>(checkpoint.network))
  }

  /// The entry of a result document, with a word on a manifold that is not the training's own.
  func result(_ manifold: Manifold) -> CheckpointResult {
    var result = CheckpointResult(checkpoint, inputs: inputs, preprocessing: preprocessing)
    result.assumptions = assumptions
    if let assumption = manifoldAssumption(manifold) { result.assumptions.append(assumption) }
    return result
  }

  /// Nil where the checkpoint names the manifold in use, or none.
  func manifoldAssumption(_ manifold: Manifold) -> String? {
    guard let digest = checkpoint.metadata[.manifoldDigest], digest != manifold.digest else {
      return nil
    }
    return "The network was trained with another manifold than it is measured with."
  }
}

/// Data, manifold and prepared images, made once for all checkpoints of a command.
struct Workbench {
  let data: DataSet
  let split: Split
  let manifold: Manifold
  private var prepared: [Inputs: MeasurementSet] = [:]
  private var boxes: [Inputs: ThreatModel.Box] = [:]

  init(_ options: DataOptions, _ manifold: ManifoldOptions) throws {
    data = try options.load()
    split = options.split
    self.manifold = try manifold.load(data)
  }

  /// The images of the split in one form.
  mutating func images(_ inputs: Inputs) throws -> MeasurementSet {
    if let found = prepared[inputs] { return found }
    let made = try MeasurementSet(data.images(split), manifold: manifold, inputs: inputs)
    prepared[inputs] = made
    return made
  }

  /// The limits of pixels in one form; the same choice is asked for throughout a command.
  mutating func box(_ choice: BoxChoice, _ inputs: Inputs) throws -> ThreatModel.Box {
    if let found = boxes[inputs] { return found }
    let made = try images(inputs).box(choice, training: data.train)
    boxes[inputs] = made
    return made
  }

  /// Refuses, before any work, networks that do not fit the images, and says what is odd.
  mutating func check(_ subjects: [Subject]) throws {
    for subject in subjects {
      try images(subject.inputs).check(subject.network)
      for assumption in subject.result(manifold).assumptions {
        Diagnostics.log.notice("\(subject.checkpoint.path): \(assumption)")
      }
    }
  }

  /// The result document of a command.
  func document<Configuration: Encodable>(
    _ schema: String, _ configuration: Configuration, _ checkpoints: [CheckpointResult]
  ) throws -> ResultDocument<Configuration, CheckpointResult> {
    ResultDocument(
      schema: schema, configuration: configuration,
      data: DataRecord(data.provenance, split: split, count: try data.images(split).count),
      manifold: ManifoldRecord(manifold), checkpoints: checkpoints)
  }
}

/// The options every measurement shares, as results record them.
struct SharedConfiguration: Encodable {
  var data: String
  var split: Split
  var validation: Int
  var manifoldReading: ManifoldReading
  var centering: Centering
  var components: Int
  /// As given; nil for a fitted manifold.
  var basis: String?
  /// Nil where the checkpoints differ; each records its own.
  var inputs: Inputs?
  var inputScale: Double?
  var inputMean: Double?
  var inputStd: Double?
  var seed: UInt64

  init(
    _ data: DataOptions, _ manifold: ManifoldOptions, _ subjects: [Subject], seed: UInt64
  ) {
    self.data = data.source.name
    split = data.split
    validation = data.validation
    manifoldReading = manifold.manifoldReading
    centering = manifold.centering
    components = manifold.components
    basis = manifold.basis
    inputs = Self.common(subjects.map(\.inputs))
    let preprocessing = Self.common(subjects.map(\.preprocessing))
    inputScale = preprocessing?.inputScale
    inputMean = preprocessing?.inputMean
    inputStd = preprocessing?.inputStd
    self.seed = seed
  }

  /// The value that all agree on.
  static func common<Value: Equatable>(_ values: [Value]) -> Value? {
    guard let first = values.first, values.allSatisfy({ $0 == first }) else { return nil }
    return first
  }
}
