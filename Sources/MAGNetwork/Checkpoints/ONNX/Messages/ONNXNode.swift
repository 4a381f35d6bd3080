/// A NodeProto: one operator, the names of what it takes and gives, and its attributes.
struct ONNXNode: ProtobufMessage, Equatable {
  /// An empty name is an optional input that is left out.
  var inputs: [String] = []
  var outputs: [String] = []
  var name = ""
  var type = ""
  /// Empty or `ai.onnx` for the standard operators.
  var domain = ""
  var attributes: [ONNXAttribute] = []

  private enum Field: Int, ProtobufFields {
    case input = 1
    case output = 2
    case name = 3
    case opType = 4
    case attribute = 5
    case domain = 7

    var isRepeated: Bool { self == .input || self == .output || self == .attribute }
  }

  init(
    _ type: String, inputs: [String], outputs: [String], attributes: [ONNXAttribute] = []
  ) {
    self.type = type
    self.inputs = inputs
    self.outputs = outputs
    self.attributes = attributes
  }

  init(_ reader: inout ProtobufReader) throws(ProtobufFailure) {
    while let entry = try reader.next(Field.self) {
      switch entry.field {
      case .input: inputs.append(try entry.text())
      case .output: outputs.append(try entry.text())
      case .name: name = try entry.text()
      case .opType: type = try entry.text()
      case .attribute: attributes.append(try entry.message(ONNXAttribute.self))
      case .domain: domain = try entry.text()
      }
    }
  }

  func encode(to writer: inout ProtobufWriter) {
    for input in inputs { writer.text(Field.input, input) }
    for output in outputs { writer.text(Field.output, output) }
    if !name.isEmpty { writer.text(Field.name, name) }
    writer.text(Field.opType, type)
    for attribute in attributes { writer.message(Field.attribute, attribute) }
    if !domain.isEmpty { writer.text(Field.domain, domain) }
  }

  /// The operator with its domain, as refusals list it.
  var qualifiedType: String {
    domain.isEmpty || domain == "ai.onnx" ? type : "\(domain).\(type)"
  }

  /// How messages call the node: by its own name, else by what it gives.
  var label: String {
    if !name.isEmpty { return "\(qualifiedType) \(name)" }
    return "\(qualifiedType) that gives \(outputs.first ?? "nothing")"
  }

  func failure(_ reason: String) -> ONNXFailure { .badNode(node: label, reason: reason) }
}
