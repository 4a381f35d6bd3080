import Foundation
import MAGFiles
import MAGNetwork
import MAGNumerics

/// A training run with its files: the checkpoint, the state to resume from, and the log.
///
/// After each epoch the whole state is written beside the checkpoint (`NAME.state`), atomically, so
/// that after a kill at any moment the same command goes on from the last finished epoch and ends
/// with the same bytes as an uninterrupted run. The log (`NAME.log.jsonl`) has one JSON object an
/// epoch. When the run is done the checkpoint is written and the state removed.
public struct TrainingRun: Sendable {
  public let trainer: Trainer
  public let output: URL
  /// Facts for the checkpoint beside those of the configuration, in order.
  public let facts: CheckpointMetadata

  /// Names the training algorithm; raised whenever the same configuration would end with other
  /// parameters, so that models of an older version are never taken for those of this one.
  static let algorithm = "mag.training/1"

  /// The metadata key of the run's digest.
  public static let digestKey = "run_digest"
  /// The metadata key of the run's configuration, as JSON.
  public static let configurationKey = "configuration"
  /// The metadata key of the training attack's box: none, unit or data.
  public static let boxKey = "box"

  public init(_ trainer: Trainer, output: URL, facts: CheckpointMetadata = [:]) {
    self.trainer = trainer
    self.output = output
    self.facts = facts
  }

  public var stateFile: URL { output.appendingPathExtension("state") }
  public var logFile: URL { Self.logFile(of: output) }

  /// SHA-256 of everything that decides the resulting bytes: configuration, data, manifold, box.
  public func digest() throws -> String {
    let parts = [
      Self.algorithm, try trainer.configuration.digest(), trainer.set.digest, trainer.box.name,
      "validation \(trainer.validation?.labels.count ?? 0)",
    ]
    return FileDigest.sha256(Data(parts.joined(separator: "\n").utf8))
  }

  /// What is found at the output before the run.
  public enum Standing: Sendable, Equatable {
    /// The finished checkpoint of this very run.
    case finished
    /// A state of this run after some epochs.
    case interrupted(epochs: Int)
    case absent
    /// A checkpoint or state of another run, and which.
    case foreign(file: String)
  }

  /// Looks at the files without changing them.
  public func standing() throws -> Standing {
    let digest = try digest()
    let files = FileManager.default
    let hasOutput = files.fileExists(atPath: output.path)
    if hasOutput, (try? Checkpoint.load(output))?.metadata[Self.digestKey] == digest {
      return .finished
    }
    // Our own state counts even beside another run's checkpoint, which we were replacing.
    let hasState = files.fileExists(atPath: stateFile.path)
    if hasState, let (saved, state) = try? StateFile.read(stateFile, like: try trainer.start()),
      saved == digest
    {
      return .interrupted(epochs: state.epoch)
    }
    if hasOutput { return .foreign(file: output.relativePath) }
    return hasState ? .foreign(file: stateFile.relativePath) : .absent
  }

  /// Runs to the end, or loads the finished checkpoint of the same run.
  ///
  /// - Parameters:
  ///   - replacing: whether files of another run are overwritten rather than refused.
  ///   - isCancelled: asked before every step; true ends the run with `.cancelled`.
  ///   - progress: told after every step.
  ///   - epochDone: told after every epoch.
  /// - Throws: `TrainingFailure.otherRun` unless `replacing`; what the trainer and the files throw.
  public func run(
    replacing: Bool = false, isCancelled: () -> Bool = { false },
    progress: (TrainingProgress) -> Void = { _ in },
    epochDone: (EpochReport) -> Void = { _ in }
  ) throws -> Checkpoint {
    let digest = try digest()
    var state = try trainer.start()
    switch try standing() {
    case .finished:
      // A kill between the last two writes leaves our own state; another run's is not ours to take.
      if (try? StateFile.read(stateFile, like: state))?.digest == digest {
        try? FileManager.default.removeItem(at: stateFile)
      }
      return try Checkpoint.load(output)
    case .interrupted:
      state = try StateFile.read(stateFile, like: state).state
    case .foreign(let file) where !replacing:
      throw TrainingFailure.otherRun(file: file, what: "configuration, data or manifold")
    case .foreign, .absent: break
    }
    for file in [output, stateFile, logFile] { AtomicFile.removeAbandoned(of: file) }
    // An output that cannot be written shows now, not after hours of training.
    try StateFile.write(state, digest: digest, to: stateFile)
    state = try trainer.run(
      from: state, isCancelled: isCancelled, progress: progress,
      epochDone: { state in
        try StateFile.write(state, digest: digest, to: stateFile)
        try writeLog(state.history)
        if let report = state.history.last { epochDone(report) }
      })
    try writeLog(state.history)
    try Checkpoint.write(state.network, metadata: try metadata(digest), to: output)
    try? FileManager.default.removeItem(at: stateFile)
    return try Checkpoint.load(output)
  }

  private func metadata(_ digest: String) throws -> CheckpointMetadata {
    var result: CheckpointMetadata = [:]
    result[.tool] = Tool.name
    result[.objective] = trainer.configuration.objective.rawValue
    result[.seed] = "\(trainer.configuration.seed)"
    result[.epoch] = "\(trainer.configuration.epochs)"
    result[Self.configurationKey] = String(
      decoding: try OrderedJSON.encodeLine(trainer.configuration.effective), as: UTF8.self)
    result[Self.boxKey] = trainer.box.name
    for (key, value) in facts.entries { result[key] = value }
    result[Self.digestKey] = digest
    return result
  }

  private func writeLog(_ history: [EpochReport]) throws {
    var lines = Data()
    for report in history { lines += try OrderedJSON.encodeLine(report) + Data("\n".utf8) }
    try AtomicFile.write(lines, to: logFile)
  }
}
