import Foundation

/// The element types of stored tensors, named as safetensors names them.
public enum StoredType: String, Sendable, Codable, CaseIterable {
  case float64 = "F64"
  case float32 = "F32"
  case float16 = "F16"
  case bfloat16 = "BF16"
  case int64 = "I64"
  case int32 = "I32"
  case int16 = "I16"
  case int8 = "I8"
  case uint64 = "U64"
  case uint32 = "U32"
  case uint16 = "U16"
  case uint8 = "U8"
  case bool = "BOOL"

  /// Bytes of one element.
  public var size: Int {
    switch self {
    case .float64, .int64, .uint64: 8
    case .float32, .int32, .uint32: 4
    case .float16, .bfloat16, .int16, .uint16: 2
    case .int8, .uint8, .bool: 1
    }
  }

  /// Whether weights may be stored in it.
  public var isFloatingPoint: Bool {
    switch self {
    case .float64, .float32, .float16, .bfloat16: true
    default: false
    }
  }
}

/// A named tensor as it lies in a file: little-endian elements, row-major.
public struct StoredTensor: Sendable, Equatable {
  public let name: String
  public let type: StoredType
  /// Rows first; empty for a single number.
  public let extents: [Int]
  /// `extents` multiplied, times `type.size`, bytes.
  public let bytes: Data

  /// The number of elements.
  public var count: Int { bytes.count / type.size }

  /// A tensor over bytes; their count must be the product of the extents times the type's size, as
  /// `StridedView.product` counts: the extents of a tensor without elements must fit too.
  public init(name: String, type: StoredType, extents: [Int], bytes: Data) {
    precondition(
      bytes.count == StridedView.product(extents + [type.size]),
      "a tensor needs bytes for all its elements")
    self.name = name
    self.type = type
    self.extents = extents
    self.bytes = bytes
  }

  /// A float32 tensor; `values.count` must be the product of the extents.
  public init(name: String, extents: [Int], values: [Float]) {
    let bytes = values.map { $0.bitPattern.littleEndian }.withUnsafeBytes { Data($0) }
    self.init(name: name, type: .float32, extents: extents, bytes: bytes)
  }

  /// A float64 tensor; `values.count` must be the product of the extents.
  public init(name: String, extents: [Int], values: [Double]) {
    let bytes = values.map { $0.bitPattern.littleEndian }.withUnsafeBytes { Data($0) }
    self.init(name: name, type: .float64, extents: extents, bytes: bytes)
  }

  /// The elements as integers; nil if the type is no integer, or one is beyond what an Int holds.
  /// O(count).
  public func integers() -> [Int]? {
    switch type {
    case .int64: integers(Int64.self)
    case .int32: integers(Int32.self)
    case .int16: integers(Int16.self)
    case .int8: integers(Int8.self)
    case .uint64: integers(UInt64.self)
    case .uint32: integers(UInt32.self)
    case .uint16: integers(UInt16.self)
    case .uint8: integers(UInt8.self)
    case .float64, .float32, .float16, .bfloat16, .bool: nil
    }
  }

  private func integers<Number: FixedWidthInteger>(_: Number.Type) -> [Int]? {
    var cursor = ByteCursor(bytes)
    var result: [Int] = []
    result.reserveCapacity(count)
    while let number = cursor.read(Number.self) {
      guard let value = Int(exactly: number) else { return nil }
      result.append(value)
    }
    return result
  }
}
