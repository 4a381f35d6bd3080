import Foundation

/// How values lie along an axis.
public enum Scale: Sendable, Equatable {
  /// Real numbers between two bounds; the bounds are kept as they are.
  case linear(from: Double, to: Double)
  /// Positive numbers by their logarithm, between two bounds with 0 < from < to.
  case logarithmic(from: Double, to: Double)
  /// Names at 0, 1, 2 …, with `padding` units of room before the first and after the last.
  case categorical([String], padding: Double)

  public var lower: Double {
    switch self {
    case .linear(let lower, _), .logarithmic(let lower, _): lower
    case .categorical(_, let padding): -padding
    }
  }

  public var upper: Double {
    switch self {
    case .linear(_, let upper), .logarithmic(_, let upper): upper
    case .categorical(let names, let padding): Double(names.count - 1) + padding
    }
  }

  /// Where a value lies: 0 at the lower bound, 1 at the upper one, beyond them outside 0...1.
  ///
  /// On a logarithmic scale zero and negative values have no place; they get that of the least
  /// positive number, far below the lower bound but finite, so that they are clipped away.
  public func share(of value: Double) -> Double {
    switch self {
    case .linear, .categorical: (value - lower) / (upper - lower)
    case .logarithmic(let lower, let upper):
      log(max(value, .leastNonzeroMagnitude) / lower) / log(upper / lower)
    }
  }

  /// Whether values have places on the scale: bounds finite, not in the wrong order, and positive
  /// and apart where the scale is logarithmic.
  var isUsable: Bool {
    switch self {
    case .linear(let lower, let upper): lower.isFinite && upper.isFinite && lower < upper
    case .logarithmic(let lower, let upper):
      lower > 0 && lower < upper && upper.isFinite && (upper / lower).isFinite
    case .categorical: lower < upper
    }
  }

  var isLinear: Bool {
    if case .linear = self { true } else { false }
  }
}
