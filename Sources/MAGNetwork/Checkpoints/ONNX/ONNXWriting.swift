import Foundation
import MAGFiles
import MAGNumerics

extension ONNXFile {
  /// The bytes of an ONNX file that computes a network's logits, a function of the arguments alone.
  ///
  /// One input `images` [batch, inputs], one output `logits` [batch, classes], both float32; a
  /// Gemm for each dense layer, its tensors named as in our safetensors files (`0.weight`, …), and
  /// a node for each activation. Operator set 17, or 20 for GELU, which it is the first to have.
  ///
  /// - Throws: `CheckpointFailure.notStorable` for other layers.
  static func encoded(
    _ network: Network<Float>, metadata: CheckpointMetadata, path: String
  ) throws(CheckpointFailure) -> Data {
    var graph = ONNXGraph()
    graph.name = "network"
    var current = "images"
    var hasGELU = false
    for (index, layer) in network.layers.enumerated() {
      let result = index == network.layers.count - 1 ? "logits" : "\(index)"
      if let dense = layer as? Dense {
        var inputs = [current]
        for shape in dense.tensors {
          let name = "\(index).\(shape.name)"
          graph.initializers.append(
            ONNXTensor(
              name: name, extents: shape.extents,
              values: network.tensor(layer: index, named: shape.name) ?? []))
          inputs.append(name)
        }
        graph.nodes.append(
          ONNXNode(
            "Gemm", inputs: inputs, outputs: [result],
            attributes: [ONNXAttribute("transB", .integer(1))]))
      } else if let activation = layer as? Activation {
        if activation.kind == .gelu { hasGELU = true }
        graph.append(activation.kind, from: current, to: result)
      } else {
        throw .notStorable(
          path: path, reason: "it is not a chain of dense layers and activations")
      }
      current = result
    }
    graph.inputs = [valueInfo("images", network.inputDimension)]
    graph.outputs = [valueInfo("logits", network.classCount)]
    var model = ONNXModel()
    // The versions of the format that came with these operator sets.
    model.formatVersion = hasGELU ? 9 : 8
    model.operatorSets = [ONNXModel.OperatorSet(version: hasGELU ? 20 : 17)]
    model.producer = "mag"
    model.producerVersion = Tool.version
    model.graph = graph
    model.facts = metadata.entries.map { ONNXModel.Fact(key: $0.key, value: $0.value) }
    var writer = ProtobufWriter()
    model.encode(to: &writer)
    return writer.bytes
  }

  private static func valueInfo(_ name: String, _ count: Int) -> ONNXValueInfo {
    ONNXValueInfo(
      name: name, elementType: ONNXElementType.float,
      extents: [.dynamic("batch"), .fixed(Int64(count))])
  }
}

extension ONNXGraph {
  /// Adds the node of an activation, with constants where it takes them as inputs.
  fileprivate mutating func append(
    _ kind: ActivationKind, from input: String, to output: String
  ) {
    func node(_ type: String, _ attributes: [ONNXAttribute] = []) -> ONNXNode {
      ONNXNode(type, inputs: [input], outputs: [output], attributes: attributes)
    }
    switch kind {
    case .identity: nodes.append(node("Identity"))
    case .relu: nodes.append(node("Relu"))
    case .leakyReLU(let slope):
      nodes.append(node("LeakyRelu", [ONNXAttribute("alpha", .float(Float(slope)))]))
    case .hardTanh:
      var clip = node("Clip")
      for (name, bound) in [("lower", -1), ("upper", 1)] as [(String, Float)] {
        clip.inputs.append("\(output).\(name)")
        initializers.append(ONNXTensor(name: "\(output).\(name)", extents: [], values: [bound]))
      }
      nodes.append(clip)
    case .sigmoid: nodes.append(node("Sigmoid"))
    case .tanh: nodes.append(node("Tanh"))
    case .gelu: nodes.append(node("Gelu"))
    case .softplus: nodes.append(node("Softplus"))
    case .elu(let alpha):
      nodes.append(node("Elu", [ONNXAttribute("alpha", .float(Float(alpha)))]))
    }
  }
}
