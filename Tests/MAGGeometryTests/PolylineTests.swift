import MAGFiles
import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGGeometry

@Suite("Polylines worked by hand") struct PolylineTests {
  /// Logits (x, 1/2 − x): class 1 for x < 1/4, class 0 from there on; the normal lies along x.
  private let halves = chain([[[1, 0], [-1, 0]]], [[0, 0.5]])

  private func walk(
    _ chain: [FullyConnectedStage<Double>], _ vertices: [[Double]], basis: Matrix<Double>? = nil
  ) throws -> PolylinePath {
    try ExactPath(PiecewiseNetwork(chain), basis: basis).polyline(through: matrix(vertices))
  }

  @Test("a change inside a leg has the leg's number, its t, the arc length and the leg's angle")
  func change_insideLeg_isPlaced() throws {
    let path = try walk(halves, [[0, 0], [0, 3], [4, 6]])
    #expect(path.startClass == 1 && path.endClass == 0 && path.arcLengths == [0, 3, 8])
    let change = try #require(path.changes.first)
    #expect(path.changes.count == 1 && change.leg == 2 && !change.isAtVertex)
    #expect(change.crossing.t == 1.0 / 16 && change.arcLength == 3 + 5.0 / 16)
    // d = (4, 3): sin θ = 4/5.
    let angle = GeometryMath.degrees(ofSine: 0.8, cosine: 0.6)
    #expect(abs((change.crossing.angleDegrees ?? .nan) - angle) < 1e-12)
  }

  @Test("a change exactly at a vertex is kept once, with the angle to either leg")
  func change_atVertex_hasBothAngles() throws {
    let path = try walk(halves, [[0, 0], [0.25, 0], [0.5, 0.25]])
    let change = try #require(path.changes.first)
    #expect(path.changes.count == 1 && change.isAtVertex && change.leg == 1)
    #expect(change.arcLength == 0.25 && change.crossing.t == 1)
    #expect(change.crossing.fromClass == 1 && change.crossing.toClass == 0)
    #expect(change.crossing.angleDegrees == 90)
    let sides = try #require(change.crossing.anglesOneSided)
    #expect(sides[0] == 90 && abs((sides[1] ?? .nan) - 45) < 1e-12)
  }

  @Test("a vertex on a kink of the boundary has the normals of both sides")
  func vertex_onKink_hasBothNormals() throws {
    // h = (x, −x, y + 10)₊: f₀ − f₁ = (−x)₊ − 3 x₊ − y, normals (−1, −1) and (−3, −1).
    let bent = chain(
      [[[1, 0], [-1, 0], [0, 1]], [[0, 1, 0], [3, 0, 1]]], [[0, 0, 10], [0, -10]])
    let path = try walk(bent, [[-1, 0], [0, 0], [1, 0]])
    #expect(path.changes.map(\.isAtVertex) == [true])
    let sides = try #require(path.changes.first?.crossing.anglesOneSided)
    #expect(abs((sides[0] ?? .nan) - 45) < 1e-12)
    let after = GeometryMath.degrees(ofSine: 3, cosine: 1)
    #expect(abs((sides[1] ?? .nan) - after) < 1e-12)
  }

  @Test("a path that touches the boundary with a vertex and turns back changes nothing")
  func vertex_touching_isNoChange() throws {
    let path = try walk(halves, [[0, 0], [0.25, 0], [0, 1]])
    #expect(path.changes.isEmpty && path.startClass == 1 && path.endClass == 1)
  }

  @Test("a leg along the boundary has the lowest class, reached at the vertex before it")
  func leg_alongBoundary_followsArgmax() throws {
    let path = try walk(halves, [[0, 0], [0.25, 0], [0.25, 1], [0.5, 1]])
    #expect(path.changes.map(\.leg) == [1] && path.changes.map(\.isAtVertex) == [true])
    let sides = try #require(path.changes.first?.crossing.anglesOneSided)
    #expect(sides == [90, 0])
  }

