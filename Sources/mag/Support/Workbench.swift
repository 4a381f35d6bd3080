import MAG

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

  /// The most images on which a network's scale is checked before it is measured.
  private static let mostChecked = 1000

  /// Refuses, before any work, networks that do not fit the images, and says what is odd.
  ///
  /// - Cost: a forward pass of at most 1000 images a network.
  mutating func check(_ subjects: [Subject]) throws {
    for subject in subjects {
      let images = try images(subject.inputs)
      let sample = try self.sample(subject.inputs)
      let check = try subject.named {
        try images.check(subject.network)
        return try subject.scaleCheck(sample, tries: false)
      }
      if let sentence = check.sentence {
        Diagnostics.log.warning("\(subject.checkpoint.path): \(sentence)")
      }
      for assumption in subject.result(manifold).assumptions {
        Diagnostics.log.notice("\(subject.checkpoint.path): \(assumption)")
      }
    }
  }

  /// Images evenly spread over the split, in one form.
  private mutating func sample(_ inputs: Inputs) throws -> MeasurementSet {
    let images = try images(inputs)
    let spread = images.set.subset(at: images.spread(Self.mostChecked))
    return try MeasurementSet(spread, manifold: manifold, inputs: inputs)
  }

  /// The result document of a command.
  func document<Configuration: Encodable, Entry: Encodable>(
    _ schema: String, _ configuration: Configuration, _ checkpoints: [Entry]
  ) throws -> ResultDocument<Configuration, Entry> {
    ResultDocument(
      schema: schema, configuration: configuration,
      data: DataRecord(data.provenance, split: split, count: try data.images(split).count),
      manifold: ManifoldRecord(manifold), checkpoints: checkpoints)
  }
}
