import Foundation

/// A sign change of a continuous function, narrowed by the ITP method (Oliveira & Takahashi 2020).
///
/// Interpolate, truncate, project: the secant's estimate, kept within a shrinking distance of the
/// midpoint, so that it never needs more evaluations than bisection plus one, and usually far
/// fewer. The owner evaluates, so that many roots advance with one batch of evaluations:
/// ask `next`, evaluate there, `update`, until `isDone`.
struct BracketedRoot: Sendable {
  /// The bracket: the function is positive at `low`, not positive at `high`.
  private(set) var low: Double
  private(set) var high: Double
  private var lowValue: Double
  private var highValue: Double
  private let tolerance: Double
  private let initialWidth: Double
  private let steps: Int
  private var taken = 0

  init(low: Double, lowValue: Double, high: Double, highValue: Double, tolerance: Double) {
    self.low = low
    self.high = high
    self.lowValue = lowValue
    self.highValue = highValue
    self.tolerance = max(tolerance, high.ulp)
    initialWidth = high - low
    steps = max(0, Int(log2((high - low) / self.tolerance).rounded(.up))) + 1
  }

  /// Whether the bracket is no wider than the tolerance (or cannot be narrowed any more).
  var isDone: Bool {
    high - low <= tolerance || (low + high) / 2 <= low || (low + high) / 2 >= high
      || taken > steps + 2
  }

  /// Where to evaluate next, strictly inside the bracket.
  var next: Double {
    let middle = (low + high) / 2
    let width = high - low
    // A sum that is 0 or not a number (logits of equal size, overflow) falls back to bisection.
    let rise = lowValue - highValue
    guard rise > 0, rise.isFinite, lowValue.isFinite else { return middle }
    let secant = (low * -highValue + high * lowValue) / rise
    let truncation = 0.2 / initialWidth * width * width
    let side: Double = middle >= secant ? 1 : -1
    let truncated = abs(middle - secant) >= truncation ? secant + side * truncation : middle
    let reach = max(
      0, tolerance / 2 * exp2(Double(max(0, steps - taken))) - width / 2)
    let point = abs(truncated - middle) <= reach ? truncated : middle - side * reach
    return point > low && point < high ? point : middle
  }

  /// Takes in the function's value at a point inside the bracket; NaN counts as not positive.
  mutating func update(at point: Double, value: Double) {
    taken += 1
    if value > 0 {
      low = point
      lowValue = value
    } else {
      high = point
      highValue = value
    }
  }
}
