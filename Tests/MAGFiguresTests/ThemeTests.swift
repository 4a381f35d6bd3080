import Foundation
import Testing

@testable import MAGFigures

@Suite("Theme") struct ThemeTests {
  /// Linear RGB to linear RGB as seen with each dichromacy at full severity (Machado, Oliveira and
  /// Fernandes 2009).
  static let deficiencies: [(name: String, rows: [[Double]])] = [
    ("none", [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
    (
      "protanopia",
      [
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
      ]
    ),
    (
      "deuteranopia",
      [
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
      ]
    ),
    (
      "tritanopia",
      [
        [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
      ]
    ),
  ]

  /// CIE L*a*b* (D65) of a colour seen through one of the matrices above.
  func lab(_ color: Color, _ rows: [[Double]]) -> [Double] {
    let linear = [color.red, color.green, color.blue].map {
      $0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4)
    }
    func product(_ rows: [[Double]], _ vector: [Double]) -> [Double] {
      rows.map { row in zip(row, vector).reduce(0) { $0 + $1.0 * $1.1 } }
    }
    let seen = product(rows, linear).map { min(max($0, 0), 1) }
    let xyz = product(
      [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]], seen)
    let f = zip(xyz, [0.9505, 1, 1.089]).map { value, white in
      let share = value / white
      return share > 0.008856 ? cbrt(share) : 7.787 * share + 16.0 / 116
    }
    return [116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])]
  }

  @Test("the four models stay apart for every kind of colour vision")
  func palette_dichromats_tellModelsApart() {
    for (name, rows) in Self.deficiencies {
      for first in 0..<4 {
        for second in 0..<first {
          let a = lab(Theme.paper.series(first).color, rows)
          let b = lab(Theme.paper.series(second).color, rows)
          let distance = zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
          #expect(distance >= 14, "\(name): series \(first) and \(second)")
        }
      }
    }
  }

  @Test("text and lines stand out from the ground", arguments: [Theme.paper, Theme.dark])
  func colors_onGround_haveContrast(_ theme: Theme) {
    #expect(theme.ink.contrast(with: theme.background) >= 7)
    #expect(theme.ink.contrast(with: theme.noticeFill) >= 7)
    #expect(theme.quiet.contrast(with: theme.background) >= 4.5)
    // 3 to 1 is what WCAG 2 asks of graphics; labels in a model's colour are held to it too.
    for index in 0..<6 { #expect(theme.series(index).color.contrast(with: theme.background) >= 3) }
    #expect(theme.control.color.contrast(with: theme.background) >= 4.5)
  }

  @Test("the first four series differ in dash and in marker, for grey print")
  func series_withoutColor_differ() {
    let styles = (0..<4).map { Theme.paper.series($0) }
    for first in 0..<4 {
      for second in 0..<first {
        #expect(styles[first].dash != styles[second].dash)
        #expect(styles[first].marker != styles[second].marker)
      }
    }
    #expect(!styles.map(\.dash).contains(Theme.paper.control.dash))
  }

  @Test("type is 7 to 9 points, rules are at least a hairline")
  func sizes_areForPrint() {
    let theme = Theme.paper
    for size in [theme.titleSize, theme.tickSize, theme.labelSize, theme.noteSize] {
      #expect((7...9).contains(size))
    }
    for width in [theme.hairline, theme.axisWidth, theme.referenceWidth, theme.lineWidth] {
      #expect(width >= 0.25)
    }
  }

  @Test("black on white has the contrast 21")
  func contrast_extremes_areKnown() {
    #expect(abs(Color(hex: 0).contrast(with: Color(hex: 0xFFFFFF)) - 21) < 1e-12)
    #expect(Color(hex: 0x336699).contrast(with: Color(hex: 0x336699)) == 1)
    #expect(Color(hex: 0x336699) == Color(red: 0.2, green: 0.4, blue: 0.6))
  }

  @Test("a known model keeps its style whatever is shown beside it")
  func styles_subset_areKept() {
    let all = ModelStyles(["baseline", "manifold", "robust", "manifold-robust"], theme: .paper)
    let some = ModelStyles(["mine", "robust"], theme: .paper)
    #expect(some["robust"] == all["robust"])
    #expect(some["mine"] == Theme.paper.series(4))
    let known = ModelStyles.known.map { all[$0] }
    #expect(!known.contains(some["mine"]))
  }
}
