import Foundation
import MAGData
import MAGFiles
import MAGNetwork
import MAGNumerics
import MAGTraining

extension TrainingSet {
  /// A set of images in the form in which a network is to see them.
  ///
  /// Projected images that lie in the manifold's span come with their coordinates there.
  public init(_ set: ImageSet, manifold: Manifold, inputs: Inputs) throws {
    let digest = "\(set.digest()) \(manifold.digest) \(inputs.rawValue)"
    let basis = Matrix<Float>(manifold.basis)
    switch inputs {
    case .raw:
      self.init(
        images: set.images, labels: set.labels, basis: basis, coordinates: nil, digest: digest)
    case .projected:
      self.init(
        images: try manifold.project(set.images, labels: set.labels), labels: set.labels,
        basis: basis,
        coordinates: manifold.liesInSpan
          ? try manifold.coordinates(of: set.images, labels: set.labels) : nil, digest: digest)
    }
  }
}

extension TrainingRun {
  /// The settings a checkpoint of ours was trained with.
  ///
  /// - Throws: `CheckpointFailure.badMetadata` if the file does not say.
  public static func configuration(of checkpoint: Checkpoint) throws -> TrainingConfiguration {
    guard let text = checkpoint.metadata[configurationKey],
      let configuration = try? OrderedJSON.decode(
        TrainingConfiguration.self, from: Data(text.utf8), name: checkpoint.path)
    else {
      throw CheckpointFailure.badMetadata(
        path: checkpoint.path, key: configurationKey, expected: "the settings of its training",
        found: checkpoint.metadata[configurationKey] ?? "nothing")
    }
    return configuration
  }

  /// What a checkpoint says about the data it was trained on.
  public static func facts(
    _ set: ImageSet, manifold: Manifold, inputs: Inputs
  ) -> CheckpointMetadata {
    var facts: CheckpointMetadata = [:]
    facts[.dataDigest] = set.digest()
    facts[.manifoldReading] = manifold.reading.rawValue
    facts[.manifoldCentering] = manifold.centering.rawValue
    facts[.manifoldComponents] = "\(manifold.componentCount)"
    facts[.manifoldDigest] = manifold.digest
    facts[.inputs] = inputs.rawValue
    return facts
  }
}

extension ProjectedControl {
  /// The metadata key of the SHA-256 of the baseline that a control was made from.
  public static let sourceKey = "projected_from"

  /// Writes the control of a finished baseline, W₁ ← W₁ Wᵀ W, with the baseline's metadata.
  ///
  /// - Throws: `ProjectedControlFailure`, `CheckpointFailure`.
  public static func write(
    _ baseline: Checkpoint, manifold: Manifold, to file: URL
  ) throws -> Checkpoint {
    let network = try projectFirstLayer(
      of: baseline.network, onto: manifold.basis, mean: manifold.mean)
    var metadata = baseline.metadata
    metadata[.objective] = "baseline, first layer projected"
    metadata[TrainingRun.digestKey] = nil
    metadata[sourceKey] = baseline.sha256
    try Checkpoint.write(network, metadata: metadata, to: file)
    return try Checkpoint.load(file)
  }
}
