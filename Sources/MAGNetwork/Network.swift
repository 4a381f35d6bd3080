import MAGNumerics

/// A feed-forward classifier as a value: a graph of layers that know shapes, and one flat parameter
/// vector. Most are chains, in which each layer takes the output of the one before it.
///
/// Converting between precisions, optimising, saving and resuming all work on that one vector.
/// Logits are rows; classes are numbered from 0; at ties the lowest class wins.
public struct Network<Element: Scalar>: Sendable {
  /// In an order in which each stands after its sources; the last gives the logits.
  public let layers: [any Layer]
  /// The layers whose outputs, added up, are each layer's input; −1 is the network's input.
  ///
  /// Indexes are below the layer's own. Of a chain: [[−1], [0], [1], …].
  public let sources: [[Int]]
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

  /// A chain of layers.
  ///
  /// - Throws: `NetworkFailure` if there are no layers, neighbours do not fit, there are fewer than
  ///   two classes, or the number of parameters is not what the layers need.
  public init(layers: [any Layer], parameters: [Element]) throws(NetworkFailure) {
    try self.init(layers, sources: layers.indices.map { [$0 - 1] }, parameters)
  }

  /// A graph of layers, given in any order.
  ///
  /// Nodes that the output does not need are dropped; the others are sorted (see `layers`), those
  /// in order already staying so, and the flat vector follows that order.
  /// - Parameters:
  ///   - nodes: layers, each with the nodes it reads.
  ///   - output: the node that gives the logits.
  /// - Throws: `NetworkFailure`; its numbers are those of `nodes`.
  public init(nodes: [NetworkNode<Element>], output: Int) throws(NetworkFailure) {
    if nodes.isEmpty { throw .noLayers }
    let order = try NodeOrder.sorted(sources: nodes.map(\.sources), output: output)
    try Self.checkWidths(nodes, order)
    var place = [NetworkNode<Element>.input: NetworkNode<Element>.input]
    for (index, node) in order.enumerated() { place[node] = index }
    try self.init(
      order.map { nodes[$0].layer },
      sources: order.map { nodes[$0].sources.compactMap { place[$0] } },
      order.flatMap { nodes[$0].parameters })
  }

  /// Layers whose every source stands before them.
  private init(
    _ layers: [any Layer], sources: [[Int]], _ parameters: [Element]
  ) throws(NetworkFailure) {
    guard let last = layers.last else { throw .noLayers }
    for (index, layer) in layers.enumerated() {
      for source in sources[index] where source >= 0 {
        guard layers[source].outputCount == layer.inputCount else {
          throw .layersDoNotFit(
            layer: index, expected: layers[source].outputCount, found: layer.inputCount)
        }
      }
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
    self.sources = sources
    self.offsets = offsets
    parameterCount = total
    self.parameters = parameters
  }

  /// Holds each node's input against what its sources give, and its parameters against its layer.
  private static func checkWidths(
    _ nodes: [NetworkNode<Element>], _ order: [Int]
  ) throws(NetworkFailure) {
    var inputWidth: Int?
    for index in order {
      let node = nodes[index]
      if node.sources.contains(NetworkNode<Element>.input), inputWidth == nil {
        inputWidth = node.layer.inputCount
      }
      let widths = node.sources.map { source in
        source < 0 ? inputWidth ?? node.layer.inputCount : nodes[source].layer.outputCount
      }
      if Set(widths).count > 1 { throw .sourcesDiffer(node: index, widths: widths) }
      if let width = widths.first, width != node.layer.inputCount {
        throw .layersDoNotFit(layer: index, expected: width, found: node.layer.inputCount)
      }
      guard node.parameters.count == node.layer.parameterCount else {
        throw .wrongParameterCount(
          expected: node.layer.parameterCount, found: node.parameters.count)
      }
    }
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
    sources = other.sources
    offsets = other.offsets
    parameterCount = other.parameterCount
    parameters = other.parameters.map { Element($0) }
  }

  /// The layers of a multilayer perceptron: dense layers with an activation between them.
  ///
  /// - Parameters:
  ///   - sizes: input, hidden and output widths, for example [784, 1568, 1568, 10].
  ///   - activation: after every layer but the last.
  public static func perceptron(sizes: [Int], activation: ActivationKind = .relu) -> [any Layer] {
    precondition(sizes.count >= 2, "a perceptron needs an input and an output size")
    var layers: [any Layer] = []
    for index in 1..<sizes.count {
      if index > 1 { layers.append(Activation(activation, count: sizes[index - 1])) }
      layers.append(Dense(inputCount: sizes[index - 1], outputCount: sizes[index]))
    }
    return layers
  }

  /// Whether each layer takes the output of the one before it, and nothing else.
  public var isChain: Bool { sources.indices.allSatisfy { sources[$0] == [$0 - 1] } }

  /// The layers as nodes, from which a changed network can be built.
  public var nodes: [NetworkNode<Element>] {
    layers.indices.map { index in
      let run = offsets[index]..<offsets[index] + layers[index].parameterCount
      return NetworkNode(layers[index], parameters: Array(parameters[run]), from: sources[index])
    }
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
