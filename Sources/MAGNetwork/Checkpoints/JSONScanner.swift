/// A strict reader of the little JSON that safetensors headers consist of.
///
/// Foundation's readers keep the last of two equal keys and lose the keys' order, both of which
/// matter here: a name that occurs twice is refused.
struct JSONScanner {
  typealias Problem = SafetensorsHeader.Problem

  private let bytes: [UInt8]
  private(set) var offset = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func problem(_ reason: String) -> Problem { Problem(offset: offset, reason: reason) }

  /// Reads an object, handing each key to `member`, which must read the value.
  mutating func readObject(
    _ member: (inout JSONScanner, String) throws(Problem) -> Void
  ) throws(Problem) {
    try expect("{")
    if take("}") { return }
    repeat {
      let key = try readString()
      try expect(":")
      try member(&self, key)
    } while take(",")
    try expect("}")
  }

  /// Reads an array of whole numbers that are not negative.
  mutating func readIntegers() throws(Problem) -> [Int] {
    try expect("[")
    if take("]") { return [] }
    var values: [Int] = []
    repeat { values.append(try readInteger()) } while take(",")
    try expect("]")
    return values
  }

  mutating func readString() throws(Problem) -> String {
    try expect("\"")
    var content: [UInt8] = []
    while offset < bytes.count {
      let byte = bytes[offset]
      switch byte {
      case UInt8(ascii: "\""):
        offset += 1
        guard let text = String(validating: content, as: UTF8.self) else {
          throw problem("a string is not UTF-8")
        }
        return text
      case UInt8(ascii: "\\"):
        offset += 1
        content += Array(String(try readEscape()).utf8)
      case 0..<0x20: throw problem("a control character in a string")
      default:
        content.append(byte)
        offset += 1
      }
    }
    throw problem("a string without an end")
  }

  /// Only spaces may follow the header's object.
  func expectEnd() throws(Problem) {
    if bytes[offset...].contains(where: { $0 != UInt8(ascii: " ") }) {
      throw problem("bytes after the closing brace")
    }
  }

  private mutating func readInteger() throws(Problem) -> Int {
    skipSpace()
    let start = offset
    while offset < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[offset]) {
      offset += 1
    }
    let digits = String(decoding: bytes[start..<offset], as: UTF8.self)
    guard let value = Int(digits), digits == String(value) else {
      offset = start
      throw problem("expected a whole number below 2^63")
    }
    return value
  }

  private mutating func readEscape() throws(Problem) -> Unicode.Scalar {
    guard offset < bytes.count else { throw problem("a string without an end") }
    let byte = bytes[offset]
    offset += 1
    switch byte {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      var code = try readHexadecimal()
      if (0xD800..<0xDC00).contains(code), offset + 1 < bytes.count,
        bytes[offset] == UInt8(ascii: "\\"), bytes[offset + 1] == UInt8(ascii: "u")
      {
        offset += 2
        let low = try readHexadecimal()
        guard (0xDC00..<0xE000).contains(low) else { throw problem("half a surrogate pair") }
        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else { throw problem("half a surrogate pair") }
      return scalar
    default: throw problem("an unknown escape in a string")
    }
  }

  private mutating func readHexadecimal() throws(Problem) -> UInt32 {
    guard offset + 4 <= bytes.count else { throw problem("a string without an end") }
    var code: UInt32 = 0
    for byte in bytes[offset..<offset + 4] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw problem("expected four hexadecimal digits")
      }
      code = code << 4 | UInt32(digit)
    }
    offset += 4
    return code
  }

  private mutating func skipSpace() {
    while offset < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[offset]) { offset += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: character) else { return false }
    offset += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(Problem) {
    guard take(character) else { throw problem("expected '\(character)'") }
  }
}
