import MAGFigures

/// Numbers and lists as sentences of a report write them.
enum ReportText {
  static func fixed(_ value: Double?, _ decimals: Int, unit: String = "") -> String {
    value.map { NumberText.fixed($0, decimals: decimals) + unit } ?? "–"
  }

  /// The shortest digits of a number, without a point where it is whole.
  static func short(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? "\(value)"
  }

  /// Groups of three digits: `10 000`; four digits stay together.
  static func count(_ number: Int) -> String {
    let digits = String(number)
    guard digits.count > 4 else { return digits }
    var groups = ""
    for (place, digit) in digits.enumerated() {
      if place > 0, (digits.count - place).isMultiple(of: 3) { groups.append("\u{202F}") }
      groups.append(digit)
    }
    return groups
  }

  /// `1 image`, `2 images`.
  static func count(_ number: Int, _ one: String, _ many: String) -> String {
    "\(count(number)) \(number == 1 ? one : many)"
  }

  /// `a`, `a and b`, `a, b and c`.
  static func list(_ words: [String]) -> String {
    guard words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " and " + words[words.count - 1]
  }

  /// Letters, digits and hyphens of a name, lower-case; never empty.
  static func identifier(_ name: String) -> String {
    let letters = name.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
    let words = String(letters).split(separator: "-").joined(separator: "-")
    return words.isEmpty ? "part" : words
  }
}
