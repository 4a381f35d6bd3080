import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGGeometry

/// What a walk of a graph must do on its own: hand-worked lines, ties, cuts, threads.
@Suite("Graph lines") struct GraphLineTests {
  /// Four units of x as a 1 × 1 × 4 image, the larger of each two, and these as logits.
  private func pairs(
    _ weights: [Double], _ biases: [Double], rectified: Bool = false
  ) throws -> Network<Double> {
    let image = ImageExtents(channels: 1, height: 1, width: 4)
    let window = Window2D(kernelHeight: 1, kernelWidth: 2, strideX: 2)
    let pooling = try #require(MaxPooling(input: image, window: window))
    let between: [any Layer] = rectified ? [Activation(.relu, count: 4)] : []
    return try Network(
      layers: [Dense(inputCount: 1, outputCount: 4)] + between + [pooling],
      parameters: weights + biases)
  }

  private func line(_ network: Network<Double>, _ start: Double, _ end: Double) throws -> LinePath {
    try #require(walk(GraphPath(network), matrix([[start]]), matrix([[end]])).first)
  }

  @Test("a tent made by pooling is walked as on paper")
  func pooling_tent_isAsOnPaper() throws {
    // Logits (max(x, −x), max(0, 1/2)) = (|x|, 1/2) from −1 to 1.
    let path = try line(pairs([1, -1, 0, 0], [0, 0, 0, 0.5]), -1, 1)
    #expect(path.kinkPositions == [0.5] && path.pieces == 2)
    #expect(path.crossings.map(\.t) == [0.25, 0.75])
    #expect(path.crossings.map(\.toClass) == [1, 0])
    #expect(path.crossings.allSatisfy { $0.angleDegrees == 90 && $0.kinkGap == 0.25 })
  }

  @Test("zeros that tie after a ReLU make no kink")
  func pooling_tiedZeros_makeNoKink() throws {
    // r(x) and r(x − 1/2) are both 0 for x < 0; then the first leads for good. 0 and r(1/4) beside.
    let path = try line(pairs([1, 1, 0, 0], [0, -0.5, 0, 0.25], rectified: true), -1, 1)
    #expect(path.kinkPositions == [0.5, 0.75] && path.pieces == 3)
    #expect(path.crossings.map(\.t) == [0.625] && path.startClass == 1)
  }

