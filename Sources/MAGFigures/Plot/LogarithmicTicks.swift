import Foundation

/// Tick positions on a logarithmic axis.
///
/// Labelled are the powers of ten, every second, third … of them where they are too many. Where
/// fewer than two lie on the axis, 2 and 5 times the powers join them.
public enum LogarithmicTicks {
  /// Powers beyond these do not occur as measured values; more of them are not walked through.
  private static let exponents = -307...307

  /// Ticks inside `lower...upper` in ascending order, at most about `target` of them (but two where
  /// two exist); empty when the bounds are not positive, not finite or in the wrong order.
  public static func positions(from lower: Double, to upper: Double, target: Int) -> [Double] {
    let decades = multiples([1], from: lower, to: upper)
    if decades.count < 2 {
      let few = multiples([1, 2, 5], from: lower, to: upper)
      return few.count <= max(2, target) ? few : decades
    }
    let every = (decades.count + max(2, target) - 1) / max(2, target)
    // Kept are the powers whose exponent is a multiple of the step, so that 1 is among them.
    let kept = decades.filter { Int(log10($0).rounded()).isMultiple(of: every) }
    return kept.count > 1 ? kept : [decades[0], decades[decades.count - 1]]
  }

  /// 1 to 9 times the powers of ten inside the bounds; on more than ten decades the powers alone.
  public static func minorPositions(from lower: Double, to upper: Double) -> [Double] {
    guard lower > 0, lower < upper else { return [] }
    return multiples(
      log10(upper / lower) > 10 ? [1] : (1...9).map(Double.init), from: lower, to: upper)
  }

  private static func multiples(
    _ factors: [Double], from lower: Double, to upper: Double
  ) -> [Double] {
    guard lower > 0, lower < upper, upper.isFinite else { return [] }
    let first = max(Int(log10(lower).rounded(.down)) - 1, exponents.lowerBound)
    let last = min(Int(log10(upper).rounded(.up)), exponents.upperBound)
    guard first <= last else { return [] }
    // The bounds may be sums or products: a tick within rounding of one is on the axis.
    let bounds = lower * (1 - 1e-12)...upper * (1 + 1e-12)
    return (first...last).flatMap { exponent in
      factors.map { $0 * pow(10, Double(exponent)) }
    }.filter { bounds.contains($0) }
  }
}
