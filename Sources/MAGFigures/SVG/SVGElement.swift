import Foundation

/// An element of an SVG: its tag and what stands inside.
struct SVGElement: Equatable {
  struct Attribute: Equatable {
    var name: String
    /// As it stands in the file, with entities.
    var value: String
  }

  var name: String
  var attributes: [Attribute]
  var children: [SVGElement] = []
  /// Markup that stands inside before the children, written as it is.
  var contents = ""

  init(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], contents: String = "") {
    self.name = name
    self.attributes = attributes.map { Attribute(name: $0.key, value: $0.value) }
    self.contents = contents
  }

  subscript(attribute: String) -> String? {
    attributes.first { $0.name == attribute }?.value
  }

  /// Appends the element and all inside, an element a line; text stands on the line of its tag.
  func write(to text: inout String) {
    text += "<" + name
    for attribute in attributes { text += " \(attribute.name)=\"\(attribute.value)\"" }
    guard !children.isEmpty || !contents.isEmpty else {
      text += "/>\n"
      return
    }
    text += ">" + contents
    if !children.isEmpty { text += "\n" }
    for child in children { child.write(to: &text) }
    text += "</\(name)>\n"
  }
}

extension SVGElement {
  /// Reads the root of an SVG as Cairo writes it: tags with attributes in double quotes, and nothing
  /// but white space between them.
  ///
  /// O(bytes). Nil for anything else: text, comments, tags that do not match.
  init?(parsing svg: Data) {
    let bytes = [UInt8](svg)
    var open: [SVGElement] = []
    var at = 0
    while let start = bytes[at...].firstIndex(where: { !$0.isSpace }) {
      guard bytes[start] == UInt8(ascii: "<"),
        var tag = Tag(bytes, at: start)
      else { return nil }
      at = tag.end
      switch tag.kind {
      case .declaration: continue
      case .opening: open.append(tag.element)
      case .empty where !open.isEmpty: open[open.count - 1].children.append(tag.element)
      case .closing where open.last?.name == tag.element.name:
        tag.element = open.removeLast()
        if open.isEmpty {
          guard bytes[at...].allSatisfy(\.isSpace), tag.element.name == "svg" else { return nil }
          self = tag.element
          return
        }
        open[open.count - 1].children.append(tag.element)
      case .empty, .closing: return nil
      }
    }
    return nil
  }

  /// One tag: `<?…?>`, `<name …>`, `<name …/>` or `</name>`.
  private struct Tag {
    enum Kind { case declaration, opening, empty, closing }

    var kind = Kind.opening
    var element = SVGElement("")
    /// Where the bytes after the tag begin.
    var end: Int

    init?(_ bytes: [UInt8], at start: Int) {
      func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
      func next(from index: Int, where isWanted: (UInt8) -> Bool) -> Int? {
        bytes[index...].firstIndex(where: isWanted)
      }
      var at = start + 1
      guard at < bytes.count else { return nil }
      if bytes[at] == UInt8(ascii: "?") {
        guard let close = next(from: at, where: { $0 == UInt8(ascii: ">") }) else { return nil }
        (kind, end) = (.declaration, close + 1)
        return
      }
      if bytes[at] == UInt8(ascii: "/") { (kind, at) = (.closing, at + 1) }
      guard let nameEnd = next(from: at, where: { !$0.isNameByte }), nameEnd > at else {
        return nil
      }
      element.name = text(at..<nameEnd)
      at = nameEnd
      while let place = next(from: at, where: { !$0.isSpace }) {
        switch bytes[place] {
        case UInt8(ascii: ">"):
          end = place + 1
          return
        case UInt8(ascii: "/")
        where kind == .opening && place + 1 < bytes.count
          && bytes[place + 1] == UInt8(ascii: ">"):
          (kind, end) = (.empty, place + 2)
          return
        default:
          guard place > at, let equals = next(from: place, where: { !$0.isNameByte }),
            equals > place, equals + 1 < bytes.count, bytes[equals] == UInt8(ascii: "="),
            bytes[equals + 1] == UInt8(ascii: "\""),
            let close = next(from: equals + 2, where: { $0 == UInt8(ascii: "\"") })
          else { return nil }
          element.attributes.append(
            Attribute(name: text(place..<equals), value: text(equals + 2..<close)))
          at = close + 1
        }
      }
      return nil
    }
  }
}

extension UInt8 {
  fileprivate var isSpace: Bool { self == 32 || (9...13).contains(self) }

  fileprivate var isNameByte: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: ":"), UInt8(ascii: "-"),
      UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
