/// How a figure looks, apart from what it shows: the same data can be drawn in any style.
public struct FigureStyle: Codable, Sendable, Equatable {
  /// The ground a figure is drawn for.
  public enum Ground: String, Codable, Sendable, CaseIterable {
    /// White, for print.
    case paper
    /// Dark, for slides and web pages.
    case dark

    /// Reads a theme's name.
    ///
    /// - Throws: `.unknownTheme`.
    public init(_ text: String) throws(FigureFailure) {
      guard let ground = Ground(rawValue: text) else { throw .unknownTheme(text) }
      self = ground
    }
  }

  /// The sizes of labels that are accepted, in points.
  public static let fontSizes = 5.0...24.0

  public var width: FigureWidth
  public var palette: Palette
  public var theme: Ground
  /// The family of all text.
  public var font: String
  /// The size of labels in points; titles, ticks and notes keep their proportion to it.
  public var fontSize: Double
  /// The models to show, in this order; nil for all as they stand in the data.
  public var models: [String]?
  /// What stands over the picture, inside the graphic; nil for nothing, as papers want it.
  public var title: String?
  /// Pixels an inch of a PNG.
  public var dotsPerInch: Int
  /// What becomes of text in an SVG.
  public var svgText: SVGText

  public init(
    width: FigureWidth = .page, palette: Palette = .standard, theme: Ground = .paper,
    font: String = Theme.standardFamily, fontSize: Double = Theme.standardLabelSize,
    models: [String]? = nil, title: String? = nil, dotsPerInch: Int = 300,
    svgText: SVGText = .text
  ) {
    self.width = width
    self.palette = palette
    self.theme = theme
    self.font = font
    self.fontSize = fontSize
    self.models = models
    self.title = title
    self.dotsPerInch = dotsPerInch
    self.svgText = svgText
  }

  /// Reads a style; keys that are missing have their default.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let standard = FigureStyle()
    func value<Value: Decodable>(_ key: CodingKeys, _ standard: Value) throws -> Value {
      try values.decodeIfPresent(Value.self, forKey: key) ?? standard
    }
    width = try value(.width, standard.width)
    palette = try value(.palette, standard.palette)
    theme = try value(.theme, standard.theme)
    font = try value(.font, standard.font)
    fontSize = try value(.fontSize, standard.fontSize)
    models = try values.decodeIfPresent([String].self, forKey: .models)
    title = try values.decodeIfPresent(String.self, forKey: .title)
    dotsPerInch = try value(.dotsPerInch, standard.dotsPerInch)
    svgText = try value(.svgText, standard.svgText)
  }

  /// Sizes and colours that follow from the style.
  ///
  /// - Throws: `.fontSizeOutOfRange`.
  public var resolvedTheme: Theme {
    get throws(FigureFailure) {
      guard FigureStyle.fontSizes.contains(fontSize) else { throw .fontSizeOutOfRange(fontSize) }
      return Theme(theme, palette: palette).with(family: font, labelSize: fontSize)
    }
  }
}
