/// Sizes and colours of a figure. Everything is in points at the figure's final width, so that type
/// is as large in print as it says here.
public struct Theme: Sendable, Equatable {
  public var family = "DejaVu Sans"
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
  public var sequential = ColorMap(ColorMap.viridis.controlPoints.dropLast(2).reversed())

  public var titleSize = 8.0
  public var tickSize = 7.0
  public var labelSize = 7.5
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

  /// Six series that stay apart for readers with any common colour blindness (CIE76 distance of
  /// the first four at least 14 under simulated deuteranopia, protanopia and tritanopia) and, by
  /// dash and marker, in grey.
  public var series: [SeriesStyle] = Theme.seriesStyles(
    colors: [0xCC5500, 0x0068B5, 0x14916B, 0x7A1F5C, 0x2F9BD6, 0x6B5B00])
  public var control = SeriesStyle(color: Color(hex: 0x6B6B6B), dash: [1.2, 1.6])

  public init() {}

  /// For paper: white ground.
  public static let paper = Theme()

  /// For slides and dark pages.
  public static let dark: Theme = {
    var theme = Theme()
    theme.background = Color(hex: 0x14171A)
    theme.ink = Color(hex: 0xECECEC)
    theme.quiet = Color(hex: 0xA9A9A9)
    theme.faint = Color(hex: 0x3A3F44)
    theme.noticeFill = Color(hex: 0x4D3F12)
    theme.undefined = Color(hex: 0x55595E)
    theme.sequential = ColorMap(Array(ColorMap.viridis.controlPoints.dropFirst(2)))
    theme.series = seriesStyles(
      colors: [0xFF8A3D, 0x5AB4F0, 0x4CC9A0, 0xE58AC6, 0xA5D8FF, 0xD8C650])
    theme.control.color = Color(hex: 0xB5B5B5)
    return theme
  }()

  /// The style of the series with this number; numbers past the last begin again.
  public func series(_ index: Int) -> SeriesStyle { series[index % series.count] }

  public var title: TextStyle { TextStyle(family: family, size: titleSize, color: ink) }
  public var tick: TextStyle { TextStyle(family: family, size: tickSize, color: ink) }
  public var label: TextStyle { TextStyle(family: family, size: labelSize, color: ink) }
  public var note: TextStyle { TextStyle(family: family, size: noteSize, color: quiet) }

  private static func seriesStyles(colors: [UInt32]) -> [SeriesStyle] {
    let dashes: [[Double]] = [[], [5, 1.5], [2.2, 1.4], [6, 1.5, 1.4, 1.5], [], [3, 3]]
    let markers: [Marker] = [.circle, .square, .triangle, .diamond, .square, .circle]
    return zip(colors, zip(dashes, markers)).map {
      SeriesStyle(color: Color(hex: $0), dash: $1.0, marker: $1.1)
    }
  }
}
