import Foundation
import MAGNumerics
import Testing

@testable import MAGStudy

@Suite("Summaries of distances") struct CensoredSummaryTests {
  @Test("infinite values rank last: they move no quantile below them and leave no mean")
  func summary_infiniteValues_rankLast() {
    let found = CensoredSummary([3, nil, .infinity, 1, 2, .infinity, .nan])
    #expect(found.count == 5 && found.undefinedCount == 2)
    #expect(found.unreachedCount == 2 && found.unreached == [2, 5])
    #expect(found.values == [3, nil, nil, 1, 2, nil, nil])
    // Positions 0.2, 1, 2, 3 and 3.8 of 1, 2, 3, ∞, ∞.
    #expect(found.quantiles == [1.2, 2, 3, nil, nil])
    #expect(found.median == 3 && found.mean == nil && found.interval.isEmpty)
  }

  @Test("without infinite values it is the usual summary; without values there is none")
  func summary_finiteValues_isUsual() {
    let found = CensoredSummary((1...9).map { Double($0) })
    #expect(found.mean == 5 && found.median == 5)
    #expect(found.quantiles == [1.4, 3, 5, 7, 8.6])
    #expect(found.unreached.isEmpty && found.undefinedCount == 0)
    let none = CensoredSummary([nil, nil])
    #expect(none.count == 0 && none.undefinedCount == 2 && none.mean == nil)
    #expect(none.median == nil && none.quantiles.isEmpty && none.interval.isEmpty)
    let only = CensoredSummary([.infinity])
    #expect(only.median == nil && only.quantiles == [nil, nil, nil, nil, nil])
  }

  @Test("a ratio is 0 over an infinite number, infinite under one, and undefined for two")
  func ratio_infiniteParts_areByHand() {
    let found = CensoredSummary.ratio(
      [1, .infinity, nil, 2, .infinity, 0, 3], [2, 2, 1, .infinity, .infinity, 0, nil])
    #expect(found.values == [0.5, nil, nil, 0, nil, nil, nil])
    #expect(found.unreached == [1] && found.undefinedCount == 4 && found.count == 3)
    #expect(found.median == 0.5)
  }

  @Test("the median's interval covers it with 95 % or more, and one rank further in it would not")
  func medianRank_binomial_isExact() throws {
    #expect(CensoredSummary.medianRank(0) == nil && CensoredSummary.medianRank(5) == nil)
    #expect(CensoredSummary.medianRank(6) == 0)
    for n in 6...60 {
      // Pascal's triangle in whole numbers.
      var row: [UInt64] = [1]
      for _ in 0..<n { row = zip(row + [0], [0] + row).map(+) }
      let rank = try #require(CensoredSummary.medianRank(n))
      func tail(_ r: Int) -> Double {
        Double(row[0...r].reduce(0, +)) / pow(2, Double(n))
      }
      #expect(tail(rank) <= 0.025 && tail(rank + 1) > 0.025, "\(n)")
    }
    // Published tables: the 40th and 61st of 100.
    #expect(CensoredSummary.medianRank(100) == 39)
    // (n − 1.96 √n) / 2 for large n.
    let large = try #require(CensoredSummary.medianRank(10000))
    #expect(abs(Double(large) - (10000 - 196) / 2) <= 2)
  }

  @Test("the interval covers the true median in about 95 of 100 samples or more")
  func interval_seededSamples_covers() {
    var generator = SeededGenerator(seed: 31)
    var covered = 0
    for _ in 0..<400 {
      let sample = (0..<25).map { _ in generator.uniform() }
      let interval = CensoredSummary(sample).interval.compactMap { $0 }
      covered += interval[0] <= 0.5 && 0.5 <= interval[1] ? 1 : 0
    }
    // 25 throws: 1 − 2 · 0.0216 = 95.7 %; 400 samples stray by about 1 %.
    #expect(covered >= 368 && covered <= 397)
  }

  @Test("an end of the interval among infinite values is nil")
  func interval_infiniteEnd_isNil() {
    let found = CensoredSummary([1, 2, 3, 4, 5, .infinity])
    #expect(found.interval == [1, nil] && found.median == 3.5)
  }
}