  @Test("the lead passes along where three units of a window follow each other on one piece")
  func pooling_envelope_hasEveryCorner() throws {
    // max(−x, 1/4, 2 x − 1/2) on [−1, 1]: corners at x = −1/4 and x = 3/8.
    let image = ImageExtents(channels: 2, height: 1, width: 3)
    let pooling = try #require(
      MaxPooling(input: image, window: Window2D(kernelHeight: 1, kernelWidth: 3)))
    let network = try Network<Double>(
      layers: [Dense(inputCount: 1, outputCount: 6), pooling],
      parameters: [-1, 0, 2, 0, 0, 0] + [0, 0.25, -0.5, 0.5, 0.5, 0.5])
    let path = try line(network, -1, 1)
    #expect(path.kinkPositions == [0.375, 0.6875])
    // Above 1/2 left of x = −1/2 and right of x = 1/2.
    #expect(path.crossings.map(\.t) == [0.25, 0.75])
  }

  @Test("padding never leads") func pooling_padding_neverLeads() throws {
    // Two classes of one unit each under a 3 × 3 window padded all around: −5 + x against −5.
    let image = ImageExtents(channels: 2, height: 1, width: 1)
    let window = Window2D(
      kernelHeight: 3, kernelWidth: 3, top: 1, left: 1, bottom: 1, right: 1)
    let pooling = try #require(MaxPooling(input: image, window: window))
    let network = try Network<Double>(
      layers: [Dense(inputCount: 1, outputCount: 2), pooling], parameters: [1, 0, -5, -5])
    let path = try line(network, -1, 1)
    #expect(path.pieces == 1 && path.crossings.map(\.t) == [0.5])
  }

  @Test("a source named twice is added twice") func source_twice_isDoubled() throws {
    // Logits of 2 r(x) and 1: equal at x = 1/2.
    let network = try Network<Double>(
      nodes: [
        NetworkNode(Dense(inputCount: 1, outputCount: 2), parameters: [1, 0, 0, 0.5], from: [-1]),
        NetworkNode(Activation(.relu, count: 2), from: [0]),
        NetworkNode(Permutation(order: [0, 1]), from: [1, 1]),
      ], output: 2)
    let path = try line(network, -1, 1)
    #expect(path.kinkPositions == [0.5] && path.crossings.map(\.t) == [0.75])
  }

  @Test("identical ends give one piece, no crossing, and say so")
  func line_identicalEnds_hasStatus() throws {
    let path = try line(pairs([1, -1, 0, 0], [0, 0, 0, 0.5]), 0.3, 0.3)
    #expect(path.status == .identicalEnds && path.pieces == 1 && path.crossings.isEmpty)
  }

  @Test("kinks and ties at the ends make no pieces and no crossings", arguments: [1.0, -1])
  func line_kinkAtEnd_isNotInside(_ end: Double) throws {
    let tent = try pairs([1, -1, 0, 0], [0, 0, 0, 0])
    for path in [try line(tent, 0, end), try line(tent, end, 0)] {
      // Logits (|x|, 0), tied and bent at x = 0.
      #expect(path.pieces == 1 && path.crossings.isEmpty)
      #expect(path.startClass == 0 && path.endClass == 0)
    }
  }

  @Test("a crossing at a corner carries the angles of both sides")
  func crossing_onCorner_hasBothAngles() throws {
    // Logits max(x, x + y − 5 x) … : class 0 max(x, 2 x + y), class 1 zero; the corner at 0.
    let image = ImageExtents(channels: 2, height: 1, width: 2)
    let pooling = try #require(
      MaxPooling(input: image, window: Window2D(kernelHeight: 1, kernelWidth: 2)))
    let network = try Network<Double>(
      layers: [Dense(inputCount: 2, outputCount: 4), pooling],
      parameters: [1, 0, 2, 1, 0, 0, 0, 0] + [0, 0, 0, 0])
    let path = try #require(
      walk(GraphPath(network), matrix([[-1, 0]]), matrix([[1, 0]])).first)
    let crossing = try #require(path.crossings.first)
    #expect(crossing.t == 0.5 && crossing.kinkGap == 0 && crossing.angleDegrees == 90)
    let sides = try #require(crossing.anglesOneSided)
    // n = (1, 0) before and (2, 1) after, d along x: sin θ = 2/√5.
    #expect(sides.first == 90)
    let after = GeometryMath.degrees(ofSine: 2, cosine: 1)
    #expect(abs((sides.last.flatMap { $0 } ?? .nan) - after) < 1e-12)
  }

  @Test("walks of pooled graphs find what fine sampling finds", arguments: [true, false])
  func graph_sampled_agrees(_ maximum: Bool) throws {
    var generator = SeededGenerator(seed: 51)
    let network = try smallGraph(&generator, maximum: maximum)
    let (starts, ends) = (normal(8, 36, &generator), normal(8, 36, &generator))
    let basis = orthonormal(5, 36, &generator)
    let found = try walk(GraphPath(network, basis: basis), starts, ends)
    var options = SampledPath.Options()
    options.steps = 20_000
    let sampled = try SampledPath(network, basis: basis)
      .paths(from: starts, to: ends, options: options)
    #expect(found.contains { !$0.crossings.isEmpty })
    for (a, b) in zip(found, sampled) {
      #expect(a.crossings.map(\.toClass) == b.crossings.map(\.toClass))
      for (a, b) in zip(a.crossings, b.crossings) {
        #expect(abs(a.t - b.t) < 1e-10)
        #expect(abs((a.angleDegrees ?? -1) - (b.angleDegrees ?? -2)) < 1e-7)
      }
    }
  }

  @Test("a small budget of memory cuts the line and changes nothing")
  func budget_small_cutsAlike() throws {
    var generator = SeededGenerator(seed: 52)
    let network = try smallGraph(&generator, kind: .leakyReLU(slope: 0.3))
    let (starts, ends) = (normal(6, 36, &generator), normal(6, 36, &generator))
    let graph = try GraphPath(network)
    let whole = try walk(graph, starts, ends)
    let line = GraphLine(
      graph: graph.graph, start: Array(starts.row(0)),
      direction: zip(ends.row(0), starts.row(0)).map { $0 - $1 }, budget: 6000,
      mergeTolerance: 1e-12)
    let cut = try #require(line.walked())
    #expect(cut.intervals.count > 1 && cut.intervals.first?.times.first == 0)
    for (a, b) in zip(cut.intervals, cut.intervals.dropFirst()) {
      #expect(a.times.last == b.times.first)
    }
    let kinks = try #require(whole[0].kinkPositions)
    #expect(cut.kinks.count == kinks.count && cut.seamDrift < 1e-12)
    #expect(zip(cut.kinks, kinks).allSatisfy { abs($0 - $1) < 1e-12 })
    try expectSame(walk(graph, starts, ends, budget: 1), whole)
  }

  @Test("a kink exactly on a seam is counted once") func budget_kinkOnSeam_isCounted() throws {
    // |x| from −1 to 1 bends at t = 1/2, where the line is cut first.
    let graph = try GraphPath(pairs([1, -1, 0, 0], [0, 0, 0, 0.5]))
    let line = GraphLine(
      graph: graph.graph, start: [-1], direction: [2], budget: 24, mergeTolerance: 1e-12)
    let walked = try #require(line.walked())
    #expect(walked.intervals.count > 1 && walked.kinks == [0.5])
  }

  @Test("the same bits come out on one thread and on two, alone and among others")
  func threads_any_sameBits() throws {
    var generator = SeededGenerator(seed: 53)
    let network = try smallGraph(&generator)
    let (starts, ends) = (normal(9, 36, &generator), normal(9, 36, &generator))
    let graph = try GraphPath(network, basis: orthonormal(4, 36, &generator))
    var results: [[LinePath]] = []
    for count in [1, 2, 3] {
      Parallel.setThreadCount(count)
      results.append(try walk(graph, starts, ends))
    }
    Parallel.setThreadCount(0)
    #expect(results[0] == results[1] && results[1] == results[2])
    #expect(try walk(graph, starts.rows(4..<5), ends.rows(4..<5)) == [results[0][4]])
  }
}
