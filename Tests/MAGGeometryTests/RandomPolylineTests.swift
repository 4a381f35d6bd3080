import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGGeometry

/// Properties over thousands of seeded random networks and polylines.
@Suite("Random polylines") struct RandomPolylineTests {
  /// A class change with its place as a share of the whole length.
  private struct Place {
    var share: Double
    var from: Int
    var to: Int
  }

  /// Changes nearer than this share of the length count as one: rounding may split or join them.
  static let resolution = 1e-9

  /// The list without changes that come and go within the resolution.
  private func settled(_ places: [Place]) -> [Place] {
    var result: [Place] = []
    for place in places {
      if let last = result.last, place.share - last.share < Self.resolution {
        result[result.count - 1].to = place.to
        if last.from == place.to { result.removeLast() }
      } else {
        result.append(place)
      }
    }
    return result
  }

  @Test("a segment cut into legs, at crossings and kinks too, keeps its changes", arguments: 0..<8)
  func polyline_ofCutSegment_hasSegmentsChanges(_ seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed, stream: 2)
    var (compared, atVertices) = (0, 0)
    for _ in 0..<250 {
      let inputs = 1 + generator.integer(below: 5)
      let exact = try ExactPath(
        PiecewiseNetwork(randomChain(&generator, inputs: inputs, coarse: false)))
      let (a, b) = (normal(1, inputs, &generator), normal(1, inputs, &generator))
      var options = ExactPath.Options()
      options.recordsKinks = true
      let whole = try #require(try exact.paths(from: a, to: b, options: options).first)
      var cuts = (0..<generator.integer(below: 6)).map { _ in generator.uniform() }
      cuts += whole.crossings.map(\.t).filter { _ in generator.integer(below: 2) == 0 }
      cuts += (whole.kinkPositions ?? []).filter { _ in generator.integer(below: 4) == 0 }
      // Some twice: legs without length.
      cuts += cuts.filter { _ in generator.integer(below: 5) == 0 }
      let stops = [0] + cuts.sorted() + [1]
      let path = try exact.polyline(through: matrix(stops.map { point(a.row(0), b.row(0), $0) }))
      #expect(abs(path.length - whole.length) < 1e-12 * Double(stops.count))
      let expected = settled(
        whole.crossings.map { Place(share: $0.t, from: $0.fromClass, to: $0.toClass) })
      let found = settled(
        path.changes.map {
          Place(
            share: $0.arcLength / path.length, from: $0.crossing.fromClass,
            to: $0.crossing.toClass)
        })
      #expect(found.map(\.from) == expected.map(\.from))
      #expect(found.map(\.to) == expected.map(\.to))
      for (x, y) in zip(found, expected) {
        #expect(abs(x.share - y.share) < Self.resolution)
        compared += 1
      }
      atVertices += path.changes.count(where: \.isAtVertex)
      // The legs run along the segment, so a vertex's first angle is the crossing's own.
      for change in path.changes {
        let twin = whole.crossings.first {
          abs($0.t - change.arcLength / path.length) < 1e-12
            && $0.fromClass == change.crossing.fromClass && $0.toClass == change.crossing.toClass
        }
        guard let twin, (twin.kinkGap ?? 1) > 1e-6, let angle = twin.angleDegrees else { continue }
        #expect(abs((change.crossing.angleDegrees ?? .nan) - angle) < 1e-6)
      }
    }
    #expect(compared > 50 && atVertices > 10)
  }

  @Test("no crash, no NaN and no missed change, degenerate draws included", arguments: 0..<8)
  func polyline_randomDraws_missesNothing(_ seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed, stream: 3)
    for draw in 0..<250 {
      let inputs = 1 + generator.integer(below: 4)
      let coarse = draw % 2 == 0
      let exact = try ExactPath(
        PiecewiseNetwork(randomChain(&generator, inputs: inputs, coarse: coarse)),
        basis: orthonormal(1, inputs, &generator))
      var vertices = normal(2 + generator.integer(below: 6), inputs, &generator)
      if coarse {
        // Points on a small grid: many repeat, many lie on kinks and boundaries.
        vertices = Matrix(
          rows: vertices.rows, columns: inputs, storage: vertices.storage.map { $0.rounded() })
      }
      try check(exact.polyline(through: vertices), exact.network, vertices)
    }
  }

  private func check(
    _ path: PolylinePath, _ network: PiecewiseNetwork, _ vertices: Matrix<Double>
  ) throws {
    var current = path.startClass
    var last = 0.0
    for change in path.changes {
      let crossing = change.crossing
      #expect(crossing.fromClass == current && crossing.toClass != current)
      #expect(change.arcLength >= last && change.arcLength <= path.length)
      #expect((1..<vertices.rows).contains(change.leg) && crossing.t > 0 && crossing.t <= 1)
      #expect(!change.isAtVertex || crossing.anglesOneSided?.count == 2)
      for angle in [crossing.angleDegrees] + (crossing.anglesOneSided ?? []) {
        #expect(angle.map { $0 >= 0 && $0 <= 90 } ?? true)
      }
      (current, last) = (crossing.toClass, change.arcLength)
    }
    #expect(current == path.endClass)
    for leg in path.legs.indices where path.legs[leg].status == .walked {
      let times = (0..<41).map { (Double($0) + 0.5) / 41 }
      let logits = network.logits(
        matrix(times.map { point(vertices.row(leg), vertices.row(leg + 1), $0) }))
      for (row, t) in times.enumerated() {
        let before = path.changes.last { ($0.leg, $0.crossing.t) < (leg + 1, t) }
        let values = Array(logits.row(row))
        let best = values.max() ?? 0
        let behind = best - values[before?.crossing.toClass ?? path.startClass]
        #expect(behind <= 1e-9 * max(1, abs(best)), "leg \(leg), t = \(t)")
      }
    }
  }

  @Test("samples agree with the exact walk where changes are far apart")
  func sampled_randomPolylines_agree() throws {
    var generator = SeededGenerator(seed: 4, stream: 3)
    var compared = 0
    for _ in 0..<60 {
      let stages = randomChain(&generator, inputs: 3, coarse: false)
      let vertices = normal(4, 3, &generator)
      let exact = try ExactPath(PiecewiseNetwork(stages)).polyline(through: vertices)
      let apart = exact.legs.allSatisfy { leg in
        let stops = [0] + leg.crossings.map(\.t) + [1]
        return zip(stops, stops.dropFirst()).allSatisfy { $1 - $0 > 0.005 }
      }
      guard apart else { continue }
      let sampled = try SampledPath(network(stages)).polyline(through: vertices)
      #expect(sampled.changes.count == exact.changes.count)
      for (x, y) in zip(sampled.changes, exact.changes) {
        #expect(x.leg == y.leg && abs(x.arcLength - y.arcLength) < 1e-8)
        compared += 1
      }
    }
    #expect(compared > 20)
  }

  @Test("a smooth network's polyline has the changes of its segment")
  func sampled_smoothNetwork_survivesCutting() throws {
    var generator = SeededGenerator(seed: 5, stream: 3)
    var compared = 0
    for _ in 0..<30 {
      let smooth = try Network<Double>(
        layers: Network<Double>.perceptron(sizes: [3, 8, 3], activation: .tanh),
        parameters: (0..<59).map { _ in generator.normal() })
      let sampled = try SampledPath(smooth)
      let (a, b) = (normal(1, 3, &generator), normal(1, 3, &generator))
      let whole = try #require(try sampled.paths(from: a, to: b).first)
      let stops = [0, 0.3] + whole.crossings.map(\.t) + [1]
      let path = try sampled.polyline(
        through: matrix(stops.sorted().map { point(a.row(0), b.row(0), $0) }))
      #expect(path.changes.map(\.crossing.toClass) == whole.crossings.map(\.toClass))
      for (x, y) in zip(path.changes, whole.crossings) {
        #expect(abs(x.arcLength / path.length - y.t) < 1e-9)
        compared += 1
      }
    }
    #expect(compared > 5)
  }

  @Test("results do not depend on the number of threads")
  func polyline_threadCount_changesNothing() throws {
    var generator = SeededGenerator(seed: 6, stream: 3)
    let exact = try ExactPath(
      PiecewiseNetwork(randomChain(&generator, inputs: 5, coarse: false)))
    let vertices = normal(200, 5, &generator)
    let two = try exact.polyline(through: vertices)
    Parallel.setThreadCount(1)
    defer { Parallel.setThreadCount(0) }
    #expect(try exact.polyline(through: vertices) == two)
  }
}
