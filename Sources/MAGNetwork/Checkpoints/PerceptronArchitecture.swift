import MAGNumerics

/// The widths and activations of a multilayer perceptron, as checkpoints name them.
///
/// Text: the widths joined by hyphens, then the activation between the dense layers, once if it is
/// the same everywhere, else one for each gap: `784-1568-1568-10 relu`, `20-24-16-5 relu tanh`,
/// `784-10`.
public struct PerceptronArchitecture: Sendable, Equatable {
  /// Input, hidden and output widths; at least two.
  public let sizes: [Int]
  /// What follows each dense layer but the last; `.identity` for nothing.
  public let activations: [ActivationKind]

  public init(sizes: [Int], activations: [ActivationKind]) {
    precondition(sizes.count >= 2, "a perceptron needs an input and an output size")
    precondition(activations.count == sizes.count - 2, "one activation a hidden layer")
    self.sizes = sizes
    self.activations = activations
  }

  /// The architecture of a network, or nil if it is not a chain of dense layers that ends in one.
  public init?<E: Scalar>(of network: Network<E>) {
    guard let stages = network.fullyConnected, let last = stages.last,
      last.activation == .identity
    else { return nil }
    sizes = [network.inputDimension] + stages.map(\.bias.count)
    activations = stages.dropLast().map(\.activation)
  }

  public var text: String {
    let widths = sizes.map(String.init).joined(separator: "-")
    let names = activations.map(\.name)
    let shown = Set(names).count == 1 ? Array(names.prefix(1)) : names
    return ([widths] + shown).joined(separator: " ")
  }

  /// Reads `text`; nil if it is something else.
  public init?(text: String) {
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    guard let first = words.first else { return nil }
    let widths = first.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    let sizes = widths.compactMap(\.self)
    let names = words.dropFirst().map { ActivationKind(name: String($0)) }
    let kinds = names.compactMap(\.self)
    guard sizes.count == widths.count, sizes.count >= 2, sizes.allSatisfy({ $0 > 0 }),
      kinds.count == names.count
    else { return nil }
    let gaps = sizes.count - 2
    guard kinds.count == gaps || (kinds.count == 1 && gaps > 0) else { return nil }
    self.sizes = sizes
    activations = kinds.count == gaps ? kinds : Array(repeating: kinds[0], count: gaps)
  }
}
