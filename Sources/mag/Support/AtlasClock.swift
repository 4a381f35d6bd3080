import MAG

/// Shows how far an atlas is, and how long its stages took: attacks apart from walks.
final class AtlasClock {
  private let line: ProgressLine
  private let clock = ContinuousClock()
  private var current: (progress: AtlasProgress, since: ContinuousClock.Instant)?
  private var seconds: [AtlasStage: Double] = [:]

  init(_ line: ProgressLine) { self.line = line }

  func observe(_ progress: AtlasProgress) {
    settle()
    if let current, current.progress.checkpoint != progress.checkpoint {
      report(current.progress.checkpoint)
    }
    current = (progress, clock.now)
    line.show(
      MeasureProgress(
        task: progress.family.rawValue, done: progress.done, total: progress.total, unit: "lines"),
      prefix: progress.checkpoint)
  }

  /// Ends the last stage.
  func finish() {
    settle()
    if let current { report(current.progress.checkpoint) }
    current = nil
    line.finish()
  }

  /// Counts the time since the last event for the stage that was on.
  private func settle() {
    guard let current else { return }
    seconds[current.progress.stage, default: 0] += (clock.now - current.since) / .seconds(1)
  }

  /// Writes one checkpoint's times and begins the next one's.
  private func report(_ checkpoint: String) {
    let parts = AtlasStage.allCases.compactMap { stage in
      seconds[stage].map { "\(stage.title) \(TextTable.fixed($0, 1)) s" }
    }
    line.keep("\(checkpoint): \(parts.joined(separator: ", "))")
    seconds = [:]
  }
}

extension AtlasStage {
  fileprivate var title: String {
    switch self {
    case .reading: "reading"
    case .attack: "attacks"
    case .walk: "walks"
    case .writing: "writing"
    case .summary: "summaries"
    }
  }
}
