import Foundation
import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGGeometry

/// Properties of rays over thousands of seeded random networks.
@Suite("Random rays") struct RandomRayTests {
  /// Walks of different segments differ by rounding.
  static let tolerance = 1e-9

  private struct Draw {
    let exact: ExactPath
    let points: Matrix<Double>
    let directions: Matrix<Double>
    let classes: [Int]
    let isCoarse: Bool

    init(_ generator: inout SeededGenerator, count: Int, coarse: Bool) throws {
      let inputs = 1 + generator.integer(below: 5)
      isCoarse = coarse
      exact = try ExactPath(
        PiecewiseNetwork(randomChain(&generator, inputs: inputs, coarse: coarse)))
      let rounded = normal(count, inputs, &generator)
      points =
        coarse
        ? Matrix(rows: count, columns: inputs, storage: rounded.storage.map { $0.rounded() })
        : rounded
      directions = Self.units(normal(count, inputs, &generator))
      let logits = exact.network.logits(points)
      classes = (0..<count).map { Sample(t: 0, logits: Array(logits.row($0))).leader }
    }

    static func units(_ rows: Matrix<Double>) -> Matrix<Double> {
      matrix(
        (0..<rows.rows).map { row in
          let length = BoundaryFrame.length(rows.row(row))
          return rows.row(row).map { $0 / length }
        })
    }

    func at(_ row: Int, _ distance: Double) -> [Double] {
      zip(points.row(row), directions.row(row)).map { $0 + distance * $1 }
    }

    /// By how much the leading logit leads that of a class, relative to it.
    func deficit(_ row: Int, _ distance: Double, ofClass label: Int) -> Double {
      let logits = exact.network.logits(matrix([at(row, distance)])).storage
      let best = logits.max() ?? 0
      return (best - logits[label]) / max(1, abs(best))
    }
  }

