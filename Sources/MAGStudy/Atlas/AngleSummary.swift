import MAGFiles
import MAGGeometry

/// Many crossing angles of one network and family, in degrees.
public struct AngleSummary: Codable, Sendable, Equatable {
  /// Angles that are defined.
  public var count: Int
  /// Crossings whose boundary has no normal; left out of everything else.
  public var undefinedCount: Int
  public var mean: Double?
  /// 95 %, by the bootstrap over lines; nil without an angle.
  public var meanInterval: [Double]?
  public var median: Double?
  public var medianInterval: [Double]?
  /// The population standard deviation.
  public var std: Double?
  /// 5, 25, 50, 75, 95 %; empty without an angle.
  public var quantiles: [Double]
  /// How many angles lie in each bin of half a degree, from 0 to 90; an angle on an edge belongs to
  /// the bin above, 90 itself to the last.
  public var histogram: [Int]
  /// The empirical distribution function at even heights: the k-th number is the quantile of
  /// k / 200, from the smallest angle to the largest; empty without an angle.
  public var ecdf: [Double]

  /// Degrees a bin of `histogram`.
  public static let binWidth = 0.5
  static let binCount = 180
  static let ecdfSteps = 200

  /// - Parameters:
  ///   - groups: how many of the angles belong to each line, lines without any included.
  ///   - seed: of the bootstrap.
  init(_ angles: [Double?], groups: [Int], seed: UInt64) {
    precondition(groups.reduce(0, +) == angles.count, "groups must cover the angles")
    let summary = AlignmentSummary(angles)
    let values = summary.values.compactMap { $0 }
    let sorted = values.sorted()
    count = values.count
    undefinedCount = summary.undefinedCount
    (mean, median, std, quantiles) = (summary.mean, summary.median, summary.std, summary.quantiles)
    var starts = [0]
    var place = 0
    for size in groups {
      let defined = summary.values[place..<place + size].count { $0 != nil }
      starts.append((starts.last ?? 0) + defined)
      place += size
    }
    let intervals = Bootstrap.intervals(values: values, starts: starts, seed: seed)
    (meanInterval, medianInterval) = (intervals?.mean, intervals?.median)
    var bins = [Int](repeating: 0, count: Self.binCount)
    for value in values { bins[min(Int(value / Self.binWidth), Self.binCount - 1)] += 1 }
    histogram = bins
    ecdf =
      sorted.isEmpty
      ? []
      : (0...Self.ecdfSteps).map {
        OrderStatistics.quantile(Double($0) / Double(Self.ecdfSteps), ofSorted: sorted)
      }
  }
}
