/// What becomes of text in an SVG.
public enum SVGText: String, Codable, Sendable, CaseIterable {
  /// `text` elements in a stack of fonts, as long as they were measured: readable, searchable and
  /// to be edited, in the very font where that is there.
  case text
  /// The outlines of the glyphs, which look the same without the font, under `text` elements that
  /// are not seen but can be selected and searched.
  case outline
}

/// A piece of text as it was drawn, with what an SVG must know to draw it as long.
struct MeasuredText {
  var text: PlacedText
  /// How far the pen moves, in points.
  var advance: Double

  /// The element `text`.
  ///
  /// - Parameter isVisible: false for a layer over outlines.
  func element(isVisible: Bool) -> SVGElement {
    let style = text.style
    let x = SVGNumber.text(text.origin.x)
    let y = SVGNumber.text(text.origin.y)
    var element = SVGElement(
      "text",
      [
        "x": x, "y": y, "font-family": XMLText.escaped(MeasuredText.fontStack(style.family)),
        "font-size": SVGNumber.text(style.size),
      ], contents: XMLText.escaped(text.text))
    func add(_ name: String, _ value: String) {
      element.attributes.append(SVGElement.Attribute(name: name, value: value))
    }
    if style.weight == .bold { add("font-weight", "bold") }
    add("fill", style.color.hexadecimal)
    let opacity = isVisible ? style.color.opacity : 0
    if opacity < 1 { add("fill-opacity", SVGNumber.text(opacity)) }
    if text.direction == .upwards { add("transform", "rotate(-90 \(x) \(y))") }
    if advance > 0 {
      add("textLength", SVGNumber.text(advance))
      add("lengthAdjust", "spacingAndGlyphs")
    }
    add("xml:space", "preserve")
    return element
  }

  /// Whether a group of glyphs can be this text: as many glyphs at most, the first of them on its
  /// line. Cairo leaves out glyphs that lie far outside of the page or the clip.
  func matches(glyphs: Int, first: Point) -> Bool {
    let right = first.x - text.origin.x
    let down = first.y - text.origin.y
    let (along, across) = text.direction == .rightwards ? (right, down) : (-down, right)
    let tolerance = 0.01
    return abs(across) <= tolerance && along >= -tolerance && along <= advance + tolerance
      && glyphs <= text.text.unicodeScalars.count
  }

  /// The family and what may stand in for it, as CSS writes them.
  private static func fontStack(_ family: String) -> String {
    let standIns: [String]
    switch family {
    case "DejaVu Sans": standIns = ["Verdana", "'Bitstream Vera Sans'", "sans-serif"]
    case let name where name.contains("Mono") || name.contains("Courier"):
      standIns = ["monospace"]
    case let name where name.contains("Serif") || name.contains("Roman"): standIns = ["serif"]
    default: standIns = ["sans-serif"]
    }
    let quoted = family.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
    return (["'\(quoted)'"] + standIns).joined(separator: ", ")
  }
}

/// Numbers of an SVG.
enum SVGNumber {
  /// At most four decimals: a ten-thousandth of a point shows nowhere.
  static func text(_ value: Double) -> String {
    let scaled = (value * 10_000).rounded() / 10_000
    return scaled == scaled.rounded() && abs(scaled) < 1e9 ? "\(Int(scaled))" : "\(scaled)"
  }
}
