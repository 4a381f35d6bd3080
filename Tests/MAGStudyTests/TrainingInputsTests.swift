import Foundation
import MAG
import Testing

@testable import MAGStudy

@Suite("What networks are trained on") struct TrainingInputsTests {
  /// Products of 16 float32 terms of magnitude 1.
  static let tolerance: Float = 5e-6

  private func manifold(_ centering: Centering = .uncentered, components: Int = 4) throws
    -> Manifold
  {
    try Manifold.fit(Toy.images(80, seed: 2), centering: centering, components: components)
  }

  @Test("raw images are the pixels, without coordinates, with the manifold's basis")
  func set_raw_isPixels() throws {
    let (images, manifold) = (Toy.images(), try manifold())
    let set = try TrainingSet(images, manifold: manifold, inputs: .raw)
    #expect(set.images == images.images && set.labels == images.labels)
    #expect(set.basis == Matrix<Float>(manifold.basis) && set.coordinates == nil)
  }

  @Test("projected images are their coordinates times the basis")
  func set_projected_hasCoordinates() throws {
    let (images, manifold) = (Toy.images(), try manifold())
    let set = try TrainingSet(images, manifold: manifold, inputs: .projected)
    #expect(set.images == (try manifold.project(images.images)))
    let coordinates = try #require(set.coordinates)
    #expect(coordinates.columns == 4)
    let rebuilt = Product.of(coordinates, .asStored, try #require(set.basis), .asStored)
    for (a, b) in zip(rebuilt.storage, set.images.storage) {
      #expect(abs(a - b) < Self.tolerance)
    }
  }

  @Test("images projected about a mean are not in the span and have no coordinates")
  func set_centered_hasNoCoordinates() throws {
    let (images, manifold) = (Toy.images(), try manifold(.centered))
    let set = try TrainingSet(images, manifold: manifold, inputs: .projected)
    #expect(set.images == (try manifold.project(images.images)))
    #expect(set.coordinates == nil && set.basis?.rows == 4)
  }

  @Test("the digest follows the images, the manifold and the form")
  func set_digest_followsEverything() throws {
    let sets = [
      try TrainingSet(Toy.images(), manifold: manifold(), inputs: .raw),
      try TrainingSet(Toy.images(), manifold: manifold(), inputs: .projected),
      try TrainingSet(Toy.images(seed: 5), manifold: manifold(), inputs: .projected),
      try TrainingSet(Toy.images(), manifold: manifold(components: 3), inputs: .projected),
      try TrainingSet(Toy.images(), manifold: manifold(.centeredComponents), inputs: .projected),
    ]
    #expect(Set(sets.map(\.digest)).count == sets.count)
    let again = try TrainingSet(Toy.images(), manifold: manifold(), inputs: .raw)
    #expect(again.digest == sets[0].digest)
  }

  @Test("a manifold for other images is refused")
  func set_otherManifold_isRefused() throws {
    let other = try Manifold(basis: Matrix(rows: 1, columns: 3, storage: [1, 0, 0]))
    #expect(throws: ManifoldFailure.wrongInputDimension(expected: 3, found: 16)) {
      try TrainingSet(Toy.images(), manifold: other, inputs: .projected)
    }
  }

  @Test("a trained checkpoint says what it was trained on and with")
  func facts_checkpoint_areRead() throws {
    try withScratch { folder in
      let (images, manifold) = (Toy.images(), try manifold(.centered))
      var configuration = TrainingConfiguration(.manifold)
      (configuration.sizes, configuration.epochs) = ([16, 5, 3], 1)
      (configuration.manifoldWeight, configuration.epsilon) = (0.3, 0.7)
      let run = TrainingRun(
        try Trainer(
          configuration, on: TrainingSet(images, manifold: manifold, inputs: .projected)),
        output: folder.appendingPathComponent("m.safetensors"),
        facts: TrainingRun.facts(images, manifold: manifold, inputs: .projected))
      let checkpoint = try run.run()
      let metadata = checkpoint.metadata
      #expect(metadata[.inputs] == "projected" && metadata[.manifoldComponents] == "4")
      #expect(metadata[.manifoldReading] == "global" && metadata[.manifoldCentering] == "centered")
      #expect(metadata[.dataDigest] == images.digest())
      #expect(metadata[.manifoldDigest] == manifold.digest)
      #expect(checkpoint.assumptions.isEmpty)
      // The radius of an attack that this objective does not make is at its default again.
      #expect(try TrainingRun.configuration(of: checkpoint) == configuration.effective)
      #expect(configuration.effective.epsilon != 0.7)
    }
  }

  @Test("a checkpoint that does not say its settings, or says them wrongly, is refused")
  func configuration_absent_isRefused() throws {
    try withScratch { folder in
      let file = folder.appendingPathComponent("m.safetensors")
      for (metadata, found) in [
        ([:], "nothing"), (["configuration": "{}"], "{}"), (["configuration": "no"], "no"),
      ] as [(CheckpointMetadata, String)] {
        try Checkpoint.write(Toy.network(), metadata: metadata, to: file)
        let failure = #expect(throws: CheckpointFailure.self) {
          try TrainingRun.configuration(of: Checkpoint.load(file))
        }
        #expect(failure?.description.contains(found) == true)
        #expect(failure?.kind == .badData)
      }
    }
  }

  @Test(
    "the control of either kind of manifold keeps the logits there, and has aligned gradients",
    arguments: [Centering.uncentered, .centered])
  func control_projectedImages_keepLogits(_ centering: Centering) throws {
    try withScratch { folder in
      let manifold = try manifold(centering)
      let (from, to) = (
        folder.appendingPathComponent("b.safetensors"), folder.appendingPathComponent("c")
      )
      let metadata: CheckpointMetadata = ["inputs": "projected", TrainingRun.digestKey: "abc"]
      try Checkpoint.write(Toy.network(), metadata: metadata, to: from)
      let baseline = try Checkpoint.load(from)
      let control = try ProjectedControl.write(baseline, manifold: manifold, to: to)
      let set = try MeasurementSet(Toy.images(), manifold: manifold, inputs: .projected)
      let (a, b) = (baseline.network.logits(set.images), control.network.logits(set.images))
      for (x, y) in zip(a.storage, b.storage) { #expect(abs(x - y) < 5 * Self.tolerance) }
      // Off the manifold the two differ.
      let raw = set.set.images
      #expect(baseline.network.logits(raw) != control.network.logits(raw))
      let cosines = try Measure.alignment(control.network, on: set).cosine.values
      #expect(cosines.allSatisfy { $0.map { $0 > 1 - 1e-6 } ?? true })
      #expect(control.metadata[ProjectedControl.sourceKey] == baseline.sha256)
      #expect(control.metadata[.inputs] == "projected")
      #expect(control.metadata[TrainingRun.digestKey] == nil)
      #expect(control.sha256 == (try FileDigest.sha256(ofFileAt: to)))
    }
  }
}
