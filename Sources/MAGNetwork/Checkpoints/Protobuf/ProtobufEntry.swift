import Foundation

/// What stands on the wire behind a field's number.
enum ProtobufContent {
  case varint(UInt64)
  /// Eight bytes of the file.
  case fixed64(Range<Int>)
  /// Four bytes of the file.
  case fixed32(Range<Int>)
  /// Text, bytes, a message or packed numbers.
  case bytes(Range<Int>)

  /// As messages to people call it.
  var name: String {
    switch self {
    case .varint: "a whole number"
    case .fixed64: "an 8-byte number"
    case .fixed32: "a 4-byte number"
    case .bytes: "bytes"
    }
  }
}

/// One occurrence of a known field, to be read as what its message's definition says it is.
struct ProtobufEntry<Field: ProtobufFields> {
  let field: Field
  let content: ProtobufContent
  /// Where the field's number stands.
  let start: Int
  /// Counted from 0; nil for a field that occurs once.
  let occurrence: Int?
  let message: ProtobufReader

  /// For example `graph.node[3].op_type`.
  var place: String {
    let name = "\(field)".reduce(into: "") {
      $0 += $1.isUppercase ? "_\($1.lowercased())" : "\($1)"
    }
    return (message.place.isEmpty ? "" : message.place + ".") + name
      + (occurrence.map { "[\($0)]" } ?? "")
  }

  func failure(_ reason: String) -> ProtobufFailure {
    ProtobufFailure(byte: start, place: place, reason: reason)
  }

  private func mismatch(_ expected: String) -> ProtobufFailure {
    failure("expected \(expected), found \(content.name)")
  }

  /// A number of type int64, negative ones being two's complement.
  func integer() throws(ProtobufFailure) -> Int64 {
    guard case .varint(let value) = content else { throw mismatch("a whole number") }
    return Int64(bitPattern: value)
  }

  /// A number of type int32 or of an enumeration.
  func shortInteger() throws(ProtobufFailure) -> Int32 {
    let value = try integer()
    guard let short = Int32(exactly: value) else {
      throw failure("expected a number of 32 bits, found \(value)")
    }
    return short
  }

  func float() throws(ProtobufFailure) -> Float {
    guard case .fixed32(let range) = content else { throw mismatch("a 4-byte number") }
    return Float(bitPattern: word(range))
  }

  /// The bytes, sharing the file's memory.
  func data() throws(ProtobufFailure) -> Data {
    guard case .bytes(let range) = content else { throw mismatch("bytes") }
    return message.bytes[range]
  }

  func text() throws(ProtobufFailure) -> String {
    guard let text = String(validating: try data(), as: UTF8.self) else {
      throw failure("the text is not UTF-8")
    }
    return text
  }

  func message<Value: ProtobufMessage>(_: Value.Type) throws(ProtobufFailure) -> Value {
    guard case .bytes(let range) = content else { throw mismatch("a message") }
    var reader = try ProtobufReader(range, of: message, place: place)
    return try Value(&reader)
  }

  /// Adds one number, or many packed into bytes, to those of earlier occurrences.
  func appendIntegers(to values: inout [Int64]) throws(ProtobufFailure) {
    guard case .bytes(let range) = content else { return values.append(try integer()) }
    var offset = range.lowerBound
    while offset < range.upperBound {
      do {
        let value = try ProtobufVarint.read(message.bytes, at: &offset, end: range.upperBound)
        values.append(Int64(bitPattern: value))
      } catch {
        throw ProtobufFailure(byte: offset, place: place, reason: error.reason)
      }
    }
  }

  /// Adds the bytes of one number of 4 or 8 bytes, or of many packed, to those of earlier
  /// occurrences; bytes that come in one piece share the file's memory.
  func appendNumbers(ofWidth width: Int, to bytes: inout Data) throws(ProtobufFailure) {
    let range: Range<Int>
    switch content {
    case .fixed32(let four) where width == 4: range = four
    case .fixed64(let eight) where width == 8: range = eight
    case .bytes(let packed):
      guard packed.count.isMultiple(of: width) else {
        throw failure("\(packed.count) bytes are no multiple of \(width)")
      }
      range = packed
    default: throw mismatch("numbers of \(width) bytes")
    }
    if bytes.isEmpty { bytes = message.bytes[range] } else { bytes.append(message.bytes[range]) }
  }

  private func word(_ range: Range<Int>) -> UInt32 {
    range.reversed().reduce(0) { $0 << 8 | UInt32(message.bytes[$1]) }
  }
}
