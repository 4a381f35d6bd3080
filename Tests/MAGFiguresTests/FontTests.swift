import Foundation
import Testing

@testable import MAGFigures

@Suite("Fonts") struct FontTests {
  @Test("the family that fontconfig finds is told, its own name and generic ones are taken")
  func font_families_areFound() {
    #expect(CairoFont(family: "DejaVu Sans").foundFamily == "DejaVu Sans")
    for family in ["DejaVu Sans", "dejavu sans", "sans-serif", "Sans", "monospace"] {
      #expect(CairoFont(family: family).isFamilyFound, "\(family)")
    }
    #expect(CairoFont(family: "DejaVu Sans", weight: .bold).isFamilyFound)
    for family in ["No Such Family", "DejaVu", "DejaVu Sans Nowhere", "", "sans serif"] {
      #expect(!CairoFont(family: family).isFamilyFound, "\(family)")
    }
  }

  @Test("a family that is not installed is refused, and nothing is written")
  func figure_missingFamily_isRefused() throws {
    let folder = try makeTemporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let refused = failure {
      try SampleFigures.figure3().write(
        basename: folder.appendingPathComponent("f"),
        style: FigureStyle(font: "No Such Family"))
    }
    let found = CairoFont(family: "No Such Family").foundFamily
    #expect(refused == .missingFont(family: "No Such Family", found: found))
    #expect(refused?.kind == .unavailable)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test("signs that the font lacks are refused by name in every format")
  func figure_missingSigns_areRefused() throws {
    var figure = SampleFigures.figure3()
    figure.models[0].name = "模a型"
    for format in FigureFormat.allCases {
      let refused = failure {
        _ = try FigureWriter.render(
          figure.figure(theme: .paper), as: format, width: .page, dpi: 72)
      }
      guard case .missingSigns(let signs, let font, let text) = refused else {
        Issue.record("\(String(describing: refused))")
        continue
      }
      #expect(signs == "模型" && font == "DejaVu Sans" && text.contains("模a型"))
    }
  }

  @Test("every sign of every figure is in the font, in both weights")
  func font_signs_exist() {
    let signs = "ε−°₀₁₂₃₄₅₆₇₈₉‖→[]≥≤θ∇·×±…“”–—‰²½αβγδλμπρστφχψωΔ∞≈"
    for weight in [TextStyle.Weight.regular, .bold] {
      #expect(CairoFont(family: "DejaVu Sans", weight: weight).missingSigns(in: signs) == nil)
    }
    #expect(CairoFont(family: "DejaVu Sans").missingSigns(in: "a模b\u{10FFFD}") == "模\u{10FFFD}")
    #expect(CairoFont(family: "DejaVu Sans").missingSigns(in: "") == nil)
  }

  @Test("what is kept is what is measured anew, from several threads too")
  func measurer_kept_isSame() async {
    let shared = CairoTextMeasurer()
    let styles = [plainText, plainText.bold, TextStyle(family: "Sans", size: 7, color: black)]
    await withTaskGroup(of: Bool.self) { group in
      for number in 0..<64 {
        group.addTask {
          let style = styles[number % 3]
          let text = "word \(number % 8)"
          return shared.extent(of: text, style: style)
            == CairoTextMeasurer().extent(of: text, style: style)
        }
      }
      for await isSame in group { #expect(isSame) }
    }
    #expect(
      shared.extent(of: "M", style: plainText) != shared.extent(of: "M", style: plainText.bold))
  }
}
