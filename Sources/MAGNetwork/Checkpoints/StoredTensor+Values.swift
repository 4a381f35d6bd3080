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

  /// The tensor in pieces of at most 65 536 elements, each a row that shares its memory: what is done
  /// piece by piece needs no memory for the whole.
  var pieces: [StoredTensor] {
    let most = 1 << 16
    return stride(from: 0, to: count, by: most).map { first in
      let length = Swift.min(most, count - first)
      let start = bytes.startIndex + first * type.size
      return StoredTensor(
        name: name, type: type, extents: [length], bytes: bytes[start..<start + length * type.size])
    }
  }

  /// Appends the elements in float32.
  ///
  /// - Throws: `CheckpointFailure.notFinite`, the elements before it being appended.
  func append(to values: inout [Float], path: String) throws(CheckpointFailure) {
    let first = values.count
    for piece in pieces {
      for value in piece.values(as: Double.self) {
        let rounded = Float(value)
        guard rounded.isFinite else {
          throw .notFinite(
            path: path, tensor: name, element: values.count - first, value: "\(value)")
        }
        values.append(rounded)
      }
    }
  }

  /// The tensor with its axes in another order: axis i of the result is axis `order[i]` of this.
  func transposed(_ order: [Int]) -> StoredTensor {
    let strides = StridedView.strides(of: extents)
    let view = StridedView(
      offset: 0, extents: order.map { extents[$0] }, strides: order.map { strides[$0] })
    return StoredTensor(
      name: name, type: type, extents: view.extents,
      bytes: view.gathered(from: bytes, elementSize: type.size, swapsBytes: false))
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
