import MAGData
import MAGFigures
import MAGFiles

/// What a command found, as JSON: schema, tool, configuration, data, manifold, then one entry a
/// checkpoint with its results beside its path, digest and layers.
///
/// Holds no time and no machine: the same inputs give the same bytes.
public struct ResultDocument<Configuration: Encodable, Entry: Encodable>: Encodable {
  /// For example `mag.crossings/1`.
  public var schema: String
  public var tool = Tool.name
  /// Every option in force.
  public var configuration: Configuration
  public var data: DataRecord?
  public var manifold: ManifoldRecord?
  public var checkpoints: [Entry]

  public init(
    schema: String, configuration: Configuration, data: DataRecord?, manifold: ManifoldRecord?,
    checkpoints: [Entry]
  ) {
    self.schema = schema
    self.configuration = configuration
    self.data = data
    self.manifold = manifold
    self.checkpoints = checkpoints
  }
}

extension ResultDocument: Decodable where Configuration: Decodable, Entry: Decodable {}
extension ResultDocument: Sendable where Configuration: Sendable, Entry: Sendable {}

/// The data a result was measured on.
public struct DataRecord: Codable, Equatable, Sendable {
  /// SHA-256 of the uncompressed files; of an .npz archive's .npy files.
  public struct Digests: Codable, Equatable, Sendable {
    public var trainImages: String
    public var trainLabels: String
    public var testImages: String
    public var testLabels: String
  }

  /// `full`, `sample` or `folder`.
  public var source: String
  /// Whether the files are MNIST as published.
  public var isCanonical: Bool
  public var split: Split
  /// The images of the split.
  public var count: Int
  /// The training images set aside, which no manifold was fitted on.
  public var validation: Int
  public var digests: Digests
  /// The order of axes in which images in colour were stored; nil for [n, height, width].
  public var layout: String?

  public init(_ provenance: DataProvenance, split: Split, count: Int) {
    source = provenance.source
    isCanonical = provenance.isCanonical
    self.split = split
    self.count = count
    validation = provenance.validationCount
    digests = Digests(
      trainImages: provenance.trainImages, trainLabels: provenance.trainLabels,
      testImages: provenance.testImages, testLabels: provenance.testLabels)
    layout = provenance.layout
  }
}

/// The manifold a result was measured against.
public struct ManifoldRecord: Codable, Equatable, Sendable {
  /// `fitted` on the training images, or `given` as a file.
  public var origin: String
  /// Nil for a basis that was given.
  public var reading: ManifoldReading?
  public var centering: Centering
  /// k as asked for: in all, or for each class.
  public var components: Int
  /// The dimension of the span.
  public var rank: Int
  /// The share of the second moment that the projection keeps; nil for a basis that was given.
  public var keptEnergy: Double?
  /// Whether projected images depend on their labels.
  public var leaksLabel: Bool
  public var digest: String

  public init(_ manifold: Manifold) {
    let isGiven = manifold.origin == .given
    origin = isGiven ? "given" : "fitted"
    reading = isGiven ? nil : manifold.reading
    centering = manifold.centering
    components = manifold.componentCount
    rank = manifold.rank
    keptEnergy = manifold.keptEnergy
    leaksLabel = manifold.reading.leaksLabel
    digest = manifold.digest
  }
}

extension Provenance.Images {
  /// - Parameters:
  ///   - source: as `--data` takes it, a folder relative to the figure's data.
  ///   - digests: of the data set's files.
  public init(source: String, _ digests: DataRecord.Digests) {
    self.init(
      source: source,
      files: [
        Array(name: "train_images", sha256: digests.trainImages),
        Array(name: "train_labels", sha256: digests.trainLabels),
        Array(name: "test_images", sha256: digests.testImages),
        Array(name: "test_labels", sha256: digests.testLabels),
      ])
  }
}
