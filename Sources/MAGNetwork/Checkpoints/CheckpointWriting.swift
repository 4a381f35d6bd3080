import Foundation
import MAGFiles
import MAGNumerics

extension Checkpoint {
  /// Writes a network as a safetensors file that PyTorch loads into an nn.Sequential.
  ///
  /// Tensors are float32, named by the layer's place in the network (activations count): `0.weight`
  /// [out, in], `0.bias`, `2.weight`, …. The metadata begin with `format` and `architecture`, then
  /// come the caller's in their order. The bytes depend on nothing else.
  ///
  /// - Throws: `CheckpointFailure.notStorable` for a network that is not dense layers with
  ///   activations between them; `.file` if it cannot be written.
  public static func write(
    _ network: Network<Float>, metadata: CheckpointMetadata, to url: URL
  ) throws(CheckpointFailure) {
    try container(network, metadata: metadata, path: url.relativePath).write(to: url)
  }

  /// The file that `write` writes, as a value.
  public static func container(
    _ network: Network<Float>, metadata: CheckpointMetadata, path: String
  ) throws(CheckpointFailure) -> SafetensorsFile {
    guard let architecture = PerceptronArchitecture(of: network) else {
      throw .notStorable(
        path: path,
        reason: "it is not a chain of dense layers with activations between them, and safetensors "
          + "has no words for anything else; write it as ONNX, to a path that ends in .onnx")
    }
    var facts: CheckpointMetadata = [
      CheckpointKey.format.rawValue: format,
      CheckpointKey.architecture.rawValue: architecture.text,
    ]
    for (key, value) in metadata.entries where facts[key] == nil { facts[key] = value }
    var tensors: [StoredTensor] = []
    for (index, layer) in network.layers.enumerated() {
      var start = network.offsets[index]
      for tensor in layer.tensors {
        tensors.append(
          StoredTensor(
            name: "\(index).\(tensor.name)", extents: tensor.extents,
            values: Array(network.parameters[start..<start + tensor.count])))
        start += tensor.count
      }
    }
    return SafetensorsFile(tensors: tensors, metadata: facts)
  }
}
