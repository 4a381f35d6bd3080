/// Swift code as HTML with comments, words of the language and strings marked.
///
/// It knows no more of the language than a reader's eye needs: strings end on their line, and
/// interpolations are parts of them.
package enum SwiftMarkup {
  static let words: Set<String> = [
    "as", "case", "default", "do", "else", "enum", "false", "for", "func", "guard", "if", "import",
    "in", "let", "nil", "return", "some", "static", "struct", "switch", "throws", "true", "try",
    "var", "where", "while",
  ]

  package static func html(_ code: String) -> String {
    code.split(separator: "\n", omittingEmptySubsequences: false).map(line)
      .joined(separator: "\n")
  }

  private static func line(_ line: Substring) -> String {
    var result = ""
    var rest = line
    while let character = rest.first {
      if rest.hasPrefix("//") { return result + marked(rest, "aside") }
      if character == "\"" {
        let text = string(rest)
        result += marked(text, "text")
        rest = rest.dropFirst(text.count)
      } else if character.isLetter || character == "_" {
        let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        result += words.contains(String(word)) ? marked(word, "word") : HTMLText.escaped(word)
        rest = rest.dropFirst(word.count)
      } else {
        result += HTMLText.escaped(String(character))
        rest = rest.dropFirst()
      }
    }
    return result
  }

  /// A string literal at the start of a text: up to the quote that closes it, those within an
  /// interpolation's brackets being part of it.
  private static func string(_ text: Substring) -> Substring {
    var depth = 0
    var isEscaped = false
    for index in text.indices.dropFirst() {
      let character = text[index]
      if isEscaped {
        isEscaped = false
        if character == "(" { depth += 1 }
      } else if character == "\\" {
        isEscaped = true
      } else if depth > 0 {
        if character == "(" { depth += 1 }
        if character == ")" { depth -= 1 }
      } else if character == "\"" {
        return text[...index]
      }
    }
    return text
  }

  private static func marked(_ text: Substring, _ kind: String) -> String {
    "<span class=\"\(kind)\">\(HTMLText.escaped(text))</span>"
  }
}
