import MAGFiles

/// Text from files inside of LaTeX, for any engine.
enum LaTeXText {
  /// What LaTeX obeys, and the signs of this field that the fonts of pdfTeX do not have.
  private static let replacements: [Unicode.Scalar: String] = [
    // A bracket that begins a row of a table would be an option of the line break before it.
    "[": "{[}", "]": "{]}",
    "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "$": "\\$", "&": "\\&", "#": "\\#",
    "%": "\\%", "_": "\\_", "^": "\\textasciicircum{}", "~": "\\textasciitilde{}",
    "<": "\\textless{}", ">": "\\textgreater{}", "|": "\\textbar{}", "\"": "\\textquotedbl{}",
    "'": "\\textquotesingle{}", "`": "\\textasciigrave{}",
    "α": "$\\alpha$", "ε": "$\\varepsilon$", "θ": "$\\theta$", "δ": "$\\delta$", "π": "$\\pi$",
    "ρ": "$\\rho$", "σ": "$\\sigma$", "γ": "$\\gamma$", "λ": "$\\lambda$", "μ": "$\\mu$",
    "∇": "$\\nabla$", "‖": "$\\Vert$", "−": "$-$", "·": "$\\cdot$", "×": "$\\times$",
    "≤": "$\\le$", "≥": "$\\ge$", "→": "$\\to$", "√": "$\\surd$", "∞": "$\\infty$",
    "±": "$\\pm$", "≈": "$\\approx$", "Σ": "$\\Sigma$", "⊥": "$\\perp$", "∥": "$\\parallel$",
    "°": "\\textdegree{}", "–": "\\textendash{}", "—": "\\textemdash{}", "…": "\\ldots{}",
    "\u{202F}": "\\,",
    "\u{A0}": "~", "“": "``", "”": "''", "‘": "`", "’": "'", "²": "\\textsuperscript{2}",
  ]

  /// The text with nothing in it that LaTeX obeys. Letters of Latin scripts stay; what neither
  /// pdfTeX's usual fonts nor this table has is written as its number, `[U+4E2D]`.
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in text.printable.unicodeScalars {
      if let replacement = replacements[character] {
        result += replacement
      } else if character.isASCII || isLatin(character) {
        result.unicodeScalars.append(character)
      } else if let digit = subscriptDigit(character) {
        result += "\\textsubscript{\(digit)}"
      } else if let digit = superscriptDigit(character) {
        result += "\\textsuperscript{\(digit)}"
      } else {
        result += "{[}U+\(String(character.value, radix: 16, uppercase: true)){]}"
      }
    }
    // A hyphen after a hyphen would become a dash.
    return result.replacing(/-(?=-)/, with: "-{}")
  }

  /// Letters that T1 fonts have: Latin-1 and Latin Extended-A but for the few that are no letters.
  private static func isLatin(_ character: Unicode.Scalar) -> Bool {
    (0xC0...0x17F).contains(character.value) && character != "ŉ" && character != "ſ"
      && character != "ĸ" && character != "ŀ" && character != "Ŀ" && character != "ŧ"
      && character != "Ŧ" && character != "ħ" && character != "Ħ"
  }

  private static func subscriptDigit(_ character: Unicode.Scalar) -> UInt32? {
    (0x2080...0x2089).contains(character.value) ? character.value - 0x2080 : nil
  }

  private static func superscriptDigit(_ character: Unicode.Scalar) -> String? {
    switch character {
    case "⁻": "$-$"
    case "¹": "1"
    case "³": "3"
    case _ where [0x2070, 0x2074, 0x2075, 0x2076, 0x2077, 0x2078, 0x2079].contains(character.value):
      "\(character.value - 0x2070)"
    default: nil
    }
  }

  /// Text of fixed width that may be broken anywhere.
  static func code(_ text: String) -> String {
    "\\texttt{" + text.printable.map { escaped(String($0)) }.joined(separator: "\\allowbreak{}")
      + "}"
  }
}
