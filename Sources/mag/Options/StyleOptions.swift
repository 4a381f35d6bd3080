import ArgumentParser
import MAG

/// How pictures look, whatever they show: the options of every command that draws.
struct StyleOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Kinds of picture, of png, png@2x, svg and pdf (default: png,svg,pdf).", valueName: "list"))
  var format: String?

  @Option(
    help: ArgumentHelp(
      "Width in inches, or a name for \(FigureWidth.Preset.list).", valueName: "width"))
  var width = "page"

  @Option(
    help: ArgumentHelp(
      "Colours: \(Palette.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "palette"))
  var palette = Palette.standard.rawValue

  @Option(
    help: ArgumentHelp("paper, or dark for slides and web pages.", valueName: "paper|dark"))
  var theme = FigureStyle.Ground.paper.rawValue

  @Option(help: ArgumentHelp("The family of all text.", valueName: "family"))
  var font = Theme.standardFamily

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Size of labels in points; all other text keeps its proportion to them.",
      valueName: "points"))
  var fontSize = Theme.standardLabelSize

  @Option(
    help: ArgumentHelp(
      "Show these models alone, in this order; the data keep all.", valueName: "name,name"))
  var models: String?

  @Option(
    help: ArgumentHelp(
      "Words over the picture, inside the graphic (default: none).", valueName: "text"))
  var title: String?

  @Option(
    help: ArgumentHelp(
      "Text of an svg: text in a stack of fonts, or outlines of the very font.",
      valueName: "text|outline"))
  var svgText = SVGText.text

  @Option(parsing: .unconditional, help: "Pixels an inch of a png.")
  var dpi = 300

  func validate() throws {
    _ = try formats
    let style = try style
    _ = try style.resolvedTheme
    guard FigureWriter.dotsPerInch.contains(dpi) else {
      throw FigureFailure.dotsPerInchOutOfRange(dpi)
    }
    for (option, value) in [("--font", font), ("--title", title ?? "-")]
    where value.allSatisfy(\.isWhitespace) {
      throw OptionFailure(option: option, expected: "some text", found: "'\(value)'")
    }
  }

  /// The formats asked for, each once.
  ///
  /// - Throws: `FigureFailure.unknownFormat`.
  var formats: [FigureFormat] {
    get throws(FigureFailure) {
      try format.map(FigureFormat.list) ?? FigureFormat.standard
    }
  }

  /// The options as the library takes them.
  ///
  /// - Throws: `FigureFailure` for names that are none, `OptionFailure` for a bad list of models.
  var style: FigureStyle {
    get throws {
      FigureStyle(
        width: try FigureWidth(width), palette: try Palette(palette),
        theme: try FigureStyle.Ground(theme), font: font, fontSize: fontSize,
        models: try modelNames, title: title, dotsPerInch: dpi,
        svgText: svgText)
    }
  }

  private var modelNames: [String]? {
    get throws(OptionFailure) {
      guard let models else { return nil }
      let names = models.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      guard names.allSatisfy({ !$0.isEmpty }), Set(names).count == names.count else {
        throw OptionFailure(
          option: "--models", expected: "names separated by commas, each once",
          found: "'\(models)'")
      }
      return names
    }
  }

  /// Makes sure, before any work, that the models to be shown will be there.
  ///
  /// - Throws: `OptionFailure` naming the first that will not.
  func check(models known: [String]) throws {
    guard let unknown = try modelNames?.first(where: { !known.contains($0) }) else { return }
    throw OptionFailure(
      option: "--models", expected: "names of \(known.joined(separator: ", "))",
      found: "'\(unknown)'")
  }
}
