import Foundation
import Testing

@testable import MAGFigures

/// A page with shapes and text as Cairo writes it: numbers of ids depend on what was drawn before.
private enum CairoPage {
  /// As Cairo 1.16 does.
  static func classic(glyphs: Int, clip: Int, surface: Int) -> String {
    """
    <?xml version="1.0" encoding="UTF-8"?>
    <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" \
    width="100pt" height="60pt" viewBox="0 0 100 60" version="1.1">
    <defs>
    <g>
    <symbol overflow="visible" id="glyph\(glyphs)-0">
    <path style="stroke:none;" d="M 0 0 Z"/>
    </symbol>
    <symbol overflow="visible" id="glyph\(glyphs)-1">
    <path style="stroke:none;" d=""/>
    </symbol>
    </g>
    <clipPath id="clip\(clip)">
      <path d="M 30 30 L 50 30 Z"/>
    </clipPath>
    </defs>
    <g id="surface\(surface)">
    <path style="fill:none;" d="M 1 1 L 2 2 "/>
    <g style="fill:rgb(100%,0%,0%);fill-opacity:0.5;">
      <use xlink:href="#glyph\(glyphs)-0" x="10" y="20"/>
      <use xlink:href="#glyph\(glyphs)-1" x="15" y="20"/>
    </g>
    <g clip-path="url(#clip\(clip))" clip-rule="nonzero">
    <g style="fill:rgb(0%,0%,0%);fill-opacity:1;">
      <use xlink:href="#glyph\(glyphs)-0" x="32" y="40"/>
    </g>
    </g>
    <path style="fill:none;" d="M 3 3 L 4 4 "/>
    </g>
    </svg>

    """
  }

  /// As Cairo 1.18 does: attributes, other definitions, and no group around all.
  static let modern = """
    <?xml version="1.0" encoding="UTF-8"?>
    <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" \
    width="100pt" height="60pt" viewBox="0 0 100 60">
    <defs>
    <g>
    <g id="glyph-0-0">
    <path d="M 0 0 Z M 0 0 "/>
    </g>
    </g>
    <clipPath id="clip-0">
    <path clip-rule="nonzero" d="M 30 30 L 50 30 Z M 30 30 "/>
    </clipPath>
    </defs>
    <path fill="none" d="M 1 1 L 2 2 "/>
    <g fill="rgb(100%, 0%, 0%)" fill-opacity="0.5">
    <use xlink:href="#glyph-0-0" x="10" y="20"/>
    <use xlink:href="#glyph-0-0" x="15" y="20"/>
    </g>
    <g clip-path="url(#clip-0)">
    <g fill="rgb(0%, 0%, 0%)" fill-opacity="1">
    <use xlink:href="#glyph-0-0" x="32" y="40"/>
    </g>
    </g>
    <path fill="none" d="M 3 3 L 4 4 "/>
    </svg>

    """
}

@Suite("SVG from Cairo's") struct SVGDocumentTests {
  static let red = TextStyle(
    family: "DejaVu Sans", size: 10, weight: .bold, color: Color(hex: 0xFF0000).faded(0.5))

  /// What the pages above show: "ab" at 10, 20 and "ε" running upwards from 32, 40.
  static let texts = [
    MeasuredText(
      text: PlacedText("ab", origin: Point(10, 20), style: red), advance: 10.123456),
    MeasuredText(
      text: PlacedText("<", origin: Point(32, 40), direction: .upwards, style: plainText),
      advance: 6),
  ]

  static let stack = "'DejaVu Sans', Verdana, 'Bitstream Vera Sans', sans-serif"
  static let first = """
    <text x="10" y="20" font-family="\(stack)" font-size="10" font-weight="bold" \
    fill="#ff0000" fill-opacity="0.5" textLength="10.1235" lengthAdjust="spacingAndGlyphs" \
    xml:space="preserve">ab</text>
    """
  static let second = """
    <text x="32" y="40" font-family="\(stack)" font-size="10" fill="#000000" \
    transform="rotate(-90 32 40)" textLength="6" lengthAdjust="spacingAndGlyphs" \
    xml:space="preserve">&lt;</text>
    """

  func document(
    _ page: String, _ texts: [MeasuredText] = SVGDocumentTests.texts, as kind: SVGText = .text
  ) throws -> String {
    var document = try SVGDocument(Data(page.utf8))
    try document.setTexts(texts, as: kind)
    return String(decoding: document.data, as: UTF8.self)
  }

