import Foundation
import MAGFiles

/// An SVG as Cairo wrote it, made fit for the web: with real text, stable ids, a title, a
/// description and metadata.
///
/// Cairo turns text into groups of glyphs, and numbers ids by counters of the process. Here every
/// group of glyphs becomes the text it stands for, at its place in the order of drawing, and ids
/// follow from the drawing alone. Reads what Cairo 1.16 and 1.18 write.
struct SVGDocument {
  private var root: SVGElement

  /// - Throws: `.drawing` when the bytes are no SVG of Cairo's.
  init(_ svg: Data) throws(FigureFailure) {
    guard let root = SVGElement(parsing: svg) else {
      throw SVGDocument.unexpected("its SVG has other markup than is known")
    }
    self.root = root
  }

  /// The file.
  var data: Data {
    var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    root.write(to: &text)
    return Data(text.utf8)
  }

  // MARK: - Text

  /// Puts real text in the place of glyphs, or over them.
  ///
  /// - Parameter texts: everything that was drawn, in order. Those that Cairo left out, because
  ///   nothing of them shows, are left out here too.
  /// - Throws: `.drawing` when a group of glyphs is none of the texts.
  mutating func setTexts(_ texts: [MeasuredText], as kind: SVGText) throws(FigureFailure) {
    var rest = texts[...]
    var children: [SVGElement] = []
    for child in root.children {
      children += try replacingGlyphs(in: child, by: &rest, as: kind)
    }
    if kind == .text {
      children = children.compactMap { $0.name == "defs" ? $0.withoutGlyphs : $0 }
    }
    root.children = children
  }

  private func replacingGlyphs(
    in element: SVGElement, by rest: inout ArraySlice<MeasuredText>, as kind: SVGText
  ) throws(FigureFailure) -> [SVGElement] {
    if element.name == "defs" { return [element] }
    guard let first = element.firstGlyph else {
      var copy = element
      copy.children = []
      for child in element.children {
        copy.children += try replacingGlyphs(in: child, by: &rest, as: kind)
      }
      return [copy]
    }
    while let text = rest.popFirst() {
      guard text.matches(glyphs: element.children.count, first: first) else { continue }
      switch kind {
      case .text: return [text.element(isVisible: true)]
      case .outline: return [element, text.element(isVisible: false)]
      }
    }
    throw SVGDocument.unexpected("its SVG has glyphs of a text that was not drawn")
  }

  // MARK: - Ids

  /// Names every id by the drawing and its order of appearance, and lets references follow.
  ///
  /// An id is `mag-`, eight digits of the SHA-256 of all that is in the document, the letters of
  /// Cairo's name and a number: several drawings can stand in one page.
  mutating func stabilizeIds() {
    var names = SVGNames()
    root = names.renamed(root)
    var text = ""
    root.write(to: &text)
    names = SVGNames(prefix: "mag-\(FileDigest.sha256(Data(text.utf8)).prefix(8))-")
    root = names.renamed(root)
  }

  // MARK: - Words

  /// Gives the drawing its title and description, for readers that cannot see it.
  mutating func describe(_ metadata: FigureMetadata) {
    root.attributes += [
      SVGElement.Attribute(name: "role", value: "img"),
      SVGElement.Attribute(name: "aria-labelledby", value: "title desc"),
    ]
    root.children.insert(
      contentsOf: [
        SVGElement("title", ["id": "title"], contents: XMLText.escaped(metadata.title)),
        SVGElement("desc", ["id": "desc"], contents: XMLText.escaped(metadata.altText)),
      ], at: 0)
  }

  /// Adds metadata after title and description; to be called last, as ids do not depend on it.
  mutating func embed(rdf: String) {
    let place = root.children.prefix { $0.name == "title" || $0.name == "desc" }.endIndex
    root.children.insert(SVGElement("metadata", contents: "\n\(rdf)\n"), at: place)
  }

  private static func unexpected(_ reason: String) -> FigureFailure {
    .drawing(format: "svg", reason: reason)
  }
}

/// New names of ids, given as they are met.
private struct SVGNames {
  var prefix = ""
  private var names: [Substring: String] = [:]
  private var counts: [Substring: Int] = [:]

  init(prefix: String = "") { self.prefix = prefix }

  mutating func renamed(_ element: SVGElement) -> SVGElement {
    var copy = element
    for index in copy.attributes.indices {
      let value = copy.attributes[index].value
      switch copy.attributes[index].name {
      case "id": copy.attributes[index].value = name(of: value[...])
      case "aria-labelledby":
        copy.attributes[index].value = value.split(separator: " ").map { name(of: $0) }
          .joined(separator: " ")
      case "href" where value.first == "#", "xlink:href" where value.first == "#":
        copy.attributes[index].value = "#" + name(of: value.dropFirst())
      default:
        // Searching for more than a byte would take a tenth of the time of a drawing.
        guard value.utf8.contains(UInt8(ascii: "#")), let open = value.firstRange(of: "url(#"),
          let close = value[open.upperBound...].firstIndex(of: ")")
        else { continue }
        copy.attributes[index].value =
          value[..<open.upperBound] + name(of: value[open.upperBound..<close]) + value[close...]
      }
    }
    copy.children = copy.children.map { renamed($0) }
    return copy
  }

  private mutating func name(of old: Substring) -> String {
    if let known = names[old] { return known }
    let letters = old.prefix { !$0.isNumber }
    let number = counts[letters, default: 0]
    counts[letters] = number + 1
    let new = prefix + letters + (letters == old ? "" : String(number))
    names[old] = new
    return new
  }
}

extension SVGElement {
  /// The place of the first glyph of a group of them; nil for other elements.
  fileprivate var firstGlyph: Point? {
    guard name == "g", !children.isEmpty,
      children.allSatisfy({ $0.name == "use" && $0["xlink:href"]?.hasPrefix("#glyph") == true }),
      let x = children[0]["x"].flatMap(Double.init), let y = children[0]["y"].flatMap(Double.init)
    else { return nil }
    return Point(x, y)
  }

  /// The definitions without those of glyphs; nil where no others are.
  fileprivate var withoutGlyphs: SVGElement? {
    var copy = self
    copy.children = children.compactMap { child in
      if child["id"]?.hasPrefix("glyph") == true { return nil }
      return child.name == "g" ? child.withoutGlyphs : child
    }
    return copy.children.isEmpty ? nil : copy
  }
}
