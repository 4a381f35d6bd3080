import Foundation
import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGGeometry

/// Properties over thousands of seeded random networks and segments.
@Suite("Random paths") struct RandomPathTests {
  /// Fresh and walked logits differ by rounding; values here stay below about 1e4.
  static let logitTolerance = 1e-9

  @Test("no crash, no NaN and no missed class change, degenerate draws included", arguments: 0..<8)
  func paths_randomDraws_holdEverywhere(_ seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed, stream: 1)
    for draw in 0..<500 {
      let inputs = 1 + generator.integer(below: 5)
      let coarse = draw % 2 == 0
      let stages = randomChain(&generator, inputs: inputs, coarse: coarse)
      let exact = try ExactPath(PiecewiseNetwork(stages))
      var ends = [normal(2, inputs, &generator), normal(2, inputs, &generator)]
      if coarse {
        ends = ends.map {
          Matrix(rows: 2, columns: inputs, storage: $0.storage.map { $0.rounded() })
        }
      }
      var options = ExactPath.Options()
      options.certificateStride = 1
      options.refreshInterval = 1 + generator.integer(below: 8)
      let paths = try exact.paths(from: ends[0], to: ends[1], options: options)
      for (line, path) in paths.enumerated() {
        try check(path, exact.network, ends[0].row(line), ends[1].row(line))
      }
    }
  }

  private func check(
    _ path: LinePath, _ network: PiecewiseNetwork, _ start: ArraySlice<Double>,
    _ end: ArraySlice<Double>
  ) throws {
    var current = path.startClass
    var last = 0.0
    for crossing in path.crossings {
      #expect(crossing.fromClass == current && crossing.toClass != current)
      #expect(crossing.t > last && crossing.t < 1)
      #expect(crossing.angleDegrees.map { $0 >= 0 && $0 <= 90 } ?? true)
      current = crossing.toClass
      last = crossing.t
    }
    #expect(current == path.endClass)
    let certificate = try #require(path.certificate)
    #expect(certificate.holds)
    #expect((path.seamDrift ?? 0).isFinite)
    let times = (0..<61).map { (Double($0) + 0.5) / 61 }
    let logits = network.logits(matrix(times.map { point(start, end, $0) }))
    for (row, t) in times.enumerated() {
      let values = Array(logits.row(row))
      let best = values.max() ?? 0
      let behind = best - values[path.predictedClass(at: t)]
      #expect(behind <= Self.logitTolerance * max(1, abs(best)), "t = \(t)")
    }
  }

  @Test("a linear network has the crossings and angles of its closed form")
  func crossings_linearNetworks_matchClosedForm() throws {
    var generator = SeededGenerator(seed: 2)
    var seen = 0
    for _ in 0..<200 {
      let (inputs, classes) = (2 + generator.integer(below: 20), 2 + generator.integer(below: 6))
      let weight = normal(classes, inputs, &generator)
      let bias = (0..<classes).map { _ in generator.normal() }
      let stage = FullyConnectedStage(weight: weight, bias: bias, activation: .identity)
      let (a, b) = (normal(1, inputs, &generator), normal(1, inputs, &generator))
      let path = try #require(
        try ExactPath(PiecewiseNetwork([stage])).paths(from: a, to: b).first)
      // f_c(t) = p_c + t q_c; from the leader at t the first to overtake it comes next.
      let d = zip(b.storage, a.storage).map { $0 - $1 }
      let p = bias.indices.map { dot(weight.row($0), a.row(0)) + bias[$0] }
      let q = bias.indices.map { dot(weight.row($0), d[...]) }
      var (t, leader) = (0.0, p.indices.max { p[$0] < p[$1] } ?? 0)
      #expect(path.pieces == 1 && path.startClass == leader)
      for crossing in path.crossings {
        let later = q.indices.filter { q[$0] > q[leader] }
          .map { (class: $0, t: (p[leader] - p[$0]) / (q[$0] - q[leader])) }
        let next = try #require(later.min { $0.t < $1.t })
        #expect(next.t > t && abs(crossing.t - next.t) < 1e-12)
        #expect(crossing.fromClass == leader && crossing.toClass == next.class)
        let n = zip(weight.row(leader), weight.row(next.class)).map { $0 - $1 }
        let sine =
          abs(dot(n[...], d[...])) / (dot(n[...], n[...]) * dot(d[...], d[...])).squareRoot()
        let cosine = (1 - sine * sine).squareRoot()
        let angle = GeometryMath.degrees(ofSine: sine, cosine: cosine)
        #expect(abs((crossing.angleDegrees ?? .nan) - angle) < 1e-6)
        (t, leader) = (next.t, next.class)
        seen += 1
      }
      #expect(path.endClass == leader)
      #expect(q.indices.allSatisfy { p[$0] + q[$0] <= p[leader] + q[leader] })
    }
    #expect(seen > 100)
  }

  private func dot(_ a: ArraySlice<Double>, _ b: ArraySlice<Double>) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }

  @Test("every kink changes a unit's region and nothing changes between kinks")
  func kinks_smallNetworks_matchBruteForce() throws {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<150 {
      let inputs = 2 + generator.integer(below: 4)
      let stages = randomChain(&generator, inputs: inputs, coarse: false)
      let exact = try ExactPath(PiecewiseNetwork(stages))
      let (a, b) = (normal(1, inputs, &generator), normal(1, inputs, &generator))
      var options = ExactPath.Options()
      options.recordsKinks = true
      let path = try #require(try exact.paths(from: a, to: b, options: options).first)
      let stops = [0] + (try #require(path.kinkPositions)) + [1]
      #expect(path.pieces == stops.count - 1)
      var previous: [[UInt8]]?
      for (low, high) in zip(stops, stops.dropFirst()) where high - low > 1e-9 {
        let inside = [0.001, 0.3, 0.5, 0.7, 0.999].map {
          pattern(exact.network, point(a.row(0), b.row(0), low + $0 * (high - low)))
        }
        #expect(inside.allSatisfy { $0 == inside[0] })
        if let previous { #expect(previous != inside[0]) }
        previous = inside[0]
      }
    }
  }

  @Test("sin θ = c(n) · in-manifold cosine wherever the line lies in the span")
  func angle_inSpan_splitsIntoFactors() throws {
    var generator = SeededGenerator(seed: 4)
    var seen = 0
    for _ in 0..<300 {
      let stages = randomChain(&generator, inputs: 8, coarse: false)
      let basis = orthonormal(3, 8, &generator)
      let exact = try ExactPath(PiecewiseNetwork(stages), basis: basis)
      let ends = (0..<2).map { _ in
        Product.of(normal(4, 3, &generator), .asStored, basis, .asStored)
      }
      for crossing in try exact.paths(from: ends[0], to: ends[1]).flatMap(\.crossings) {
        guard let angle = crossing.angleDegrees else { continue }
        let alignment = try #require(crossing.alignment)
        let cosine = try #require(crossing.inManifoldCosine)
        let sine = sin(angle * .pi / 180)
        #expect(abs(sine - alignment * cosine) < 1e-8)
        #expect(sine <= alignment + 1e-12)
        #expect(crossing.directionAlignment == nil && crossing.onManifoldTerm == nil)
        seen += 1
      }
    }
    #expect(seen > 100)
  }

  @Test("off the span the two signed terms sum to the sine")
  func angle_offSpan_isSumOfTerms() throws {
    var generator = SeededGenerator(seed: 5)
    var seen = 0
    for _ in 0..<200 {
      let stages = randomChain(&generator, inputs: 6, coarse: false)
      let exact = try ExactPath(
        PiecewiseNetwork(stages), basis: orthonormal(2, 6, &generator))
      let (a, b) = (normal(3, 6, &generator), normal(3, 6, &generator))
      for crossing in try exact.paths(from: a, to: b).flatMap(\.crossings) {
        guard let angle = crossing.angleDegrees else { continue }
        let on = try #require(crossing.onManifoldTerm)
        let off = try #require(crossing.offManifoldTerm)
        #expect(abs(abs(on + off) - sin(angle * .pi / 180)) < 1e-10)
        // n = ∇(f_from − f_to) cannot ascend where the path leaves `from`.
        #expect(on + off < 1e-12)
        #expect(crossing.inManifoldCosine == nil)
        #expect(try #require(crossing.directionAlignment) < 1)
        seen += 1
      }
    }
    #expect(seen > 100)
  }

  @Test("the sampled method agrees with the exact one where crossings are far apart")
  func sampled_randomNetworks_agreesWithExact() throws {
    var generator = SeededGenerator(seed: 6)
    for _ in 0..<60 {
      let stages = randomChain(&generator, inputs: 4, coarse: false)
      let (a, b) = (normal(1, 4, &generator), normal(1, 4, &generator))
      let exact = try #require(
        try ExactPath(PiecewiseNetwork(stages)).paths(from: a, to: b).first)
      let stops = [0] + exact.crossings.map(\.t) + [1]
      guard zip(stops, stops.dropFirst()).allSatisfy({ $1 - $0 > 0.005 }) else { continue }
      let sampled = try #require(
        try SampledPath(network(stages)).paths(from: a, to: b).first)
      #expect(sampled.crossings.count == exact.crossings.count)
      for (x, y) in zip(sampled.crossings, exact.crossings) { #expect(abs(x.t - y.t) < 1e-9) }
    }
  }

  @Test("results do not depend on the number of threads")
  func paths_threadCount_changesNothing() throws {
    var generator = SeededGenerator(seed: 7)
    let stages = randomChain(&generator, inputs: 5, coarse: false)
    let exact = try ExactPath(PiecewiseNetwork(stages))
    let (a, b) = (normal(300, 5, &generator), normal(300, 5, &generator))
    let two = try exact.paths(from: a, to: b)
    Parallel.setThreadCount(1)
    defer { Parallel.setThreadCount(0) }
    #expect(try exact.paths(from: a, to: b) == two)
  }
}
