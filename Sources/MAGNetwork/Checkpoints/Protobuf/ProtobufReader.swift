import Foundation

/// The fields of a message that its reader knows, by their numbers; others are skipped.
protocol ProtobufFields: RawRepresentable, Sendable where RawValue == Int {
  /// Whether the field may occur more than once.
  var isRepeated: Bool { get }
}

/// A message that can be read from the wire format and written to it.
protocol ProtobufMessage {
  init(_ reader: inout ProtobufReader) throws(ProtobufFailure)
  func encode(to writer: inout ProtobufWriter)
}

/// Reads the fields of one message, strictly.
///
/// Refused beyond what the format forbids: numbers written with more bytes than they need, groups,
/// and a field that is not repeated but occurs twice (other readers keep the last one, or join
/// them, and two programs must not see two networks in one file). Every length is held against the
/// bytes of the message around it before anything is read or allocated.
///
/// - Source: the encoding page of the Protocol Buffers documentation.
struct ProtobufReader {
  let bytes: Data
  /// Of the message among the file's messages, for failures.
  let place: String
  let limits: ProtobufLimits
  let depth: Int
  private(set) var offset: Int
  private let end: Int
  private var occurrences: [Int: Int] = [:]

  /// Reads the outermost message.
  init(_ bytes: Data) {
    // Offsets are those in the file only where indices begin at 0.
    self.bytes = bytes.startIndex == 0 ? bytes : Data(bytes)
    place = ""
    limits = ProtobufLimits()
    depth = 1
    offset = 0
    end = self.bytes.count
  }

  /// Reads a message inside another.
  init(_ range: Range<Int>, of outer: ProtobufReader, place: String) throws(ProtobufFailure) {
    bytes = outer.bytes
    self.place = place
    limits = outer.limits
    depth = outer.depth + 1
    offset = range.lowerBound
    end = range.upperBound
    guard depth <= ProtobufLimits.depth else {
      throw failure("more than \(ProtobufLimits.depth) messages are inside one another")
    }
    guard limits.messagesLeft > 0 else {
      throw failure("there are more than \(ProtobufLimits.messages) messages")
    }
    limits.messagesLeft -= 1
  }

  func failure(_ reason: String) -> ProtobufFailure {
    ProtobufFailure(byte: offset, place: place, reason: reason)
  }

  /// The next field that the reader knows, or nil at the end of the message.
  mutating func next<Field: ProtobufFields>(
    _: Field.Type
  ) throws(ProtobufFailure) -> ProtobufEntry<Field>? {
    while offset < end {
      let start = offset
      let tag = try readVarint()
      let number = Int(tag >> 3)
      guard tag <= UInt64(UInt32.max), number > 0 else {
        offset = start
        throw failure("expected a field number from 1 to 536870911, found \(tag >> 3)")
      }
      let content = try readContent(wireType: Int(tag & 7), field: number)
      guard let field = Field(rawValue: number) else { continue }
      let occurrence = occurrences[number, default: 0]
      occurrences[number] = occurrence + 1
      let entry = ProtobufEntry(
        field: field, content: content, start: start,
        occurrence: field.isRepeated ? occurrence : nil, message: self)
      if occurrence > 0, !field.isRepeated { throw entry.failure("it occurs twice") }
      return entry
    }
    return nil
  }

  private mutating func readContent(
    wireType: Int, field: Int
  ) throws(ProtobufFailure) -> ProtobufContent {
    switch wireType {
    case 0: return .varint(try readVarint())
    case 1: return .fixed64(try readRange(8, field: field))
    case 5: return .fixed32(try readRange(4, field: field))
    case 2:
      let length = try readVarint()
      guard length <= UInt64(end - offset) else {
        throw failure("field \(field) takes \(length) bytes, but only \(end - offset) are left")
      }
      return .bytes(try readRange(Int(length), field: field))
    case 3, 4: throw failure("field \(field) is a group, which no current program writes")
    default: throw failure("field \(field) has the unknown wire type \(wireType)")
    }
  }

  private mutating func readRange(
    _ count: Int, field: Int
  ) throws(ProtobufFailure) -> Range<Int> {
    guard count <= end - offset else {
      throw failure("field \(field) takes \(count) bytes, but only \(end - offset) are left")
    }
    defer { offset += count }
    return offset..<offset + count
  }

  private mutating func readVarint() throws(ProtobufFailure) -> UInt64 {
    do { return try ProtobufVarint.read(bytes, at: &offset, end: end) } catch {
      throw failure(error.reason)
    }
  }
}

/// Whole numbers in groups of seven bits, the lowest first; the top bit says that more follow.
enum ProtobufVarint {
  /// What is wrong with a number.
  struct Problem: Error {
    let reason: String
  }

  /// Reads the number at `offset`, moving behind it; after a failure `offset` is where it was.
  static func read(_ bytes: Data, at offset: inout Int, end: Int) throws(Problem) -> UInt64 {
    var value: UInt64 = 0
    var index = offset
    while index < end {
      let byte = bytes[index]
      let place = index - offset
      // The tenth byte has room for the topmost bit alone.
      if place == 9, byte > 1 { throw Problem(reason: "a number takes more than 64 bits") }
      value |= UInt64(byte & 0x7F) << UInt64(7 * place)
      index += 1
      if byte & 0x80 == 0 {
        if byte == 0, place > 0 {
          throw Problem(reason: "a number is written with more bytes than it needs")
        }
        offset = index
        return value
      }
    }
    throw Problem(reason: "the bytes end inside a number")
  }
}
