import CCairo
import Foundation

/// A canvas that Cairo turns into a PNG, SVG or PDF file in memory.
///
/// It owns one surface and one context, made together and destroyed in `deinit`. Cairo latches
/// errors, so drawing never fails on the spot: `finish()` reports what went wrong.
/// The bytes depend on the drawing, the format and the versions of Cairo and of the font alone: not
/// on the time, nor on what was drawn before in the process.
public final class CairoCanvas: Canvas {
  private let format: FigureFormat
  private let size: Size
  private let metadata: FigureMetadata
  private let svgText: SVGText
  private let manifest: FigureManifest?
  /// Of a PNG, the ratio of its format included.
  private let dotsPerInch: Int
  private let fonts = CairoFonts()
  /// Everything that was written, in order, for an SVG to say it again.
  private var texts: [MeasuredText] = []
  /// The first thing that went wrong and that Cairo does not know of.
  private var failure: FigureFailure?
  private let sink = ByteSink()
  private let surface: OpaquePointer?
  private let context: OpaquePointer?

  /// - Parameters:
  ///   - format: the kind of file.
  ///   - size: the page in points.
  ///   - dotsPerInch: the resolution of a PNG; SVG and PDF have none.
  ///   - metadata: the title and the picture in words, which go into the file.
  ///   - svgText: what becomes of text in an SVG.
  ///   - manifest: what the file is to say about its making; nil for nothing.
  public init(
    format: FigureFormat, size: Size, dotsPerInch: Int, metadata: FigureMetadata,
    svgText: SVGText = .text, manifest: FigureManifest? = nil
  ) {
    self.format = format
    self.size = size
    self.metadata = metadata
    self.svgText = svgText
    self.manifest = manifest
    self.dotsPerInch = dotsPerInch * (format.pixelRatio ?? 1)
    let closure = Unmanaged.passUnretained(sink).toOpaque()
    switch format {
    case .png, .doublePNG:
      // Twice the pixels are exactly twice those of the plain one.
      let ratio = format.pixelRatio ?? 1
      let scale = Double(dotsPerInch) / 72
      surface = cairo_image_surface_create(
        CAIRO_FORMAT_RGB24, Int32(ratio) * Int32((size.width * scale).rounded()),
        Int32(ratio) * Int32((size.height * scale).rounded(.up)))
      cairo_surface_set_device_scale(surface, Double(ratio) * scale, Double(ratio) * scale)
    case .svg:
      surface = cairo_svg_surface_create_for_stream(
        { CairoCanvas.write($0, $1, $2) }, closure, size.width, size.height)
      cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PT)
    case .pdf:
      surface = cairo_pdf_surface_create_for_stream(
        { CairoCanvas.write($0, $1, $2) }, closure, size.width, size.height)
      // PDF 1.5 is written with streams of cross references by newer versions, 1.4 by all alike.
      cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_4)
      for (field, value) in [
        (CAIRO_PDF_METADATA_TITLE, metadata.title), (CAIRO_PDF_METADATA_SUBJECT, metadata.altText),
        (CAIRO_PDF_METADATA_KEYWORDS, metadata.keywordList),
        (CAIRO_PDF_METADATA_CREATOR, metadata.software),
        (CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z"),
        (CAIRO_PDF_METADATA_MOD_DATE, "2000-01-01T00:00:00Z"),
      ] {
        cairo_pdf_surface_set_metadata(surface, field, value)
      }
    }
    context = cairo_create(surface)
    let options = CairoFont.options()
    cairo_set_font_options(context, options)
    cairo_font_options_destroy(options)
  }

  deinit {
    cairo_destroy(context)
    cairo_surface_destroy(surface)
  }

  public func stroke(_ path: Path, with stroke: Stroke) {
    guard !path.steps.isEmpty else { return }
    trace(path)
    set(stroke.color)
    cairo_set_line_width(context, stroke.width)
    cairo_set_dash(context, stroke.dash, Int32(stroke.dash.count), 0)
    switch stroke.cap {
    case .butt: cairo_set_line_cap(context, CAIRO_LINE_CAP_BUTT)
    case .round: cairo_set_line_cap(context, CAIRO_LINE_CAP_ROUND)
    }
    cairo_set_line_join(context, CAIRO_LINE_JOIN_MITER)
    cairo_stroke(context)
  }

  public func fill(_ path: Path, with color: Color) {
    guard !path.steps.isEmpty else { return }
    trace(path)
    set(color)
    cairo_fill(context)
  }

  public func draw(_ text: PlacedText) {
    let font = fonts.font(text.style)
    if let signs = font.missingSigns(in: text.text) {
      failure = failure ?? .missingSigns(signs, font: font.foundFamily, text: text.text)
    }
    if format == .svg {
      let advance = font.extent(of: text.text).advance
      texts.append(MeasuredText(text: text, advance: advance))
    }
    cairo_save(context)
    cairo_set_font_face(context, font.face)
    cairo_set_font_size(context, text.style.size)
    set(text.style.color)
    cairo_move_to(context, text.origin.x, text.origin.y)
    if text.direction == .upwards { cairo_rotate(context, -Double.pi / 2) }
    cairo_show_text(context, text.text)
    cairo_restore(context)
  }

  public func clipped(to frame: Rect, _ body: (inout CairoCanvas) -> Void) {
    cairo_save(context)
    cairo_rectangle(context, frame.x, frame.y, frame.width, frame.height)
    cairo_clip(context)
    var canvas = self
    body(&canvas)
    cairo_restore(context)
  }

  public func draw(_ image: GrayImage, in frame: Rect) {
    paint(width: image.width, height: image.height, in: frame) {
      UInt32(image.pixels[$0]) * 0x010101
    }
  }

  public func draw(_ image: ColorImage, in frame: Rect) {
    paint(width: image.width, height: image.height, in: frame) {
      let at = 3 * $0
      return UInt32(image.pixels[at]) << 16 | UInt32(image.pixels[at + 1]) << 8
        | UInt32(image.pixels[at + 2])
    }
  }

  /// Paints pixels given as `0xRRGGBB` by their index in row-major order.
  private func paint(width: Int, height: Int, in frame: Rect, pixel: (Int) -> UInt32) {
    // Viewers of PDF and SVG smooth what they scale; a side of at least 224 pixels shows none of it.
    let isRaster = format.pixelRatio != nil
    let across = isRaster ? 1 : max(1, 224 / width)
    let down = isRaster ? 1 : max(1, 224 / height)
    let (columns, rows) = (width * across, height * down)
    let source = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(columns), Int32(rows))
    defer { cairo_surface_destroy(source) }
    cairo_surface_flush(source)
    guard let bytes = cairo_image_surface_get_data(source) else { return }
    let stride = Int(cairo_image_surface_get_stride(source))
    for y in 0..<rows {
      bytes.advanced(by: y * stride).withMemoryRebound(to: UInt32.self, capacity: columns) {
        for x in 0..<columns { $0[x] = pixel(y / down * width + x / across) }
      }
    }
    cairo_surface_mark_dirty(source)
    cairo_save(context)
    cairo_translate(context, frame.x, frame.y)
    cairo_scale(context, frame.width / Double(columns), frame.height / Double(rows))
    cairo_set_source_surface(context, source, 0, 0)
    let pattern = cairo_get_source(context)
    cairo_pattern_set_filter(pattern, CAIRO_FILTER_NEAREST)
    cairo_pattern_set_extend(pattern, CAIRO_EXTEND_PAD)
    cairo_rectangle(context, 0, 0, Double(columns), Double(rows))
    cairo_fill(context)
    cairo_restore(context)
  }

  /// Ends the drawing and gives the whole file; to be called once, last.
  ///
  /// - Throws: `.missingSigns` for the first text that the font cannot write, `.drawing` with
  ///   Cairo's own words or for a file that is not built as Cairo's are, `.png` when libpng refuses, `.unreadable` for a
  ///   manifest that is no JSON.
  public func finish() throws(FigureFailure) -> Data {
    if let failure { throw failure }
    if format.pixelRatio != nil {
      cairo_surface_flush(surface)
    } else {
      cairo_surface_finish(surface)
    }
    for status in [cairo_status(context), cairo_surface_status(surface)]
    where status != CAIRO_STATUS_SUCCESS && status != CAIRO_STATUS_SURFACE_FINISHED {
      throw .drawing(
        format: format.rawValue, reason: String(cString: cairo_status_to_string(status)))
    }
    let manifestText = try manifest?.text()
    switch format {
    case .pdf:
      let packet = XMPPacket(
        metadata: metadata, mediaType: "application/pdf", manifest: manifestText)
      return try PDFMetadata.embedding(packet.text, in: sink.bytes)
    case .svg:
      var document = try SVGDocument(sink.bytes)
      try document.setTexts(texts, as: svgText)
      document.describe(metadata)
      document.stabilizeIds()
      document.embed(
        rdf: XMPPacket(metadata: metadata, mediaType: "image/svg+xml", manifest: manifestText).rdf)
      return document.data
    case .png, .doublePNG:
      return try PNGFile.encode(raster(), dotsPerInch: dotsPerInch, texts: words(manifestText))
    }
  }

  /// The texts of a PNG.
  private func words(_ manifestText: String?) -> [PNGFile.Text] {
    var texts = [
      PNGFile.Text("Title", metadata.title), PNGFile.Text("Description", metadata.altText),
      PNGFile.Text("Software", metadata.software),
    ]
    if let manifest, let manifestText {
      texts.append(PNGFile.Text("Digest", "sha256:" + manifest.dataFile.sha256))
      texts.append(PNGFile.Text(FigureManifest.keyword, manifestText, isInternational: true))
    }
    return texts
  }

  private func raster() -> PNGFile.Raster {
    let width = Int(cairo_image_surface_get_width(surface))
    let height = Int(cairo_image_surface_get_height(surface))
    let stride = Int(cairo_image_surface_get_stride(surface))
    var pixels = [UInt8](repeating: 0, count: width * height * 3)
    if let bytes = cairo_image_surface_get_data(surface) {
      for y in 0..<height {
        bytes.advanced(by: y * stride).withMemoryRebound(to: UInt32.self, capacity: width) {
          for x in 0..<width {
            let at = (y * width + x) * 3
            pixels[at] = UInt8(truncatingIfNeeded: $0[x] >> 16)
            pixels[at + 1] = UInt8(truncatingIfNeeded: $0[x] >> 8)
            pixels[at + 2] = UInt8(truncatingIfNeeded: $0[x])
          }
        }
      }
    }
    return PNGFile.Raster(width: width, height: height, channels: 3, pixels: pixels)
  }

  private func set(_ color: Color) {
    cairo_set_source_rgba(context, color.red, color.green, color.blue, color.opacity)
  }

  private func trace(_ path: Path) {
    cairo_new_path(context)
    for step in path.steps {
      switch step {
      case .move(let point): cairo_move_to(context, point.x, point.y)
      case .line(let point): cairo_line_to(context, point.x, point.y)
      case .close: cairo_close_path(context)
      case .circle(let center, let radius):
        cairo_new_sub_path(context)
        cairo_arc(context, center.x, center.y, radius, 0, 2 * Double.pi)
        cairo_close_path(context)
      }
    }
  }

  private static func write(
    _ closure: UnsafeMutableRawPointer?, _ bytes: UnsafePointer<UInt8>?, _ count: UInt32
  ) -> cairo_status_t {
    ByteSink.receive(closure, bytes, Int(count)) == 0
      ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR
  }
}
