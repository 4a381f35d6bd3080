import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGGeometry

/// The walk of graphs against the walk of chains on networks that both can walk.
@Suite("Graph paths against equal chains") struct GraphPathTests {
  @Test("a random chain has the same pieces, crossings and angles by both walks")
  func chain_bothWalks_agree() throws {
    var generator = SeededGenerator(seed: 41)
    for number in 0..<60 {
      let inputs = 1 + generator.integer(below: 5)
      var chain = randomChain(&generator, inputs: inputs, coarse: false)
      // Clamped logits can be equal all along a piece, where rounding decides which leads.
      chain[chain.count - 1].activation = .identity
      let network = try network(chain)
      let basis = orthonormal(min(2, inputs), inputs, &generator)
      let (starts, ends) = (normal(5, inputs, &generator), normal(5, inputs, &generator))
      try expectSame(
        walk(GraphPath(network, basis: basis), starts, ends),
        walk(ExactPath(PiecewiseNetwork(chain), basis: basis), starts, ends), "chain \(number)")
    }
  }

  @Test("coarse weights, with their ties and coincident kinks, give the same kinks and leaders")
  func chain_coarse_agrees() throws {
    var generator = SeededGenerator(seed: 42)
    for number in 0..<80 {
      let chain = randomChain(&generator, inputs: 2, coarse: true)
      let network = try network(chain)
      let (starts, ends) = (normal(3, 2, &generator), normal(3, 2, &generator))
      let found = try walk(GraphPath(network), starts, ends)
      let expected = try walk(ExactPath(PiecewiseNetwork(chain)), starts, ends)
      for (line, (a, b)) in zip(found, expected).enumerated() {
        // Rounding splits coincident kinks in one walk and not in the other.
        let kinks = (try merged(a.kinkPositions), try merged(b.kinkPositions))
        #expect(kinks.0.count == kinks.1.count, "chain \(number)")
        #expect(zip(kinks.0, kinks.1).allSatisfy { abs($0 - $1) < 1e-10 }, "chain \(number)")
        // Where logits are equal all along a piece rounding decides which of them leads.
        let stops = ([0, 1] + kinks.0 + a.crossings.map(\.t)).sorted()
        for (low, high) in zip(stops, stops.dropFirst()) where high - low > 1e-9 {
          let middle = (low + high) / 2
          let logits = network.logits(
            matrix([point(starts.row(line), ends.row(line), middle)])
          ).storage
          let largest = logits.reduce(-.infinity, max)
          #expect(logits[a.predictedClass(at: middle)] > largest - 1e-9, "chain \(number)")
        }
      }
    }
  }

