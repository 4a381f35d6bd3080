import MAGGeometry
import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGStudy

@Suite("Measured alignment and crossings") struct MeasureGeometryTests {
  /// Both methods narrow roots to 1e-12 in t; angles follow from weights in Double.
  static let tolerance = 1e-9

  @Test("a network whose gradients lie in the manifold has cosine 1, one orthogonal to it 0")
  func alignment_linearNetworks_areExact() throws {
    let set = try Toy.measured()
    let basis = set.manifold.basis
    let inside = (0..<3).map { row in basis.row(row).map { Float($0) } }
    let aligned = try Measure.alignment(Toy.linear(inside, bias: [0, 0, 0]), on: set)
    #expect(aligned.cosine.values.allSatisfy { abs(($0 ?? 0) - 1) < 1e-6 })
    #expect(aligned.cosine.values.count == 40)
    let zero = [[Float]](repeating: [Float](repeating: 0, count: 16), count: 3)
    let flat = try Measure.alignment(Toy.linear(zero, bias: [1, 0, 0]), on: set)
    #expect(flat.cosine.undefinedCount == 40 && flat.cosine.mean == nil)
  }

  @Test("the exact and the sampled method find the same crossings")
  func crossings_methods_agree() throws {
    let set = try Toy.measured()
    let network = try Toy.network()
    let pairs = Pair.random(12, labels: set.set.labels, seed: 4)
    let exact = try Measure.crossings(network, on: set, pairs: pairs)
    var settings = CrossingSettings()
    (settings.method, settings.samples) = (.sampled, 4000)
    let sampled = try Measure.crossings(
      network, on: Segments(pairs, of: set), basis: set.manifold.basis, settings: settings)
    #expect(exact.contains { !$0.crossings.isEmpty })
    for (a, b) in zip(exact, sampled) {
      #expect(a.method == .exact && b.method == .sampled)
      #expect(a.from == b.from && a.to == b.to)
      #expect(a.crossings.map(\.toClass) == b.crossings.map(\.toClass))
      for (x, y) in zip(a.crossings, b.crossings) {
        #expect(abs(x.t - y.t) < Self.tolerance)
        #expect(abs((x.angleDegrees ?? -1) - (y.angleDegrees ?? -2)) < 1e-6)
      }
    }
  }

  @Test("results name the images with their labels, in the order of the pairs")
  func crossings_results_keepPairs() throws {
    let set = try Toy.measured()
    let pairs = [Pair(from: 7, to: 2), Pair(from: 3, to: 3)]
    let results = try Measure.crossings(Toy.network(), on: set, pairs: pairs)
    #expect(results[0].from == .init(index: 7, label: 1))
    #expect(results[0].to == .init(index: 2, label: 2))
    #expect(results[1].status == .identicalEnds && results[1].crossings.isEmpty)
  }

  @Test("a linear boundary is crossed at the angle of its normal")
  func crossings_linear_haveHandAngle() throws {
    // Pixels 0 and 1 alone: f₀ − f₁ = x₀ − x₁ along the way from (1, 0) to (0, 0).
    var first = [Float](repeating: 0, count: 16)
    var second = first
    (first[0], second[1]) = (1, 1)
    let network = try Toy.linear([first, second], bias: [0, 0.25])
    let set = try Toy.measured(.raw)
    var from = [UInt8](repeating: 0, count: 16)
    let to = from
    from[0] = 255
    let segments = try Segments(from: ("a.png", from), to: ("b.png", to), like: set)
    let result = try Measure.crossings(network, on: segments, basis: nil)[0]
    #expect(result.crossings.count == 1)
    #expect(abs(result.crossings[0].t - 0.75) < Self.tolerance)
    #expect(abs((result.crossings[0].angleDegrees ?? 0) - 45) < Self.tolerance)
    #expect(result.from == .init(path: "a.png"))
  }

  @Test("a smooth network is sampled, unless the exact method is insisted on")
  func crossings_smooth_areSampled() throws {
    let set = try Toy.measured()
    let network = try Toy.network(activation: .tanh)
    let segments = try Segments([Pair(from: 0, to: 1)], of: set)
    let found = try Measure.crossings(network, on: segments, basis: nil)
    #expect(found[0].method == .sampled && found[0].pieces == nil)
    var settings = CrossingSettings()
    settings.method = .exact
    #expect(throws: GeometryFailure.self) {
      try Measure.crossings(network, on: segments, basis: nil, settings: settings)
    }
    settings.samples = 0
    #expect(throws: GeometryFailure.tooFewSamples(0)) { try settings.validate() }
  }

  @Test("kinks are there when asked for, and only then")
  func crossings_kinks_areOptional() throws {
    let set = try Toy.measured()
    let pairs = [Pair(from: 0, to: 1)]
    let with = try Measure.crossings(Toy.network(), on: set, pairs: pairs, kinks: true)[0]
    let without = try Measure.crossings(Toy.network(), on: set, pairs: pairs)[0]
    #expect(with.kinkPositions?.count == (with.pieces ?? 0) - 1)
    #expect(without.kinkPositions == nil)
  }

  @Test("pictures of another size, pairs without images and misfitting networks are refused")
  func segments_misfit_areRefused() throws {
    let set = try Toy.measured(.raw)
    #expect(throws: MeasureFailure.pictureSize(path: "b.png", expected: "16", found: "9")) {
      try Segments(
        from: ("a.png", [UInt8](repeating: 0, count: 16)),
        to: ("b.png", [UInt8](repeating: 0, count: 9)), like: set)
    }
    #expect(throws: MeasureFailure.noPairs) { try Segments([], of: set) }
    let segments = try Segments([Pair(from: 0, to: 1)], of: set)
    #expect(throws: MeasureFailure.inputDimension(expected: 2, found: 16)) {
      try Measure.crossings(
        Toy.linear([[1, 0], [0, 1]], bias: [0, 0]), on: segments, basis: nil)
    }
  }
}
