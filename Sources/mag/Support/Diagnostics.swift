import Logging
import Synchronization

/// Notices and warnings on standard error, one line each, through swift-log.
enum Diagnostics {
  private static let threshold = Mutex(Logger.Level.notice)

  /// Sends all loggers of the process to standard error; called once, first thing.
  static func install() {
    LoggingSystem.bootstrap { _ in StandardErrorHandler() }
  }

  /// With `--quiet` only errors remain.
  static func setQuiet(_ isQuiet: Bool) {
    threshold.withLock { $0 = isQuiet ? .error : .notice }
  }

  fileprivate static var level: Logger.Level { threshold.withLock { $0 } }

  /// The logger of the command.
  static let log = Logger(label: "mag")
}

/// Writes `notice: …`, `warning: …` without time stamps, so that runs can be compared.
private struct StandardErrorHandler: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level {
    get { Diagnostics.level }
    set {}
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    StandardError.write("\(event.level.rawValue): \(event.message)\n")
  }
}