  private func merged(_ kinks: [Double]?) throws -> [Double] {
    var result: [Double] = []
    for kink in try #require(kinks) where kink - (result.last ?? -1) > 1e-10 {
      result.append(kink)
    }
    return result
  }

  @Test("convolutions of every form give the path of their unrolled matrices")
  func convolution_unrolled_agrees() throws {
    var generator = SeededGenerator(seed: 43)
    for (kernel, padding, stride, groups, dilation) in [
      (3, 1, 1, 1, 1), (3, 1, 2, 1, 1), (2, 0, 1, 2, 1), (3, 2, 1, 4, 2), (1, 0, 1, 1, 1),
    ] {
      var graph = GraphBuilder(channels: 2, height: 5, width: 6)
      try graph.convolve(4, &generator)
      graph.activate()
      try graph.convolve(
        4, kernel: kernel, padding: padding, stride: stride, groups: groups, dilation: dilation,
        &generator)
      graph.activate(.leakyReLU(slope: 0.1))
      try graph.pool(maximum: false, &generator)
      graph.dense(3, &generator)
      let network = try centred(graph.network(), &generator)
      #expect(network.fullyConnected == nil)
      var nodes = try network.nodes.map { $0.layer is Activation ? $0 : try unrolled($0) }
      // Two dense layers in a row are a chain too: average pooling and the last layer.
      let chain = try Network(nodes: nodes, output: nodes.count - 1)
      #expect(chain.fullyConnected?.count == 4)
      nodes.removeAll()
      let basis = orthonormal(7, 60, &generator)
      let (starts, ends) = (normal(4, 60, &generator), normal(4, 60, &generator))
      try expectSame(
        walk(GraphPath(network, basis: basis), starts, ends),
        walk(ExactPath(PiecewiseNetwork(chain), basis: basis), starts, ends),
        "kernel \(kernel), groups \(groups)")
    }
  }

  @Test("elementwise maps and permutations give the path of their unrolled matrices")
  func elementwise_unrolled_agrees() throws {
    var generator = SeededGenerator(seed: 44)
    var graph = GraphBuilder(channels: 3, height: 4, width: 4)
    let order = (0..<48).sorted { ($0 * 37 % 48, $0) < ($1 * 37 % 48, $1) }
    graph.add(ElementwiseAffine(count: 48, group: 48), &generator)
    try graph.convolve(3, &generator)
    graph.add(ElementwiseAffine(count: 48, group: 16), &generator)
    graph.activate(.hardTanh)
    graph.add(Permutation(order: order), &generator)
    graph.add(ElementwiseAffine(count: 48, group: 1), &generator)
    try graph.convolve(2, kernel: 2, padding: 0, &generator)
    graph.activate()
    graph.dense(3, &generator)
    let network = try centred(graph.network(), &generator)
    let nodes = try network.nodes.map { $0.layer is Activation ? $0 : try unrolled($0) }
    let chain = try Network(nodes: nodes, output: nodes.count - 1)
    let (starts, ends) = (normal(6, 48, &generator), normal(6, 48, &generator))
    try expectSame(
      walk(GraphPath(network), starts, ends),
      walk(ExactPath(PiecewiseNetwork(chain)), starts, ends))
  }

  @Test("a residual sum gives the path of a chain that carries its input along")
  func residual_chain_agrees() throws {
    var generator = SeededGenerator(seed: 45)
    // y = x + W₂ r(W₁ x), then logits of r(y): in the chain x goes along as r(x) − r(−x).
    let (d, m) = (4, 6)
    let (w1, w2) = (normal(m, d, &generator), normal(d, m, &generator))
    let (b1, b2) = (normal(1, m, &generator), normal(1, d, &generator))
    let (last, b3) = (normal(3, d, &generator), normal(1, 3, &generator))
    let input = NetworkNode<Double>.input
    let residual = try Network(
      nodes: [
        NetworkNode(
          Dense(inputCount: d, outputCount: m), parameters: w1.storage + b1.storage, from: [input]),
        NetworkNode(Activation(.relu, count: m), from: [0]),
        NetworkNode(
          Dense(inputCount: m, outputCount: d), parameters: w2.storage + b2.storage, from: [1]),
        NetworkNode(Activation(.relu, count: d), from: [input, 2]),
        NetworkNode(
          Dense(inputCount: d, outputCount: 3), parameters: last.storage + b3.storage, from: [3]),
      ], output: 4)
    func unit(_ index: Int, _ sign: Double, _ count: Int) -> [Double] {
      (0..<count).map { $0 == index ? sign : 0 }
    }
    let first =
      (0..<m).map { Array(w1.row($0)) } + (0..<d).map { unit($0, 1, d) }
      + (0..<d).map { unit($0, -1, d) }
    let second = (0..<d).map { Array(w2.row($0)) + unit($0, 1, d) + unit($0, -1, d) }
    let chain = chain(
      [first, second, (0..<3).map { Array(last.row($0)) }],
      [b1.storage + [Double](repeating: 0, count: 2 * d), b2.storage, b3.storage])
    let (starts, ends) = (normal(20, d, &generator), normal(20, d, &generator))
    let found = try walk(GraphPath(residual), starts, ends)
    let expected = try walk(ExactPath(PiecewiseNetwork(chain)), starts, ends)
    try expectSame(found, expected, kinks: false)
    // The chain's own kinks are where coordinates of x pass 0.
    for (line, (a, b)) in zip(found, expected).enumerated() {
      let carried = (0..<d).map { -starts[line, $0] / (ends[line, $0] - starts[line, $0]) }
      let rest = try #require(b.kinkPositions).filter { kink in
        !carried.contains { abs($0 - kink) < 1e-12 }
      }
      #expect(a.pieces == rest.count + 1)
    }
  }

  @Test("a maximum gives the path of the same maximum written with ReLUs")
  func maximum_ofReLUs_agrees() throws {
    var generator = SeededGenerator(seed: 46)
    // Six units as 1 × 2 × 3: windows of 2 × 1 give max(u₀, u₃), max(u₁, u₄), max(u₂, u₅).
    let (d, n) = (3, 3)
    let weight = normal(2 * n, d, &generator)
    let bias = normal(1, 2 * n, &generator).storage
    let (last, lastBias) = (normal(3, n, &generator), normal(1, 3, &generator).storage)
    let image = ImageExtents(channels: 1, height: 2, width: n)
    let pooling = try #require(
      MaxPooling(input: image, window: Window2D(kernelHeight: 2, kernelWidth: 1)))
    let network = try Network<Double>(
      layers: [
        Dense(inputCount: d, outputCount: 2 * n), pooling, Dense(inputCount: n, outputCount: 3),
      ], parameters: weight.storage + bias + last.storage + lastBias)
    // max(a, b) = r(a − b) + r(b) − r(−b).
    let rows = (0..<2 * n).map { Array(weight.row($0)) }
    var (first, firstBias): ([[Double]], [Double]) = ([], [])
    for unit in 0..<n {
      let (a, b) = (rows[unit], rows[unit + n])
      first += [zip(a, b).map { $0 - $1 }, b, b.map { -$0 }]
      firstBias += [bias[unit] - bias[unit + n], bias[unit + n], -bias[unit + n]]
    }
    let second: [[Double]] = (0..<3).map { row in
      last.row(row).flatMap { [$0, $0, -$0] }
    }
    let chain = chain([first, second], [firstBias, lastBias])
    let (starts, ends) = (normal(20, d, &generator), normal(20, d, &generator))
    let found = try walk(GraphPath(network), starts, ends)
    let expected = try walk(ExactPath(PiecewiseNetwork(chain)), starts, ends)
    try expectSame(found, expected, kinks: false)
    for (line, path) in found.enumerated() {
      // The maxima bend where a = b inside; the chain also where b = 0.
      let bends = (0..<n).filter { unit in
        let sides = [starts, ends].map { points in
          zip(first[3 * unit], points.row(line)).reduce(firstBias[3 * unit]) {
            $0 + $1.0 * $1.1
          }
        }
        return sides[0] * sides[1] < 0
      }
      #expect(path.pieces == bends.count + 1)
    }
  }
}
