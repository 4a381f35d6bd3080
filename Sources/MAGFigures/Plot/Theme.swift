/// Sizes and colours of a figure. Everything is in points at the figure's final width, so that type
/// is as large in print as it says here.
public struct Theme: Sendable, Equatable {
  public static let standardFamily = "DejaVu Sans"
  public static let standardLabelSize = 7.5

  public var family = Theme.standardFamily
  public var background = Color(hex: 0xFFFFFF)
  /// Text, axes and everything that must be read.
  public var ink = Color(hex: 0x1A1A1A)
  /// Notes and what stands back.
  public var quiet = Color(hex: 0x5C5C5C)
  /// Grid lines.
  public var faint = Color(hex: 0xDDDDDD)
  public var noticeFill = Color(hex: 0xFFF1C9)
  /// Cells without a value.
  public var undefined = Color(hex: 0xC9C9C9)
  /// Colours for counts and magnitudes, from near the ground to far from it; the faintest still
  /// stands out.
  public var sequential = Palette.standard.sequential(on: .paper)
  /// Colours for signed values.
  public var diverging = Palette.standard.diverging
  /// The fills of classes on a map.
  public var classFills = Palette.standard.classFills

  public var titleSize = 8.0
  public var tickSize = 7.0
  public var labelSize = Theme.standardLabelSize
  public var noteSize = 7.0

  public var hairline = 0.4
  public var axisWidth = 0.6
  public var lineWidth = 1.2
  public var referenceWidth = 0.8
  public var markerSize = 3.4
  public var tickLength = 2.5
  /// The usual distance between neighbouring things.
  public var gap = 3.0
  public var margin = 3.0

  /// The series' colours, dashes and markers, as the palette has them.
  public var series = Palette.standard.series(on: .paper)
  public var control = SeriesStyle(color: Color(hex: 0x6B6B6B), dash: [1.2, 1.6])

  public init() {}

  /// The theme of a ground in a palette.
  public init(_ ground: FigureStyle.Ground, palette: Palette) {
    if ground == .dark {
      background = Color(hex: 0x14171A)
      ink = Color(hex: 0xECECEC)
      quiet = Color(hex: 0xA9A9A9)
      faint = Color(hex: 0x3A3F44)
      noticeFill = Color(hex: 0x4D3F12)
      undefined = Color(hex: 0x55595E)
      control.color = Color(hex: 0xB5B5B5)
    }
    if palette == .gray {
      noticeFill = faint
      control.color = Color(hex: ground == .dark ? 0xADADAD : 0x555555)
    }
    series = palette.series(on: ground)
    sequential = palette.sequential(on: ground)
    diverging = palette.diverging
    classFills = palette.classFills
  }

  /// For paper: white ground.
  public static let paper = Theme()

  /// For slides and dark pages.
  public static let dark = Theme(.dark, palette: .standard)

  /// The theme in another font and size: what surrounds text grows with it, lines and markers stay
  /// as they are.
  ///
  /// - Parameters:
  ///   - family: of all text.
  ///   - labelSize: in points; titles, ticks and notes keep their proportion to it.
  public func with(family: String, labelSize: Double) -> Theme {
    var theme = self
    let factor = labelSize / self.labelSize
    theme.family = family
    theme.titleSize *= factor
    theme.tickSize *= factor
    theme.labelSize = labelSize
    theme.noteSize *= factor
    theme.tickLength *= factor
    theme.gap *= factor
    return theme
  }

  /// How much larger type is than usual: what holds text, such as the height of a row with words in
  /// it, is multiplied by it.
  public var typeScale: Double { labelSize / Theme.standardLabelSize }

  /// The style of the series with this number. Past the last colour they begin again with other
  /// dashes and markers.
  public func series(_ index: Int) -> SeriesStyle {
    var style = series[index % series.count]
    let round = index / series.count
    if round > 0 {
      style.dash = Theme.extraDashes[(index + round) % Theme.extraDashes.count]
      style.marker = Marker.allCases[(index + round) % Marker.allCases.count]
    }
    return style
  }

  /// Dashes of series whose colour is another's.
  private static let extraDashes: [[Double]] = [
    [1, 1], [8, 2], [4, 1, 1, 1, 1, 1], [3, 3], [8, 1, 2, 1],
  ]

  /// The fill of a class on a map; classes past the last begin again.
  public func classFill(_ label: Int) -> Color { classFills[label % classFills.count] }

  public var title: TextStyle { TextStyle(family: family, size: titleSize, color: ink) }
  public var tick: TextStyle { TextStyle(family: family, size: tickSize, color: ink) }
  public var label: TextStyle { TextStyle(family: family, size: labelSize, color: ink) }
  public var note: TextStyle { TextStyle(family: family, size: noteSize, color: quiet) }
}
