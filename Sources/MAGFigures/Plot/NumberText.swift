import Foundation

/// Numbers as they are set in a figure: a true minus sign, no exponent, no negative zero.
public enum NumberText {
  /// The number with a fixed count of decimals, e.g. "−0.25".
  public static func fixed(_ value: Double, decimals: Int) -> String {
    let text = String(format: "%.*f", decimals, value)
    guard text.hasPrefix("-") else { return text }
    let magnitude = text.dropFirst()
    return magnitude.contains { $0 != "0" && $0 != "." } ? "−" + magnitude : String(magnitude)
  }

  /// The fewest decimals (at most 10) that tell the multiples of all these numbers apart exactly.
  public static func decimals(for values: [Double]) -> Int {
    for decimals in 0..<10 {
      let scale = pow(10, Double(decimals))
      let exact = values.allSatisfy { value in
        let scaled = value * scale
        // Ticks are sums of a few steps: their rounding error is some ulp of the largest.
        return abs(scaled - scaled.rounded()) <= 1e-9 * max(1, abs(scaled))
      }
      if exact { return decimals }
    }
    return 10
  }

  /// A non-negative whole number as subscript digits, e.g. "₂".
  public static func subscripted(_ number: Int) -> String {
    String(
      String.UnicodeScalarView(
        String(number).unicodeScalars.compactMap { digit in
          Unicode.Scalar(digit.value - 48 + 0x2080)
        }))
  }

  /// A probability with three decimals that never rounds to 0 or 1 unless it is: "< 0.001",
  /// "> 0.999".
  public static func probability(_ value: Double) -> String {
    if value > 0 && value < 0.0005 { return "< 0.001" }
    if value < 1 && value > 0.9995 { return "> 0.999" }
    return "= " + fixed(value, decimals: 3)
  }
}
