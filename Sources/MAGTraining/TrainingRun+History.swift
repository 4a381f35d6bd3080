import Foundation
import MAGFiles
import MAGNetwork

extension TrainingRun {
  /// The log of a run whose checkpoint is at `output`: beside it, one JSON object an epoch.
  ///
  /// Only the extension `.safetensors` is taken off, for other dots may be all that tells two
  /// outputs apart.
  public static func logFile(of output: URL) -> URL {
    let base = output.pathExtension == "safetensors" ? output.deletingPathExtension() : output
    return base.appendingPathExtension("log.jsonl")
  }

  /// What each epoch of a checkpoint's training came to, from the log beside its file.
  ///
  /// - Throws: `FileFailure.missing` where the checkpoint was moved without its log; what reading
  ///   throws; `JSONFailure.notDecodable` with the line that is no epoch.
  public static func history(of checkpoint: Checkpoint) throws -> [EpochReport] {
    let file = logFile(of: URL(fileURLWithPath: checkpoint.path))
    let reader = try LineReader(file)
    var history: [EpochReport] = []
    while let line = try reader.next() {
      history.append(
        try OrderedJSON.decode(
          EpochReport.self, from: line.bytes, name: "\(file.relativePath), line \(line.number)"))
    }
    return history
  }
}
