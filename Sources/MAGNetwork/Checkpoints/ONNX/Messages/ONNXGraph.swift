/// A GraphProto: nodes in any order, constants, and the values that go in and come out.
///
/// Shapes that the file notes for values in between are not read: they are inferred.
struct ONNXGraph: ProtobufMessage, Equatable {
  var name = ""
  var nodes: [ONNXNode] = []
  var initializers: [ONNXTensor] = []
  /// Old files list the initializers here too.
  var inputs: [ONNXValueInfo] = []
  var outputs: [ONNXValueInfo] = []
  var hasSparseInitializers = false

  private enum Field: Int, ProtobufFields {
    case node = 1
    case name = 2
    case initializer = 5
    case input = 11
    case output = 12
    case sparseInitializer = 15

    var isRepeated: Bool { self != .name }
  }

  init() {}

  init(_ reader: inout ProtobufReader) throws(ProtobufFailure) {
    while let entry = try reader.next(Field.self) {
      switch entry.field {
      case .node: nodes.append(try entry.message(ONNXNode.self))
      case .name: name = try entry.text()
      case .initializer: initializers.append(try entry.message(ONNXTensor.self))
      case .input: inputs.append(try entry.message(ONNXValueInfo.self))
      case .output: outputs.append(try entry.message(ONNXValueInfo.self))
      case .sparseInitializer: hasSparseInitializers = true
      }
    }
  }

  func encode(to writer: inout ProtobufWriter) {
    for node in nodes { writer.message(Field.node, node) }
    writer.text(Field.name, name)
    for tensor in initializers { writer.message(Field.initializer, tensor) }
    for input in inputs { writer.message(Field.input, input) }
    for output in outputs { writer.message(Field.output, output) }
  }
}
