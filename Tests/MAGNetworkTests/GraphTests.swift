import MAGNumerics
import Testing

@testable import MAGNetwork

@Suite("Networks as graphs") struct GraphTests {
  typealias Node = NetworkNode<Double>

  private func dense(_ inputs: Int, _ outputs: Int, from sources: [Int], seed: UInt64) -> Node {
    let probe = LayerProbe(Dense(inputCount: inputs, outputCount: outputs), seed: seed)
    return Node(probe.layer, parameters: probe.parameters, from: sources)
  }

  /// f(x) = W₂ (h + tanh(W₁ h)) with h = W₀ x, a node used twice.
  private func residual() -> [Node] {
    [
      dense(5, 4, from: [-1], seed: 1), dense(4, 4, from: [0], seed: 2),
      Node(Activation(.tanh, count: 4), from: [1]), dense(4, 3, from: [0, 2], seed: 3),
    ]
  }

  private func images(_ rows: Int, _ columns: Int) -> Matrix<Double> {
    var generator = SeededGenerator(seed: 8)
    return randomMatrix(rows, columns, using: &generator)
  }

  private func checkGradient(_ network: Network<Double>) {
    let images = images(3, network.inputDimension)
    let found = network.inputGradient(images, labels: [0, 1, 1], of: .trueLogit)
    let step = 1e-5
    for (row, label) in [0, 1, 1].enumerated() {
      let difference = (0..<images.columns).map { column in
        var (up, down) = (images, images)
        up[row, column] += step
        down[row, column] -= step
        return (network.logits(up)[row, label] - network.logits(down)[row, label]) / (2 * step)
      }
      // Central differences in Double: 1e-10 of truncation, 1e-11 of rounding.
      #expect(relativeError(Array(found.row(row)), difference) < 1e-8)
    }
  }

  @Test("a residual sum has the logits of its formula")
  func residual_forward_isItsFormula() throws {
    let nodes = residual()
    let network = try Network(nodes: nodes, output: 3)
    let x = images(2, 5)
    let probes = nodes.map { node in
      var probe = LayerProbe(node.layer)
      probe.parameters = node.parameters
      return probe
    }
    let h = probes[0].forward(x)
    let branch = probes[2].forward(probes[1].forward(h))
    let sum = Matrix(
      rows: 2, columns: 4, storage: zip(h.storage, branch.storage).map { $0 + $1 })
    #expect(network.logits(x) == probes[3].forward(sum))
    #expect(!network.isChain && network.fullyConnected == nil)
    #expect(network.sources == [[-1], [0], [1], [0, 2]])
  }

  @Test("gradients of graphs agree with central differences")
  func gradient_graphs_agreesWithDifferences() throws {
    checkGradient(try Network(nodes: residual(), output: 3))
    // x + f(x): the input has several consumers.
    checkGradient(
      try Network(
        nodes: [
          dense(4, 4, from: [-1], seed: 4), Node(Activation(.sigmoid, count: 4), from: [0]),
          dense(4, 2, from: [-1, 1], seed: 5),
        ], output: 2))
    // Three consumers and three summands.
    checkGradient(
      try Network(
        nodes: [
          dense(5, 4, from: [-1], seed: 6), dense(4, 4, from: [0], seed: 7),
          dense(4, 4, from: [0, 1], seed: 8), dense(4, 2, from: [0, 1, 2], seed: 9),
        ], output: 3))
  }

  @Test("a source named twice counts twice, forwards and backwards")
  func sources_twice_countTwice() throws {
    let weight = [1.0, 2, 3, 4]
    let layer = Dense(inputCount: 2, outputCount: 2, hasBias: false)
    let network = try Network(
      nodes: [Node(layer, parameters: weight, from: [-1, -1])], output: 0)
    let x = Matrix<Double>(rows: 1, columns: 2, storage: [1, 10])
    #expect(network.logits(x).storage == [42, 86])
    #expect(network.inputGradient(x, labels: [1], of: .trueLogit).storage == [6, 8])
    let inner = try Network(
      nodes: [
        Node(layer, parameters: weight, from: [-1]),
        Node(Activation(.identity, count: 2), from: [0, 0]),
      ], output: 1)
    #expect(inner.logits(x).storage == [42, 86])
    #expect(inner.inputGradient(x, labels: [0], of: .trueLogit).storage == [2, 4])
  }

  @Test("shuffled nodes are put in order, and what the output does not need is dropped")
  func nodes_shuffled_areSorted() throws {
    let plain = residual()
    let expected = try Network(nodes: plain, output: 3)
    // Node i of `plain` stands at place[i]; a node nobody needs stands at 2.
    let place = [4, 1, 3, 0]
    var shuffled = [Node](repeating: dense(4, 9, from: [1], seed: 1), count: 5)
    for (index, node) in plain.enumerated() {
      shuffled[place[index]] = Node(
        node.layer, parameters: node.parameters,
        from: node.sources.map { $0 < 0 ? $0 : place[$0] })
    }
    let network = try Network(nodes: shuffled, output: 0)
    #expect(network.sources == expected.sources && network.parameters == expected.parameters)
    #expect(network.offsets == expected.offsets)
  }

