import Foundation
import MAGFiles
import MAGNumerics

extension ONNXFile {
  /// The bytes of an ONNX file that computes a network's logits, a function of the arguments alone.
  ///
  /// One input `images` [batch, inputs], one output `logits` [batch, classes], both float32; the
  /// nodes of each layer (see `ONNXGraphWriter`), its tensors named as in our safetensors files
  /// (`0.weight`, …). Operator set 17, or 20 where a layer needs one that came later.
  ///
  /// - Throws: `CheckpointFailure.notStorable` for layers of other kinds.
  static func encoded(
    _ network: Network<Float>, metadata: CheckpointMetadata, path: String
  ) throws(CheckpointFailure) -> Data {
    let writer = try ONNXGraphWriter(network, path: path)
    var model = ONNXModel()
    // The versions of the format that came with these operator sets.
    model.formatVersion = writer.needsNewOperators ? 9 : 8
    model.operatorSets = [ONNXModel.OperatorSet(version: writer.needsNewOperators ? 20 : 17)]
    model.producer = "mag"
    model.producerVersion = Tool.version
    model.graph = writer.graph
    model.facts = metadata.entries.map { ONNXModel.Fact(key: $0.key, value: $0.value) }
    var bytes = ProtobufWriter()
    model.encode(to: &bytes)
    return bytes.bytes
  }
}
