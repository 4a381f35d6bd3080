import MAGFiles
import Testing

@Suite("Quantiles of sorted numbers") struct OrderStatisticsTests {
  @Test("quantiles interpolate at (n − 1) times the level, as NumPy does")
  func quantile_fewNumbers_isByHand() {
    func quantile(_ level: Double, _ sorted: [Double]) -> Double {
      OrderStatistics.quantile(level, ofSorted: sorted)
    }
    // Position 3 · 0.25 = 0.75, between 1 and 2.
    #expect(quantile(0.25, [1, 2, 4, 8]) == 1.75)
    #expect(quantile(0.5, [1, 2, 4, 8]) == 3)
    #expect(quantile(0, [1, 2, 4, 8]) == 1 && quantile(1, [1, 2, 4, 8]) == 8)
    #expect(quantile(0.9, [5]) == 5)
  }

  @Test("a quantile between a finite and an infinite number is infinite, at a finite one it is not")
  func quantile_infiniteNeighbour_isInfinite() {
    let sorted = [1, 2, 3, .infinity, .infinity]
    #expect(OrderStatistics.quantile(0.5, ofSorted: sorted) == 3)
    #expect(OrderStatistics.quantile(0.55, ofSorted: sorted) == .infinity)
    #expect(OrderStatistics.quantile(1, ofSorted: sorted) == .infinity)
    #expect(OrderStatistics.quantile(0.3, ofSorted: [-.infinity, -.infinity]) == -.infinity)
  }
}
