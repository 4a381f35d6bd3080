import Foundation
import MAG

/// Progress with rate and time left on standard error: one line in place on a terminal, else a line
/// every ten seconds at most.
final class ProgressLine {
  private let isQuiet: Bool
  private let isTerminal: Bool
  private let clock = ContinuousClock()
  private var task = ""
  private var start: ContinuousClock.Instant
  private var lastShown: ContinuousClock.Instant

  init(isQuiet: Bool, isTerminal: Bool = StandardError.isTerminal) {
    self.isQuiet = isQuiet
    self.isTerminal = isTerminal
    start = clock.now
    lastShown = clock.now
  }

  /// Shows how far a task has come; a new task starts its own clock.
  ///
  /// - Parameter prefix: what is worked on, for example a file's name.
  func show(_ progress: MeasureProgress, prefix: String = "") {
    if isQuiet { return }
    let now = clock.now
    let name = prefix.isEmpty ? progress.task : "\(prefix): \(progress.task)"
    if name != task {
      (task, start, lastShown) = (name, now, isTerminal ? now - .seconds(1) : now)
    }
    let interval: Duration = isTerminal ? .milliseconds(100) : .seconds(10)
    guard now - lastShown >= interval, progress.total > 0 else { return }
    lastShown = now
    let text = Self.text(progress, name: name, seconds: (now - start) / .seconds(1))
    if isTerminal { StandardError.replaceLine(text) } else { StandardError.write(text + "\n") }
  }

  /// Shows a text as the line in place; without a terminal, every ten seconds at most.
  func show(text: String) {
    if isQuiet { return }
    let now = clock.now
    let interval: Duration = isTerminal ? .milliseconds(100) : .seconds(10)
    guard now - lastShown >= interval else { return }
    lastShown = now
    if isTerminal { StandardError.replaceLine(text) } else { StandardError.write(text + "\n") }
  }

  /// Writes a text that stays.
  func keep(_ text: String) {
    if isQuiet { return }
    StandardError.write(text + "\n")
  }

  /// Removes the line of a terminal.
  func finish() {
    if !isQuiet, isTerminal { StandardError.clearLine() }
  }

  /// For example `baseline: pgd 3500/70000 attacks (5 %), 420/s, 2 min 38 s left`.
  static func text(_ progress: MeasureProgress, name: String, seconds: Double) -> String {
    let percent = 100 * progress.done / max(progress.total, 1)
    var text = "\(name) \(progress.done)/\(progress.total) \(progress.unit) (\(percent) %)"
    if seconds > 0, progress.done > 0 {
      let rate = Double(progress.done) / seconds
      text += ", \(rate >= 10 ? String(Int(rate.rounded())) : TextTable.fixed(rate, 1))/s"
      text += ", \(duration(Double(progress.total - progress.done) / rate)) left"
    }
    return text
  }

  /// For example `9 s`, `2 min 38 s`, `1 h 5 min`.
  static func duration(_ seconds: Double) -> String {
    let whole = Int(min(seconds.rounded(.up), 1e9))
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole % 3600 / 60) min"
  }
}
