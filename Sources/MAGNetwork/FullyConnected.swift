import MAGNumerics

/// One dense layer with the activation that follows it: z = W x + b, output φ(z).
public struct FullyConnectedStage<Element: Scalar>: Sendable {
  /// [out, in].
  public var weight: Matrix<Element>
  /// out values; zeros where the layer has no bias.
  public var bias: [Element]
  /// φ; `.identity` where no activation follows.
  public var activation: ActivationKind

  public init(weight: Matrix<Element>, bias: [Element], activation: ActivationKind) {
    precondition(bias.count == weight.rows, "one bias a row of the weight")
    self.weight = weight
    self.bias = bias
    self.activation = activation
  }
}

extension Network {
  /// The network as a chain of dense stages, or nil if it is no chain, has other layers, or an activation that
  /// does not directly follow a dense layer.
  public var fullyConnected: [FullyConnectedStage<Element>]? {
    guard isChain else { return nil }
    var stages: [FullyConnectedStage<Element>] = []
    var open = false
    for (index, layer) in layers.enumerated() {
      if let dense = layer as? Dense, let weight = tensor(layer: index, named: "weight") {
        let bias = tensor(layer: index, named: "bias")
        stages.append(
          FullyConnectedStage(
            weight: Matrix(rows: dense.outputCount, columns: dense.inputCount, storage: weight),
            bias: bias ?? [Element](repeating: 0, count: dense.outputCount),
            activation: .identity))
        open = true
      } else if let activation = layer as? Activation, open {
        stages[stages.count - 1].activation = activation.kind
        open = false
      } else {
        return nil
      }
    }
    return stages
  }
}
