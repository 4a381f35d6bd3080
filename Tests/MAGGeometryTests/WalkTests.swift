import Foundation
import MAGFiles
import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGGeometry

/// The pieces of the walk on their own: the kernel, drift, the envelope, root finding, encoding.
@Suite("Parts of the walk") struct WalkTests {
  @Test(
    "a panel walk equals the sums it stands for",
    arguments: [PiecewiseLinear.relu, .hardTanh, .leakyReLU(slope: 0.3), .identity])
  func panelWalk_random_matchesPlainSums(_ activation: PiecewiseLinear) {
    var generator = SeededGenerator(seed: 1)
    for width in [8, 24, 64] {
      let inputs = 30
      let columns = (0..<inputs * width).map { _ in generator.normal() }
      let units = (0..<50).map { _ in UInt32(generator.integer(below: inputs)) }
      let jumps = units.map { _ in generator.normal() }
      let advances = (0...50).map { _ in generator.uniform() / 20 }
      var values = (0..<width).map { _ in generator.normal() }
      var slopes = (0..<width).map { _ in generator.normal() }
      let walk = PanelWalk(capacity: 50)
      let (rows, flips) = columns.withUnsafeBufferPointer {
        walk.walk(
          columns: $0, width: width, switches: units, advances: advances, jumps: jumps,
          values: values, slopes: slopes, activation: activation)
      }
      var expected: [UnitFlip] = []
      for step in 0...50 {
        for unit in 0..<width {
          #expect(abs(rows[step, unit] - activation.value(values[unit])) < 1e-12)
          let after = values[unit] + advances[step] * slopes[unit]
          if activation.region(values[unit]) != activation.region(after) {
            expected.append(
              UnitFlip(
                step: step, unit: unit, before: values[unit], after: after, slope: slopes[unit]))
          }
          values[unit] = after
          if step < 50 { slopes[unit] += jumps[step] * columns[Int(units[step]) * width + unit] }
        }
      }
      // Without fused multiply-adds the kernel makes the same roundings as these loops.
      #expect(flips == expected)
      #expect(flips.isEmpty == (activation == .identity))
    }
  }

  @Test(
    "a piecewise linear function has its kind's values", arguments: [-3, -1, -0.5, 0, 0.5, 1, 4])
  func piecewiseLinear_values_matchDefinitions(_ z: Double) {
    #expect(PiecewiseLinear.relu.value(z) == max(z, 0))
    #expect(PiecewiseLinear.hardTanh.value(z) == min(max(z, -1), 1))
    #expect(PiecewiseLinear.leakyReLU(slope: 0.25).value(z) == (z > 0 ? z : 0.25 * z))
    #expect(PiecewiseLinear.identity.value(z) == z)
    #expect(PiecewiseLinear.relu.slope(inRegion: PiecewiseLinear.relu.region(z)) == (z > 0 ? 1 : 0))
  }

