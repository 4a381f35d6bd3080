import Foundation

/// What stands before the elements of a .npy file.
///
/// - Layout: the bytes 93 NUMPY, a version (1.0, 2.0 or 3.0), the length of the text (2 bytes, from
///   2.0 on 4, little-endian), then a Python dictionary with the keys descr, fortran_order, shape.
/// - Source: NumPy's format description (numpy.lib.format).
struct NumPyHeader: Equatable {
  let type: StoredType
  let isBigEndian: Bool
  let isFortranOrder: Bool
  let extents: [Int]
  /// Bytes before the first element.
  let length: Int

  static let magic: [UInt8] = [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]
  /// NumPy itself refuses longer texts unless told to trust the file.
  static let longestText = 10_000
  /// NumPy's own bound.
  static let highestRank = 64

  /// - Throws: `NumPyFailure.damaged`, `.badArray`.
  init(parsing bytes: Data, array: String, path: String) throws(NumPyFailure) {
    func damaged(_ byte: Int, _ reason: String) -> NumPyFailure {
      .damaged(path: path, array: array, byte: byte, reason: reason)
    }
    var cursor = ByteCursor(bytes)
    guard cursor.read(count: 6)?.elementsEqual(Self.magic) == true else {
      throw damaged(0, "expected it to begin with 93 NUMPY")
    }
    guard let major = cursor.read(UInt8.self), let minor = cursor.read(UInt8.self),
      (1...3).contains(major), minor == 0
    else { throw damaged(6, "expected version 1.0, 2.0 or 3.0") }
    let count =
      major == 1
      ? cursor.read(UInt16.self).map { Int($0) } : cursor.read(UInt32.self).map { Int($0) }
    guard let count, count <= Self.longestText else {
      throw damaged(8, "expected a header of at most \(Self.longestText) bytes")
    }
    let start = cursor.offset
    guard let text = cursor.read(count: count) else {
      throw damaged(start, "the header of \(count) bytes is cut off")
    }
    let literal: PythonLiteral
    do throws(PythonLiteral.Problem) { literal = try PythonLiteral(parsing: [UInt8](text)) } catch {
      throw damaged(start + error.offset, error.reason)
    }
    guard case .dictionary(let entries) = literal,
      entries.map(\.key).sorted() == ["descr", "fortran_order", "shape"]
    else { throw damaged(start, "expected a dictionary of descr, fortran_order and shape") }
    let values = Dictionary(uniqueKeysWithValues: entries.map { ($0.key, $0.value) })
    guard case .bool(let isFortranOrder) = values["fortran_order"] else {
      throw damaged(start, "expected fortran_order to be True or False")
    }
    guard case .tuple(let shape) = values["shape"], shape.count <= Self.highestRank else {
      throw damaged(start, "expected shape to be a tuple of at most \(Self.highestRank) numbers")
    }
    extents = shape.compactMap { if case .integer(let extent) = $0 { extent } else { nil } }
    guard extents.count == shape.count, extents.allSatisfy({ $0 >= 0 }) else {
      throw damaged(start, "expected the numbers of shape to be whole and not negative")
    }
    guard case .string(let descriptor) = values["descr"] else {
      throw .badArray(
        path: path, array: array, reason: "expected an array of numbers, found records")
    }
    guard let (type, isBigEndian) = Self.type(descriptor) else {
      throw .badArray(
        path: path, array: array,
        reason: "expected an array of numbers, found \(Self.words(descriptor))")
    }
    self.type = type
    self.isBigEndian = isBigEndian
    self.isFortranOrder = isFortranOrder
    length = cursor.offset
  }

  /// The type that a descriptor such as `<f4` names, and its byte order.
  private static func type(_ descriptor: String) -> (StoredType, isBigEndian: Bool)? {
    let types: [String: StoredType] = [
      "f8": .float64, "f4": .float32, "f2": .float16, "i8": .int64, "i4": .int32, "i2": .int16,
      "i1": .int8, "u8": .uint64, "u4": .uint32, "u2": .uint16, "u1": .uint8, "b1": .bool,
    ]
    guard let order = descriptor.first, let type = types[String(descriptor.dropFirst())],
      order == "<" || order == ">" || (order == "|" && type.size == 1)
    else { return nil }
    return (type, order == ">")
  }

  /// What a descriptor that is not accepted stands for.
  private static func words(_ descriptor: String) -> String {
    let kinds: [Character: String] = [
      "O": "Python objects, which only running code could read", "U": "text", "S": "byte strings",
      "c": "complex numbers", "M": "dates", "m": "durations",
      "V": "raw bytes (bfloat16, perhaps: convert it to float32)",
    ]
    let kind = descriptor.first { $0.isLetter }.flatMap { kinds[$0] }
    return (kind.map { $0 + ", " } ?? "") + "type \(descriptor.debugDescription)"
  }
}
