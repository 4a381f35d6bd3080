import Testing

@testable import MAGFigures

@Suite("Palettes") struct PaletteTests {
  static let all = Palette.allCases.flatMap { palette in
    FigureStyle.Ground.allCases.map { (palette, $0) }
  }

  @Test("the paper's four models stay apart for every kind of colour vision", arguments: all)
  func series_dichromats_stayApart(_ palette: Palette, _ ground: FigureStyle.Ground) {
    let tests = ThemeTests()
    let colors = palette.series(on: ground).prefix(4).map(\.color)
    #expect(colors.count == 4)
    let least = [.standard, .gray].contains(palette) ? 14.0 : 13
    for (name, rows) in ThemeTests.deficiencies {
      for first in 0..<4 {
        for second in 0..<first {
          let (a, b) = (tests.lab(colors[first], rows), tests.lab(colors[second], rows))
          let square = zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
          #expect(square.squareRoot() >= least, "\(palette) \(ground) \(name): \(first), \(second)")
        }
      }
    }
  }

  @Test("every colour stands out from its ground, and text from every fill", arguments: all)
  func colors_onGround_standOut(_ palette: Palette, _ ground: FigureStyle.Ground) {
    let theme = Theme(ground, palette: palette)
    for style in theme.series { #expect(style.color.contrast(with: theme.background) >= 3) }
    #expect(theme.ink.contrast(with: theme.background) >= 7)
    #expect(theme.ink.contrast(with: theme.noticeFill) >= 7)
    #expect(theme.quiet.contrast(with: theme.background) >= 4.5)
    #expect(theme.control.color.contrast(with: theme.background) >= 4.5)
    for fill in theme.classFills { #expect(ClassPalette.ink.contrast(with: fill) >= 4.5) }
    #expect(theme.classFills.count == 10)
  }

  @Test("dash and marker tell the models apart without colour", arguments: all)
  func series_withoutColor_differ(_ palette: Palette, _ ground: FigureStyle.Ground) {
    let theme = Theme(ground, palette: palette)
    let styles = (0..<4).map { theme.series($0) }
    for first in 0..<4 {
      for second in 0..<first {
        #expect(styles[first].dash != styles[second].dash)
        #expect(styles[first].marker != styles[second].marker)
      }
    }
  }

  @Test("more series than colours are told apart by dash or marker", arguments: all)
  func series_many_differ(_ palette: Palette, _ ground: FigureStyle.Ground) {
    let theme = Theme(ground, palette: palette)
    let styles = (0..<12).map { theme.series($0) }
    for first in styles.indices {
      for second in 0..<first { #expect(styles[first] != styles[second], "\(first), \(second)") }
    }
    let names = (0..<10).map { "model \($0)" }
    let models = ModelStyles(names, theme: theme)
    #expect(Set(names.map { "\(models[$0])" }).count == 10)
  }

  @Test("maps grow darker on paper and lighter on dark ground, step by step", arguments: all)
  func sequential_luminance_isMonotone(_ palette: Palette, _ ground: FigureStyle.Ground) {
    let luminances = (0...20).map {
      palette.sequential(on: ground).color(at: Double($0) / 20).luminance
    }
    let rising = ground == .dark ? luminances : luminances.reversed()
    #expect(zip(rising, rising.dropFirst()).allSatisfy { $0 < $1 })
    let signed = (0...20).map { palette.diverging.color(at: Double($0) / 20).luminance }
    #expect(zip(signed, signed.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test("greys are greys, and neighbouring classes differ by at least a tenth")
  func gray_colors_areGray() {
    for ground in FigureStyle.Ground.allCases {
      let theme = Theme(ground, palette: .gray)
      for color in theme.series.map(\.color) + theme.classFills + [theme.control.color] {
        #expect(color.red == color.green && color.green == color.blue)
      }
      let fills = theme.classFills
      for (one, next) in zip(fills, fills.dropFirst()) { #expect(abs(one.red - next.red) > 0.1) }
    }
  }
}
