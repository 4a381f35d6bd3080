import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGGeometry

/// Paths of integer networks against a walk in exact fractions: ties, coincident kinks, zero and
/// repeated weights are common here, and nothing is rounded on the other side.
@Suite("Paths against arithmetic without rounding") struct NaiveWalkTests {
  /// Positions are quotients of integers below 2^20, rounded a few hundred times.
  static let tolerance = 1e-11

  /// 1-5 stages of 1-5 units, weights −2 … 2, some rows zero or repeated; no logit is lost to
  /// rounding in exact fractions.
  static func integerChain(
    _ generator: inout SeededGenerator, inputs: Int
  ) -> [FullyConnectedStage<Double>] {
    let kinds: [ActivationKind] = [
      .relu, .relu, .leakyReLU(slope: 0.5), .leakyReLU(slope: -1), .hardTanh, .identity,
    ]
    let depth = 1 + generator.integer(below: 5)
    var width = inputs
    return (0..<depth).map { index in
      let outputs =
        index + 1 < depth ? 1 + generator.integer(below: 5) : 2 + generator.integer(below: 3)
      var rows: [[Double]] = []
      for _ in 0..<outputs {
        switch generator.integer(below: 8) {
        case 0: rows.append([Double](repeating: 0, count: width))
        case 1: rows.append(rows.last ?? [Double](repeating: 1, count: width))
        default: rows.append((0..<width).map { _ in Double(generator.integer(below: 5) - 2) })
        }
      }
      let bias = rows.map { _ in Double(generator.integer(below: 7) - 3) }
      let isOpen = index + 1 == depth && generator.integer(below: 2) == 0
      width = outputs
      return FullyConnectedStage(
        weight: matrix(rows), bias: bias,
        activation: isOpen ? .identity : kinds[generator.integer(below: kinds.count)])
    }
  }

  static func integerPoint(_ generator: inout SeededGenerator, _ inputs: Int) -> [Double] {
    (0..<inputs).map { _ in Double(generator.integer(below: 7) - 3) }
  }

  @Test("crossings and kinks are those of exact fractions", arguments: 0..<8)
  func path_integerNetworks_matchesFractions(_ seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed, stream: 12)
    var (seen, tied, crossings) = (0, 0, 0)
    var options = ExactPath.Options()
    (options.recordsKinks, options.certificateStride) = (true, 1)
    for _ in 0..<250 {
      let inputs = 1 + generator.integer(below: 3)
      let chain = Self.integerChain(&generator, inputs: inputs)
      let (a, b) = (
        Self.integerPoint(&generator, inputs), Self.integerPoint(&generator, inputs)
      )
      let naive = NaiveWalk(chain, from: a, to: b)
      options.refreshInterval = 1 + generator.integer(below: 6)
      let path = try #require(
        try ExactPath(PiecewiseNetwork(chain))
          .paths(from: matrix([a]), to: matrix([b]), options: options).first)
      #expect(try #require(path.certificate).holds)
      // Every kink is there; rounding may add some where a unit rests on its break.
      let found = try #require(path.kinkPositions)
      for kink in naive.kinks {
        #expect(found.contains { abs($0 - kink.double) < Self.tolerance }, "\(kink)")
      }
      guard !naive.hasTiedPiece else {
        tied += 1
        continue
      }
      seen += 1
      crossings += naive.changes.count
      #expect(path.startClass == naive.startClass)
      #expect(path.crossings.map(\.fromClass) == naive.changes.map(\.from))
      #expect(path.crossings.map(\.toClass) == naive.changes.map(\.to))
      for (x, y) in zip(path.crossings, naive.changes) {
        #expect(abs(x.t - y.t.double) < Self.tolerance)
      }
    }
    #expect(seen > 100 && tied > 10 && crossings > 30)
  }

  @Test("without ties or rests on breaks the number of pieces is exactly that of brute force")
  func pieces_genericNetworks_areCounted() throws {
    var generator = SeededGenerator(seed: 1, stream: 13)
    // Weights of four binary places: fractions stay exact, coincidences become rare.
    func draw() -> Double { (generator.normal() * 16).rounded() / 16 }
    var pieces = 0
    var options = ExactPath.Options()
    options.recordsKinks = true
    for _ in 0..<150 {
      let sizes = [3, 1 + generator.integer(below: 6), 1 + generator.integer(below: 6), 3]
      let chain = (1..<sizes.count).map { index in
        FullyConnectedStage(
          weight: Matrix(
            rows: sizes[index], columns: sizes[index - 1],
            storage: (0..<sizes[index] * sizes[index - 1]).map { _ in draw() }),
          bias: (0..<sizes[index]).map { _ in draw() },
          activation: index < 3 ? [.relu, .hardTanh][generator.integer(below: 2)] : .identity)
      }
      let (a, b) = ((0..<3).map { _ in 2 * draw() }, (0..<3).map { _ in 2 * draw() })
      let naive = NaiveWalk(chain, from: a, to: b)
      let path = try #require(
        try ExactPath(PiecewiseNetwork(chain))
          .paths(from: matrix([a]), to: matrix([b]), options: options).first)
      // Kinks of two units at one t can come apart by rounding; they are then two.
      let kinks = try #require(path.kinkPositions)
      let distinct = kinks.indices.count { $0 == 0 || kinks[$0] - kinks[$0 - 1] > 1e-13 }
      #expect(distinct == naive.kinks.count)
      #expect(path.pieces == kinks.count + 1)
      pieces += naive.kinks.count
    }
    #expect(pieces > 400)
  }

  @Test("the sampled method agrees, also where classes tie exactly at an end or at a sample")
  func sampled_integerNetworks_agrees() throws {
    var generator = SeededGenerator(seed: 2, stream: 14)
    var (seen, tiedAtEnd) = (0, 0)
    var options = SampledPath.Options()
    options.steps = 400
    for _ in 0..<600 {
      let inputs = 1 + generator.integer(below: 3)
      let chain = Self.integerChain(&generator, inputs: inputs)
      let (a, b) = (
        Self.integerPoint(&generator, inputs), Self.integerPoint(&generator, inputs)
      )
      let naive = NaiveWalk(chain, from: a, to: b)
      let stops = [0] + naive.changes.map(\.t.double) + [1]
      // Crossings between the same two samples can hide one another: that is what sampling is.
      guard !naive.hasTiedPiece, zip(stops, stops.dropFirst()).allSatisfy({ $1 - $0 > 0.003 })
      else { continue }
      let exact = try #require(
        try ExactPath(PiecewiseNetwork(chain)).paths(from: matrix([a]), to: matrix([b])).first)
      let sampled = try #require(
        try SampledPath(network(chain))
          .paths(from: matrix([a]), to: matrix([b]), options: options).first)
      #expect(sampled.startClass == exact.startClass && sampled.endClass == exact.endClass)
      #expect(sampled.crossings.map(\.fromClass) == exact.crossings.map(\.fromClass))
      #expect(sampled.crossings.map(\.toClass) == exact.crossings.map(\.toClass))
      for (x, y) in zip(sampled.crossings, exact.crossings) { #expect(abs(x.t - y.t) < 1e-9) }
      seen += 1
      let logits = try PiecewiseNetwork(chain).logits(matrix([a, b]))
      tiedAtEnd += (0..<2).count { row in
        let best = logits.row(row).max()
        return logits.row(row).count { $0 == best } > 1
      }
    }
    #expect(seen > 200 && tiedAtEnd > 20)
  }
}
