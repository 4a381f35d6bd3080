import MAGNumerics

/// What is said of a checkpoint beside its file, because names and shapes do not say it.
///
/// What the file does say stands: a hint that contradicts it is refused. Hints replace assumptions,
/// and are said in their place.
public struct CheckpointHints: Sendable, Equatable {
  /// After every dense layer but the last.
  public var activation: ActivationKind?
  /// Whether weights lie as [inputs, outputs], whatever the format's custom is.
  public var isTransposed: Bool
  /// The layers of a network that is no chain of dense layers; excludes the other hints.
  public var architecture: ArchitectureDescription?

  public init(
    activation: ActivationKind? = nil, isTransposed: Bool = false,
    architecture: ArchitectureDescription? = nil
  ) {
    self.activation = activation
    self.isTransposed = isTransposed
    self.architecture = architecture
  }

  /// The options by which they are given, for messages.
  var options: String {
    var words: [String] = []
    if activation != nil { words.append("--activation") }
    if isTransposed { words.append("--transposed") }
    if architecture != nil { words.append("--architecture") }
    return words.joined(separator: " and ")
  }

  /// The activations between a chain's layers: those of the file, else those hinted at, else ReLU,
  /// with a word on which.
  ///
  /// - Parameter stated: what the file names, one a gap; nil if it names none.
  /// - Throws: `CheckpointFailure.contradicted`.
  func activations(
    stated: [ActivationKind]?, gaps: Int, path: String
  ) throws(CheckpointFailure) -> (kinds: [ActivationKind], assumption: String?) {
    if let stated {
      if let activation, let other = stated.first(where: { $0 != activation }) {
        throw .contradicted(
          path: path, options: "--activation", stated: "the activation \(other.name)")
      }
      return (stated, nil)
    }
    let kinds = [ActivationKind](repeating: activation ?? .relu, count: gaps)
    if gaps == 0 { return (kinds, nil) }
    guard let activation else {
      return (
        kinds,
        "The file does not name its activations; ReLU is assumed after every layer but the last."
      )
    }
    return (kinds, "--activation says \(activation.name) after every layer but the last.")
  }
}
