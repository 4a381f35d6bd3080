import MAG

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
  var inputMean: ChannelValues?
  var inputStd: ChannelValues?
  /// What was said of the networks beside their files; nil for what was not.
  var activation: String?
  var transposed: Bool
  var architecture: String?
  var architectureSha256: String?
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
    let hints = HintRecord(subjects.first?.hints ?? CheckpointHints())
    activation = hints.activation
    transposed = hints.transposed
    architecture = hints.architecture
    architectureSha256 = hints.architectureSha256
    self.seed = seed
  }

  /// The value that all agree on.
  static func common<Value: Equatable>(_ values: [Value]) -> Value? {
    guard let first = values.first, values.allSatisfy({ $0 == first }) else { return nil }
    return first
  }
}
