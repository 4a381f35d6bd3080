import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGGeometry

/// Every degenerate case of a walk, each small enough to be checked on paper.
@Suite("Degenerate lines") struct DegenerateLineTests {
  /// Walks one segment of a chain, with kinks recorded.
  private func walk(
    _ chain: [FullyConnectedStage<Double>], _ start: [Double], _ end: [Double],
    basis: Matrix<Double>? = nil
  ) throws -> LinePath {
    var options = ExactPath.Options()
    options.recordsKinks = true
    options.certificateStride = 1
    let exact = try ExactPath(PiecewiseNetwork(chain), basis: basis)
    let path = try #require(
      try exact.paths(from: matrix([start]), to: matrix([end]), options: options).first)
    #expect(try #require(path.certificate).holds)
    return path
  }

  /// Logits (x, 1/2 − x): a crossing where x passes 1/4, head-on for a step along x.
  private let halves = chain([[[1, 0], [-1, 0]]], [[0, 0.5]])

  @Test("a linear network crosses where its closed form says, at the angle of its normal")
  func linear_crossing_matchesClosedForm() throws {
    // f0 − f1 = 2x + y − 1 on (0, 0) → (1, 1): t = 1/3, sin θ = 3 / (√5 √2).
    let path = try walk(chain([[[2, 0], [0, -1]]], [[0, 1]]), [0, 0], [1, 1])
    #expect(path.pieces == 1 && path.startClass == 1 && path.endClass == 0)
    let crossing = try #require(path.crossings.first)
    #expect(abs(crossing.t - 1.0 / 3) < 1e-15)
    let angle = GeometryMath.degrees(ofSine: 3 / 10.0.squareRoot(), cosine: 1 / 10.0.squareRoot())
    #expect(abs((crossing.angleDegrees ?? .nan) - angle) < 1e-12)
    #expect(crossing.kinkGap == nil && crossing.anglesOneSided == nil)
  }

  @Test("a head-on crossing has 90 degrees") func crossing_headOn_isNinety() throws {
    let path = try walk(halves, [0, 0], [1, 0])
    #expect(path.crossings.map(\.t) == [0.25])
    #expect(path.crossings.first?.angleDegrees == 90)
  }

  @Test("identical ends give one piece, no crossing, and say so")
  func line_identicalEnds_hasStatus() throws {
    let path = try walk(chain([[[1], [2]], [[1, 0], [0, 1]]]), [3], [3])
    #expect(path.status == .identicalEnds && path.pieces == 1)
    #expect(path.crossings.isEmpty && path.length == 0 && path.startClass == path.endClass)
  }

  @Test("units whose pre-activation does not move never switch")
  func unit_zeroSlope_hasNoKink() throws {
    // Unit 0 is exactly on its break all along, unit 1 constant; only unit 2 moves, at t = 1/2.
    let path = try walk(
      chain([[[0], [0], [1]], [[1, 1, 1], [0, 0, 3]]], [[0, 2, 0], [0, 0]]), [-1], [1])
    #expect(path.kinkPositions == [0.5])
    // Logits (2 + r, 3 r), r = x from t = 1/2 on: x = 1, the very end: no crossing inside.
    #expect(path.crossings.isEmpty && path.startClass == 0)
  }

  @Test("kinks at the ends of a line make no pieces", arguments: [1.0, -1])
  func kink_atEnd_makesNoPiece(_ direction: Double) throws {
    let two = chain([[[1], [-1]], [[1, 0], [0, 1]]], [[0, 0], [0, 0.25]])
    let fromKink = try walk(two, [0], [direction])
    #expect(fromKink.kinkPositions == [] && fromKink.pieces == 1)
    let toKink = try walk(two, [direction], [0])
    #expect(toKink.kinkPositions == [] && toKink.pieces == 1)
    // Logits at x: (max(x, 0), max(−x, 0) + 1/4): equal at x = 1/4 only.
    #expect(fromKink.crossings.map(\.t) == (direction > 0 ? [0.25] : []))
    #expect(toKink.crossings.map(\.t) == (direction > 0 ? [0.75] : []))
  }

  @Test("coincident kinks count once") func kinks_coincident_countOnce() throws {
    let path = try walk(chain([[[1], [-2], [4]], [[1, 1, 0], [0, 1, 1]]]), [-1], [3])
    #expect(path.kinkPositions == [0.25] && path.pieces == 2)
  }

  @Test("three classes tied at one point give one crossing, from the one before to the one after")
  func classes_threeTied_giveOneCrossing() throws {
    let path = try walk(chain([[[-1], [0], [1]]]), [-1], [1])
    #expect(path.crossings.count == 1)
    #expect(path.crossings.first?.t == 0.5)
    #expect(path.crossings.first?.fromClass == 0 && path.crossings.first?.toClass == 2)
  }

  @Test("touching without change is no crossing") func classes_touching_giveNoCrossing() throws {
    // Logits (0, −|x|) as (0, −(r(x) + r(−x))): equal at x = 0 alone.
    let path = try walk(chain([[[1], [-1]], [[0, 0], [-1, -1]]]), [-1], [1])
    #expect(path.crossings.isEmpty && path.pieces == 2)
  }

  @Test("a crossing on a kink carries both one-sided angles")
  func crossing_onKink_hasBothAngles() throws {
    // f0 − f1 = −x before x = 0 and −5 x after, plus |y|-like terms that rest on their breaks.
    let two = chain([[[1, 0], [0, 1], [0, -1], [-1, 0]], [[-5, 1, -1, 1], [0, 0, 0, 0]]])
    let path = try walk(two, [-1, 0], [1, 0])
    let crossing = try #require(path.crossings.first)
    #expect(path.crossings.count == 1 && crossing.t == 0.5 && crossing.kinkGap == 0)
    let sides = try #require(crossing.anglesOneSided)
    // A unit on its break has slope 0, so the normals are (−1, 0) and (−5, 0).
    #expect(sides == [90, 90])
  }

  @Test("one-sided angles differ where the boundary bends at the kink")
  func crossing_onBend_anglesDiffer() throws {
    // f0 − f1 = r(−x) − r(x) − 3 r(x + y): normals (−1, 0) before x = 0 on y = 0, (−4, −3) after.
    let bent = chain(
      [[[1, 1], [1, 0], [-1, 0]], [[-3, -1, 1], [0, 0, 0]]], [[0, 0, 0], [0, 0]])
    let path = try walk(bent, [-1, 0], [1, 0])
    let sides = try #require(path.crossings.first?.anglesOneSided)
    #expect(sides.first == 90)
    // After: n = (−4, −3), d = (2, 0): sin θ = 4/5.
    let expected = GeometryMath.degrees(ofSine: 0.8, cosine: 0.6)
    #expect(abs((sides.last.flatMap { $0 } ?? .nan) - expected) < 1e-12)
  }

  @Test("a zero normal leaves the angle undefined") func normal_zero_hasNoAngle() throws {
    // After the last stage a ReLU: both logits are 0 from x = 0 on, where class 0 takes over.
    let dead = chain([[[0], [-1]]], nil, .relu, last: .relu)
    let path = try walk(dead, [-1], [1], basis: matrix([[1]]))
    #expect(path.startClass == 1 && path.endClass == 0 && path.crossings.map(\.t) == [0.5])
    let after = try #require(path.crossings.first?.anglesOneSided?.last)
    #expect(after == nil)
  }

  @Test("the same class at both ends can leave and return")
  func class_sameAtBothEnds_canLeave() throws {
    // Logits (1/2, 1 − |x|): class 1 for |x| < 1/2.
    let tent = chain([[[1], [-1]], [[0, 0], [-1, -1]]], [[0, 0], [0.5, 1]])
    let path = try walk(tent, [-1], [1])
    #expect(path.startClass == 0 && path.endClass == 0)
    #expect(path.crossings.map(\.t) == [0.25, 0.75])
    #expect(path.predictedClass(at: 0.5) == 1 && path.predictedClass(at: 0.9) == 0)
  }

  @Test("classes equal on a whole piece go to the lowest index, as argmax")
  func classes_tiedOnPiece_followArgmax() throws {
    // After ReLU: logits (0, r(−x), r(x)): class 1, then 2.
    let path = try walk(chain([[[0], [-1], [1]]], nil, .relu, last: .relu), [-1], [1])
    #expect(path.crossings.map(\.fromClass) == [1] && path.crossings.map(\.toClass) == [2])
    let flat = try walk(
      chain([[[0], [-1], [1]]], [[0, -1, -1]], .relu, last: .relu), [-2], [2])
    #expect(flat.crossings.map(\.t) == [0.25, 0.75])
    #expect(flat.crossings.map(\.toClass) == [0, 2])
  }

  @Test("a hard tanh unit can pass both breaks between two kinks")
  func hardTanh_bothBreaks_giveTwoKinks() throws {
    let path = try walk(chain([[[1]], [[1], [-1]]], nil, .hardTanh), [-4], [4])
    #expect(path.kinkPositions == [0.375, 0.625] && path.crossings.map(\.t) == [0.5])
  }
}
