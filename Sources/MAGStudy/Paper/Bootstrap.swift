import MAGFiles
import MAGGeometry
import MAGNumerics

/// A mean with a 95 % interval.
public struct Estimate: Codable, Sendable, Equatable {
  public var mean: Double
  /// Lower and upper end.
  public var interval: [Double]
  /// How many paired differences it rests on.
  public var count: Int

  public var lower: Double { interval[0] }
  public var upper: Double { interval[1] }
}

/// The percentile bootstrap of a mean (Efron 1979).
public enum Bootstrap {
  /// Resamples drawn; the ends of the interval are the 2.5 and 97.5 % quantiles of their means.
  public static let resamples = 2000

  /// The mean of some values, and the interval that resampling them with replacement gives.
  ///
  /// Paired comparisons pass differences, one a test image or pair. Resample r draws from the
  /// stream (seed, r), so the result does not depend on the number of threads.
  ///
  /// - Returns: nil for no values.
  /// - Cost: 2000 n draws.
  public static func mean(of values: [Double], seed: UInt64) -> Estimate? {
    guard !values.isEmpty else { return nil }
    let n = values.count
    let means = Parallel.map(resamples) { resample in
      var generator = SeededGenerator(seed: seed, stream: 0xB007, UInt64(resample))
      var sum = 0.0
      for _ in 0..<n { sum += values[generator.integer(below: n)] }
      return sum / Double(n)
    }.sorted()
    return Estimate(
      mean: values.reduce(0, +) / Double(n),
      interval: [0.025, 0.975].map { OrderStatistics.quantile($0, ofSorted: means) }, count: n)
  }
}
