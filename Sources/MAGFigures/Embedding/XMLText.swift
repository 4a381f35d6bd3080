/// Text as the contents or the attributes of XML, and back.
enum XMLText {
  /// The text with the signs of markup as entities; characters that XML 1.0 has no place for become
  /// U+FFFD.
  static func escaped(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      // A reader turns them into line feeds or spaces otherwise.
      case "\t", "\n", "\r": result += "&#\(scalar.value);"
      case _ where scalar.value < 0x20 || scalar.value & 0xFFFE == 0xFFFE:
        result.unicodeScalars.append("\u{FFFD}")
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The text that `escaped` was made of; nil for unknown entities and for markup.
  static func unescaped(_ text: Substring) -> String? {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    var rest = text.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "<": return nil
      case "&":
        // No entity that is known is longer.
        guard let end = rest.prefix(9).firstIndex(of: ";"),
          let found = character(String(rest[..<end]))
        else { return nil }
        result.unicodeScalars.append(found)
        rest = rest[rest.index(after: end)...]
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func character(_ entity: String) -> Unicode.Scalar? {
    switch entity {
    case "amp": return "&"
    case "lt": return "<"
    case "gt": return ">"
    case "quot": return "\""
    case "apos": return "'"
    default:
      guard entity.first == "#" else { return nil }
      let isHexadecimal = entity.dropFirst().first == "x"
      let digits = entity.dropFirst(isHexadecimal ? 2 : 1)
      return UInt32(digits, radix: isHexadecimal ? 16 : 10).flatMap(Unicode.Scalar.init)
    }
  }
}
