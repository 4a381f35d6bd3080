/// Which colour stands for which value.
public struct ColorScale: Sendable, Equatable {
  public var map: ColorMap
  /// The values at the two ends of the map; values beyond get the colour of the nearer end.
  public var domain: Scale
  /// The colour of what has no value.
  public var undefined: Color

  public init(_ map: ColorMap, domain: Scale, undefined: Color) {
    self.map = map
    self.domain = domain
    self.undefined = undefined
  }

  /// The colour of a value; `nil` and what is not a number are undefined.
  public func color(_ value: Double?) -> Color {
    guard let value, !value.isNaN else { return undefined }
    return map.color(at: domain.share(of: value))
  }
}

/// The key of a colour scale, drawn as a bar with ticks beside a plot.
public struct ColorBar: Sendable, Equatable {
  /// The quantity with its unit.
  public var title: String
  public var colors: ColorScale

  public init(title: String, colors: ColorScale) {
    self.title = title
    self.colors = colors
  }
}
