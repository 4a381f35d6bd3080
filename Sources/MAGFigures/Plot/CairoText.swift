import CCairo
import MAGFiles

/// Measures text with Cairo, without hinting, so that the measures hold at every resolution and in
/// every format.
///
/// Cairo asks fontconfig for the family; where it is missing another font stands in, and measures
/// and drawing change together. Cost: some microseconds a call.
public struct CairoTextMeasurer: TextMeasuring {
  public init() {}

  public func extent(of text: String, style: TextStyle) -> TextExtent {
    let face = CairoText.face(style)
    let options = CairoText.options()
    var size = cairo_matrix_t()
    var identity = cairo_matrix_t()
    cairo_matrix_init_scale(&size, style.size, style.size)
    cairo_matrix_init_identity(&identity)
    let font = cairo_scaled_font_create(face, &size, &identity, options)
    defer {
      cairo_scaled_font_destroy(font)
      cairo_font_options_destroy(options)
      cairo_font_face_destroy(face)
    }
    var extents = cairo_text_extents_t()
    cairo_scaled_font_text_extents(font, text, &extents)
    return TextExtent(
      advance: extents.x_advance,
      ink: Rect(
        x: extents.x_bearing, y: extents.y_bearing, width: extents.width, height: extents.height))
  }
}

/// The font settings that measuring and drawing share.
enum CairoText {
  static func face(_ style: TextStyle) -> OpaquePointer? {
    let weight =
      switch style.weight {
      case .regular: CAIRO_FONT_WEIGHT_NORMAL
      case .bold: CAIRO_FONT_WEIGHT_BOLD
      }
    return cairo_toy_font_face_create(style.family, CAIRO_FONT_SLANT_NORMAL, weight)
  }

  static func options() -> OpaquePointer? {
    let options = cairo_font_options_create()
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    return options
  }
}
