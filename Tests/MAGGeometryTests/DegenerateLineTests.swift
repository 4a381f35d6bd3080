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

  @Test("nearer to a kink than 1e-9 a crossing carries both angles, further off it does not")
  func crossing_nearKink_hasBothAngles() throws {
    // f0 − f1 = e − x before the kink at x = 0 and e − x − r(x) (slope −2) after it: the crossing
    // is at x = e/2, half of that in t.
    for (e, isNear) in [(2e-9, true), (2e-8, false)] {
      let path = try walk(
        chain(
          [[[1, 1], [1, 0], [-1, 0]], [[-1, -1, 1], [0, 0, 0]]], [[0, 0, 0], [e, 0]]), [-1, 0],
        [1, 0])
      let crossing = try #require(path.crossings.first)
      #expect(path.crossings.count == 1 && crossing.fromClass == 0)
      #expect(abs((crossing.kinkGap ?? 1) - e / 4) < 1e-15)
      #expect((crossing.anglesOneSided != nil) == isNear)
      // Before the kink n = (−1, 0); after it (−2, −1), the crossing's own angle.
      let after = GeometryMath.degrees(ofSine: 2, cosine: 1)
      #expect(abs((crossing.angleDegrees ?? .nan) - after) < 1e-12)
      if let sides = crossing.anglesOneSided {
        #expect(sides.first == 90)
        #expect(abs((sides.last.flatMap { $0 } ?? .nan) - after) < 1e-12)
      }
    }
  }

  @Test("classes tied at an end belong to the inside, by both methods")
  func classes_tiedAtEnd_belongInside() throws {
    // Logits (0, x, −x): all tied at x = 0; class 1 for x > 0, class 2 for x < 0.
    let star = chain([[[0], [1], [-1]]])
    for (start, end, expected) in [(0.0, 3.0, 1), (3, 0, 1), (0, -2, 2), (-2, 0, 2)] {
      let sampled = try SampledPath(network(star))
        .paths(from: matrix([[start]]), to: matrix([[end]]))[0]
      for path in [try walk(star, [start], [end]), sampled] {
        #expect(path.startClass == expected && path.endClass == expected)
        #expect(path.crossings.isEmpty, "\(path.method), \(start) to \(end)")
      }
    }
    // Tied at one end and crossed inside: from x = −2 to x = 0 by x = −1.
    let late = chain([[[0], [1], [-1]]], [[0, 0, -1]])
    let sampled = try SampledPath(network(late)).paths(from: matrix([[-2]]), to: matrix([[0]]))[0]
    for path in [try walk(late, [-2], [0]), sampled] {
      #expect(path.crossings.count == 1 && path.startClass == 2 && path.endClass == 0)
      #expect(abs((path.crossings.first?.t ?? 0) - 0.5) < 1e-10)
    }
  }

  @Test("a touch or a triple tie exactly at a sample is what it is between samples")
  func sampling_tieAtSample_isDecidedBesideIt() throws {
    var options = SampledPath.Options()
    options.steps = 2
    // Logits (−|x|, 0): class 0 ties at x = 0 alone, which is the middle sample.
    let touch = chain([[[1], [-1]], [[-1, -1], [0, 0]]])
    let touched = try SampledPath(network(touch))
      .paths(from: matrix([[-1]]), to: matrix([[1]]), options: options)[0]
    #expect(touched.crossings.isEmpty && touched.startClass == 1 && touched.endClass == 1)
    // Logits (0, x, −x): from class 2 to class 1, all three tied at the middle sample.
    let star = try SampledPath(network(chain([[[0], [1], [-1]]])))
      .paths(from: matrix([[-1]]), to: matrix([[1]]), options: options)[0]
    #expect(star.crossings.map(\.fromClass) == [2] && star.crossings.map(\.toClass) == [1])
    #expect(abs((star.crossings.first?.t ?? 0) - 0.5) < 1e-10)
  }

  @Test("a kink on the seam between two fresh starts is counted")
  func kink_onSeam_isCounted() throws {
    // First-stage kinks at x = ±1, so that the seam is at x = 0, where the second stage's unit
    // r(x + 1) + r(x − 1) − 1 passes its break.
    let seamed = chain([[[1], [1]], [[1, 1]], [[1], [0]]], [[1, -1], [-1], [0, 0.5]])
    var options = ExactPath.Options()
    (options.recordsKinks, options.refreshInterval) = (true, 1)
    let path = try ExactPath(PiecewiseNetwork(seamed))
      .paths(from: matrix([[-3]]), to: matrix([[3]]), options: options)[0]
    let kinks = try #require(path.kinkPositions)
    for expected in [1.0 / 3, 0.5, 2.0 / 3] {
      #expect(kinks.contains { abs($0 - expected) < 1e-15 })
    }
    // Rounding may show the one on the seam twice.
    #expect(kinks.count == path.pieces.map { $0 - 1 } && kinks.count <= 4)
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
