import Foundation
import MAGFiles
import MAGNumerics

extension StoredTensor {
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
