/// How far a measurement has come.
public struct MeasureProgress: Sendable, Equatable {
  /// What is being done, for example "pgd".
  public var task: String
  public var done: Int
  public var total: Int
  /// What is counted, in the plural.
  public var unit: String

  public init(task: String, done: Int, total: Int, unit: String) {
    self.task = task
    self.done = done
    self.total = total
    self.unit = unit
  }
}

/// Called now and then by a measurement, on the thread that started it.
public typealias MeasureObserver = (MeasureProgress) -> Void

/// The measurements of the paper as functions of a network, prepared images and settings.
///
/// Each refuses what does not fit before any work, and its results are the same for any number of
/// threads.
public enum Measure {}
