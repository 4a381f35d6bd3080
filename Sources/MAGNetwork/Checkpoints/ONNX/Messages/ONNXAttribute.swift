import Foundation

/// An AttributeProto: a named constant of a node.
struct ONNXAttribute: ProtobufMessage, Equatable {
  enum Value: Equatable {
    case float(Float)
    case integer(Int64)
    /// Text, not checked to be UTF-8.
    case string(Data)
    case tensor(ONNXTensor)
    /// The bytes of float32 numbers, little-endian.
    case floats(Data)
    case integers([Int64])
    /// A type that no known operator has: graphs, lists of strings and others.
    case other
  }

  var name: String
  var value: Value

  private enum Field: Int, ProtobufFields {
    case name = 1
    case f = 2
    case i = 3
    case s = 4
    case t = 5
    case floats = 7
    case ints = 8
    case type = 20
    case refAttrName = 21

    var isRepeated: Bool { self == .floats || self == .ints }
  }

  /// The numbers of the enumeration AttributeType that are told apart here.
  private enum Kind: Int32 {
    case float = 1
    case integer = 2
    case string = 3
    case tensor = 4
    case floats = 6
    case integers = 7
  }

  init(_ name: String, _ value: Value) {
    self.name = name
    self.value = value
  }

  init(_ reader: inout ProtobufReader) throws(ProtobufFailure) {
    var name = ""
    var kind: Int32?
    var float: Float = 0
    var integer: Int64 = 0
    var string = Data()
    var tensor: ONNXTensor?
    var floats = Data()
    var integers: [Int64] = []
    var found: Set<Field> = []
    while let entry = try reader.next(Field.self) {
      found.insert(entry.field)
      switch entry.field {
      case .name: name = try entry.text()
      case .f: float = try entry.float()
      case .i: integer = try entry.integer()
      case .s: string = try entry.data()
      case .t: tensor = try entry.message(ONNXTensor.self)
      case .floats: try entry.appendNumbers(ofWidth: 4, to: &floats)
      case .ints: try entry.appendIntegers(to: &integers)
      case .type: kind = try entry.shortInteger()
      case .refAttrName: throw entry.failure("it stands for an argument outside a function")
      }
    }
    guard let kind else { throw reader.failure("the attribute \(name) has no type") }
    // A writer may leave out a value that is zero or empty, but must give no other.
    let expected: Field?
    switch (Kind(rawValue: kind), tensor) {
    case (.float, _): (value, expected) = (.float(float), .f)
    case (.integer, _): (value, expected) = (.integer(integer), .i)
    case (.string, _): (value, expected) = (.string(string), .s)
    case (.tensor, let tensor?): (value, expected) = (.tensor(tensor), .t)
    case (.tensor, nil): throw reader.failure("the attribute \(name) has no tensor")
    case (.floats, _): (value, expected) = (.floats(floats), .floats)
    case (.integers, _): (value, expected) = (.integers(integers), .ints)
    case (nil, _): (value, expected) = (.other, nil)
    }
    let values = found.subtracting([.name, .type])
    guard values.isSubset(of: expected.map { [$0] } ?? []) else {
      throw reader.failure("the attribute \(name) has a value that is not of its type")
    }
    self.name = name
  }

  func encode(to writer: inout ProtobufWriter) {
    func kind(_ kind: Kind) { writer.integer(Field.type, Int64(kind.rawValue)) }
    writer.text(Field.name, name)
    switch value {
    case .float(let value):
      writer.float(Field.f, value)
      kind(.float)
    case .integer(let value):
      writer.integer(Field.i, value)
      kind(.integer)
    case .string(let value):
      writer.data(Field.s, value)
      kind(.string)
    case .tensor(let value):
      writer.message(Field.t, value)
      kind(.tensor)
    case .floats(let value):
      writer.data(Field.floats, value)
      kind(.floats)
    case .integers(let values):
      writer.integers(Field.ints, values)
      kind(.integers)
    case .other: break
    }
  }
}
