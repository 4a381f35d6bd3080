import CCairo
import Foundation

/// Measures text with Cairo, without hinting, so that the measures hold at every resolution and in
/// every format.
///
/// Keeps its fonts and what it measured: the same words are asked for again and again while a
/// figure is laid out. Copies share what is kept; it may be used from several threads.
public struct CairoTextMeasurer: TextMeasuring {
  private let fonts = CairoFonts()

  public init() {}

  public func extent(of text: String, style: TextStyle) -> TextExtent {
    fonts.extent(of: text, style: style)
  }

  public func require(family: String) throws(FigureFailure) {
    let font = CairoFont(family: family)
    guard font.isFamilyFound else {
      throw .missingFont(family: family, found: font.foundFamily)
    }
  }
}

/// The fonts of one drawing, each looked up once.
final class CairoFonts: @unchecked Sendable {
  private struct FontKey: Hashable {
    var family: String
    var size: Double
    var weight: TextStyle.Weight

    init(_ style: TextStyle) {
      (family, size, weight) = (style.family, style.size, style.weight)
    }
  }

  private struct TextKey: Hashable {
    var font: FontKey
    var text: String
  }

  private let lock = NSLock()
  private var fonts: [FontKey: CairoFont] = [:]
  private var extents: [TextKey: TextExtent] = [:]

  func font(_ style: TextStyle) -> CairoFont {
    lock.withLock { kept(style, FontKey(style)) }
  }

  func extent(of text: String, style: TextStyle) -> TextExtent {
    let key = TextKey(font: FontKey(style), text: text)
    return lock.withLock {
      if let known = extents[key] { return known }
      let extent = kept(style, key.font).extent(of: text)
      extents[key] = extent
      return extent
    }
  }

  private func kept(_ style: TextStyle, _ key: FontKey) -> CairoFont {
    if let known = fonts[key] { return known }
    let font = CairoFont(family: style.family, size: style.size, weight: style.weight)
    fonts[key] = font
    return font
  }
}

/// A family at a size as Cairo and fontconfig find it: with the settings that measuring and drawing
/// share. Where the family is missing another stands in.
final class CairoFont {
  let family: String
  /// The family of the file that was found.
  let foundFamily: String
  /// The glyphs of that file.
  let glyphCount: Int
  /// That family and what the file says of weight and width, e.g. `DejaVu Sans Condensed`.
  private let foundName: String
  let face: OpaquePointer?
  private let scaled: OpaquePointer?

  init(family: String, size: Double = 10, weight: TextStyle.Weight = .regular) {
    self.family = family
    let cairoWeight =
      switch weight {
      case .regular: CAIRO_FONT_WEIGHT_NORMAL
      case .bold: CAIRO_FONT_WEIGHT_BOLD
      }
    face = cairo_toy_font_face_create(family, CAIRO_FONT_SLANT_NORMAL, cairoWeight)
    let options = CairoFont.options()
    var matrix = cairo_matrix_t()
    var identity = cairo_matrix_t()
    cairo_matrix_init_scale(&matrix, size, size)
    cairo_matrix_init_identity(&identity)
    scaled = cairo_scaled_font_create(face, &matrix, &identity, options)
    cairo_font_options_destroy(options)
    if let file = cairo_ft_scaled_font_lock_face(scaled) {
      let name = file.pointee.family_name.map { String(cString: $0) } ?? ""
      foundFamily = name
      glyphCount = Int(file.pointee.num_glyphs)
      foundName = name + " " + (file.pointee.style_name.map { String(cString: $0) } ?? "")
      cairo_ft_scaled_font_unlock_face(scaled)
    } else {
      foundFamily = ""
      glyphCount = 0
      foundName = ""
    }
  }

  deinit {
    cairo_scaled_font_destroy(scaled)
    cairo_font_face_destroy(face)
  }

  /// Whether the font is of the family that was asked for. Names such as `sans-serif` ask for any.
  ///
  /// A file of a wide family may be asked for by its own name, e.g. `DejaVu Sans Condensed`.
  var isFamilyFound: Bool {
    let wanted = family.lowercased()
    let generic = ["sans", "sans-serif", "serif", "mono", "monospace"]
    return wanted == foundFamily.lowercased() || generic.contains(wanted)
      || (wanted.hasPrefix(foundFamily.lowercased() + " ")
        && foundName.lowercased().hasPrefix(wanted))
  }

  func extent(of text: String) -> TextExtent {
    var extents = cairo_text_extents_t()
    cairo_scaled_font_text_extents(scaled, text, &extents)
    return TextExtent(
      advance: extents.x_advance,
      ink: Rect(
        x: extents.x_bearing, y: extents.y_bearing, width: extents.width, height: extents.height))
  }

  /// The characters that would be drawn as the box for missing ones; nil where there are none.
  func missingSigns(in text: String) -> String? {
    guard hasMissingGlyph(text) else { return nil }
    return String(text.filter { hasMissingGlyph(String($0)) })
  }

  private func hasMissingGlyph(_ text: String) -> Bool {
    var glyphs: UnsafeMutablePointer<cairo_glyph_t>?
    var count: Int32 = 0
    let status = cairo_scaled_font_text_to_glyphs(
      scaled, 0, 0, text, Int32(clamping: text.utf8.count), &glyphs, &count, nil, nil, nil)
    defer { cairo_glyph_free(glyphs) }
    guard status == CAIRO_STATUS_SUCCESS, let glyphs else { return false }
    return (0..<Int(count)).contains { glyphs[$0].index == 0 }
  }

  static func options() -> OpaquePointer? {
    let options = cairo_font_options_create()
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    return options
  }
}