  @Test("text stands where its glyphs stood: between the same shapes, within the same clip")
  func texts_classic_keepPlace() throws {
    let text = try document(CairoPage.classic(glyphs: 3, clip: 7, surface: 9))
    #expect(
      text == """
        <?xml version="1.0" encoding="UTF-8"?>
        <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" \
        width="100pt" height="60pt" viewBox="0 0 100 60" version="1.1">
        <defs>
        <clipPath id="clip7">
        <path d="M 30 30 L 50 30 Z"/>
        </clipPath>
        </defs>
        <g id="surface9">
        <path style="fill:none;" d="M 1 1 L 2 2 "/>
        \(Self.first)
        <g clip-path="url(#clip7)" clip-rule="nonzero">
        \(Self.second)
        </g>
        <path style="fill:none;" d="M 3 3 L 4 4 "/>
        </g>
        </svg>

        """)
  }

  @Test("newer markup of Cairo is understood as well")
  func texts_modern_keepPlace() throws {
    let text = try document(CairoPage.modern)
    let body = try #require(text.firstRange(of: "</defs>\n"))
    #expect(
      text[body.upperBound...] == """
        <path fill="none" d="M 1 1 L 2 2 "/>
        \(Self.first)
        <g clip-path="url(#clip-0)">
        \(Self.second)
        </g>
        <path fill="none" d="M 3 3 L 4 4 "/>
        </svg>

        """)
    #expect(!text.contains("glyph") && text.contains("<clipPath id=\"clip-0\">"))
  }

  @Test("outlines stay as they are, with text over each that is not seen")
  func texts_outline_lieOverGlyphs() throws {
    let text = try document(CairoPage.classic(glyphs: 0, clip: 0, surface: 0), as: .outline)
    #expect(text.matches(of: /<symbol/).count == 2)
    #expect(
      text.contains(
        """
        <use xlink:href="#glyph0-1" x="15" y="20"/>
        </g>
        \(Self.first.replacing("fill-opacity=\"0.5\"", with: "fill-opacity=\"0\""))

        """))
    #expect(text.contains("</g>\n<text x=\"32\" y=\"40\""))
  }

  @Test("texts of which nothing shows are left out, as Cairo leaves them out")
  func texts_hidden_areLeftOut() throws {
    let blank = MeasuredText(
      text: PlacedText("  ", origin: Point(10, 20.5), style: plainText), advance: 6)
    let far = MeasuredText(
      text: PlacedText("far", origin: Point(-90, 20), style: plainText), advance: 20)
    let text = try document(
      CairoPage.classic(glyphs: 0, clip: 0, surface: 0),
      [blank, Self.texts[0], far, Self.texts[1], blank])
    #expect(text.matches(of: /<text/).count == 2)
    #expect(text.contains(Self.first) && text.contains(Self.second))
  }

  @Test("text of which Cairo left the first glyphs out is found by the others")
  func texts_cut_areFound() throws {
    let long = MeasuredText(
      text: PlacedText("long before ab", origin: Point(-70, 20), style: plainText), advance: 90)
    let text = try document(
      CairoPage.classic(glyphs: 0, clip: 0, surface: 0), [long, Self.texts[1]])
    #expect(text.contains(">long before ab</text>"))
  }

  @Test("glyphs of a text that was not drawn are refused rather than guessed")
  func texts_unknown_areRefused() {
    let page = CairoPage.classic(glyphs: 0, clip: 0, surface: 0)
    var moved = Self.texts
    moved[0].text.origin.y = 20.5
    var short = Self.texts
    short[0].text.text = "a"
    for texts in [[], [Self.texts[0]], Array(Self.texts.reversed()), moved, short] {
      let refused = failure { _ = try document(page, texts) }
      #expect(refused?.kind == .software)
      #expect(refused?.description.contains("glyphs of a text that was not drawn") == true)
    }
  }

  @Test("ids do not depend on the numbers that Cairo gave, but on the drawing")
  func ids_anyNumbers_areSame() throws {
    func stable(_ page: String) throws -> String {
      var document = try SVGDocument(Data(page.utf8))
      document.describe(FigureMetadata(title: "A < B & C", altText: "\"quoted\" &amp;"))
      document.stabilizeIds()
      document.embed(rdf: "<a/>")
      return String(decoding: document.data, as: UTF8.self)
    }
    let one = try stable(CairoPage.classic(glyphs: 0, clip: 1, surface: 2))
    #expect(try stable(CairoPage.classic(glyphs: 41, clip: 3, surface: 3)) == one)
    let prefix = try #require(one.firstMatch(of: /<clipPath id="(mag-[0-9a-f]{8}-)clip0">/)).1
    #expect(one.contains("clip-path=\"url(#\(prefix)clip0)\""))
    #expect(one.contains("<symbol overflow=\"visible\" id=\"\(prefix)glyph1\">"))
    #expect(one.contains("<use xlink:href=\"#\(prefix)glyph1\" x=\"15\" y=\"20\"/>"))
    #expect(one.contains(" role=\"img\" aria-labelledby=\"\(prefix)title \(prefix)desc\">\n"))
    #expect(
      one.contains(
        """
        <title id="\(prefix)title">A &lt; B &amp; C</title>
        <desc id="\(prefix)desc">&quot;quoted&quot; &amp;amp;</desc>
        <metadata>
        <a/>
        </metadata>
        <defs>
        """))
    let other = try stable(
      CairoPage.classic(glyphs: 0, clip: 1, surface: 2).replacing("M 3 3", with: "M 3 5"))
    #expect(!other.contains(prefix))
  }
}

