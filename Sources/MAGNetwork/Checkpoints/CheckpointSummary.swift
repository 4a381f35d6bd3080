import Foundation
import MAGFiles

/// What a checkpoint holds, as `mag inspect` shows it.
///
/// A file whose tensors can be read but make no usable network (NaN weights, say) has a summary
/// too: `problem` says why, and what describes the network is nil.
public struct CheckpointSummary: Sendable, Codable {
  /// One layer of the network as understood.
  public struct Layer: Sendable, Codable, Equatable {
    /// `dense`, `convolution`, an activation's name and so on; see `Layer.kindName`.
    public let kind: String
    /// The extents of what goes in and comes out, `1×28×28 → 16×14×14` or `784 → 10`.
    public let shape: String
    /// The layers whose outputs, added up, it takes; −1 is the network's input.
    public let sources: [Int]
    public let inputs: Int
    public let outputs: Int
    public let parameters: Int
  }

  /// One tensor of the file.
  public struct Tensor: Sendable, Codable, Equatable {
    public let name: String
    public let type: StoredType
    public let shape: [Int]
    /// Over the finite elements; nil if there are none.
    public let min: Double?
    public let max: Double?
    public let nanCount: Int
    public let infiniteCount: Int
  }

  public let path: String
  public let format: CheckpointFormat
  public let sha256: String
  public let layers: [Layer]?
  public let inputDimension: Int?
  public let classCount: Int?
  public let parameters: Int?
  public let tensors: [Tensor]
  public let metadata: [String: String]
  public let assumptions: [String]
  /// Why the tensors make no network; nil if they do.
  public let problem: String?

  /// Reads and summarises a file.
  ///
  /// - Returns: the summary, and the checkpoint itself where the tensors make a network.
  /// - Throws: `CheckpointFailure` if it cannot be read as a container of tensors.
  public static func read(
    _ url: URL, hints: CheckpointHints = CheckpointHints()
  ) throws(CheckpointFailure) -> (summary: CheckpointSummary, checkpoint: Checkpoint?) {
    let file = try CheckpointFormat.read(url)
    do throws(CheckpointFailure) {
      let checkpoint = try Checkpoint(file, path: url.relativePath, hints: hints)
      return (CheckpointSummary(file, url.relativePath, checkpoint, problem: nil), checkpoint)
    } catch {
      return (CheckpointSummary(file, url.relativePath, nil, problem: error.description), nil)
    }
  }

  private init(
    _ file: CheckpointFormat.Contents, _ path: String, _ checkpoint: Checkpoint?, problem: String?
  ) {
    let network = checkpoint?.network
    self.path = path
    format = file.format
    sha256 = file.sha256
    layers = network.map { network in
      zip(network.layers, network.sources).map { layer, sources in
        Layer(
          kind: layer.kindName, shape: layer.shapeText, sources: sources,
          inputs: layer.inputCount, outputs: layer.outputCount, parameters: layer.parameterCount)
      }
    }
    inputDimension = network?.inputDimension
    classCount = network?.classCount
    parameters = network?.parameters.count
    tensors = file.container.tensors.map(Tensor.init)
    metadata = file.container.metadata.dictionary
    assumptions = checkpoint?.assumptions ?? []
    self.problem = problem
  }
}

extension CheckpointSummary.Tensor {
  /// The range and the undefined elements of a tensor, in one pass over its values.
  init(_ tensor: StoredTensor) {
    var smallest = Double.infinity
    var largest = -Double.infinity
    var nanCount = 0
    var infiniteCount = 0
    for value in tensor.pieces.lazy.flatMap({ $0.values(as: Double.self) }) {
      if value.isNaN {
        nanCount += 1
      } else if value.isInfinite {
        infiniteCount += 1
      } else {
        smallest = Swift.min(smallest, value)
        largest = Swift.max(largest, value)
      }
    }
    let hasFinite = smallest <= largest
    self.init(
      name: tensor.name, type: tensor.type, shape: tensor.extents, min: hasFinite ? smallest : nil,
      max: hasFinite ? largest : nil, nanCount: nanCount, infiniteCount: infiniteCount)
  }
}
