import Foundation

/// Equal bins shared by several samples, so that their histograms can be compared bin by bin.
///
/// Rule: the Freedman-Diaconis width 2·IQR·n^(−1/3) of each sample is computed and the smallest
/// positive one taken, but no less than the common span / `limit` or 10⁻¹² of the largest magnitude; it is rounded up to 1, 2 or 5 ×
/// 10^k, and all edges are multiples of it. A value on an edge belongs to the bin above, except
/// that a value on the last edge belongs to the last bin.
/// - Source: Freedman & Diaconis 1981 for the width.
public struct HistogramBins: Sendable, Equatable {
  /// All edges in ascending order, one more than there are bins.
  public let edges: [Double]
  public let width: Double

  /// Bins for samples of finite values. Without any value there are no bins; when all values are
  /// equal there is one bin around them.
  ///
  /// Cost: sorting the samples.
  public init(sharedBy samples: [[Double]], limit: Int = 120) {
    let sorted = samples.filter { !$0.isEmpty }.map { $0.sorted() }
    guard let lowest = sorted.compactMap(\.first).min(),
      let highest = sorted.compactMap(\.last).max()
    else {
      edges = []
      width = 0
      return
    }
    let wanted = sorted.map(HistogramBins.freedmanDiaconis).filter { $0 > 0 }.min() ?? 0
    // Edges that doubles cannot tell apart would not be bins.
    let floor = max(
      (highest - lowest) / Double(limit), 1e-12 * max(abs(lowest), abs(highest)))
    let raw = max(wanted, floor)
    let (mantissa, exponent) = HistogramBins.rounded(
      up: raw > 0 ? raw : max(abs(highest), 1) * 0.01)
    let power = pow(10, abs(exponent))
    func edge(_ index: Double) -> Double {
      exponent < 0 ? index * mantissa / power : index * mantissa * power
    }
    width = edge(1)
    var first = (lowest / width).rounded(.down)
    if edge(first) > lowest { first -= 1 }
    var last = (highest / width).rounded(.up)
    if edge(last) < highest { last += 1 }
    last = max(last, first + 1)
    edges = stride(from: first, through: last, by: 1).map(edge)
  }

  public var count: Int { max(0, edges.count - 1) }

  /// How many of the values lie in each bin; values outside all bins are left out.
  public func counts(of values: [Double]) -> [Int] {
    var counts = [Int](repeating: 0, count: count)
    guard let first = edges.first, let last = edges.last else { return counts }
    for value in values where value >= first && value <= last {
      var bin = min(max(Int((value - first) / width), 0), count - 1)
      // The division can be off by one ulp; the edges decide.
      while bin > 0 && value < edges[bin] { bin -= 1 }
      while bin < count - 1 && value >= edges[bin + 1] { bin += 1 }
      counts[bin] += 1
    }
    return counts
  }

  private static func freedmanDiaconis(_ sorted: [Double]) -> Double {
    let count = Double(sorted.count)
    let low = sorted[sorted.count / 4]
    let high = sorted[min(sorted.count - 1, 3 * sorted.count / 4)]
    return 2 * (high - low) / cbrt(count)
  }

  /// The smallest m × 10^e at or above `value` with m of 1, 2, 5.
  private static func rounded(up value: Double) -> (mantissa: Double, exponent: Double) {
    let exponent = log10(value).rounded(.down)
    let share = value / pow(10, exponent)
    for mantissa in [1.0, 2, 5] where share <= mantissa * (1 + 1e-9) { return (mantissa, exponent) }
    return (1, exponent + 1)
  }
}
