import MAGNumerics
import Testing

@testable import MAGNetwork

@Suite("Inference of many images", .serialized) struct InferenceTests {
  /// A convolution, two residual sums that reach over several layers, and a dense end.
  private func graph() throws -> Network<Double> {
    let window = Window2D(kernelHeight: 3, kernelWidth: 3, top: 1, left: 1, bottom: 1, right: 1)
    let image = ImageExtents(channels: 2, height: 6, width: 5)
    let same = try #require(Convolution(input: image, outputChannels: 2, window: window))
    let pooling = try #require(
      MaxPooling(input: image, window: Window2D(kernelHeight: 2, kernelWidth: 2, strideY: 2)))
    let parameters = (0..<3).map { LayerProbe(same, seed: UInt64($0)).parameters }
    let end = LayerProbe(Dense(inputCount: pooling.outputCount, outputCount: 4), seed: 9)
    typealias Node = NetworkNode<Double>
    return try Network(
      nodes: [
        Node(same, parameters: parameters[0], from: [-1]),
        Node(Activation(.relu, count: 60), from: [0]),
        Node(same, parameters: parameters[1], from: [1]),
        Node(Activation(.tanh, count: 60), from: [2]),
        Node(same, parameters: parameters[2], from: [0, 3]),
        Node(pooling, from: [1, 4, -1]), Node(end.layer, parameters: end.parameters, from: [5]),
      ], output: 6)
  }

  private func check(_ network: Network<Double>, count: Int) {
    var generator = SeededGenerator(seed: 41)
    let images: Matrix<Double> = randomMatrix(count, network.inputDimension, using: &generator)
    let pass = GradientPass(network, capacity: count)
    let kept = images.withReadView { pass.logits(network, $0).matrix() }
    let found = network.logits(images)
    // Sums of a few dozen float64 products in another order.
    #expect(relativeError(found.storage, kept.storage) < 1e-14)
    let largest = (0..<count).map { row in
      let logits = Array(kept.row(row))
      return logits.firstIndex(of: logits.max() ?? .nan)
    }
    #expect(network.predictions(images) == largest.compactMap(\.self))
  }

  @Test("pieces whose layers share memory give what a pass gives that keeps every output")
  func logits_pieces_equalKeptOutputs() throws {
    try check(graph(), count: 700)
    check(try network([7, 60, 50, 3], .tanh), count: 700)
    check(try network([7, 60, 3]), count: 3)
  }

  @Test("logits have the same bits on 1, 2 and 5 threads")
  func logits_threadCounts_giveEqualBits() throws {
    let network = Network<Float>(try graph())
    var generator = SeededGenerator(seed: 42)
    let images: Matrix<Float> = randomMatrix(1000, 60, using: &generator)
    func logits(_ threads: Int) -> Matrix<Float> {
      Parallel.setThreadCount(threads)
      defer { Parallel.setThreadCount(0) }
      return network.logits(images)
    }
    let alone = logits(1)
    #expect(logits(2) == alone && logits(5) == alone)
  }

  @Test("batches are as large as asked for, unless the outputs of a wide network take much memory")
  func batchRows_widths_areBounded() throws {
    let plain: Network<Float> = try network([784, 1568, 1568, 10])
    #expect(plain.batchRows(atMost: 512) == 512 && plain.batchRows(atMost: 3) == 3)
    let wide = try Network<Float>(
      layers: (0..<4).map { _ in Activation(.relu, count: 100_000) }, parameters: [])
    #expect(wide.batchRows(atMost: 512) == (1 << 24) / 400_000)
    let widest = try Network<Float>(
      layers: [Activation(.relu, count: 1 << 22)], parameters: [])
    #expect(widest.batchRows(atMost: 512) == 16 && widest.batchRows(atMost: 0) == 0)
  }

  @Test("pieces cover all images, come in fours, and are small where outputs are wide")
  func pieceRanges_widths_areCut() {
    for (count, width) in [(1, 10), (256, 100), (257, 100), (10_000, 1568), (999, 1 << 20)] {
      let ranges = Network<Float>.pieceRanges(count, width: width)
      #expect(ranges.flatMap { Array($0) } == Array(0..<count))
      #expect(ranges.count == 1 || ranges.count % 4 == 0)
      #expect(ranges.allSatisfy { $0.count <= max(16, min(256, (1 << 18) / width)) })
    }
    #expect(Network<Float>.pieceRanges(256, width: 100).count == 1)
    #expect(Network<Float>.pieceRanges(0, width: 100).isEmpty)
  }
}