  @Test("nodes that could come in several orders keep the order they were given in")
  func order_independent_isStable() throws {
    let sources = [[-1], [-1], [3, 1], [-1], [2, 0]]
    #expect(try NodeOrder.sorted(sources: sources, output: 4) == [0, 1, 3, 2, 4])
    #expect(try NodeOrder.sorted(sources: sources, output: 2) == [1, 3, 2])
  }

  @Test("an output that others take too stays last: they are dropped")
  func output_withConsumers_isLast() throws {
    let network = try Network(nodes: residual(), output: 0)
    #expect(network.layers.count == 1 && network.classCount == 4 && network.isChain)
  }

  @Test("a graph taken apart and put together is the same")
  func nodes_roundTrip_isSame() throws {
    let network = try Network(nodes: residual(), output: 3)
    let again = try Network(nodes: network.nodes, output: 3)
    #expect(again.sources == network.sources && again.parameters == network.parameters)
    #expect(Network<Float>(network).sources == network.sources)
    #expect(try Network<Double>(layers: [Activation(.relu, count: 2)], parameters: []).isChain)
  }

  @Test("a chain given as nodes has the bits of a chain given as layers")
  func chain_asNodes_hasSameBits() throws {
    let chain: Network<Double> = try network([6, 5, 3], .tanh)
    let graph = try Network(nodes: chain.nodes, output: chain.layers.count - 1)
    let x = images(7, 6)
    #expect(graph.isChain && graph.logits(x) == chain.logits(x))
    let labels = [Int](repeating: 2, count: 7)
    #expect(
      graph.inputGradient(x, labels: labels, of: .loss)
        == chain.inputGradient(x, labels: labels, of: .loss))
  }

  @Test("a chain of ten thousand nodes given backwards is sorted")
  func order_deepChain_isSorted() throws {
    let count = 10_000
    let sources = (0..<count).map { $0 == count - 1 ? [-1] : [$0 + 1] }
    #expect(
      try NodeOrder.sorted(sources: sources, output: 0) == Array((0..<count).reversed()))
  }

  private func failure(_ nodes: [Node], output: Int) -> NetworkFailure? {
    #expect(throws: NetworkFailure.self) { try Network(nodes: nodes, output: output) }
  }

  @Test("what makes no graph is refused with a sentence")
  func init_badGraphs_areRefused() {
    let relu = Activation(.relu, count: 2)
    func nodes(_ sources: [[Int]]) -> [Node] { sources.map { Node(relu, from: $0) } }
    #expect(failure([], output: 0) == .noLayers)
    let cycle = failure(nodes([[-1], [0, 3], [1], [2], [3]]), output: 4)
    #expect(cycle == .cycle(node: 1))
    #expect(
      cycle?.description
        == "layer 1 needs its own output; a feed-forward network has no cycles")
    #expect(failure(nodes([[0]]), output: 0) == .cycle(node: 0))
    let stray = failure(nodes([[-1], [7]]), output: 1)
    #expect(stray == .noSuchNode(node: 1, source: 7, count: 2))
    #expect(
      stray?.description
        == "layer 1 is taken from layer 7, but the layers are 0 to 1; check the connections")
    #expect(failure(nodes([[-2]]), output: 0) == .noSuchNode(node: 0, source: -2, count: 1))
    let output = failure(nodes([[-1]]), output: 3)
    #expect(output == .noSuchNode(node: nil, source: 3, count: 1))
    #expect(output?.description.hasPrefix("the network's output is taken from layer 3") == true)
    #expect(failure(nodes([[-1], []]), output: 1) == .noSources(node: 1))
    #expect(
      NetworkFailure.noSources(node: 1).description
        == "layer 1 has no input; name the layers it takes")
  }

  @Test("summands, layers and parameters that do not fit are refused with a sentence")
  func init_badWidths_areRefused() {
    let wide = dense(3, 2, from: [-1], seed: 1)
    let differ = failure(
      [wide, dense(3, 4, from: [-1], seed: 2), dense(2, 2, from: [0, 1], seed: 3)], output: 2)
    #expect(differ == .sourcesDiffer(node: 2, widths: [2, 4]))
    #expect(
      differ?.description
        == "layer 2 adds up outputs of 2 and 4 elements; summands must have the same shape")
    #expect(
      failure([wide, dense(4, 2, from: [0], seed: 2)], output: 1)
        == .layersDoNotFit(layer: 1, expected: 2, found: 4))
    // Two layers that take inputs of different lengths.
    #expect(
      failure(
        [wide, dense(4, 2, from: [-1], seed: 2), dense(2, 2, from: [0, 1], seed: 3)], output: 2)
        == .layersDoNotFit(layer: 1, expected: 3, found: 4))
    // Too many here and too few there do not cancel out.
    let layer = Dense(inputCount: 2, outputCount: 2, hasBias: false)
    let uneven = [
      Node(layer, parameters: [1, 2, 3, 4, 5], from: [-1]),
      Node(layer, parameters: [1, 2, 3], from: [0]),
    ]
    #expect(failure(uneven, output: 1) == .wrongParameterCount(expected: 4, found: 5))
  }

  @Test("the networks that training makes are chains")
  func perceptron_isChain() throws {
    let network: Network<Float> = try network([6, 5, 4, 3])
    #expect(network.isChain && network.sources == [[-1], [0], [1], [2], [3]])
  }
}
