import MAGFiles

/// What can go wrong between a measurement and a figure in a file.
public enum FigureFailure: Failure, Equatable {
  case widthOutOfRange(inches: Double)
  case unknownWidth(String)
  case unknownFormat(String)
  case unknownPalette(String)
  case unknownTheme(String)
  case fontSizeOutOfRange(Double)
  case dotsPerInchOutOfRange(Int)
  case tooManyPixels(Int, dotsPerInch: Int)
  case tooNarrow(figure: String, inches: Double, neededInches: Double)
  case tooHigh(figure: String, inches: Double)
  case unknownModel(figure: String, found: String, known: [String])
  case missingFont(family: String, found: String)
  case missingSigns(String, font: String, text: String)
  case nothingToDraw(figure: String, what: String)
  case notFinite(figure: String, what: String)
  case mismatched(figure: String, what: String, expected: String, found: String)
  case noFigure(source: String, schema: String)
  case png(action: String, reason: String)
  case drawing(format: String, reason: String)
  case unreadable(what: String, reason: String)
  case file(FileFailure)

  public var kind: FailureKind {
    switch self {
    case .widthOutOfRange, .unknownWidth, .unknownFormat, .unknownPalette, .unknownTheme,
      .fontSizeOutOfRange, .dotsPerInchOutOfRange, .tooManyPixels, .tooNarrow, .tooHigh,
      .unknownModel:
      .usage
    case .nothingToDraw, .notFinite, .mismatched, .noFigure, .png, .unreadable: .badData
    case .missingFont, .missingSigns: .unavailable
    case .drawing: .software
    case .file(let failure): failure.kind
    }
  }

  public var description: String {
    switch self {
    case .widthOutOfRange(let inches):
      "the width of a figure must lie between \(FigureWidth.range.lowerBound) and "
        + "\(FigureWidth.range.upperBound) inches, found \(inches); use a number or a name: "
        + FigureWidth.Preset.list
    case .unknownWidth(let text):
      "a width is a number of inches or one of \(FigureWidth.Preset.list); found \"\(text)\""
    case .unknownFormat(let text):
      "a format is one of \(FigureFormat.allCases.map(\.rawValue).joined(separator: ", ")), found "
        + "\"\(text)\""
    case .unknownPalette(let text):
      "a palette is one of \(Palette.allCases.map(\.rawValue).joined(separator: ", ")), found "
        + "\"\(text)\""
    case .unknownTheme(let text):
      "a theme is paper or dark, found \"\(text)\""
    case .fontSizeOutOfRange(let size):
      "the font size of labels must lie between \(FigureStyle.fontSizes.lowerBound) and "
        + "\(FigureStyle.fontSizes.upperBound) points, found \(size)"
    case .dotsPerInchOutOfRange(let dots):
      "the resolution must lie between \(FigureWriter.dotsPerInch.lowerBound) and "
        + "\(FigureWriter.dotsPerInch.upperBound) dots per inch, found \(dots)"
    case .tooManyPixels(let pixels, let dots):
      "a png of \(pixels) pixels at \(dots) dots per inch is longer than can be drawn; ask for fewer "
        + "dots per inch, or for svg or pdf"
    case .tooNarrow(let figure, let inches, let needed):
      "\(figure) cannot be drawn \(inches) inches wide; give it at least \(needed) "
        + "inches, smaller type or less to show"
    case .tooHigh(let figure, let inches):
      "\(figure) would be \(NumberText.plain(inches)) inches high, and 100 are the most; show fewer "
        + "models or use smaller type"
    case .unknownModel(let figure, let found, let known):
      "\(figure) has no model \"\(found)\"; it shows "
        + (known.isEmpty ? "none" : known.joined(separator: ", "))
    case .missingFont(let family, let found):
      "the font \"\(family.printable)\" is not installed and \"\(found)\" would stand in for it; "
        + "install it (DejaVu Sans is the package fonts-dejavu-core) or name another with --font"
    case .missingSigns(let signs, let font, let text):
      "the font \"\(font)\" has no signs for \"\(signs.printable)\" in \"\(text.printable)\"; name a font "
        + "that has them with --font, or call it otherwise"
    case .nothingToDraw(let figure, let what):
      "\(figure) has nothing to draw: \(what)"
    case .notFinite(let figure, let what):
      "\(figure): \(what) must be a finite number; leave undefined values out and count them"
    case .mismatched(let figure, let what, let expected, let found):
      "\(figure): \(what) should be \(expected), found \(found)"
    case .noFigure(let source, let schema):
      FigureFailure.sentence(source: source, schema: schema)
    case .png(let action, let reason):
      "the PNG image could not be \(action): \(reason)"
    case .drawing(let format, let reason):
      "Cairo could not draw the \(format) figure: \(reason)"
    case .unreadable(let what, let reason):
      "\(what) cannot be read: \(reason)"
    case .file(let failure):
      failure.description
    }
  }

  /// What each schema of results holds, and which command draws it.
  private static let results: [String: String] = [
    "mag.alignment/1": "mag align", "mag.crossings/1": "mag crossings",
    "mag.robustness/1": "mag robustness", "mag.transformation/1": "mag transform",
    "mag.atlas/1": "mag atlas", "mag.film/1": "mag film", "mag.tilt/1": "mag tilt",
    "mag.slice/1": "mag slice", "mag.figures/1": "mag figures",
  ]

  /// What a file without a figure's data holds, and what would do.
  private static func sentence(source: String, schema: String) -> String {
    let known = FigureData.kinds.map(\.schemaName).joined(separator: ", ")
    guard let command = results[schema] else {
      return "\(source): expected the data of a figure (schema \(known)), found the schema "
        + "\"\(schema.printable)\""
    }
    return "\(source): expected the data of a figure, found the results of \(command) (\(schema)); "
      + "give the .json that \(command) writes beside its pictures"
  }
}