  @Test("thousands of rank-one updates without a fresh start drift below 1e-9 relative")
  func drift_longWalk_staysSmall() throws {
    var generator = SeededGenerator(seed: 2)
    let sizes = [20, 4000, 70, 5]
    let stages = (0..<3).map { index in
      FullyConnectedStage(
        weight: normal(sizes[index + 1], sizes[index], &generator),
        bias: (0..<sizes[index + 1]).map { _ in generator.normal() },
        activation: index < 2 ? .relu : .identity)
    }
    var options = ExactPath.Options()
    options.certificateStride = 101
    options.refreshInterval = 100_000
    let exact = try ExactPath(PiecewiseNetwork(stages))
    let (a, b) = (normal(2, 20, &generator), normal(2, 20, &generator))
    let long = try exact.paths(from: a, to: b, options: options)
    options.refreshInterval = 512
    let refreshed = try exact.paths(from: a, to: b, options: options)
    for (x, y) in zip(long, refreshed) {
      #expect(try #require(x.pieces) > 1500 && x.pieces == y.pieces)
      #expect(try #require(x.certificate).holds)
      #expect(try #require(y.certificate).relativeLogitDifference < 1e-11)
      #expect(x.crossings.map(\.toClass) == y.crossings.map(\.toClass))
      for (p, q) in zip(x.crossings, y.crossings) { #expect(abs(p.t - q.t) < 1e-10) }
    }
  }

  @Test("changes nearer than the merge tolerance count as one, or none if the class returns")
  func envelope_nearbyChanges_merge() {
    let times = [0, 0.5, 0.5 + 1e-13, 1]
    var through = ClassEnvelope(mergeTolerance: 1e-12)
    matrix([[2, 0, 0], [1, 1, 1], [0, 1 + 1e-13, 1 + 1e-13], [0, 1, 3]]).withReadView {
      through.append(times, $0, stretch: 0)
    }
    #expect(through.sequence.changes.map(\.from) == [0] && through.sequence.endClass == 2)
    var touch = ClassEnvelope(mergeTolerance: 1e-12)
    matrix([[2, 0], [1, 1 - 1e-14], [1, 1 + 1e-14], [2, 0]]).withReadView {
      touch.append(times, $0, stretch: 0)
    }
    #expect(touch.sequence.changes.isEmpty && touch.sequence.startClass == 0)
  }

  @Test("several classes can lead within one piece") func envelope_onePiece_visitsAll() {
    var envelope = ClassEnvelope(mergeTolerance: 1e-12)
    matrix([[4, 3, 0], [0, 3, 4]]).withReadView { envelope.append([0, 1], $0, stretch: 0) }
    #expect(envelope.sequence.changes.map(\.time) == [0.25, 0.75])
    #expect(envelope.sequence.changes.map(\.to) == [1, 2])
  }

  @Test("a root is found in far fewer evaluations than by bisection, and never in more")
  func root_narrowing_needsFewEvaluations() {
    let functions: [(Double) -> Double] = [
      { 0.3 - $0 }, { exp(-5 * $0) - 0.4 }, { 1 - pow($0, 9) * 20 }, { $0 < 0.77 ? 1 : -1e-9 },
    ]
    var counts: [Int] = []
    for f in functions {
      var root = BracketedRoot(
        low: 0, lowValue: f(0), high: 1, highValue: f(1), tolerance: 1e-12)
      var count = 0
      while !root.isDone {
        let t = root.next
        root.update(at: t, value: f(t))
        count += 1
      }
      #expect(f(root.low) > 0 && f(root.high) <= 0 && root.high - root.low <= 1e-12)
      counts.append(count)
    }
    // Bisection takes 40 halvings to 1e-12.
    #expect(counts.allSatisfy { $0 <= 43 } && counts[1] < 15)
  }

  @Test("a certificate notices wrong logits and wrong classes") func certificate_tampered_fails()
    throws
  {
    let stages = chain([[[1], [-1]], [[0, 0], [-1, -1]]], [[0, 0], [0.5, 1]])
    let network = try PiecewiseNetwork(stages)
    let (a, b) = (matrix([[-1]]), matrix([[1]]))
    var path = try #require(try ExactPath(network).paths(from: a, to: b).first)
    let inspector = LineInspector(
      classCount: 2, starts: a, directions: matrix([[2]]), stride: 1
    ) { network.logits($0) }
    func certificate(_ path: LinePath, _ ends: LineInspector.Ends) throws -> LineCertificate {
      var paths = [path]
      inspector.certify(&paths, lines: [0], ends: [ends])
      return try #require(paths[0].certificate)
    }
    #expect(try certificate(path, LineInspector.Ends()).holds)
    path.crossings[0].t = 0.3
    #expect(try !certificate(path, LineInspector.Ends()).holds)
    let checked = try certificate(path, LineInspector.Ends(times: [0], logits: [0.5, 0.125]))
    #expect(checked.pointsChecked == 1 && checked.largestLogitDifference == 0.125)
    // The logits there are (0.5, 0): the difference relative to 0.5.
    #expect(checked.relativeLogitDifference == 0.25 && !checked.holds)
  }

  @Test("a path is written with the contract's keys, undefined values as null")
  func path_encoded_hasContractKeys() throws {
    let stages = chain([[[1], [-1]]], [[0, 0.5]])
    let path = try #require(
      try ExactPath(PiecewiseNetwork(stages)).paths(from: matrix([[0]]), to: matrix([[1]])).first)
    let text = String(decoding: try OrderedJSON.encode(path), as: UTF8.self)
    for key in [
      "\"method\": \"exact\"", "\"pieces\": 1", "\"t\": 0.25", "\"from_class\": 1",
      "\"to_class\": 0", "\"angle_degrees\": 90", "\"alignment\": null",
      "\"in_manifold_cosine\": null", "\"kink_gap\": null",
    ] { #expect(text.contains(key), "\(key) in \(text)") }
    #expect(try OrderedJSON.decode(LinePath.self, from: Data(text.utf8)) == path)
  }
}
