import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGGeometry

/// Small graphs for tests, with parameters drawn at random.
struct GraphBuilder {
  private(set) var nodes: [NetworkNode<Double>] = []
  private(set) var extents: ImageExtents
  private var last = NetworkNode<Double>.input

  init(channels: Int, height: Int, width: Int) {
    extents = ImageExtents(channels: channels, height: height, width: width)
  }

  /// The node that the next layer takes its input from.
  var end: Int { last }

  /// Adds a layer behind the last one (or behind a sum), its parameters drawn from N(0, 1/fan-in).
  mutating func add(
    _ layer: any Layer, from sources: [Int]? = nil, _ generator: inout SeededGenerator
  ) {
    let scale = 1 / Double(max(1, layer.parameterCount / layer.outputCount)).squareRoot()
    let parameters = (0..<layer.parameterCount).map { _ in scale * generator.normal() }
    nodes.append(NetworkNode(layer, parameters: parameters, from: sources ?? [last]))
    last = nodes.count - 1
  }

  mutating func convolve(
    _ channels: Int, kernel: Int = 3, padding: Int = 1, stride: Int = 1, groups: Int = 1,
    dilation: Int = 1, from sources: [Int]? = nil, _ generator: inout SeededGenerator
  ) throws {
    let window = Window2D(
      kernelHeight: kernel, kernelWidth: kernel, strideY: stride, strideX: stride, top: padding,
      left: padding, bottom: padding, right: padding, dilationY: dilation, dilationX: dilation)
    let layer = try #require(
      Convolution(input: extents, outputChannels: channels, window: window, groups: groups))
    add(layer, from: sources, &generator)
    extents = layer.output
  }

  mutating func pool(
    _ kernel: Int = 2, stride: Int = 2, padding: Int = 0, maximum: Bool = true,
    _ generator: inout SeededGenerator
  ) throws {
    let window = Window2D(
      kernelHeight: kernel, kernelWidth: kernel, strideY: stride, strideX: stride, top: padding,
      left: padding, bottom: padding, right: padding)
    if maximum {
      let layer = try #require(MaxPooling(input: extents, window: window))
      add(layer, &generator)
      extents = layer.output
    } else {
      let layer = try #require(
        AveragePooling(input: extents, window: window, countsPadding: false))
      add(layer, &generator)
      extents = layer.output
    }
  }

  mutating func activate(_ kind: ActivationKind = .relu, from sources: [Int]? = nil) {
    nodes.append(
      NetworkNode(Activation(kind, count: extents.count), from: sources ?? [last]))
    last = nodes.count - 1
  }

  mutating func dense(_ outputs: Int, _ generator: inout SeededGenerator) {
    add(Dense(inputCount: extents.count, outputCount: outputs), &generator)
    extents = ImageExtents(channels: outputs, height: 1, width: 1)
  }

  func network() throws -> Network<Double> { try Network(nodes: nodes, output: last) }
}

/// A small network of convolutions, poolings and a residual sum, ending in a dense layer whose
/// logits are centred, so that classes change.
func smallGraph(
  _ generator: inout SeededGenerator, kind: ActivationKind = .relu, maximum: Bool = true
) throws -> Network<Double> {
  var graph = GraphBuilder(channels: 1, height: 6, width: 6)
  try graph.convolve(3, &generator)
  graph.activate(kind)
  let skip = graph.end
  try graph.convolve(3, &generator)
  graph.activate(kind, from: [skip, graph.end])
  try graph.pool(maximum: maximum, &generator)
  try graph.convolve(4, kernel: 2, padding: 0, &generator)
  graph.activate(kind)
  graph.dense(4, &generator)
  return try centred(graph.network(), &generator)
}

/// The network with its last biases shifted so that no class leads everywhere.
func centred(
  _ network: Network<Double>, _ generator: inout SeededGenerator
) -> Network<Double> {
  var network = network
  let logits = network.logits(normal(64, network.inputDimension, &generator))
  let first = network.parameters.count - network.classCount
  for label in 0..<network.classCount {
    let mean = (0..<64).reduce(0) { $0 + logits[$1, label] } / 64
    network.parameters[first + label] -= mean
  }
  return network
}

/// An affine layer as the dense layer of the same map, from its values at 0 and at unit vectors.
func unrolled(_ node: NetworkNode<Double>) throws -> NetworkNode<Double> {
  let count = node.layer.inputCount
  let map = LayerMap(layer: node.layer, parameters: node.parameters)
  var identity = Matrix<Double>(rows: count, columns: count)
  for index in 0..<count { identity[index, index] = 1 }
  return NetworkNode(
    Dense(inputCount: count, outputCount: node.layer.outputCount),
    parameters: map.slopes(identity).transposed().storage + map.ofZeros, from: node.sources)
}

/// Walks lines of a network with all kinks, checking every end of a piece afresh.
func walk(
  _ walk: some ExactWalk, _ starts: Matrix<Double>, _ ends: Matrix<Double>, budget: Int? = nil
) throws -> [LinePath] {
  var options = ExactPath.Options()
  options.recordsKinks = true
  options.certificateStride = 1
  if let budget { options.memoryBudget = budget }
  let paths = try walk.paths(from: starts, to: ends, options: options)
  for path in paths { #expect(try #require(path.certificate).holds) }
  return paths
}

/// Holds two walks of the same lines against each other, kinks one by one if asked for.
func expectSame(
  _ found: [LinePath], _ expected: [LinePath], kinks: Bool = true, _ note: String = ""
) throws {
  #expect(found.count == expected.count)
  for (a, b) in zip(found, expected) {
    #expect(a.status == b.status && a.startClass == b.startClass && a.endClass == b.endClass)
    #expect(a.method == .exact && a.length == b.length)
    #expect(a.crossings.count == b.crossings.count, "\(note)")
    for (a, b) in zip(a.crossings, b.crossings) {
      #expect(abs(a.t - b.t) < 1e-11, "\(note)")
      #expect(a.fromClass == b.fromClass && a.toClass == b.toClass, "\(note)")
      #expect(abs((a.angleDegrees ?? -1) - (b.angleDegrees ?? -1)) < 1e-7, "\(note)")
      #expect(abs((a.alignment ?? -1) - (b.alignment ?? -1)) < 1e-9, "\(note)")
      #expect((a.anglesOneSided == nil) == (b.anglesOneSided == nil), "\(note)")
    }
    guard kinks else { continue }
    #expect(a.pieces == b.pieces, "\(note)")
    for (a, b) in zip(try #require(a.kinkPositions), try #require(b.kinkPositions)) {
      #expect(abs(a - b) < 1e-11, "\(note)")
    }
  }
}
