import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGGeometry

/// Block boundaries, depth and every activation, against plain forward passes.
@Suite("Blocks and depth") struct DeepPathTests {
  private static let kinds: [ActivationKind] = [
    .relu, .leakyReLU(slope: 0.1), .leakyReLU(slope: -0.5), .hardTanh,
  ]

  /// A network of the given widths with one activation, its logits of size about 1.
  private func stages(
    _ sizes: [Int], _ kind: ActivationKind, _ generator: inout SeededGenerator
  ) -> [FullyConnectedStage<Double>] {
    (1..<sizes.count).map { index in
      let scale = (2 / Double(sizes[index - 1])).squareRoot()
      return FullyConnectedStage(
        weight: Matrix(
          rows: sizes[index], columns: sizes[index - 1],
          storage: (0..<sizes[index] * sizes[index - 1]).map { _ in scale * generator.normal() }),
        bias: (0..<sizes[index]).map { _ in 0.3 * generator.normal() },
        activation: index + 1 < sizes.count ? kind : .identity)
    }
  }

  @Test(
    "a line's path does not depend on the lines walked with it",
    arguments: [1, 7, 8, 9, 63, 64, 65, 127, 128, 129, 520])
  func paths_anyNumber_equalSingleLines(_ count: Int) throws {
    var generator = SeededGenerator(seed: 20)
    let exact = try ExactPath(
      PiecewiseNetwork(stages([5, 12, 70, 4], .relu, &generator)),
      basis: orthonormal(2, 5, &generator))
    let (a, b) = (normal(520, 5, &generator), normal(520, 5, &generator))
    let together = try exact.paths(from: a.rows(0..<count), to: b.rows(0..<count))
    #expect(together.count == count)
    // The first, the last and those beside the ends of blocks of 64.
    for line in Set([0, 7, 8, 31, 32, 63, 64, 65, count / 2, count - 1]) where line < count {
      let alone = try exact.paths(from: a.rows(line..<line + 1), to: b.rows(line..<line + 1))[0]
      let path = together[line]
      #expect(path.pieces == alone.pieces && path.startClass == alone.startClass)
      #expect(path.crossings.map(\.toClass) == alone.crossings.map(\.toClass))
      for (x, y) in zip(path.crossings, alone.crossings) {
        #expect(abs(x.t - y.t) < 1e-10)
        #expect(abs((x.angleDegrees ?? -1) - (y.angleDegrees ?? -2)) < 1e-7)
      }
    }
  }

  @Test("deep networks of every activation predict along the line as walked", arguments: 0..<4)
  func path_deepNetwork_matchesForwardPasses(_ index: Int) throws {
    var generator = SeededGenerator(seed: 21 + UInt64(index))
    var changes = 0
    for sizes in [[6, 20, 4], [6, 14, 14, 4], [6, 11, 70, 12, 4], [6, 9, 9, 9, 9, 9, 9, 4]] {
      let network = try PiecewiseNetwork(stages(sizes, Self.kinds[index], &generator))
      let (a, b) = (normal(12, 6, &generator), normal(12, 6, &generator))
      let ends = Matrix(rows: 12, columns: 6, storage: b.storage.map { 4 * $0 })
      for (line, path) in try ExactPath(network).paths(from: a, to: ends).enumerated() {
        let times = (1..<400).map { Double($0) / 400 }
        let logits = network.logits(
          matrix(times.map { point(a.row(line), ends.row(line), $0) }))
        for (row, t) in times.enumerated() {
          let values = logits.row(row)
          let behind = (values.max() ?? 0) - values[values.startIndex + path.predictedClass(at: t)]
          #expect(behind < 1e-10, "\(sizes), line \(line), t = \(t)")
        }
        changes += path.crossings.count
      }
    }
    #expect(changes > 20)
  }

  @Test("kinks stand in order, and each crossing knows the nearest", arguments: 0..<4)
  func kinks_deepNetwork_areSorted(_ index: Int) throws {
    var generator = SeededGenerator(seed: 31 + UInt64(index))
    let exact = try ExactPath(
      PiecewiseNetwork(stages([4, 15, 15, 15, 3], Self.kinds[index], &generator)))
    let (a, b) = (normal(40, 4, &generator), normal(40, 4, &generator))
    var options = ExactPath.Options()
    options.recordsKinks = true
    let paths = try exact.paths(from: a, to: b, options: options)
    options.refreshInterval = 3
    let refreshed = try exact.paths(from: a, to: b, options: options)
    for (path, other) in zip(paths, refreshed) {
      let kinks = try #require(path.kinkPositions)
      #expect(path.pieces == kinks.count + 1)
      #expect(kinks.allSatisfy { $0 > 0 && $0 < 1 })
      #expect(zip(kinks, kinks.dropFirst()).allSatisfy { $0 < $1 })
      let again = try #require(other.kinkPositions)
      #expect(again.count == kinks.count)
      #expect(zip(kinks, again).allSatisfy { abs($0 - $1) < 1e-10 })
      for crossing in path.crossings {
        #expect(crossing.kinkGap == kinks.map { abs($0 - crossing.t) }.min())
      }
    }
    #expect(paths.contains { ($0.kinkPositions?.count ?? 0) > 10 })
  }

  @Test("the sampled method splits angles into the same factors", arguments: [true, false])
  func sampled_inAndOffSpan_splitsAngles(_ isInSpan: Bool) throws {
    var generator = SeededGenerator(seed: 41)
    let basis = orthonormal(3, 6, &generator)
    let chain = stages([6, 16, 12, 4], .relu, &generator)
    let ends = (0..<2).map { _ in
      isInSpan
        ? Product.of(normal(60, 3, &generator), .asStored, basis, .asStored)
        : normal(60, 6, &generator)
    }
    let exact = try ExactPath(PiecewiseNetwork(chain), basis: basis)
      .paths(from: ends[0], to: ends[1])
    let sampled = try SampledPath(network(chain), basis: basis)
      .paths(from: ends[0], to: ends[1])
    var seen = 0
    for (x, y) in zip(exact, sampled) where x.crossings.count == y.crossings.count {
      for (p, q) in zip(x.crossings, y.crossings) where (p.kinkGap ?? 1) > 1e-6 {
        #expect(abs((p.alignment ?? -1) - (q.alignment ?? -2)) < 1e-9)
        #expect((p.inManifoldCosine != nil) == isInSpan)
        for (u, v) in [
          (p.inManifoldCosine, q.inManifoldCosine), (p.onManifoldTerm, q.onManifoldTerm),
          (p.offManifoldTerm, q.offManifoldTerm), (p.directionAlignment, q.directionAlignment),
        ] {
          #expect((u == nil) == (v == nil))
          if let u, let v { #expect(abs(u - v) < 1e-8) }
        }
        seen += 1
      }
    }
    #expect(seen > 10)
  }
}
