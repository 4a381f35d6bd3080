import Foundation
import MAGFiles

/// The numbers of ONNX's enumeration DataType.
enum ONNXElementType {
  static let float: Int32 = 1
  static let integer: Int32 = 7

  /// Those that are read, with the names by which the format calls them.
  static let known: [Int32: (name: String, stored: StoredType)] = [
    1: ("FLOAT", .float32), 2: ("UINT8", .uint8), 3: ("INT8", .int8), 4: ("UINT16", .uint16),
    5: ("INT16", .int16), 6: ("INT32", .int32), 7: ("INT64", .int64), 9: ("BOOL", .bool),
    10: ("FLOAT16", .float16), 11: ("DOUBLE", .float64), 12: ("UINT32", .uint32),
    13: ("UINT64", .uint64), 16: ("BFLOAT16", .bfloat16),
  ]

  /// `FLOAT`, or `number 8` for what is not read.
  static func name(_ number: Int32) -> String { known[number]?.name ?? "number \(number)" }
}

extension ONNXTensor {
  /// The tensor with its elements as plain bytes, checked against type and extents.
  ///
  /// - Throws: `ONNXFailure.externalData`, `.badTensor`.
  func stored() throws(ONNXFailure) -> StoredTensor {
    if isExternal { throw .externalData(tensor: label) }
    guard let stored = ONNXElementType.known[type]?.stored else {
      let names = ONNXElementType.known.sorted { $0.key < $1.key }.map(\.value.name)
      throw failure(
        "expected elements of type \(names.joined(separator: ", ")), "
          + "found \(ONNXElementType.name(type))")
    }
    let count = try elementCount(of: stored.size)
    let fields = [
      raw?.count ?? 0, floats.count, doubles.count, shortIntegers.count, integers.count,
      unsignedIntegers.count,
    ]
    guard fields.count(where: { $0 > 0 }) <= 1 else {
      throw failure("its elements are given in more than one way")
    }
    let bytes = if let raw { raw } else { try typedBytes(stored) }
    guard bytes.count == count * stored.size else {
      throw failure(
        "\(ONNXElementType.name(type)) of extents \(extents) needs \(count * stored.size) bytes, "
          + "found \(bytes.count)")
    }
    return StoredTensor(
      name: name, type: stored, extents: extents.map { Int($0) }, bytes: bytes)
  }

  private var label: String { name.isEmpty ? "without a name" : name }

  private func failure(_ reason: String) -> ONNXFailure {
    .badTensor(tensor: label, reason: reason)
  }

  private func elementCount(of size: Int) throws(ONNXFailure) -> Int {
    guard extents.count <= ONNXShape.largestRank else {
      throw failure("it has \(extents.count) axes")
    }
    if let extent = extents.first(where: { $0 < 0 }) {
      throw failure("it has the extent \(extent)")
    }
    guard let bytes = ONNXShape.count([size] + extents.map { Int($0) }) else {
      throw failure("the extents \(extents) are too large")
    }
    return bytes / size
  }

  /// The elements from the field in which the format wants those of this type.
  private func typedBytes(_ stored: StoredType) throws(ONNXFailure) -> Data {
    switch stored {
    case .float32: floats
    case .float64: doubles
    case .int64: try packed(integers, as: UInt64.self) { $0 }
    case .uint64: try packed(unsignedIntegers, as: UInt64.self) { $0 }
    case .uint32: try packed(unsignedIntegers, as: UInt32.self) { UInt32(exactly: $0) }
    case .int32: try packed(shortIntegers, as: UInt32.self) { Int32(exactly: $0) }
    case .int16: try packed(shortIntegers, as: UInt16.self) { Int16(exactly: $0) }
    case .int8: try packed(shortIntegers, as: UInt8.self) { Int8(exactly: $0) }
    case .uint8, .bool: try packed(shortIntegers, as: UInt8.self) { UInt8(exactly: $0) }
    case .uint16, .float16, .bfloat16:
      try packed(shortIntegers, as: UInt16.self) { UInt16(exactly: $0) }
    }
  }

  /// Integers as little-endian bytes; `narrowed` gives nil for one that the type cannot hold.
  private func packed<Bits: FixedWidthInteger, Narrow: FixedWidthInteger>(
    _ values: [Int64], as: Bits.Type, _ narrowed: (Int64) -> Narrow?
  ) throws(ONNXFailure) -> Data {
    var bytes = Data(capacity: values.count * MemoryLayout<Bits>.size)
    for value in values {
      guard let narrow = narrowed(value) else {
        throw failure("\(ONNXElementType.name(type)) cannot hold the element \(value)")
      }
      withUnsafeBytes(of: Bits(truncatingIfNeeded: narrow).littleEndian) {
        bytes.append(contentsOf: $0)
      }
    }
    return bytes
  }
}
