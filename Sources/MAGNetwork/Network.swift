import MAGNumerics

/// A feed-forward classifier as a value: layers that know shapes, and one flat parameter vector.
///
/// Converting between precisions, optimising, saving and resuming all work on that one vector.
/// Logits are rows; classes are numbered from 0; at ties the lowest class wins.
public struct Network<Element: Scalar>: Sendable {
  public let layers: [any Layer]
  /// Where each layer's parameters begin in `parameters`.
  public let offsets: [Int]
  /// How many parameters the layers have together.
  public let parameterCount: Int
  /// θ, layer after layer, each layer's tensors in their stated order, row-major.
  public var parameters: [Element] {
    // Reading `oldValue` here would copy the whole vector at every change in place.
    didSet {
      precondition(parameters.count == parameterCount, "a network keeps its number of parameters")
    }
  }

  /// - Throws: `NetworkFailure` if there are no layers, neighbours do not fit, there are fewer than
  ///   two classes, or the number of parameters is not what the layers need.
  public init(layers: [any Layer], parameters: [Element]) throws(NetworkFailure) {
    guard let last = layers.last else { throw .noLayers }
    for (index, pair) in zip(layers, layers.dropFirst()).enumerated()
    where pair.0.outputCount != pair.1.inputCount {
      throw .layersDoNotFit(
        layer: index + 1, expected: pair.0.outputCount, found: pair.1.inputCount)
    }
    guard last.outputCount >= 2 else { throw .tooFewClasses(last.outputCount) }
    var offsets: [Int] = []
    var total = 0
    for layer in layers {
      offsets.append(total)
      total += layer.parameterCount
    }
    guard total == parameters.count else {
      throw .wrongParameterCount(expected: total, found: parameters.count)
    }
    self.layers = layers
    self.offsets = offsets
    parameterCount = total
    self.parameters = parameters
  }

  /// A network with freshly drawn parameters; the draws are made in Double and rounded once.
  public init(
    layers: [any Layer], initialization: Initialization, using generator: inout SeededGenerator
  ) throws(NetworkFailure) {
    var parameters: [Element] = []
    for layer in layers {
      parameters += layer.initialParameters(initialization, using: &generator).map { Element($0) }
    }
    try self.init(layers: layers, parameters: parameters)
  }

  /// The same network in another precision, each parameter rounded once.
  public init<Other: Scalar>(_ other: Network<Other>) {
    layers = other.layers
    offsets = other.offsets
    parameterCount = other.parameterCount
    parameters = other.parameters.map { Element($0) }
  }

  /// The layers of a multilayer perceptron: dense layers with an activation between them.
  ///
  /// - Parameter sizes: input, hidden and output widths, for example [784, 1568, 1568, 10].
  public static func perceptron(sizes: [Int], activation: ActivationKind = .relu) -> [any Layer] {
    precondition(sizes.count >= 2, "a perceptron needs an input and an output size")
    var layers: [any Layer] = []
    for index in 1..<sizes.count {
      if index > 1 { layers.append(Activation(activation, count: sizes[index - 1])) }
      layers.append(Dense(inputCount: sizes[index - 1], outputCount: sizes[index]))
    }
    return layers
  }

  /// d, the length of an input.
  public var inputDimension: Int { layers.first?.inputCount ?? 0 }
  /// The number of logits.
  public var classCount: Int { layers.last?.outputCount ?? 0 }

  /// Hands out the parameters of each layer, to be read only, during a call.
  func withParameters<Result>(
    _ body: ([UnsafeMutableBufferPointer<Element>]) throws -> Result
  ) rethrows -> Result {
    try parameters.withUnsafeBufferPointer { buffer in
      let whole = UnsafeMutableBufferPointer(mutating: buffer)
      return try body(
        layers.indices.map {
          UnsafeMutableBufferPointer(
            rebasing: whole[offsets[$0]..<offsets[$0] + layers[$0].parameterCount])
        })
    }
  }

  /// The elements of one tensor of one layer, or nil if the layer has none of that name.
  public func tensor(layer: Int, named name: String) -> [Element]? {
    var start = offsets[layer]
    for tensor in layers[layer].tensors {
      if tensor.name == name { return Array(parameters[start..<start + tensor.count]) }
      start += tensor.count
    }
    return nil
  }
}

/// Why a network cannot be built from what was given.
public enum NetworkFailure: Error, Equatable, Sendable {
  case noLayers
  case layersDoNotFit(layer: Int, expected: Int, found: Int)
  case tooFewClasses(Int)
  case wrongParameterCount(expected: Int, found: Int)
}
