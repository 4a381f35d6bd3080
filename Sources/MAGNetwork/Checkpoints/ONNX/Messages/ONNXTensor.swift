import Foundation
import MAGFiles

/// A TensorProto as it stands in the file: elements in one of several fields, by their type.
struct ONNXTensor: ProtobufMessage, Equatable {
  var name = ""
  /// A number of the enumeration DataType.
  var type: Int32 = 0
  var extents: [Int64] = []
  /// All elements, little-endian.
  var raw: Data?
  /// Of type float.
  var floats = Data()
  /// Of type double.
  var doubles = Data()
  /// Of the integer types up to 32 bits; also the bits of 16-bit floating-point numbers.
  var shortIntegers: [Int64] = []
  /// Of type int64.
  var integers: [Int64] = []
  /// Of the types uint32 and uint64, as bit patterns.
  var unsignedIntegers: [Int64] = []
  /// Whether the elements are in another file.
  var isExternal = false

  private enum Field: Int, ProtobufFields {
    case dims = 1
    case dataType = 2
    case segment = 3
    case floatData = 4
    case int32Data = 5
    case int64Data = 7
    case name = 8
    case rawData = 9
    case doubleData = 10
    case uint64Data = 11
    case externalData = 13
    case dataLocation = 14

    var isRepeated: Bool {
      switch self {
      case .dataType, .segment, .name, .rawData, .dataLocation: false
      default: true
      }
    }
  }

  /// A float32 tensor.
  init(name: String, extents: [Int], values: [Float]) {
    self.name = name
    type = ONNXElementType.float
    self.extents = extents.map { Int64($0) }
    raw = StoredTensor(name: name, extents: extents, values: values).bytes
  }

  /// A list of whole numbers.
  init(name: String, integers: [Int]) {
    self.name = name
    type = ONNXElementType.integer
    extents = [Int64(integers.count)]
    self.integers = integers.map { Int64($0) }
  }

  init(_ reader: inout ProtobufReader) throws(ProtobufFailure) {
    while let entry = try reader.next(Field.self) {
      switch entry.field {
      case .dims: try entry.appendIntegers(to: &extents)
      case .dataType: type = try entry.shortInteger()
      case .segment: throw entry.failure("tensors in segments cannot be read")
      case .floatData: try entry.appendNumbers(ofWidth: 4, to: &floats)
      case .int32Data: try entry.appendIntegers(to: &shortIntegers)
      case .int64Data: try entry.appendIntegers(to: &integers)
      case .name: name = try entry.text()
      case .rawData: raw = try entry.data()
      case .doubleData: try entry.appendNumbers(ofWidth: 8, to: &doubles)
      case .uint64Data: try entry.appendIntegers(to: &unsignedIntegers)
      case .externalData: isExternal = true
      case .dataLocation: isExternal = try entry.integer() != 0 || isExternal
      }
    }
  }

  func encode(to writer: inout ProtobufWriter) {
    writer.integers(Field.dims, extents)
    writer.integer(Field.dataType, Int64(type))
    if !floats.isEmpty { writer.data(Field.floatData, floats) }
    writer.integers(Field.int32Data, shortIntegers)
    writer.integers(Field.int64Data, integers)
    writer.text(Field.name, name)
    if let raw { writer.data(Field.rawData, raw) }
    if !doubles.isEmpty { writer.data(Field.doubleData, doubles) }
    writer.integers(Field.uint64Data, unsignedIntegers)
    if isExternal { writer.integer(Field.dataLocation, 1) }
  }
}
