/// A place in a JSON document that containers fill in; the document is a tree of them.
final class JSONSlot {
  enum Content {
    case empty
    /// A complete literal: `null`, `true`, a number or a quoted string.
    case scalar(String)
    case array([JSONSlot])
    case object([(key: String, value: JSONSlot)])
  }

  var content = Content.empty

  init(_ content: Content = .empty) { self.content = content }

  /// Moves one key of an object before all others; anything else is left alone.
  func moveToFront(key: String) {
    guard case .object(var entries) = content,
      let index = entries.firstIndex(where: { $0.key == key })
    else { return }
    entries.insert(entries.remove(at: index), at: 0)
    content = .object(entries)
  }

  /// Sorts an object's entries by the code points of their keys.
  func sortKeys() {
    guard case .object(let entries) = content else { return }
    content = .object(
      entries.sorted { $0.key.unicodeScalars.lexicographicallyPrecedes($1.key.unicodeScalars) })
  }

  private var isScalar: Bool {
    if case .scalar = content { true } else { false }
  }

  /// Appends the JSON text of this place.
  func render(into text: inout String, indentation: Int) {
    switch content {
    case .empty: text += "{}"
    case .scalar(let literal): text += literal
    case .array(let elements) where elements.allSatisfy(\.isScalar):
      text += "["
      for (index, element) in elements.enumerated() {
        if index > 0 { text += ", " }
        element.render(into: &text, indentation: 0)
      }
      text += "]"
    case .array(let elements):
      JSONSlot.renderLines(elements.count, "[", "]", into: &text, indentation) { index, text in
        elements[index].render(into: &text, indentation: indentation + 1)
      }
    case .object(let entries) where entries.isEmpty: text += "{}"
    case .object(let entries):
      JSONSlot.renderLines(entries.count, "{", "}", into: &text, indentation) { index, text in
        text += JSONSlot.quoted(entries[index].key) + ": "
        entries[index].value.render(into: &text, indentation: indentation + 1)
      }
    }
  }

  /// Appends the JSON text of this place without line breaks.
  func renderLine(into text: inout String) {
    switch content {
    case .array(let elements):
      text += "["
      for (index, element) in elements.enumerated() {
        if index > 0 { text += ", " }
        element.renderLine(into: &text)
      }
      text += "]"
    case .object(let entries):
      text += "{"
      for (index, entry) in entries.enumerated() {
        if index > 0 { text += ", " }
        text += JSONSlot.quoted(entry.key) + ": "
        entry.value.renderLine(into: &text)
      }
      text += "}"
    case .empty, .scalar: render(into: &text, indentation: 0)
    }
  }

  private static func renderLines(
    _ count: Int, _ opening: String, _ closing: String, into text: inout String,
    _ indentation: Int, _ line: (Int, inout String) -> Void
  ) {
    text += opening + "\n"
    let margin = String(repeating: "  ", count: indentation + 1)
    for index in 0..<count {
      text += margin
      line(index, &text)
      text += index + 1 < count ? ",\n" : "\n"
    }
    text += String(repeating: "  ", count: indentation) + closing
  }

  /// A JSON string literal: quotes, backslashes and control characters escaped, the rest as it is.
  static func quoted(_ string: String) -> String {
    var text = "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }
}
