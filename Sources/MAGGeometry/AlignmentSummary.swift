import MAGFiles

/// One alignment metric over many examples.
public struct AlignmentSummary: Sendable, Equatable, Codable {
  /// Over the defined values; nil if there are none.
  public var mean: Double?
  public var median: Double?
  /// The population standard deviation (divided by n, not n − 1).
  public var std: Double?
  /// The 5, 25, 50, 75 and 95 % quantiles by linear interpolation (Hyndman & Fan's type 7, NumPy's
  /// and R's default); empty if no value is defined.
  public var quantiles: [Double]
  /// Examples without a value: a zero or non-finite gradient or, for the ratio, one orthogonal to
  /// the span.
  public var undefinedCount: Int
  /// One value an example, in order; nil where undefined.
  public var values: [Double?]

  public static let quantileLevels = [0.05, 0.25, 0.5, 0.75, 0.95]

  /// Summarises values; those that are not finite count as undefined and become nil.
  public init(_ values: [Double?]) {
    self.values = values.map { $0.flatMap { $0.isFinite ? $0 : nil } }
    let defined = self.values.compactMap { $0 }.sorted()
    undefinedCount = values.count - defined.count
    guard !defined.isEmpty else {
      quantiles = []
      return
    }
    let count = Double(defined.count)
    let mean = defined.reduce(0, +) / count
    self.mean = mean
    std = (defined.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
    quantiles = Self.quantileLevels.map { OrderStatistics.quantile($0, ofSorted: defined) }
    median = OrderStatistics.quantile(0.5, ofSorted: defined)
  }
}
