import Foundation
import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGGeometry

/// What a crossing says about the boundary, against differences and symmetries.
@Suite("Normals and symmetries") struct NormalTests {
  @Test("the angle is that of a normal taken by central differences")
  func normal_differences_giveTheAngle() throws {
    var generator = SeededGenerator(seed: 9)
    var seen = 0
    for _ in 0..<60 {
      let stages = randomChain(&generator, inputs: 5, coarse: false)
      let network = try PiecewiseNetwork(stages)
      let (a, b) = (normal(1, 5, &generator), normal(1, 5, &generator))
      let path = try #require(try ExactPath(network).paths(from: a, to: b).first)
      // Steps of 1e-6 must not reach a kink: the classes' difference is straight within them.
      for crossing in path.crossings where (crossing.kinkGap ?? 1) > 1e-3 {
        guard let angle = crossing.angleDegrees else { continue }
        let x = point(a.row(0), b.row(0), crossing.t)
        let gradient = (0..<5).map { axis -> Double in
          var (up, down) = (x, x)
          up[axis] += 1e-6
          down[axis] -= 1e-6
          let f = network.logits(matrix([up, down]))
          let (i, j) = (crossing.fromClass, crossing.toClass)
          return (f[0, i] - f[0, j] - f[1, i] + f[1, j]) / 2e-6
        }
        guard isInside(network, x) else { continue }
        let direction = zip(b.row(0), a.row(0)).map { $0 - $1 }
        let expected = BoundaryFrame.angleDegrees(gradient[...], direction[...])
        // Differences of logits of size 10 over 2e-6 keep about 1e-8 of the normal.
        #expect(abs((expected ?? .nan) - angle) < 1e-4)
        seen += 1
      }
    }
    #expect(seen > 20)
  }

  /// Whether no unit switches within the difference steps around a point.
  private func isInside(_ network: PiecewiseNetwork, _ x: [Double]) -> Bool {
    let own = pattern(network, x)
    return x.indices.allSatisfy { axis in
      [2e-6, -2e-6].allSatisfy { step in
        var moved = x
        moved[axis] += step
        return pattern(network, moved) == own
      }
    }
  }

  @Test("walking a line backwards gives the same crossings in reverse")
  func path_reversed_mirrors() throws {
    var generator = SeededGenerator(seed: 10)
    for _ in 0..<100 {
      let stages = randomChain(&generator, inputs: 4, coarse: false)
      let exact = try ExactPath(
        PiecewiseNetwork(stages), basis: orthonormal(2, 4, &generator))
      let (a, b) = (normal(3, 4, &generator), normal(3, 4, &generator))
      let forth = try exact.paths(from: a, to: b)
      let back = try exact.paths(from: b, to: a)
      for (x, y) in zip(forth, back) {
        #expect(x.pieces == y.pieces && x.startClass == y.endClass)
        #expect(x.crossings.count == y.crossings.count)
        for (p, q) in zip(x.crossings, y.crossings.reversed()) {
          #expect(abs(p.t + q.t - 1) < 1e-9)
          #expect(p.fromClass == q.toClass && p.toClass == q.fromClass)
          if let u = p.angleDegrees, let v = q.angleDegrees { #expect(abs(u - v) < 1e-6) }
          if let u = p.alignment, let v = q.alignment { #expect(abs(u - v) < 1e-9) }
        }
      }
    }
  }

  @Test("the parts of a line hold the crossings of the whole")
  func path_cutInTwo_keepsCrossings() throws {
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<100 {
      let stages = randomChain(&generator, inputs: 4, coarse: false)
      let exact = try ExactPath(PiecewiseNetwork(stages))
      let (a, b) = (normal(1, 4, &generator), normal(1, 4, &generator))
      let middle = matrix([point(a.row(0), b.row(0), 0.4)])
      let whole = try #require(try exact.paths(from: a, to: b).first)
      let first = try #require(try exact.paths(from: a, to: middle).first)
      let second = try #require(try exact.paths(from: middle, to: b).first)
      let parts = first.crossings.map { 0.4 * $0.t } + second.crossings.map { 0.4 + 0.6 * $0.t }
      #expect(parts.count == whole.crossings.count)
      for (t, crossing) in zip(parts, whole.crossings) { #expect(abs(t - crossing.t) < 1e-9) }
      #expect((first.pieces ?? 0) + (second.pieces ?? 0) == (whole.pieces ?? 0) + 1)
    }
  }

  @Test(
    "normals and directions of any length have the angle, shares and terms that they have by hand",
    arguments: [1e-300, 1e-200, 1, 1e200, 1e300])
  func describe_anyLength_isByHand(_ length: Double) throws {
    let frame = BoundaryFrame(basis: matrix([[1, 0, 0], [0, 1, 0]]))
    // n = (3, 0, 4) and d = (1, 1, 1) meet at sin θ = 7/(5 √3).
    let normals = frame.scaledParts(of: matrix([[3, 0, 4].map { $0 * length }]))
    let directions = frame.scaledParts(of: matrix([[1, 1, 1].map { $0 / length }]))
    var crossing = Crossing(t: 0.5, fromClass: 0, toClass: 1)
    frame.describe(&crossing, normals: normals, 0, directions: directions, 0)
    let root = 3.0.squareRoot()
    let expected = [
      asin(7 / (5 * root)) * 180 / .pi, 0.6, (2 / 3.0).squareRoot(), 3 / (5 * root),
      4 / (5 * root),
    ]
    let found = [
      crossing.angleDegrees, crossing.alignment, crossing.directionAlignment,
      crossing.onManifoldTerm, crossing.offManifoldTerm,
    ]
    for (value, expected) in zip(found, expected) {
      #expect(abs(try #require(value) - expected) < 1e-12)
    }
  }

  @Test("a normal that is not finite has no angle", arguments: [Double.nan, .infinity])
  func describe_notFinite_isNil(_ value: Double) {
    let frame = BoundaryFrame(basis: matrix([[1, 0]]))
    var crossing = Crossing(t: 0.5, fromClass: 0, toClass: 1)
    frame.describe(
      &crossing, normals: frame.scaledParts(of: matrix([[value, 1]])), 0,
      directions: frame.scaledParts(of: matrix([[1, 1]])), 0)
    #expect(crossing.angleDegrees == nil && crossing.alignment == nil)
    #expect(crossing.onManifoldTerm == nil && crossing.offManifoldTerm == nil)
  }

  @Test("angles are exact at their ends", arguments: [(0.0, 0.0), (1, 90)])
  func angle_extremes_areExact(_ along: Double, _ expected: Double) {
    let angle = BoundaryFrame.angleDegrees([along, 1 - along], [2, 0])
    #expect(angle == expected)
    #expect(BoundaryFrame.angleDegrees([0, 0], [1, 0]) == nil)
    #expect(BoundaryFrame.angleDegrees([1, 0], [0, 0]) == nil)
  }

  @Test("the class at t follows the crossings") func predictedClass_between_followsCrossings() {
    var path = LinePath(
      status: .walked, method: .exact, pieces: 3, startClass: 4, endClass: 9, length: 1,
      crossings: [])
    path.crossings = [
      Crossing(t: 0.25, fromClass: 4, toClass: 1), Crossing(t: 0.5, fromClass: 1, toClass: 9),
    ]
    #expect(
      [0, 0.25, 0.3, 0.5, 0.51, 1].map { path.predictedClass(at: $0) } == [4, 4, 1, 1, 9, 9])
  }
}
