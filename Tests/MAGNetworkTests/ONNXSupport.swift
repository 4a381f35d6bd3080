import Foundation
import MAGNumerics

@testable import MAGNetwork

extension ONNXModel {
  /// A graph from `x` [1, 4] to `y`, of operator set 17.
  init(_ nodes: [ONNXNode], _ constants: [ONNXTensor] = []) {
    self.init()
    formatVersion = 8
    operatorSets = [OperatorSet(version: 17)]
    var graph = ONNXGraph()
    graph.nodes = nodes
    graph.initializers = constants
    graph.inputs = [.floats("x", 1, 4)]
    graph.outputs = [.floats("y", 1, 3)]
    self.graph = graph
  }

  var bytes: Data {
    var writer = ProtobufWriter()
    encode(to: &writer)
    return writer.bytes
  }

  /// The network of the file that these messages make, and what is assumed.
  func network() throws(CheckpointFailure) -> (network: Network<Float>, assumptions: [String]) {
    try ONNXFile(parsing: bytes, path: "m.onnx").interpreted(path: "m.onnx")
  }
}

extension ONNXValueInfo {
  static func floats(_ name: String, _ extents: Int64...) -> ONNXValueInfo {
    ONNXValueInfo(name: name, elementType: 1, extents: extents.map { .fixed($0) })
  }
}

extension ONNXTensor {
  /// Numbers 1, 2, 3, … over 10, so that no two weights are equal.
  static func numbers(_ name: String, _ extents: Int...) -> ONNXTensor {
    let count = extents.reduce(1, *)
    return ONNXTensor(
      name: name, extents: extents, values: (0..<count).map { Float($0 + 1) / 10 })
  }

  static func integers(_ name: String, _ values: [Int64]) -> ONNXTensor {
    var tensor = ONNXTensor(name: name, extents: [], values: [0])
    tensor.raw = nil
    tensor.type = 7
    tensor.extents = [Int64(values.count)]
    tensor.integers = values
    return tensor
  }

  func with(_ change: (inout ONNXTensor) -> Void) -> ONNXTensor {
    var tensor = self
    change(&tensor)
    return tensor
  }
}

extension ONNXNode {
  /// One node that gives `output`.
  static func make(
    _ type: String, _ inputs: [String], _ output: String, _ attributes: [ONNXAttribute] = []
  ) -> ONNXNode {
    ONNXNode(type, inputs: inputs, outputs: [output], attributes: attributes)
  }

  /// The node on another input.
  func taking(_ input: String) -> ONNXNode {
    var node = self
    node.inputs = [input]
    return node
  }
}