  @Test(
    "the class holds up to the distance, ties there and is lost behind it; unbounded rays keep it",
    arguments: 0..<6)
  func rays_randomNetworks_agreeWithEnumeration(_ seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed, stream: 2)
    var seen: [BoundaryRay.Status: Int] = [:]
    for number in 0..<250 {
      let draw = try Draw(&generator, count: 4, coarse: number % 2 == 0)
      let expected = (0..<4).map { _ in
        generator.integer(below: 3) == 0 ? nil : generator.uniform() * 3
      }
      let rays = try RayWalker(draw.exact).rays(
        from: draw.points, along: draw.directions, classes: draw.classes, expected: expected,
        limit: RayWalker.farthest)
      for (row, ray) in rays.enumerated() {
        seen[ray.status, default: 0] += 1
        try check(ray, draw, row)
      }
    }
    #expect(seen[.reached, default: 0] > 300 && seen[.unbounded, default: 0] > 100)
    #expect(seen[.noDirection] == nil)
  }

  private func check(_ ray: BoundaryRay, _ draw: Draw, _ row: Int) throws {
    #expect(ray.fromClass == draw.classes[row])
    // Enumeration: to the distance, or over five decades of an unbounded ray.
    let shares = (1..<200).map { Double($0) / 200 }
    let places =
      ray.distance.map { end in shares.map { $0 * end } }
      ?? shares.map { pow(10, 6 * $0 - 2) }
    for place in places {
      #expect(draw.deficit(row, place, ofClass: ray.fromClass) <= Self.tolerance, "s = \(place)")
    }
    guard let distance = ray.distance else {
      #expect(ray.toClass == nil && ray.angleDegrees == nil)
      return
    }
    let next = try #require(ray.toClass)
    #expect(next != ray.fromClass)
    for label in [ray.fromClass, next] {
      #expect(draw.deficit(row, distance, ofClass: label) <= Self.tolerance)
    }
    // One walk over twice the distance finds the same first change. In coarse networks two logits
    // can be equal along a stretch, and rounding decides where on it the class changes.
    guard distance > 1e-6, !draw.isCoarse else { return }
    let path = try #require(
      try draw.exact.paths(
        from: draw.points.rows(row..<row + 1), to: matrix([draw.at(row, 2 * distance)])
      ).first)
    let first = try #require(path.crossings.first)
    #expect(abs(first.t * 2 - 1) < 1e-9)
    #expect(path.startClass == ray.fromClass && first.toClass == next)
    if let angle = ray.angleDegrees, let other = first.angleDegrees, first.kinkGap ?? 1 > 1e-6 {
      #expect(abs(angle - other) < 1e-6)
    }
  }

  @Test("in a linear network the distance is the least margin by its descent")
  func rays_linearNetworks_haveClosedForm() throws {
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<200 {
      let (classes, inputs) = (2 + generator.integer(below: 6), 1 + generator.integer(below: 8))
      let weight = normal(classes, inputs, &generator)
      let bias = normal(1, classes, &generator).storage
      let stage = FullyConnectedStage(weight: weight, bias: bias, activation: .identity)
      let exact = try ExactPath(PiecewiseNetwork([stage]))
      let point = normal(1, inputs, &generator)
      let direction = Draw.units(normal(1, inputs, &generator))
      let level = exact.network.logits(point).storage
      let slope = Product.of(direction, .asStored, weight, .transposed).storage
      let leader = Sample(t: 0, logits: level).leader
      let distances = level.indices.filter { slope[$0] > slope[leader] }.map {
        (level[leader] - level[$0]) / (slope[$0] - slope[leader])
      }
      let ray = try #require(
        try RayWalker(exact).rays(
          from: point, along: direction, classes: [leader], expected: [nil],
          limit: RayWalker.farthest
        ).first)
      #expect(ray.status == (distances.isEmpty ? .unbounded : .reached))
      if let distance = ray.distance, let closed = distances.min() {
        #expect(abs(distance - closed) < 1e-9 * max(1, closed))
        let next = try #require(ray.toClass)
        let normal = zip(weight.row(leader), weight.row(next)).map { $0 - $1 }
        let angle = BoundaryFrame.angleDegrees(normal[...], direction.row(0))
        #expect(abs((ray.angleDegrees ?? -1) - (angle ?? -2)) < 1e-9)
      }
    }
  }

  @Test("a limit hides what is beyond it and changes nothing else")
  func rays_limit_onlyHides() throws {
    var generator = SeededGenerator(seed: 12)
    var hidden = 0
    for _ in 0..<200 {
      let draw = try Draw(&generator, count: 4, coarse: false)
      let expected = [Double?](repeating: 0.3, count: 4)
      let walker = RayWalker(draw.exact)
      func rays(_ limit: Double) throws -> [BoundaryRay] {
        try walker.rays(
          from: draw.points, along: draw.directions, classes: draw.classes, expected: expected,
          limit: limit)
      }
      for (whole, cut) in zip(try rays(RayWalker.farthest), try rays(1)) {
        if let distance = whole.distance, distance > 1 {
          hidden += 1
          #expect(cut.status == .beyondLimit && cut.distance == nil)
        } else {
          #expect(cut.status == whole.status && cut.toClass == whole.toClass)
          #expect(abs((cut.distance ?? 0) - (whole.distance ?? 0)) < Self.tolerance)
        }
      }
    }
    #expect(hidden > 50)
  }

  @Test("sampled rays agree with exact ones where boundaries are far apart, and say so")
  func rays_sampled_agreeWithExact() throws {
    var generator = SeededGenerator(seed: 13)
    var compared = 0
    for _ in 0..<40 {
      let stages = randomChain(&generator, inputs: 4, coarse: false)
      let exact = try ExactPath(PiecewiseNetwork(stages))
      let (points, directions) = (
        normal(2, 4, &generator), Draw.units(normal(2, 4, &generator))
      )
      let logits = exact.network.logits(points)
      let classes = (0..<2).map { Sample(t: 0, logits: Array(logits.row($0))).leader }
      let sampled = RayWalker(try SampledPath(network(stages)))
      #expect(sampled.pathMethod == .sampled && RayWalker(exact).pathMethod == .exact)
      let found = try [RayWalker(exact), sampled].map {
        try $0.rays(
          from: points, along: directions, classes: classes, expected: [nil, 0.2], limit: 4)
      }
      for (a, b) in zip(found[0], found[1]) {
        #expect((b.status == .reached) == (a.status == .reached) || a.distance ?? 0 > 3.9)
        // Without an exact end of the ray nothing is said beyond the limit.
        #expect(b.status == .reached || b.status == .beyondLimit)
        guard let x = a.distance, let y = b.distance else { continue }
        compared += abs(x - y) < 1e-9 ? 1 : 0
      }
    }
    // Samples miss changes between them in a few networks.
    #expect(compared > 25)
  }

  @Test("results do not depend on the number of threads")
  func rays_threadCount_changesNothing() throws {
    var generator = SeededGenerator(seed: 14)
    let draw = try Draw(&generator, count: 300, coarse: false)
    func rays() throws -> [BoundaryRay] {
      try RayWalker(draw.exact).rays(
        from: draw.points, along: draw.directions, classes: draw.classes,
        expected: [Double?](repeating: 1, count: 300), limit: RayWalker.farthest)
    }
    let two = try rays()
    Parallel.setThreadCount(1)
    defer { Parallel.setThreadCount(0) }
    #expect(try rays() == two)
  }
}