  @Test("legs without length are kept and lose no change around them")
  func leg_withoutLength_isKept() throws {
    let path = try walk(
      halves, [[0, 0], [0, 0], [0.25, 0], [0.25, 0], [0.25, 0], [1, 0], [1, 0]])
    #expect(
      path.legs.map(\.status) == [
        .identicalEnds, .walked, .identicalEnds, .identicalEnds, .walked, .identicalEnds,
      ])
    #expect(path.changes.map(\.leg) == [2] && path.changes.map(\.isAtVertex) == [true])
    #expect(path.changes.first?.crossing.anglesOneSided == [90, 90])
    #expect(path.startClass == 1 && path.endClass == 0 && path.length == 1)
  }

  @Test("a path that never moves has its class, no change and no length")
  func path_standingStill_hasNoChange() throws {
    let path = try walk(halves, [[0, 0], [0, 0], [0, 0]])
    #expect(path.changes.isEmpty && path.length == 0 && path.arcLengths == [0, 0, 0])
    #expect(path.startClass == 1 && path.endClass == 1)
  }

  @Test("every one of repeated flips is listed")
  func flips_repeated_areAllListed() throws {
    let path = try walk(halves, [[0, 0], [0.5, 0], [0, 0], [0.5, 0]])
    #expect(path.changes.map(\.leg) == [1, 2, 3])
    #expect(path.changes.map(\.crossing.t) == [0.5, 0.5, 0.5])
    #expect(path.changes.map(\.arcLength) == [0.25, 0.75, 1.25])
    #expect(path.changes.map(\.crossing.toClass) == [0, 1, 0])
  }

  @Test("a change that rounding puts on both sides of a vertex is one change")
  func change_besideVertex_isMerged() throws {
    let short = 0.25 - 1e-14
    let path = try walk(halves, [[0, 0], [0.25 + 1e-14, 0], [short, 0], [1, 0]])
    // Out by 1e-14, back by 2e-14 and out for good: the middle leg is shorter than coordinates tell.
    #expect(path.changes.count == 1 && path.changes.first?.crossing.toClass == 0)
  }

  @Test("at a vertex the two signed terms sum to the sine of the incoming leg")
  func vertex_offSpan_splitsIntoTerms() throws {
    let path = try walk(halves, [[0, 0], [0.25, 0.25], [1, 1]], basis: matrix([[0.6, 0.8]]))
    let crossing = try #require(path.changes.first?.crossing)
    // n = (−2, 0), d = (1, 1)/4: P n · P d = −2 · 0.6 · 1.4 / 4.
    let scale = 2 * 2.0.squareRoot() / 4
    #expect(abs((crossing.onManifoldTerm ?? .nan) + 2 * 0.6 * 1.4 / 4 / scale) < 1e-12)
    let sum = (crossing.onManifoldTerm ?? .nan) + (crossing.offManifoldTerm ?? .nan)
    #expect(abs(sum + 0.5.squareRoot()) < 1e-12)
    #expect(abs((crossing.alignment ?? .nan) - 0.6) < 1e-12)
  }

  @Test("a polyline of fewer than two points is refused as bad data")
  func vertices_tooFew_areRefused() throws {
    let exact = try ExactPath(PiecewiseNetwork(halves))
    let sampled = try SampledPath(network(halves))
    for count in 0...1 {
      let points = Matrix<Double>(rows: count, columns: 2)
      #expect(throws: GeometryFailure.tooFewVertices(count)) {
        try exact.polyline(through: points)
      }
      #expect(throws: GeometryFailure.tooFewVertices(count)) {
        try sampled.polyline(through: points)
      }
    }
    #expect(GeometryFailure.tooFewVertices(1).kind == .badData)
    #expect(GeometryFailure.tooFewVertices(1).description.contains("at least two"))
    #expect(throws: GeometryFailure.pointNotFinite(line: 0)) {
      try exact.polyline(through: matrix([[0, 0], [.nan, 0]]))
    }
  }

  @Test("samples find the same changes, say so, and have no pieces")
  func sampled_polyline_agrees() throws {
    let vertices = matrix([[0, 0], [0.25, 0], [0.5, 0.25], [0, 0], [0, 0]])
    let exact = try ExactPath(PiecewiseNetwork(halves)).polyline(through: vertices)
    let sampled = try SampledPath(network(halves)).polyline(through: vertices)
    #expect(exact.method == .exact && sampled.method == .sampled)
    #expect(sampled.legs.allSatisfy { $0.pieces == nil })
    #expect(sampled.changes.map(\.isAtVertex) == exact.changes.map(\.isAtVertex))
    for (a, b) in zip(sampled.changes, exact.changes) {
      #expect(abs(a.arcLength - b.arcLength) < 1e-11)
      for (x, y) in zip(a.crossing.anglesOneSided ?? [], b.crossing.anglesOneSided ?? []) {
        #expect(abs((x ?? .nan) - (y ?? .nan)) < 1e-9)
      }
    }
  }
}
