import MAGFiles
import MAGGeometry
import MAGNumerics

/// 95 % intervals of the mean and the median of values that come in groups.
public struct ClusterIntervals: Codable, Sendable, Equatable {
  /// Lower and upper end.
  public var mean: [Double]
  public var median: [Double]
}

extension Bootstrap {
  /// The percentile bootstrap over groups: lines are drawn with replacement, each with all its
  /// crossings, because crossings of one line are no independent measurements.
  ///
  /// Resample r draws as many groups as there are from the stream (seed, r), empty ones included;
  /// a resample without any value is left out. Mean and median are over the values drawn.
  ///
  /// - Parameters:
  ///   - values: the groups' values, one group after the other, all finite.
  ///   - starts: where each group begins, and the count of values at the end: one more entry than
  ///     there are groups.
  ///   - seed: of the resamples.
  /// - Returns: nil for no values.
  /// - Cost: 2000 draws a group and twice as many steps a value; the median needs no sorting,
  ///   because the values are ranked once and each resample counts ranks.
  /// - Memory: 4 bytes a value and thread.
  public static func intervals(
    values: [Double], starts: [Int], seed: UInt64
  ) -> ClusterIntervals? {
    guard !values.isEmpty else { return nil }
    precondition(starts.first == 0 && starts.last == values.count, "groups must cover the values")
    let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    let sorted = order.map { values[$0] }
    var ranks = [Int](repeating: 0, count: values.count)
    for (rank, place) in order.enumerated() { ranks[place] = rank }
    let ranked = ranks
    let groups = starts.count - 1
    let statistics = Parallel.map(resamples) { resample -> (mean: Double, median: Double)? in
      var generator = SeededGenerator(seed: seed, stream: 0xB007, UInt64(resample))
      var counts = [UInt32](repeating: 0, count: sorted.count)
      var sum = 0.0
      var total = 0
      for _ in 0..<groups {
        let group = generator.integer(below: groups)
        for place in starts[group]..<starts[group + 1] {
          counts[ranked[place]] += 1
          sum += values[place]
          total += 1
        }
      }
      guard total > 0 else { return nil }
      return (sum / Double(total), median(of: sorted, counts: counts, total: total))
    }.compactMap { $0 }
    guard !statistics.isEmpty else { return nil }
    func ends(_ values: [Double]) -> [Double] {
      let sorted = values.sorted()
      return [0.025, 0.975].map { OrderStatistics.quantile($0, ofSorted: sorted) }
    }
    return ClusterIntervals(
      mean: ends(statistics.map(\.mean)), median: ends(statistics.map(\.median)))
  }

  /// The middle value, or the mean of the two middle ones, of `total` values of given counts.
  private static func median(of sorted: [Double], counts: [UInt32], total: Int) -> Double {
    var seen = 0
    var lower: Double?
    for (rank, count) in counts.enumerated() where count > 0 {
      seen += Int(count)
      if lower == nil, seen > (total - 1) / 2 { lower = sorted[rank] }
      if let lower, seen > total / 2 { return (lower + sorted[rank]) / 2 }
    }
    return sorted[sorted.count - 1]
  }
}
