import Foundation
import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGGeometry

/// Against a residual CNN solved with PyTorch (Fixtures/make_graphs.py).
@Suite("Graph paths against an independent solution") struct GraphFixtureTests {
  private struct Fixture: Decodable {
    struct Crossing: Decodable {
      let t: Double
      let from: Int
      let to: Int
      let angle: Double
    }
    struct Path: Decodable {
      let kinks: [Double]
      let crossings: [Crossing]
    }
    /// w₁, b₁, … w₄, b₄.
    let parameters: [[Double]]
    let starts: [[Double]]
    let ends: [[Double]]
    let paths: [Path]
  }

  private func network(_ parameters: [[Double]]) throws -> Network<Double> {
    func window(_ kernel: Int, stride: Int = 1, padding: Int = 0, dilation: Int = 1) -> Window2D {
      Window2D(
        kernelHeight: kernel, kernelWidth: kernel, strideY: stride, strideX: stride, top: padding,
        left: padding, bottom: padding, right: padding, dilationY: dilation, dilationX: dilation)
    }
    let image = ImageExtents(channels: 1, height: 8, width: 8)
    let first = try #require(
      Convolution(input: image, outputChannels: 4, window: window(3, padding: 1)))
    let pool = try #require(MaxPooling(input: first.output, window: window(2, stride: 2)))
    let second = try #require(
      Convolution(input: pool.output, outputChannels: 4, window: window(3, padding: 1), groups: 2))
    let mean = try #require(
      AveragePooling(input: second.output, window: window(3, padding: 1), countsPadding: false))
    let third = try #require(
      Convolution(
        input: mean.output, outputChannels: 5, window: window(2, stride: 2, dilation: 2)))
    func both(_ index: Int) -> [Double] { parameters[2 * index] + parameters[2 * index + 1] }
    // Given in an order that is not the one in which they are computed.
    return try Network(
      nodes: [
        NetworkNode(Dense(inputCount: 5, outputCount: 4), parameters: both(3), from: [8]),
        NetworkNode(first, parameters: both(0), from: [NetworkNode<Double>.input]),
        NetworkNode(Activation(.relu, count: first.outputCount), from: [1]),
        NetworkNode(pool, from: [2]),
        NetworkNode(second, parameters: both(1), from: [3]),
        NetworkNode(Activation(.leakyReLU(slope: 0.1), count: second.outputCount), from: [4, 3]),
        NetworkNode(mean, from: [5]),
        NetworkNode(third, parameters: both(2), from: [6]),
        NetworkNode(Activation(.hardTanh, count: 5), from: [7]),
      ], output: 0)
  }

  @Test("every kink, every crossing and its angle are those of PyTorch")
  func graph_fixture_agrees() throws {
    let folder = try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
    let fixture = try JSONDecoder().decode(
      Fixture.self, from: Data(contentsOf: folder.appendingPathComponent("graphs.json")))
    let graph = try GraphPath(network(fixture.parameters))
    let paths = try walk(graph, matrix(fixture.starts), matrix(fixture.ends))
    for (path, expected) in zip(paths, fixture.paths) {
      let kinks = try #require(path.kinkPositions)
      #expect(path.pieces == expected.kinks.count + 1)
      #expect(zip(kinks, expected.kinks).allSatisfy { abs($0 - $1) < 1e-12 })
      #expect(path.crossings.count == expected.crossings.count)
      for (a, b) in zip(path.crossings, expected.crossings) {
        #expect(abs(a.t - b.t) < 1e-12 && a.fromClass == b.from && a.toClass == b.to)
        // The fixture takes arcsin, which keeps 1.5e-8 radians near 90°.
        #expect(abs((a.angleDegrees ?? -1) - b.angle) < 1e-6)
      }
    }
    #expect(fixture.paths.contains { $0.crossings.count > 1 })
  }

  @Test("a smooth layer is refused with its number and name, a damaged parameter too")
  func graph_unfit_isRefused() throws {
    var generator = SeededGenerator(seed: 3)
    var graph = GraphBuilder(channels: 1, height: 3, width: 3)
    try graph.convolve(2, &generator)
    graph.activate(.sigmoid)
    graph.dense(2, &generator)
    let network = try graph.network()
    let smooth = GeometryFailure.notPiecewiseLayer(2, kind: "sigmoid")
    #expect(throws: smooth) { try GraphPath(network) }
    #expect(smooth.kind == .usage && smooth.description.hasPrefix("layer 2 is sigmoid, which"))
    var parameters = network.parameters
    parameters[0] = .nan
    let damaged = try Network(layers: network.layers, parameters: parameters)
    #expect(throws: GeometryFailure.layerNotFinite(1)) { try GraphPath(damaged) }
    #expect(GeometryFailure.layerNotFinite(1).kind == .badData)
  }

  @Test("points and bases of other dimensions, points that are not finite and overflow are refused")
  func graph_unfitPoints_areRefused() throws {
    var generator = SeededGenerator(seed: 4)
    let network = try smallGraph(&generator)
    let graph = try GraphPath(network)
    let point = normal(1, 36, &generator)
    #expect(throws: GeometryFailure.countMismatch(starts: 1, ends: 2)) {
      try graph.paths(from: point, to: normal(2, 36, &generator))
    }
    #expect(
      throws: GeometryFailure.dimensionMismatch(what: "an end point", expected: 36, found: 3)
    ) { try graph.paths(from: point, to: matrix([[1, 2, 3]])) }
    #expect(
      throws: GeometryFailure.dimensionMismatch(
        what: "the manifold's basis", expected: 36, found: 3)
    ) { try GraphPath(network, basis: matrix([[1, 0, 0]])) }
    var large = network
    for index in large.parameters.indices { large.parameters[index] *= 1e200 }
    let vast = try GraphPath(large)
    #expect(throws: GeometryFailure.logitsNotFinite(line: 0)) {
      try vast.paths(from: point, to: Matrix(rows: 1, columns: 36))
    }
  }

  @Test("ends of rays and polylines of a graph are those of its chain")
  func graph_raysAndPolylines_agree() throws {
    var generator = SeededGenerator(seed: 47)
    var graph = GraphBuilder(channels: 1, height: 4, width: 4)
    try graph.convolve(2, &generator)
    graph.activate()
    try graph.convolve(2, kernel: 2, padding: 0, &generator)
    graph.activate(.hardTanh)
    graph.dense(3, &generator)
    let network = try centred(graph.network(), &generator)
    let nodes = try network.nodes.map { $0.layer is Activation ? $0 : try unrolled($0) }
    let chain = try Network(nodes: nodes, output: nodes.count - 1)
    let (one, other) = (try GraphPath(network), try ExactPath(PiecewiseNetwork(chain)))
    let (points, directions) = (normal(10, 16, &generator), normal(10, 16, &generator))
    let classes = network.predictions(points)
    let ends = [one as any ExactWalk, other].map {
      $0.rayEnds(from: points, along: directions, classes: classes)
    }
    for (a, b) in zip(ends[0], ends[1]) {
      let (a, b) = (try #require(a), try #require(b))
      #expect(abs(a - b) < 1e-9 * max(1, b))
    }
    let (a, b) = (try one.polyline(through: points), try other.polyline(through: points))
    #expect(
      a.changes.count == b.changes.count && !a.changes.isEmpty && a.startClass == b.startClass)
    for (a, b) in zip(a.changes, b.changes) {
      #expect(
        a.leg == b.leg && a.isAtVertex == b.isAtVertex && abs(a.arcLength - b.arcLength) < 1e-9)
    }
  }

  @Test("a change exactly at a vertex has the normals of both legs")
  func polyline_changeAtVertex_hasBothAngles() throws {
    // Class 0: max(x, 2 x + y), class 1: 0; through the origin, turning by 90° there.
    let image = ImageExtents(channels: 2, height: 1, width: 2)
    let pooling = try #require(
      MaxPooling(input: image, window: Window2D(kernelHeight: 1, kernelWidth: 2)))
    let network = try Network<Double>(
      layers: [Dense(inputCount: 2, outputCount: 4), pooling],
      parameters: [1, 0, 2, 1, 0, 0, 0, 0] + [0, 0, 0, 0])
    let path = try GraphPath(network).polyline(through: matrix([[-1, 0], [0, 0], [0, 1]]))
    let change = try #require(path.changes.first)
    #expect(path.changes.count == 1 && change.isAtVertex && change.arcLength == 1)
    // n = (1, 0) to the left, met head-on; n = (2, 1) above, left along (0, 1): sin θ = 1/√5.
    let sides = try #require(change.crossing.anglesOneSided)
    let after = GeometryMath.degrees(ofSine: 1, cosine: 2)
    #expect(sides.first == 90 && abs((sides.last.flatMap { $0 } ?? .nan) - after) < 1e-12)
  }
}
