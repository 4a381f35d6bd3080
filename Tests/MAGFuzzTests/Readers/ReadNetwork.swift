import Foundation
import MAGFiles
import MAGNumerics

@testable import MAGNetwork

/// What must hold of every container of tensors that was read, and of the network in it.
enum ReadNetwork {
  /// Numbers of a network, its parameters and those it computes, above which it is not tried: that
  /// costs time and shows nothing new.
  private static let largest = 1 << 16

  /// Small tensors of every shape that a description may name.
  static let tensors: SafetensorsFile = {
    let shapes: [(String, [Int])] = [
      ("c.weight", [2, 1, 2, 2]), ("c.bias", [2]), ("k.kernel", [2, 2, 1, 2]),
      ("d.weight", [3, 8]),
      ("d.bias", [3]), ("e.weight", [2, 3]), ("n.weight", [2]), ("n.bias", [2]),
      ("n.running_mean", [2]), ("n.running_var", [2]), ("s.weight", [3, 3]),
    ]
    return SafetensorsFile(
      tensors: shapes.map { name, extents in
        StoredTensor(
          name: name, extents: extents,
          values: (0..<extents.reduce(1, *)).map { Float($0 + 1) / 4 } as [Float])
      })
  }()

  /// Looks at all tensors, makes the network, and tries it on one image.
  static func outcome(
    of container: any TensorContainer, as architecture: ArchitectureDescription? = nil
  ) throws -> String {
    for tensor in container.tensors {
      let summary = CheckpointSummary.Tensor(tensor)
      try Violation.check(
        tensor.values(as: Float.self).count == tensor.extents.reduce(1, *)
          && summary.shape == tensor.extents, "a tensor has not the elements that its extents say")
    }
    let tensors = "\(container.tensors.count) tensors"
    let network: Network<Float>
    do throws(CheckpointFailure) {
      network = try Checkpoint.interpret(
        container, path: FuzzedReader.path, hints: CheckpointHints(architecture: architecture)
      ).network
    } catch {
      return "\(tensors), refused \(try Refusal.name(of: error, by: .checkpoint))"
    }
    let widths = network.layers.reduce(network.inputDimension) { $0 + $1.outputCount }
    if widths + network.parameterCount <= largest {
      try tryOut(network, container.metadata)
    }
    return "\(tensors), \(network.layers.count) layers to \(network.classCount) logits"
  }

  /// Logits and input gradients exist; a file that is written of the network holds the same one.
  private static func tryOut(_ network: Network<Float>, _ metadata: CheckpointMetadata) throws {
    let image = Matrix<Float>(
      rows: 1, columns: network.inputDimension,
      storage: (0..<network.inputDimension).map { Float($0 % 3) / 2 })
    let logits = network.logits(image)
    try Violation.check(logits.columns == network.classCount, "not as many logits as classes")
    try Violation.check(
      network.inputGradient(image, labels: [0], of: .loss).columns == image.columns,
      "a gradient has not the extents of the image")
    for format in WritableFormat.allCases {
      guard
        let bytes = try? format.encoded(network, metadata: metadata, path: FuzzedReader.path)
      else { continue }
      let again: Network<Float>
      do throws(CheckpointFailure) {
        again = try Checkpoint.interpret(
          format.parsed(bytes, path: FuzzedReader.path), path: FuzzedReader.path
        ).network
      } catch {
        throw Violation(description: "a \(format) file of it is refused: \(error)")
      }
      let isSame = again.parameters.elementsEqual(network.parameters) {
        $0.bitPattern == $1.bitPattern
      }
      try Violation.check(
        again.inputDimension == network.inputDimension && again.classCount == network.classCount
          && (isSame || format != .safetensors),
        "a network is another after being written as \(format) and read")
    }
  }

  /// Holds a network of the sizes that reference values are for against them.
  static func compare(with values: ReferenceValues) throws {
    let (inputs, classes) = (values.images.columns, values.logits.columns)
    guard inputs > 0, classes > 1 else { return }
    let network = try Network<Float>(
      layers: [Dense(inputCount: inputs, outputCount: classes)],
      parameters: [Float](repeating: 1, count: (inputs + 1) * classes))
    let comparison = try ReferenceComparison(network, with: values, path: FuzzedReader.path)
    try Violation.check(
      comparison.count == values.images.rows && comparison.samePredictions <= comparison.count,
      "a comparison counts other images than there are")
  }
}
