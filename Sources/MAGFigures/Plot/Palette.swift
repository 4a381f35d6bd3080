/// Colours of series that stay apart for readers with any common colour blindness. Dash and marker
/// say the same again, for grey print.
public enum Palette: String, Codable, Sendable, CaseIterable {
  /// Six colours of mag's own.
  case standard
  /// After M. Okabe and K. Ito, "Color Universal Design" (2008).
  case okabeIto = "okabe-ito"
  /// The bright qualitative scheme of P. Tol's technical note SRON/EPS/TN/09-002.
  case tolBright = "tol-bright"
  /// Four greys, and greys for maps as well: what a black-and-white printer shows anyway.
  case gray

  /// Reads a palette's name.
  ///
  /// - Throws: `.unknownPalette`.
  public init(_ text: String) throws(FigureFailure) {
    guard let palette = Palette(rawValue: text) else { throw .unknownPalette(text) }
    self = palette
  }

  /// The colours on a ground, those of the paper's models first: of each scheme those with a
  /// contrast of at least 3 to 1, because labels are set in them too. The first four have a CIE76
  /// distance of at least 13 for every reader, the standard ones and the greys of at least 14.
  func colors(on ground: FigureStyle.Ground) -> [Color] {
    let values: [UInt32] =
      switch (self, ground) {
      case (.standard, .paper): [0xC04400, 0x00559E, 0x189069, 0x641548, 0x2F9BD6, 0x6B5B00]
      case (.standard, .dark): [0xFF8A3C, 0x3495DE, 0x4FCBA2, 0xE88EC9, 0xA5D8FF, 0xE9D360]
      case (.okabeIto, .paper): [0xD55E00, 0x0072B2, 0x009E73, 0xCC79A7, 0x000000]
      case (.okabeIto, .dark): [0xE69F00, 0x56B4E9, 0x009E73, 0xCC79A7, 0xF0E442, 0xD55E00]
      case (.tolBright, .paper): [0xEE6677, 0x4477AA, 0x228833, 0xAA3377]
      case (.tolBright, .dark): [0xEE6677, 0x4477AA, 0xCCBB44, 0x66CCEE, 0xBBBBBB, 0x228833]
      case (.gray, .paper): [0x181818, 0x8E8E8E, 0x3B3B3B, 0x636363]
      case (.gray, .dark): [0xF4F4F4, 0x6C6C6C, 0xC3C3C3, 0x969696]
      }
    return values.map { Color(hex: $0) }
  }

  /// The styles of series on a ground, one for each colour.
  func series(on ground: FigureStyle.Ground) -> [SeriesStyle] {
    let dashes: [[Double]] = [[], [5, 1.5], [2.2, 1.4], [6, 1.5, 1.4, 1.5], [], [3, 3]]
    let markers: [Marker] = [.circle, .square, .triangle, .diamond, .square, .circle]
    return zip(colors(on: ground), zip(dashes, markers)).map {
      SeriesStyle(color: $0, dash: $1.0, marker: $1.1)
    }
  }

  /// Colours for counts and magnitudes, from near the ground to far from it; the faintest still
  /// stands out.
  func sequential(on ground: FigureStyle.Ground) -> ColorMap {
    switch (self, ground) {
    case (.gray, .paper): ColorMap([Color(hex: 0xD9D9D9), Color(hex: 0x1A1A1A)])
    case (.gray, .dark): ColorMap([Color(hex: 0x4A4A4A), Color(hex: 0xF4F4F4)])
    case (_, .paper): ColorMap(ColorMap.viridis.controlPoints.dropLast(2).reversed())
    case (_, .dark): ColorMap(Array(ColorMap.viridis.controlPoints.dropFirst(2)))
    }
  }

  /// Colours for signed values, the same on every ground.
  var diverging: ColorMap {
    self == .gray ? ColorMap([Color(hex: 0), Color(hex: 0xFFFFFF)]) : .diverging
  }

  /// The fills of classes on a map, the same on every ground.
  var classFills: [Color] { self == .gray ? ClassPalette.grays : ClassPalette.colors }
}
