import MAG

/// A number with so many decimals, and a true minus sign; "undefined" for nil.
public func fixed(_ value: Double?, _ decimals: Int) -> String {
  value.map { NumberText.fixed($0, decimals: decimals) } ?? "undefined"
}

/// A share in percent, e.g. "12.5 %"; "undefined" for nil.
public func percent(_ share: Double?, _ decimals: Int = 1) -> String {
  share.map { NumberText.fixed(100 * $0, decimals: decimals) + " %" } ?? "undefined"
}

/// A number of any size with so many significant digits, e.g. "6.8" or "3.1·10⁻⁷"; "undefined" for
/// nil.
public func significant(_ value: Double?, _ digits: Int = 2) -> String {
  value.map { NumberText.significant($0, digits: digits) } ?? "undefined"
}

/// Names as a sentence lists them: "a", "a and b", "a, b and c".
public func listed(_ words: [String]) -> String {
  guard let last = words.last, words.count > 1 else { return words.first ?? "none" }
  return words.dropLast().joined(separator: ", ") + " and " + last
}
