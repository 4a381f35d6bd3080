/// How wide a figure is printed.
public enum FigureWidth: Sendable, Equatable {
  case preset(Preset)
  case inches(Double)

  /// Widths that go by a name. Where a venue sets text in two columns, its plain name is one
  /// column and the name with `-page` is both.
  public enum Preset: String, Sendable, CaseIterable {
    /// One column of a two-column page, 3.25 inches.
    case column
    /// Both columns, 6.75 inches.
    case page
    /// 3.25 inches: `\columnwidth` of ICML's style (text 6.75 in, columns 0.25 in apart).
    case icml
    /// 6.75 inches: `\textwidth` of ICML's style.
    case icmlPage = "icml-page"
    /// 5.5 inches: `\textwidth` of NeurIPS's style.
    case neurips
    /// 5.5 inches: `\textwidth` of ICLR's style.
    case iclr
    /// 6 inches: `\textwidth` of jmlr2e.sty.
    case jmlr
    /// 6.5 inches: `\textwidth` of tmlr.sty.
    case tmlr
    /// 3.3125 inches: `\columnwidth` of AAAI's aaai25.sty (text 7 in, columns 0.375 in apart).
    case aaai
    /// 7 inches: `\textwidth` of aaai25.sty.
    case aaaiPage = "aaai-page"
    /// 3.28125 inches: `\columnwidth` of cvpr.sty (text 6.875 in, columns 0.3125 in apart).
    case cvpr
    /// 6.875 inches: `\textwidth` of cvpr.sty.
    case cvprPage = "cvpr-page"

    public var inches: Double {
      switch self {
      case .column, .icml: 3.25
      case .page, .icmlPage: 6.75
      case .neurips, .iclr: 5.5
      case .jmlr: 6
      case .tmlr: 6.5
      case .aaai: 3.3125
      case .aaaiPage: 7
      case .cvpr: 3.28125
      case .cvprPage: 6.875
      }
    }

    /// All names with their widths, for people.
    public static var list: String {
      allCases.map { "\($0.rawValue) \(NumberText.plain($0.inches))" }.joined(separator: ", ")
    }
  }

  public static let column = FigureWidth.preset(.column)
  public static let page = FigureWidth.preset(.page)

  /// The widths that are accepted, in inches.
  public static let range = 1.0...24.0

  /// Reads the name of a preset or a number of inches.
  ///
  /// - Throws: `.unknownWidth` for other words, `.widthOutOfRange` for numbers outside `range`.
  public init(_ text: String) throws(FigureFailure) {
    if let preset = Preset(rawValue: text) {
      self = .preset(preset)
    } else {
      guard let inches = Double(text) else { throw .unknownWidth(text) }
      self = .inches(inches)
      _ = try points()
    }
  }

  public var inches: Double {
    switch self {
    case .preset(let preset): preset.inches
    case .inches(let inches): inches
    }
  }

  /// The width as `init(_:)` reads it.
  public var text: String {
    switch self {
    case .preset(let preset): preset.rawValue
    case .inches(let inches): "\(inches)"
    }
  }

  /// The width in points.
  /// - Throws: `.widthOutOfRange` outside `range` and for what is not a number.
  public func points() throws(FigureFailure) -> Double {
    guard FigureWidth.range.contains(inches) else { throw .widthOutOfRange(inches: inches) }
    return inches * 72
  }
}

extension FigureWidth: Codable {
  public init(from decoder: any Decoder) throws {
    try self.init(decoder.singleValueContainer().decode(String.self))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
