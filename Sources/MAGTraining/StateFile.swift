import Foundation
import MAGFiles
import MAGNetwork
import MAGNumerics

/// A `TrainingState` as a safetensors file: θ and the optimiser's moments as flat vectors, the
/// epochs' reports as JSON in the metadata.
enum StateFile {
  private static let format = "mag.training-state/1"

  static func write(_ state: TrainingState, digest: String, to url: URL) throws {
    let count = state.network.parameters.count
    var tensors = [
      StoredTensor(name: "parameters", extents: [count], values: state.network.parameters),
      StoredTensor(name: "mean", extents: [count], values: state.optimizer.mean),
    ]
    if !state.optimizer.square.isEmpty {
      tensors.append(
        StoredTensor(name: "square", extents: [count], values: state.optimizer.square))
    }
    let metadata: CheckpointMetadata = [
      "format": format, TrainingRun.digestKey: digest, "step": "\(state.optimizer.step)",
      "history": String(decoding: try OrderedJSON.encodeLine(state.history), as: UTF8.self),
    ]
    try SafetensorsFile(tensors: tensors, metadata: metadata).write(to: url)
  }

  /// - Parameter fresh: a state of the same network and optimiser, which gives the shapes.
  /// - Throws: `TrainingFailure.otherRun` if the file is not a state of such a run.
  static func read(
    _ url: URL, like fresh: TrainingState
  ) throws -> (digest: String, state: TrainingState) {
    let file = try SafetensorsFile(contentsOf: url)
    func vector(_ name: String, like reference: [Float]) throws -> [Float] {
      guard let tensor = file.tensor(named: name), tensor.count == reference.count else {
        throw TrainingFailure.otherRun(file: url.relativePath, what: "network or optimizer")
      }
      return tensor.values()
    }
    guard file.metadata["format"] == format, let digest = file.metadata[TrainingRun.digestKey],
      let step = file.metadata.integer("step"), let history = file.metadata["history"]
    else { throw TrainingFailure.otherRun(file: url.relativePath, what: "format") }
    var state = fresh
    state.network.parameters = try vector("parameters", like: fresh.network.parameters)
    state.optimizer.mean = try vector("mean", like: fresh.optimizer.mean)
    if !fresh.optimizer.square.isEmpty {
      state.optimizer.square = try vector("square", like: fresh.optimizer.square)
    }
    state.optimizer.step = step
    state.history = try OrderedJSON.decode([EpochReport].self, from: Data(history.utf8))
    return (digest, state)
  }
}
