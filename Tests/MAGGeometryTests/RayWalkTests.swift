import Foundation
import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGGeometry

/// Rays of single networks, worked out by hand.
@Suite("Rays by hand") struct RayWalkTests {
  /// Sixteen coordinates, so that the diagonal √16 = 4 allows a first segment of 3; only the first
  /// of them matters.
  static func rows(_ firsts: [Double]) -> [[Double]] {
    firsts.map { [$0] + [Double](repeating: 0, count: 15) }
  }

  /// The ray from the origin along the first axis (or any other direction).
  func ray(
    _ stages: [FullyConnectedStage<Double>], along direction: [Double] = rows([1])[0],
    from point: [Double]? = nil, expected: Double? = nil, limit: Double = RayWalker.farthest
  ) throws -> BoundaryRay {
    let exact = try ExactPath(PiecewiseNetwork(stages))
    let points = matrix([point ?? [Double](repeating: 0, count: direction.count)])
    let logits = exact.network.logits(points)
    return try #require(
      try RayWalker(exact).rays(
        from: points, along: matrix([direction]),
        classes: [Sample(t: 0, logits: Array(logits.row(0))).leader], expected: [expected],
        limit: limit
      ).first)
  }

  @Test("f = (6 − 3 x₁ + 4 x₂, 0) is left at 2 along the first axis, at an angle of arcsin 3/5")
  func ray_plane_isByHand() throws {
    let ray = try ray(
      chain([[[-3, 4], [0, 0]]], [[6, 0]]), along: [1, 0], from: [0, 0], expected: 2)
    #expect(ray.status == .reached && ray.fromClass == 0 && ray.toClass == 1)
    #expect(ray.distance.map { abs($0 - 2) < 1e-12 } == true)
    #expect(ray.angleDegrees.map { abs($0 - asin(0.6) * 180 / .pi) < 1e-9 } == true)
    // The diagonal of the unit square is shorter than 2, so two segments were walked.
    #expect(ray.segments == 2)
  }

  @Test("a change exactly at the seam of two segments is found, with its angle")
  func ray_changeAtSeam_isFound() throws {
    // The first segment ends at 1.5 · 2 = 3, where (3 − x, 0) changes.
    let stages = chain([Self.rows([-1, 0])], [[3, 0]])
    let ray = try ray(stages, expected: 2)
    #expect(ray.status == .reached && ray.toClass == 1 && ray.segments == 3)
    #expect(ray.distance.map { abs($0 - 3) < 1e-12 } == true)
    #expect(ray.angleDegrees == 90)
  }

  @Test("a change exactly at the limit is within it, one just beyond is not")
  func ray_changeAtLimit_counts() throws {
    let stages = chain([Self.rows([-1, 0])], [[3, 0]])
    let at = try ray(stages, expected: 2, limit: 3)
    #expect(at.status == .reached && at.distance.map { abs($0 - 3) < 1e-12 } == true)
    let before = try ray(stages, expected: 2, limit: 2.999)
    #expect(before.status == .beyondLimit && before.distance == nil && before.toClass == nil)
    let far = try ray(stages, expected: 2, limit: 3.5)
    #expect(far.status == .reached)
  }

  @Test("a boundary that is only touched is no boundary", arguments: [[0, 1], [1, 0]])
  func ray_touching_isNoChange(_ order: [Int]) throws {
    // |x − 1| against 0: a tie at x = 1 only.
    let hidden = Self.rows([1, -1])
    let logits = order.map { $0 == 0 ? [1.0, 1.0] : [0.0, 0.0] }
    let stages = chain([hidden, logits], [[-1, 1], [0, 0]])
    let ray = try ray(stages, expected: 0.5)
    #expect(ray.status == .unbounded && ray.distance == nil && ray.fromClass == order[0])
  }

  @Test("what lies behind a touched boundary is found")
  func ray_touchThenChange_isFound() throws {
    // |x − 1| − 2 relu(x − 3) against 0: touched at 1, left at 5.
    let stages = chain(
      [Self.rows([1, -1, 1]), [[1, 1, -2], [0, 0, 0]]], [[-1, 1, -3], [0, 0]])
    for expected in [nil, 0.1, 1, 2.6, 40] as [Double?] {
      let ray = try ray(stages, expected: expected)
      #expect(ray.status == .reached && ray.distance.map { abs($0 - 5) < 1e-9 } == true)
    }
  }

  @Test("a boundary far beyond all kinks is found, and none is invented there")
  func ray_farBoundary_isFound() throws {
    // Behind its kink at 1 the first logit falls by 1e-4 for each unit: left at 1 + 1e4.
    let falling = chain([Self.rows([1]), [[-1e-4], [0]]], [[-1], [1, 0]])
    let far = try ray(falling)
    #expect(far.status == .reached && far.distance.map { abs($0 - 10001) < 1e-6 } == true)
    #expect(try ray(falling, limit: 28).status == .beyondLimit)
    let rising = chain([Self.rows([1]), [[1e-4], [0]]], [[-1], [1, 0]])
    #expect(try ray(rising).status == .unbounded)
    #expect(try ray(rising, limit: 28).status == .unbounded)
    // 10¹³ is farther than is looked for.
    let slow = chain([Self.rows([-1e-13, 0])], [[1, 0]])
    #expect(try ray(slow).status == .beyondLimit)
  }

  @Test("an image on a boundary is at distance 0, without an angle")
  func ray_startOnBoundary_isZero() throws {
    // Class 0 at the tie, class 1 just behind it.
    let ray = try ray(chain([Self.rows([0, 1])]))
    #expect(ray.status == .reached && ray.distance == 0 && ray.toClass == 1)
    #expect(ray.angleDegrees == nil && ray.segments == 1)
    // The other way class 0 keeps its lead for ever.
    let back = try self.ray(chain([Self.rows([0, 1])]), along: Self.rows([-1])[0])
    #expect(back.status == .unbounded)
  }

  @Test("a zero direction is no ray and costs nothing")
  func ray_zeroDirection_isNone() throws {
    let ray = try ray(chain([Self.rows([-1, 0])], [[3, 0]]), along: Self.rows([0])[0])
    #expect(ray == BoundaryRay(status: .noDirection, fromClass: 0))
  }

  @Test("a hard tanh before the logits ends a ray; one after them can end it in a tie")
  func ray_hardTanh_isByHand() throws {
    // clamp(x − 2) against 0.5: 2.5; against 2: never.
    let hidden = Self.rows([1])
    let near = chain([hidden, [[1], [0]]], [[-2], [0, 0.5]], .hardTanh)
    #expect(try ray(near).distance.map { abs($0 - 2.5) < 1e-12 } == true)
    let never = chain([hidden, [[1], [0]]], [[-2], [0, 2]], .hardTanh)
    #expect(try ray(never).status == .unbounded)
    // Both outputs are clamped to 1 from x = 2.5 on; at ties the lower index is the class.
    let tied = chain([Self.rows([1, 1])], [[-1.5, 0]], last: .hardTanh)
    let ray = try ray(tied)
    #expect(ray.status == .reached && ray.fromClass == 1 && ray.toClass == 0)
    #expect(ray.distance.map { abs($0 - 2.5) < 1e-12 } == true)
  }

  @Test("the end of a ray is the last kink of any stage, or the last overtaking behind it")
  func tail_smallNetworks_isByHand() throws {
    func end(_ stages: [FullyConnectedStage<Double>], _ leader: Int) throws -> Double? {
      try ExactPath(PiecewiseNetwork(stages)).rayEnds(
        from: matrix(Self.rows([0])), along: matrix(Self.rows([1])), classes: [leader])[0]
    }
    // Kinks of the first stage at 2 and 5, of the second, relu(7 − relu(x − 2)), at 9.
    let deep = chain(
      [Self.rows([1, -1]), [[-1, 0]], [[1], [0]]], [[-2, 5], [7], [1, 0]])
    #expect(try end(deep, 0) == 9)
    // Behind it both logits are constant.
    #expect(try end(deep, 1) == 9)
    let straight = chain([Self.rows([-1, 1])], [[4, 0]])
    #expect(try end(straight, 0) == 2)
    #expect(try end(straight, 1) == 0)
    let flat = chain([Self.rows([0, 0])], [[1, 0]])
    #expect(try end(flat, 0) == 0)
  }

  @Test("limits that are no positive numbers and lists that do not fit are refused")
  func rays_badArguments_areRefused() throws {
    let walker = RayWalker(try ExactPath(PiecewiseNetwork(chain([Self.rows([-1, 0])], [[3, 0]]))))
    let (point, axis) = (matrix(Self.rows([0])), matrix(Self.rows([1])))
    for limit in [0, -1, .nan, .infinity] as [Double] {
      let failure = #expect(throws: GeometryFailure.self) {
        try walker.rays(from: point, along: axis, classes: [0], expected: [nil], limit: limit)
      }
      #expect(failure?.kind == .usage)
      #expect("\(failure.map { "\($0)" } ?? "")".contains("is not a positive number"))
    }
    #expect(throws: GeometryFailure.countMismatch(starts: 1, ends: 2)) {
      try walker.rays(from: point, along: axis, classes: [0, 0], expected: [nil], limit: 1)
    }
    #expect(throws: GeometryFailure.countMismatch(starts: 1, ends: 0)) {
      try walker.rays(from: point, along: axis, classes: [0], expected: [], limit: 1)
    }
    let wide = matrix([[Double](repeating: 0, count: 15)])
    #expect(
      throws: GeometryFailure.dimensionMismatch(
        what: "an end point", expected: 16, found: 15)
    ) {
      try walker.rays(
        from: wide, along: matrix([[1] + [Double](repeating: 0, count: 14)]), classes: [0],
        expected: [nil], limit: 1)
    }
  }

  @Test("overflow names the ray it happens on")
  func rays_overflow_nameTheRay() throws {
    let huge = chain([Self.rows([1e300, 0]), [[1e300, 0], [0, 1]]])
    let walker = RayWalker(try ExactPath(PiecewiseNetwork(huge)))
    #expect(throws: GeometryFailure.logitsNotFinite(line: 1)) {
      try walker.rays(
        from: matrix(Self.rows([0, 0])), along: matrix(Self.rows([0, 1])), classes: [0, 0],
        expected: [nil, nil], limit: 1)
    }
  }
}
