/// How a figure looks, apart from what it shows: the same data can be drawn in any style.
public struct FigureStyle: Codable, Sendable, Equatable {
  /// The ground a figure is drawn for.
  public enum Ground: String, Codable, Sendable, CaseIterable {
    /// White, for print.
    case paper
    /// Dark, for slides and web pages.
    case dark
  }

  public var width: FigureWidth
  public var theme: Ground
  /// The models to show, in this order; nil for all as they stand in the data.
  public var models: [String]?
  /// Pixels an inch of a PNG.
  public var dotsPerInch: Int
  /// What becomes of text in an SVG.
  public var svgText: SVGText

  public init(
    width: FigureWidth = .page, theme: Ground = .paper, models: [String]? = nil,
    dotsPerInch: Int = 300, svgText: SVGText = .text
  ) {
    self.width = width
    self.theme = theme
    self.models = models
    self.dotsPerInch = dotsPerInch
    self.svgText = svgText
  }

  /// Sizes and colours that follow from the style.
  public var resolvedTheme: Theme {
    switch theme {
    case .paper: .paper
    case .dark: .dark
    }
  }
}
