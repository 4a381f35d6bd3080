import Foundation

/// A value of the little Python that NumPy headers consist of.
enum PythonLiteral: Equatable {
  case string(String)
  case bool(Bool)
  case integer(Int)
  case tuple([PythonLiteral])
  case list([PythonLiteral])
  case dictionary([Entry])

  struct Entry: Equatable {
    let key: String
    let value: PythonLiteral
  }

  /// Where and why a text is no such value.
  struct Problem: Error, Equatable {
    let offset: Int
    let reason: String
  }

  /// Reads one value with nothing but white space after it; nothing is ever evaluated.
  ///
  /// Strings in either quotes without escapes, True and False, whole numbers in decimal, tuples,
  /// lists, dictionaries with strings as keys, each once.
  init(parsing bytes: [UInt8]) throws(Problem) {
    var scanner = Scanner(bytes: bytes)
    self = try scanner.readValue(depth: 0)
    scanner.skipSpace()
    guard scanner.offset == bytes.count else {
      throw scanner.problem("text after the value")
    }
  }
}

extension PythonLiteral {
  /// A record type of NumPy has three levels; nothing deeper is read.
  private static let deepest = 8

  private struct Scanner {
    let bytes: [UInt8]
    var offset = 0

    func problem(_ reason: String) -> Problem { Problem(offset: offset, reason: reason) }

    mutating func skipSpace() {
      while offset < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[offset]) { offset += 1 }
    }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
      skipSpace()
      guard offset < bytes.count, bytes[offset] == UInt8(ascii: character) else { return false }
      offset += 1
      return true
    }

    mutating func readValue(depth: Int) throws(Problem) -> PythonLiteral {
      guard depth < PythonLiteral.deepest else { throw problem("values nested too deeply") }
      if take("{") { return try readDictionary(depth: depth) }
      if take("[") { return .list(try readElements(until: "]", depth: depth).values) }
      if take("(") {
        let (values, endsInComma) = try readElements(until: ")", depth: depth)
        // In Python (3) is a number in brackets, (3,) a tuple.
        return values.count == 1 && !endsInComma ? values[0] : .tuple(values)
      }
      if let text = try readString() { return .string(text) }
      let start = offset
      while offset < bytes.count, Self.isWord(bytes[offset]) { offset += 1 }
      let word = String(decoding: bytes[start..<offset], as: UTF8.self)
      switch word {
      case "True": return .bool(true)
      case "False": return .bool(false)
      default:
        guard let number = Int(word), word == String(number) else {
          offset = start
          throw problem("expected a string, a number, True, False or brackets")
        }
        return .integer(number)
      }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
      switch Unicode.Scalar(byte) {
      case "0"..."9", "a"..."z", "A"..."Z", "_", "-", "+", ".": true
      default: false
      }
    }

    private mutating func readElements(
      until end: Unicode.Scalar, depth: Int
    ) throws(Problem) -> (values: [PythonLiteral], endsInComma: Bool) {
      var values: [PythonLiteral] = []
      var hasComma = true
      while !take(end) {
        guard hasComma else { throw problem("expected ',' or '\(end)'") }
        values.append(try readValue(depth: depth + 1))
        hasComma = take(",")
      }
      return (values, hasComma)
    }

    private mutating func readDictionary(depth: Int) throws(Problem) -> PythonLiteral {
      var entries: [Entry] = []
      var hasComma = true
      while !take("}") {
        guard hasComma else { throw problem("expected ',' or '}'") }
        guard let key = try readString() else { throw problem("expected a key in quotes") }
        guard !entries.contains(where: { $0.key == key }) else {
          throw problem("the key \(key.debugDescription) occurs twice")
        }
        guard take(":") else { throw problem("expected ':'") }
        entries.append(Entry(key: key, value: try readValue(depth: depth + 1)))
        hasComma = take(",")
      }
      return .dictionary(entries)
    }

    private mutating func readString() throws(Problem) -> String? {
      skipSpace()
      guard offset < bytes.count, bytes[offset] == 0x27 || bytes[offset] == 0x22 else { return nil }
      let quote = bytes[offset]
      let start = offset + 1
      guard let end = bytes[start...].firstIndex(of: quote) else {
        throw problem("a string without an end")
      }
      let content = bytes[start..<end]
      guard let text = String(validating: content, as: UTF8.self),
        content.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\\") })
      else { throw problem("a string with escapes or control characters") }
      offset = end + 1
      return text
    }
  }
}