@Suite("Elements of SVG") struct SVGElementTests {
  @Test("what is read is written again")
  func element_whole_roundTrips() throws {
    let source = "<svg a=\"1\" b-c:d=\"x &amp; 'y'\">\n<g>\n<p d=\"\"/>\n</g>\n<q/>\n</svg>\n"
    let element = try #require(SVGElement(parsing: Data(source.utf8)))
    #expect(element.children.map(\.name) == ["g", "q"])
    #expect(element["b-c:d"] == "x &amp; 'y'" && element["none"] == nil)
    var text = ""
    element.write(to: &text)
    #expect(text == source)
    let spread = source.replacing("\n", with: " \t\n ").replacing("<svg", with: "<?xml ?><svg")
    #expect(SVGElement(parsing: Data(spread.utf8)) == element)
  }

  @Test(
    "other markup is refused, cut anywhere too",
    arguments: [
      "", " ", "<", "<svg", "<svg a", "<svg a=", "<svg a=\"", "<svg a=\"1\"", "<svg a=1></svg>",
      "<svg a=\"1\"b=\"2\"></svg>", "<svg>", "<svg></g></svg>", "</svg>", "<svg/>", "<g></g>",
      "<svg>text</svg>", "<svg><!-- --></svg>", "<svg></svg><svg></svg>", "<svg></svg>x", "<>",
      "<?xml", "<svg><g></svg></g>", "<svg =\"1\"></svg>", "<svg / ></svg>", "text",
    ])
  func element_other_isRefused(_ source: String) {
    #expect(SVGElement(parsing: Data(source.utf8)) == nil)
    let refused = failure { _ = try SVGDocument(Data(source.utf8)) }
    #expect(refused?.kind == .software)
  }

  @Test("signs of markup become entities and come back")
  func text_signs_roundTrip() {
    let text = "a < b > c & \"d\" 'e'\t\n\r ε 𝛼 &amp;"
    #expect(
      XMLText.escaped(text)
        == "a &lt; b &gt; c &amp; &quot;d&quot; 'e'&#9;&#10;&#13; ε 𝛼 &amp;amp;")
    #expect(XMLText.unescaped(XMLText.escaped(text)[...]) == text)
    #expect(XMLText.escaped("\u{0}\u{1B}\u{FFFE}\u{1FFFF}") == "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}")
    #expect(XMLText.unescaped("&#x3B5;&#949;&apos;") == "εε'")
    for bad in ["&", "&;", "&unknown;", "&#xD800;", "&#99999999;", "<b>", "&#;", "&amp", "&#x;"] {
      #expect(XMLText.unescaped(bad[...]) == nil, "\(bad)")
    }
  }

  @Test(
    "numbers have at most four decimals",
    arguments: [
      (0.0, "0"), (-3.0, "-3"), (0.1, "0.1"), (1.0 / 3, "0.3333"), (-0.00001, "0"),
    ] as [(Double, String)])
  func number_text_isShort(_ value: Double, _ text: String) {
    #expect(SVGNumber.text(value) == text)
  }

  @Test(
    "every family has a stack that ends with a generic one",
    arguments: [
      ("DejaVu Sans Mono", "'DejaVu Sans Mono', monospace"),
      ("DejaVu Serif", "'DejaVu Serif', serif"), ("Nimbus Roman", "'Nimbus Roman', serif"),
      ("O'Neil \\ \"Sans\"", "'O\\'Neil \\\\ &quot;Sans&quot;', sans-serif"),
    ])
  func text_family_hasStack(_ family: String, _ stack: String) {
    let style = TextStyle(family: family, size: 1, color: black)
    let text = MeasuredText(
      text: PlacedText("a", origin: Point(0, 0), style: style), advance: 0)
    let element = text.element(isVisible: true)
    #expect(element["font-family"] == stack)
    // A text without length is not stretched.
    #expect(element["textLength"] == nil)
  }
}
