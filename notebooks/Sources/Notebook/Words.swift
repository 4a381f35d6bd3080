import Foundation
import MAG

/// A number with so many decimals, and a true minus sign; "undefined" for nil.
public func fixed(_ value: Double?, _ decimals: Int) -> String {
  value.map { NumberText.fixed($0, decimals: decimals) } ?? "undefined"
}

/// A share in percent, e.g. "12.5 %"; "undefined" for nil.
public func percent(_ share: Double?, _ decimals: Int = 1) -> String {
  share.map { NumberText.fixed(100 * $0, decimals: decimals) + " %" } ?? "undefined"
}

/// A small or large number with so many digits after the first, e.g. "3.1e-07".
public func scientific(_ value: Double?, _ digits: Int = 1) -> String {
  value.map { String(format: "%.*e", digits, $0) } ?? "undefined"
}

/// Names as a sentence lists them: "a", "a and b", "a, b and c".
public func listed(_ words: [String]) -> String {
  guard let last = words.last, words.count > 1 else { return words.first ?? "none" }
  return words.dropLast().joined(separator: ", ") + " and " + last
}
