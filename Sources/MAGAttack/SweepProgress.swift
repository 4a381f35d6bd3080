/// How far a sweep over images and radii has come.
public struct SweepProgress: Sendable, Equatable {
  /// Pairs of an image and a radius (and restart) that are settled.
  public let done: Int
  /// All such pairs.
  public let total: Int
  public let gradientEvaluations: Int
}

/// Called by a sweep after every batch, on the thread that started it.
public typealias SweepObserver = (SweepProgress) -> Void

/// What a sweep found out: which images broke where, and what it cost.
struct SweepOutcome: Equatable {
  /// `broken[level][image]`: right when clean and wrong at that level.
  var broken: [[Bool]]
  var gradientEvaluations = 0
  var forwardEvaluations = 0
}
