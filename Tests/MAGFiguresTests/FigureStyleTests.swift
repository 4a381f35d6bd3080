import Foundation
import MAGFiles
import Testing

@testable import MAGFigures

@Suite("Styles of figures") struct FigureStyleTests {
  @Test(
    "every venue has its width",
    arguments: [
      ("column", 3.25), ("page", 6.75), ("icml", 3.25), ("icml-page", 6.75), ("neurips", 5.5),
      ("iclr", 5.5), ("jmlr", 6.0), ("tmlr", 6.5), ("aaai", (7.0 - 0.375) / 2), ("aaai-page", 7.0),
      ("cvpr", (6.875 - 0.3125) / 2), ("cvpr-page", 6.875), ("4.5", 4.5),
    ])
  func width_names_haveInches(_ name: String, _ inches: Double) throws {
    let width = try FigureWidth(name)
    #expect(width.inches == inches && width.text == name)
    #expect(try width.points() == inches * 72)
    let json = try OrderedJSON.encodeLine(width)
    #expect(String(decoding: json, as: UTF8.self) == "\"\(name)\"")
    #expect(try OrderedJSON.decode(FigureWidth.self, from: json) == width)
  }

  @Test("an unknown width is answered with the names there are")
  func width_unknown_listsNames() {
    #expect {
      try FigureWidth("icml2024")
    } throws: { error in
      (error as? FigureFailure)?.kind == .usage
        && FigureWidth.Preset.allCases.allSatisfy { "\(error)".contains($0.rawValue) }
        && "\(error)".contains("cvpr 3.28125") && "\(error)".hasSuffix("found \"icml2024\"")
    }
    #expect(throws: FigureFailure.widthOutOfRange(inches: 0.5)) { try FigureWidth("0.5") }
    #expect(throws: FigureFailure.self) { try FigureWidth("nan") }
    #expect(throws: FigureFailure.self) { try FigureWidth("inf") }
  }

  @Test("a style is JSON with its keys in one order, and reads back")
  func style_json_isStable() throws {
    let style = FigureStyle(
      width: try FigureWidth("icml"), palette: .okabeIto, theme: .dark, fontSize: 9,
      models: ["b", "a"], title: "T", dotsPerInch: 72, svgText: .outline)
    let json = try OrderedJSON.encodeLine(style)
    #expect(
      String(decoding: json, as: UTF8.self)
        == """
        {"width": "icml", "palette": "okabe-ito", "theme": "dark", "font": "DejaVu Sans", \
        "font_size": 9.0, "models": ["b", "a"], "title": "T", "dots_per_inch": 72, \
        "svg_text": "outline"}
        """)
    #expect(try OrderedJSON.decode(FigureStyle.self, from: json) == style)
  }

  @Test("keys that are missing have their defaults, values that are none are refused")
  func style_missingKeys_areDefaults() throws {
    func read(_ text: String) throws -> FigureStyle {
      try OrderedJSON.decode(FigureStyle.self, from: Data(text.utf8))
    }
    #expect(try read("{}") == FigureStyle())
    var dark = FigureStyle()
    dark.theme = .dark
    #expect(try read("{\"theme\": \"dark\", \"models\": null}") == dark)
    for bad in ["{\"palette\": \"jet\"}", "{\"width\": \"wide\"}", "{\"theme\": 1}"] {
      #expect(throws: JSONFailure.self) { try read(bad) }
    }
  }

  @Test("names of palettes and themes are read, others answered with a list")
  func names_unknown_areListed() throws {
    #expect(try Palette("tol-bright") == .tolBright && FigureStyle.Ground("dark") == .dark)
    #expect(
      FigureFailure.unknownPalette("jet").description
        == "a palette is one of standard, okabe-ito, tol-bright, gray, found \"jet\"")
    #expect(throws: FigureFailure.unknownPalette("jet")) { try Palette("jet") }
    #expect(throws: FigureFailure.unknownTheme("night")) { try FigureStyle.Ground("night") }
    #expect(
      FigureFailure.unknownTheme("night").description
        == "a theme is paper or dark, found \"night\"")
  }

  @Test("all type keeps its proportion to the labels, lines stay as they are")
  func theme_fontSize_scales() throws {
    let theme = try FigureStyle(font: "DejaVu Serif", fontSize: 15).resolvedTheme
    let paper = Theme.paper
    #expect(theme.family == "DejaVu Serif" && theme.labelSize == 15 && theme.typeScale == 2)
    #expect(theme.titleSize == 2 * paper.titleSize && theme.tickSize == 2 * paper.tickSize)
    #expect(theme.noteSize == 2 * paper.noteSize && theme.gap == 2 * paper.gap)
    #expect(theme.lineWidth == paper.lineWidth && theme.hairline == paper.hairline)
    #expect(try FigureStyle().resolvedTheme == paper)
    #expect(try FigureStyle(theme: .dark).resolvedTheme == .dark)
  }

  @Test("sizes of type outside 5 to 24 points are refused", arguments: [4.9, 24.1, -7, .nan])
  func theme_fontSize_isBounded(_ size: Double) {
    #expect {
      try FigureStyle(fontSize: size).resolvedTheme
    } throws: {
      ($0 as? FigureFailure)?.kind == .usage && "\($0)".contains("between 5.0 and 24.0 points")
    }
  }

  @Test("a title stands over everything, and only where one is asked for")
  func title_asked_isFirst() throws {
    func drawn(_ title: String?) throws -> [PlacedText] {
      var figure = try SampleFigures.figure3(notice: "a notice").figure(theme: .paper)
      figure.title = title
      return try FigureLayout(figure, width: 234).recorded().texts
    }
    let with = try drawn("Over everything")
    let without = try drawn(nil)
    let first = try #require(with.first)
    #expect(first.text == "Over everything" && first.style == Theme.paper.title.bold)
    #expect(with.dropFirst().allSatisfy { $0.origin.y > first.origin.y })
    #expect(with.dropFirst().map(\.text) == without.map(\.text))
  }

  @Test("models are shown alone and in the order asked for; the data keep all")
  func models_asked_areShown() throws {
    let style = FigureStyle(models: ["robust", "baseline"])
    let shown = try SampleFigures.figure3().selecting(models: style.models ?? [])
    #expect(shown.models.map(\.name) == ["robust", "baseline"])
    #expect {
      try SampleFigures.figure1().selecting(models: ["mine"])
    } throws: {
      "\($0)"
        == "Figure 1 has no model \"mine\"; it shows baseline, manifold, robust, manifold-robust"
    }
  }
}
