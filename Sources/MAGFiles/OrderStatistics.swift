/// Quantiles of sorted numbers, by one rule wherever they are reported or drawn.
public enum OrderStatistics {
  /// The value at position (n − 1) · `level` of sorted numbers, interpolated between neighbours
  /// (Hyndman & Fan's type 7, the default of NumPy and R).
  ///
  /// Between a finite and an infinite neighbour it is infinite.
  ///
  /// - Precondition: at least one number, none of them NaN, in ascending order; `level` in 0...1.
  public static func quantile(_ level: Double, ofSorted sorted: [Double]) -> Double {
    let position = Double(sorted.count - 1) * level
    let lower = Int(position)
    let (below, above) = (sorted[lower], sorted[min(lower + 1, sorted.count - 1)])
    let share = position - Double(lower)
    guard share > 0, below < above else { return below }
    return above.isFinite ? below + share * (above - below) : above
  }
}
