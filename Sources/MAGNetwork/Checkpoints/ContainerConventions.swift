import MAGNumerics

/// How a weight's two extents are to be understood.
public enum WeightOrientation: Sendable, Equatable {
  /// [outputs, inputs], as in PyTorch: y = W x + b.
  case outputsFirst
  /// [inputs, outputs], as in Keras, Flax and scikit-learn: y = x W + b.
  case inputsFirst
}

/// What a file format fixes of what tensors' names and shapes leave open.
public struct ContainerConventions: Sendable, Equatable {
  /// How tensors named weight lie; nil if the format's users differ.
  public var orientation: WeightOrientation?
  /// The activation after every layer but the last; nil if the format does not say.
  public var activation: ActivationKind?
  /// What the reader did that its user should know, one sentence each.
  public var notes: [String]

  public init(
    orientation: WeightOrientation? = nil, activation: ActivationKind? = nil, notes: [String] = []
  ) {
    self.orientation = orientation
    self.activation = activation
    self.notes = notes
  }
}
