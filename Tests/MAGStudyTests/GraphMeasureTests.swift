import Foundation
import MAGAttack
import MAGFiles
import MAGGeometry
import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGStudy

/// Every measurement on a graph of convolutions, a pooling and a residual sum.
@Suite("Measurements of graphs") struct GraphMeasureTests {
  /// A residual network on the toy images whose logits are centred on them.
  private func graph(_ kind: ActivationKind = .relu) throws -> Network<Float> {
    var generator = SeededGenerator(seed: 12)
    let image = ImageExtents(channels: 1, height: 4, width: 4)
    let window = Window2D(
      kernelHeight: 3, kernelWidth: 3, top: 1, left: 1, bottom: 1, right: 1)
    let first = try #require(Convolution(input: image, outputChannels: 3, window: window))
    let second = try #require(Convolution(input: first.output, outputChannels: 3, window: window))
    let pooling = try #require(
      MaxPooling(
        input: first.output,
        window: Window2D(kernelHeight: 2, kernelWidth: 2, strideY: 2, strideX: 2)))
    func drawn(_ layer: any Layer, from sources: [Int]) -> NetworkNode<Float> {
      let values = layer.initialParameters(.he, using: &generator)
      return NetworkNode(layer, parameters: values.map { Float($0) }, from: sources)
    }
    var network = try Network<Float>(
      nodes: [
        drawn(first, from: [NetworkNode<Float>.input]),
        NetworkNode(Activation(kind, count: 48), from: [0]),
        drawn(second, from: [1]),
        NetworkNode(Activation(kind, count: 48), from: [1, 2]),
        NetworkNode(pooling, from: [3]),
        drawn(Dense(inputCount: 12, outputCount: Toy.classCount), from: [4]),
      ], output: 5)
    let logits = network.logits(try Toy.measured().images)
    for label in 0..<Toy.classCount {
      let mean = (0..<logits.rows).reduce(Float(0)) { $0 + logits[$1, label] }
      network.parameters[network.parameterCount - Toy.classCount + label] -=
        mean / Float(logits.rows)
    }
    return network
  }

  @Test("crossings are exact, certified and audited, and fine sampling finds the same")
  func crossings_graph_areExact() throws {
    let (network, images) = (try graph(), try Toy.measured())
    let segments = try Segments((0..<20).map { Pair(from: $0, to: 39 - $0) }, of: images)
    var settings = CrossingSettings()
    (settings.method, settings.kinks, settings.certificateStride) = (.exact, true, 1)
    settings.audit = AuditSettings(samples: 4000)
    let found = try Measure.crossings(
      network, on: segments, basis: images.manifold.basis, settings: settings)
    #expect(found.allSatisfy { $0.method == .exact && $0.certificate?.holds == true })
    #expect(found.allSatisfy { $0.pieces == ($0.kinkPositions?.count ?? -1) + 1 })
    let crossings = found.flatMap(\.crossings)
    #expect(crossings.count > 5)
    // Inputs lie in the span, so that each angle splits in two factors.
    for crossing in crossings {
      let (angle, share) = (try #require(crossing.angleDegrees), try #require(crossing.alignment))
      let inside = try #require(crossing.inManifoldCosine)
      #expect(abs(sin(angle * .pi / 180) - share * inside) < 1e-9)
    }
    let audits = try found.map { try #require($0.audit) }
    #expect(audits.reduce(0) { $0 + $1.found } >= crossings.count - 2)
    #expect(audits.allSatisfy { ($0.largestTimeError ?? 0) < 1e-9 })
  }

  @Test("a smooth graph is sampled and says so; exact walks of it are refused by layer and name")
  func crossings_smoothGraph_areSampled() throws {
    let (network, images) = (try graph(.tanh), try Toy.measured())
    let segments = try Segments([Pair(from: 1, to: 5)], of: images)
    let found = try Measure.crossings(
      network, on: segments, basis: images.manifold.basis, settings: CrossingSettings())
    #expect(found[0].method == .sampled && found[0].pieces == nil && found[0].certificate == nil)
    var changed = CrossingSettings()
    changed.method = .exact
    let exact = changed
    let expected = GeometryFailure.notPiecewiseLayer(2, kind: "tanh")
    #expect(throws: expected) {
      try Measure.crossings(network, on: segments, basis: images.manifold.basis, settings: exact)
    }
    #expect(expected.kind == .usage)
  }

  @Test("films, tilts and slices are exact on a graph and sampled on a smooth one")
  func walks_graph_nameTheirMethod() throws {
    let images = try Toy.measured()
    for (kind, method) in [(ActivationKind.relu, PathMethod.exact), (.gelu, .sampled)] {
      let network = try graph(kind)
      let exact = Network<Double>(network)
      var film = FilmSettings()
      (film.index, film.steps, film.epsilon) = (3, 6, 0.4)
      let filmed = try Measure.film(
        of: network, exact: exact, on: images, settings: film, box: .none)
      #expect(filmed.method == method && (filmed.pieces != nil) == (method == .exact))
      var tilt = TiltSettings()
      tilt.indices = Array(0..<8)
      let tilted = try Measure.tilt(network, on: images, settings: tilt)
      #expect(tilted.method == method && (tilted.limit == nil) == (method == .exact))
      // The rays of a graph are followed to their ends, those of a smooth network to the limit.
      if method == .exact {
        #expect(tilted.gradient.statuses.allSatisfy { $0 == .reached || $0 == .unbounded })
      }
      #expect(tilted.gradient.statuses.contains(.reached))
      var slice = SliceSettings()
      (slice.resolution, slice.scanLines) = (12, 2)
      let sliced = try Measure.slice(exact, of: .images([3, 8, 1]), on: images, settings: slice)
      #expect(sliced.method == method && sliced.borders == nil && sliced.junctions == nil)
      #expect((sliced.columnCount > 0) == (method == .exact))
      #expect(sliced.regions.allSatisfy { $0.share == nil })
      #expect(abs(sliced.regions.reduce(0) { $0 + $1.shareOnRows } - 1) < 1e-12)
    }
  }

  @Test("the rows and columns of a slice through a graph see the same regions")
  func slice_graph_rowsAndColumnsAgree() throws {
    var settings = SliceSettings()
    (settings.resolution, settings.scanLines) = (40, 4)
    let found = try Measure.slice(
      Network<Double>(graph()), of: .images([3, 8, 1]), on: Toy.measured(), settings: settings)
    #expect(found.regions.count > 1)
    for region in found.regions {
      let columns = try #require(region.shareOnColumns)
      #expect(abs(region.shareOnRows - columns) < 0.01)
    }
    for mark in found.images {
      let row = try #require(
        found.slice.rows.min { abs($0.place - mark.y) < abs($1.place - mark.y) })
      guard row.crossings.allSatisfy({ abs($0.position - mark.x) > 4 * found.spacing }) else {
        continue
      }
      #expect(
        (row.crossings.last { $0.position < mark.x }?.toClass ?? row.startClass)
          == mark.predictedClass)
    }
  }

  @Test("alignment, robustness and transformation take a graph as any network")
  func attacks_graph_work() throws {
    let (network, images) = (try graph(), try Toy.measured())
    let alignment = try Measure.alignment(network, on: images)
    #expect(alignment.cosine.values.count == images.count)
    let clean = zip(network.predictions(images.images), images.set.labels).count { $0 == $1 }
    var settings = RobustnessSettings()
    (settings.epsilons, settings.steps) = ([0, 0.3], 5)
    let curves = try Measure.robustness(network, on: images, settings: settings, box: .none)
    #expect(curves.allSatisfy { $0.points[0].correct == clean })
    #expect(curves.contains { $0.points[1].correct < clean })
    var wanted = TransformationSettings()
    (wanted.from, wanted.to, wanted.epsilons, wanted.steps) = (0, 2, [0.2, 1, 3], 10)
    let found = try Measure.transformation(network, on: images, settings: wanted, box: .none)
    #expect(found.attempt != nil)
  }

  @Test("an atlas of a graph goes on from its lines file as if it had never stopped")
  func atlas_graph_resumes() throws {
    struct Stopped: Error {}
    try withScratch { folder in
      let network = try graph()
      let model = AtlasModel(
        name: "toy", network: network, exactNetwork: Network<Double>(network),
        images: try Toy.measured(count: AtlasToy.imageCount), box: .none)
      let settings = AtlasToy.settings(140)
      let identity = try AtlasToy.identity(settings)
      func run(_ name: String, stoppingAfter limit: Int) throws -> Data {
        let url = folder.appendingPathComponent(name)
        let chunks = Counter()
        do {
          _ = try Atlas.measure(
            [model], settings: settings, lines: AtlasLinesFile(url, identity: identity)
          ) { progress in
            guard progress.stage == .writing else { return }
            if chunks.value == limit { throw Stopped() }
            chunks.value += 1
          }
        } catch is Stopped {}
        return try Data(contentsOf: url)
      }
      let whole = try run("whole.jsonl", stoppingAfter: .max)
      let part = try run("part.jsonl", stoppingAfter: 3)
      #expect(part.count < whole.count && !part.isEmpty)
      #expect(try run("part.jsonl", stoppingAfter: .max) == whole)
      #expect(String(decoding: whole, as: UTF8.self).contains("\"exact\""))
    }
  }
}
