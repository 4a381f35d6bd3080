/// A ValueInfoProto: the name, element type and extents of what goes into a graph or comes out.
struct ONNXValueInfo: ProtobufMessage, Equatable {
  /// One extent of a shape.
  enum Extent: Equatable {
    case fixed(Int64)
    /// Known only when the graph runs; the name may be empty.
    case dynamic(String)
  }

  var name = ""
  /// A number of the enumeration DataType; nil for what is no tensor.
  var elementType: Int32?
  /// Nil where the file does not say it.
  var extents: [Extent]?

  private enum Field: Int, ProtobufFields {
    case name = 1
    case type = 2

    var isRepeated: Bool { false }
  }

  init(name: String, elementType: Int32, extents: [Extent]) {
    self.name = name
    self.elementType = elementType
    self.extents = extents
  }

  init(_ reader: inout ProtobufReader) throws(ProtobufFailure) {
    while let entry = try reader.next(Field.self) {
      switch entry.field {
      case .name: name = try entry.text()
      case .type:
        let tensor = try entry.message(ONNXType.self).tensor
        elementType = tensor?.elementType
        extents = tensor?.shape?.extents
      }
    }
  }

  func encode(to writer: inout ProtobufWriter) {
    writer.text(Field.name, name)
    guard let elementType else { return }
    writer.message(
      Field.type,
      ONNXType(
        tensor: ONNXType.Tensor(
          elementType: elementType, shape: extents.map { ONNXType.Shape(extents: $0) })))
  }
}

/// A TypeProto, of which only tensors are told apart.
struct ONNXType: ProtobufMessage {
  struct Tensor: ProtobufMessage {
    var elementType: Int32 = 0
    var shape: Shape?
  }

  struct Shape: ProtobufMessage {
    var extents: [ONNXValueInfo.Extent] = []
  }

  var tensor: Tensor?

  private enum Field: Int, ProtobufFields {
    case tensorType = 1

    var isRepeated: Bool { false }
  }

  init(tensor: Tensor) { self.tensor = tensor }

  init(_ reader: inout ProtobufReader) throws(ProtobufFailure) {
    while let entry = try reader.next(Field.self) { tensor = try entry.message(Tensor.self) }
  }

  func encode(to writer: inout ProtobufWriter) {
    if let tensor { writer.message(Field.tensorType, tensor) }
  }
}

extension ONNXType.Tensor {
  private enum Field: Int, ProtobufFields {
    case elemType = 1
    case shape = 2

    var isRepeated: Bool { false }
  }

  init(_ reader: inout ProtobufReader) throws(ProtobufFailure) {
    while let entry = try reader.next(Field.self) {
      switch entry.field {
      case .elemType: elementType = try entry.shortInteger()
      case .shape: shape = try entry.message(ONNXType.Shape.self)
      }
    }
  }

  func encode(to writer: inout ProtobufWriter) {
    writer.integer(Field.elemType, Int64(elementType))
    if let shape { writer.message(Field.shape, shape) }
  }
}

extension ONNXType.Shape {
  private enum Field: Int, ProtobufFields {
    case dim = 1

    var isRepeated: Bool { true }
  }

  init(_ reader: inout ProtobufReader) throws(ProtobufFailure) {
    while let entry = try reader.next(Field.self) {
      extents.append(try entry.message(ONNXValueInfo.Extent.self))
    }
  }

  func encode(to writer: inout ProtobufWriter) {
    for extent in extents { writer.message(Field.dim, extent) }
  }
}

extension ONNXValueInfo.Extent: ProtobufMessage {
  private enum Field: Int, ProtobufFields {
    case dimValue = 1
    case dimParam = 2

    var isRepeated: Bool { false }
  }

  init(_ reader: inout ProtobufReader) throws(ProtobufFailure) {
    self = .dynamic("")
    while let entry = try reader.next(Field.self) {
      switch entry.field {
      case .dimValue: self = .fixed(try entry.integer())
      case .dimParam: self = .dynamic(try entry.text())
      }
    }
  }

  func encode(to writer: inout ProtobufWriter) {
    switch self {
    case .fixed(let value): writer.integer(Field.dimValue, value)
    case .dynamic(let name): writer.text(Field.dimParam, name)
    }
  }
}
