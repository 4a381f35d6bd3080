/// The part of Markdown that notebooks use, as HTML: headings, paragraphs, lists, and within them
/// code, strong and emphasised words and links.
package enum HTMLText {
  /// Text in which `&`, `<`, `>` and quotes mean themselves.
  package static func escaped(_ text: some StringProtocol) -> String {
    var result = ""
    for character in text {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.append(character)
      }
    }
    return result
  }

  /// Blocks parted by blank lines. Lines that begin with `- ` or a number and a full stop are a
  /// list's; a line without either goes on with what is before it.
  package static func blocks(_ markdown: String) -> String {
    var blocks: [[Substring]] = [[]]
    for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.allSatisfy(\.isWhitespace) {
        if blocks.last?.isEmpty == false { blocks.append([]) }
      } else {
        let isHeading = headingLevel(line) != nil
        if isHeading { blocks.append([]) }
        blocks[blocks.count - 1].append(line)
        if isHeading { blocks.append([]) }
      }
    }
    return blocks.filter { !$0.isEmpty }.map(block).joined(separator: "\n")
  }

  private static func block(_ lines: [Substring]) -> String {
    if let level = headingLevel(lines[0]) {
      return "<h\(level)>\(inline(lines[0].dropFirst(level + 1)))</h\(level)>"
    }
    guard let kind = listKind(lines[0]) else {
      return "<p>\(inline(lines.joined(separator: " ")))</p>"
    }
    var items: [String] = []
    for line in lines {
      if listKind(line) != nil {
        items.append(String(line.drop { $0 != " " }.dropFirst()))
      } else {
        items[items.count - 1] += " " + line.drop { $0 == " " }
      }
    }
    let entries = items.map { "<li>\(inline($0))</li>" }.joined()
    return "<\(kind)>\(entries)</\(kind)>"
  }

  /// 1 to 4 for a heading, or nil.
  private static func headingLevel(_ line: Substring) -> Int? {
    let level = line.prefix { $0 == "#" }.count
    return 1...4 ~= level && line.dropFirst(level).first == " " ? level : nil
  }

  /// `ul`, `ol`, or nil for a line that begins no item.
  private static func listKind(_ line: Substring) -> String? {
    if line.hasPrefix("- ") { return "ul" }
    let rest = line.drop(while: \.isWholeNumber)
    return rest.count < line.count && rest.hasPrefix(". ") ? "ol" : nil
  }

  /// Words within a paragraph. A marker that is never closed means itself.
  package static func inline(_ text: some StringProtocol) -> String {
    var result = ""
    var rest = Substring(text)
    while let character = rest.first {
      if character == "`", let (inside, after) = enclosed(rest, by: "`", "`") {
        result += "<code>\(escaped(inside))</code>"
        rest = after
      } else if let (inside, after) = enclosed(rest, by: "**", "**") {
        result += "<strong>\(inline(inside))</strong>"
        rest = after
      } else if let (inside, after) = enclosed(rest, by: "*", "*") {
        result += "<em>\(inline(inside))</em>"
        rest = after
      } else if let (words, tail) = enclosed(rest, by: "[", "]"),
        let (address, after) = enclosed(tail, by: "(", ")")
      {
        result += "<a href=\"\(escaped(address))\">\(inline(words))</a>"
        rest = after
      } else {
        result += escaped(String(character))
        rest = rest.dropFirst()
      }
    }
    return result
  }

  /// What stands between two markers at the start of a text, and what follows them.
  private static func enclosed(
    _ text: Substring, by open: String, _ close: String
  ) -> (inside: Substring, after: Substring)? {
    guard text.hasPrefix(open) else { return nil }
    let body = text.dropFirst(open.count)
    guard let end = body.firstRange(of: close), !end.isEmpty, end.lowerBound > body.startIndex,
      body.first != " "
    else { return nil }
    return (body[..<end.lowerBound], body[end.upperBound...])
  }
}
