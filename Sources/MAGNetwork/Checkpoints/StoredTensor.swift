import Foundation
import MAGNumerics

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

  /// A tensor over bytes; their count must be the product of the extents times the type's size.
  public init(name: String, type: StoredType, extents: [Int], bytes: Data) {
    precondition(
      bytes.count == extents.reduce(type.size, *), "a tensor needs bytes for all its elements")
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

  /// The elements as numbers, each rounded once where the type is wider (float64 to Float,
  /// integers beyond the mantissa); booleans are 0 and 1. O(count).
  public func values<Element: Scalar>(as: Element.Type = Element.self) -> [Element] {
    switch type {
    case .float64: decoded { Element(Double(bitPattern: $0)) }
    case .float32: decoded { Element(Float(bitPattern: $0)) }
    case .float16: decoded { Element(Float(Float16(bitPattern: $0))) }
    case .bfloat16: decoded { (bits: UInt16) in Element(Float(bitPattern: UInt32(bits) << 16)) }
    case .int64: decoded { (bits: UInt64) in Element(Int64(bitPattern: bits)) }
    case .int32: decoded { (bits: UInt32) in Element(Int32(bitPattern: bits)) }
    case .int16: decoded { (bits: UInt16) in Element(Int16(bitPattern: bits)) }
    case .int8: decoded { (bits: UInt8) in Element(Int8(bitPattern: bits)) }
    case .uint64: decoded { (bits: UInt64) in Element(bits) }
    case .uint32: decoded { (bits: UInt32) in Element(bits) }
    case .uint16: decoded { (bits: UInt16) in Element(bits) }
    case .uint8: decoded { (bits: UInt8) in Element(bits) }
    case .bool: decoded { (bits: UInt8) in bits == 0 ? 0 : 1 }
    }
  }

  private func decoded<Bits: FixedWidthInteger, Element>(_ element: (Bits) -> Element) -> [Element]
  {
    bytes.withUnsafeBytes { buffer in
      (0..<buffer.count / MemoryLayout<Bits>.size).map { index in
        element(
          Bits(
            littleEndian: buffer.loadUnaligned(
              fromByteOffset: index * MemoryLayout<Bits>.size, as: Bits.self)))
      }
    }
  }
}
