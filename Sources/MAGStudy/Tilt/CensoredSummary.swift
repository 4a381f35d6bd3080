import Foundation
import MAGFiles
import MAGGeometry

/// Positive numbers, infinite ones among them, summarised by their ranks.
///
/// An infinite number stands for a distance without end, or for one beyond the limit of all others:
/// greater than every known number, it moves no quantile below it.
public struct CensoredSummary: Sendable, Equatable, Codable {
  /// Values that have a rank: finite and infinite ones.
  public var count: Int
  /// Infinite values.
  public var unreachedCount: Int
  /// Values that are not defined at all.
  public var undefinedCount: Int
  /// Nil where a value is infinite, or none is there.
  public var mean: Double?
  /// Nil where it falls among the infinite values, or none is there.
  public var median: Double?
  /// The interval of the median that covers it with 95 % or more whatever the distribution, between
  /// two order statistics; an infinite end is nil. Empty below 6 values.
  public var interval: [Double?]
  /// At `AlignmentSummary.quantileLevels`, type 7; each nil as the median. Empty without values.
  public var quantiles: [Double?]
  /// One an image, in order; nil where undefined or infinite.
  public var values: [Double?]
  /// The places of the infinite ones in `values`.
  public var unreached: [Int]

  /// - Parameter values: nil (or not a number) where undefined.
  public init(_ values: [Double?]) {
    let ranked = values.compactMap { $0 }.filter { !$0.isNaN }.sorted()
    count = ranked.count
    unreached = values.indices.filter { values[$0] == .infinity }
    unreachedCount = unreached.count
    undefinedCount = values.count - ranked.count
    self.values = values.map { $0.flatMap(Self.finite) }
    mean =
      ranked.isEmpty || unreachedCount > 0
      ? nil : ranked.reduce(0, +) / Double(ranked.count)
    quantiles =
      ranked.isEmpty ? [] : AlignmentSummary.quantileLevels.map { Self.quantile($0, ranked) }
    median = ranked.isEmpty ? nil : Self.quantile(0.5, ranked)
    interval = []
    if let rank = Self.medianRank(ranked.count) {
      interval = [Self.finite(ranked[rank]), Self.finite(ranked[ranked.count - 1 - rank])]
    }
  }

  /// The summary of a / b, image by image: 0 where b alone is infinite, infinite where a alone is,
  /// undefined where both are, or both 0.
  public static func ratio(_ a: [Double?], _ b: [Double?]) -> CensoredSummary {
    CensoredSummary(zip(a, b).map { a, b in a.flatMap { a in b.map { a / $0 } } })
  }

  private static func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }

  /// The type-7 quantile; nil where an infinite value is part of it.
  private static func quantile(_ level: Double, _ sorted: [Double]) -> Double? {
    finite(OrderStatistics.quantile(level, ofSorted: sorted))
  }

  /// The largest r, from 0, with P(B ≤ r) ≤ 2.5 % for B binomial of n throws and probability 1/2:
  /// the median lies between order statistics r and n − 1 − r (from 0) with 95 % or more.
  static func medianRank(_ n: Int) -> Int? {
    // log P(B = 0), and from there P(B = k + 1) / P(B = k) = (n − k) / (k + 1).
    var logTerm = -Double(n) * log(2)
    var sum = 0.0
    var rank: Int?
    for k in 0..<max(n, 1) {
      sum += exp(logTerm)
      guard sum <= 0.025 else { return rank }
      rank = k
      logTerm += log(Double(n - k) / Double(k + 1))
    }
    return rank
  }
}
