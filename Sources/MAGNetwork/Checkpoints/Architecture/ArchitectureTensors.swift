import Foundation
import MAGFiles
import MAGNumerics

/// A checkpoint's tensors, handed out to the layers of a description.
struct ArchitectureTensors {
  /// The part of a layer that a tensor is, with the names that programs give it.
  enum Part: String, CaseIterable {
    case weight, bias, mean, variance

    var names: [String] {
      switch self {
      case .weight: ["weight", "kernel", "scale", "gamma"]
      case .bias: ["bias", "beta"]
      case .mean: ["running_mean", "moving_mean", "mean"]
      case .variance: ["running_var", "moving_variance", "var"]
      }
    }
  }

  let path: String
  private let tensors: [String: StoredTensor]
  private var used: Set<String> = []
  /// The elements that may still be handed out.
  private var budget: Int

  /// All layers together may take each element so many times: more would be memory that the file
  /// never had.
  private static let mostSharing = 16
  /// What batch normalisations count and never use.
  private static let counter = "num_batches_tracked"

  init(_ container: any TensorContainer, path: String) {
    self.path = path
    tensors = Dictionary(
      container.tensors.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    budget = Self.mostSharing * container.tensors.reduce(0) { $0 + $1.count }
  }

  /// The tensor that is a layer's part; nil if the layer has none.
  ///
  /// - Throws: `ArchitectureLayer.Problem` where `tensors` names one that is not there.
  func tensor(
    _ part: Part, of layer: ArchitectureLayer, _ names: ArchitectureLayer.TensorNames
  ) throws(ArchitectureLayer.Problem) -> StoredTensor? {
    switch names {
    case .prefix(let prefix):
      for separator in [".", "/"] {
        for name in part.names {
          // Keras ends the names of its variables in :0.
          for end in ["", ":0"] {
            if let found = tensors[prefix + separator + name + end] { return found }
          }
        }
      }
      return nil
    case .parts(let parts):
      guard let name = parts[part.rawValue] else { return nil }
      guard let found = tensors[name] else {
        throw layer.problem("\(path) holds no tensor \(name)")
      }
      return found
    }
  }

  /// A tensor's elements in float32, the axes in another order: axis i of the result is axis
  /// `order[i]` of the tensor.
  mutating func values(
    _ tensor: StoredTensor, order: [Int]? = nil, for layer: ArchitectureLayer
  ) throws(CheckpointFailure) -> [Float] {
    used.insert(tensor.name)
    budget -= tensor.count
    guard budget >= 0 else {
      throw .badTensor(
        path: path, tensor: tensor.name,
        reason: "the layers share the tensors more than \(Self.mostSharing) times")
    }
    guard tensor.type.isFloatingPoint else {
      throw .badTensor(
        path: path, tensor: tensor.name,
        reason: "expected floating-point weights, found \(tensor.type.rawValue)")
    }
    var values: [Float] = []
    values.reserveCapacity(tensor.count)
    try (order.map(tensor.transposed) ?? tensor).append(to: &values, path: path)
    return values
  }

  /// The tensors that no layer took.
  func unused(ignoring ignored: Set<String>) -> [String] {
    tensors.keys.filter {
      !used.contains($0) && !ignored.contains($0) && !$0.hasSuffix(Self.counter)
    }.sorted()
  }
}
