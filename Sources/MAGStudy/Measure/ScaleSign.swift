import MAGNumerics

/// What shows that a network does not see images on the scale of its training.
public enum ScaleSign: Sendable, Equatable {
  /// The logits do not depend on the image.
  case constantLogits
  /// All images are taken for this class, though they are of several.
  case oneClass(Int)
  /// No more images are right than a guess that does not look at them could have right; `bound` is
  /// the largest such share.
  case chance(bound: Double)

  /// The word for results.
  public var name: String {
    switch self {
    case .constantLogits: "constant-logits"
    case .oneClass: "one-class"
    case .chance: "chance"
    }
  }

  /// Fewer images than these tell nothing about classes.
  public static let fewestImages = 100
  /// Logits that vary by less than this share of the largest one are constant: float32 holds 10⁻⁷.
  static let constantShare: Float = 1e-6

  /// The first sign that applies, or nil.
  ///
  /// - Shapes: `logits` is [n, classes], the others have n elements.
  init?(logits: Matrix<Float>, predictions: [Int], labels: [Int], correct: Int) {
    if labels.count > 1, Self.isConstant(logits) {
      self = .constantLogits
      return
    }
    guard labels.count >= Self.fewestImages, Set(labels).count > 1 else { return nil }
    let bound = Self.chanceBound(labels)
    if let only = predictions.first, predictions.allSatisfy({ $0 == only }) {
      self = .oneClass(only)
    } else if Double(correct) <= bound * Double(labels.count) {
      self = .chance(bound: bound)
    } else {
      return nil
    }
  }

  /// The share of right answers up to which a network may be guessing: q + q/4 + 3.09 √(q (1 − q)/n)
  /// for q, the share of the commonest class, but at most half way from q to 1.
  ///
  /// Always naming that class has the share q, and no guess that ignores the images has more on
  /// average; 3.09 standard deviations are passed once in a thousand. The quarter is for networks
  /// that learned next to nothing. Half way keeps the rule from blaming good networks on data of
  /// which nearly all are of one class.
  static func chanceBound(_ labels: [Int]) -> Double {
    let counts = Dictionary(grouping: labels) { $0 }.values.map(\.count)
    let n = Double(labels.count)
    let share = Double(counts.max() ?? 0) / n
    let deviation = (share * (1 - share) / n).squareRoot()
    return min(1.25 * share + 3.09 * deviation, (1 + share) / 2)
  }

  private static func isConstant(_ logits: Matrix<Float>) -> Bool {
    let largest = logits.storage.reduce(0) { max($0, abs($1)) }
    return (0..<logits.columns).allSatisfy { column in
      var (low, high) = (Float.infinity, -Float.infinity)
      for row in 0..<logits.rows {
        low = min(low, logits[row, column])
        high = max(high, logits[row, column])
      }
      return high - low <= constantShare * largest
    }
  }
}
