import MAGFiles

/// Text from files inside of Markdown, as GitHub and CommonMark read it.
enum MarkdownText {
  private static let special = Set("\\`*_{}[]()#+-.!|~<>&$@:\"'=^".unicodeScalars)

  /// The text on one line with every character that could mean something kept from meaning it.
  ///
  /// A backslash before ASCII punctuation stands for the character alone, whatever it is; `<` and `&`
  /// become character references, for renderers that let HTML through before they look at backslashes.
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in text.printable.unicodeScalars {
      switch character {
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      case _ where special.contains(character) && !isHarmless(character, after: result):
        result += "\\"
        result.unicodeScalars.append(character)
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }

  /// Points, hyphens, brackets round and so on mean something only at the start of a line or after a
  /// bracket, which is escaped itself: inside of words they stay readable.
  private static func isHarmless(_ character: Unicode.Scalar, after text: String) -> Bool {
    guard !text.isEmpty else { return false }
    switch character {
    case ".":
      // "www." would be linked, "1." would begin a list.
      return !text.allSatisfy(\.isNumber) && !text.lowercased().hasSuffix("www")
    case "-", "+", "=", "(", ")", "'", "\"", "#", ":": return character != ":" || !isScheme(text)
    default: return false
    }
  }

  private static func isScheme(_ text: String) -> Bool {
    ["http", "https", "ftp", "mailto", "xmpp"].contains { text.lowercased().hasSuffix($0) }
  }

  /// Text in backquotes, as many as it takes.
  static func code(_ text: String) -> String {
    let line = text.printable
    let fence = String(repeating: "`", count: longestRun(of: "`", in: line) + 1)
    let pad = line.hasPrefix("`") || line.hasSuffix("`") ? " " : ""
    // A table's cell ends at a bar even inside of code.
    return fence + pad + line.replacing("|", with: "\\|") + pad + fence
  }

  /// Lines between fences longer than any in them.
  static func block(_ text: String, language: String) -> String {
    let fence = String(repeating: "`", count: max(3, longestRun(of: "`", in: text) + 1))
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { String($0).printable }
    return "\(fence)\(language)\n\(lines.joined(separator: "\n"))\n\(fence)\n"
  }

  private static func longestRun(of character: Character, in text: String) -> Int {
    var (longest, run) = (0, 0)
    for other in text {
      run = other == character ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }
}
