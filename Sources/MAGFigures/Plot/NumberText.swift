import Foundation

/// Numbers as they are set in a figure: a true minus sign, no negative zero, and
/// no exponent but on logarithmic axes.
public enum NumberText {
  /// The number with a fixed count of decimals, e.g. "−0.25".
  public static func fixed(_ value: Double, decimals: Int) -> String {
    let text = String(format: "%.*f", decimals, value)
    guard text.hasPrefix("-") else { return text }
    let magnitude = text.dropFirst()
    return magnitude.contains { $0 != "0" && $0 != "." } ? "−" + magnitude : String(magnitude)
  }

  /// The number with the fewest decimals that say it exactly, at most 10, e.g. "6.875" or "5".
  public static func plain(_ value: Double) -> String {
    fixed(value, decimals: decimals(for: [value]))
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

  /// A tick of a logarithmic axis: "0.01", "5", "1000", or, when any of the ticks lies outside
  /// 0.001...10000, as a power of ten, "10⁻⁶" or "2·10⁵".
  public static func power(_ value: Double, among ticks: [Double]) -> String {
    if ticks.allSatisfy({ $0 > 0.00099 && $0 < 10_001 }) {
      return fixed(value, decimals: decimals(for: [value]))
    }
    let exponent = Int(log10(value).rounded(.down))
    let nearest = log10(value).rounded()
    let isPower = abs(value / pow(10, nearest) - 1) < 1e-9
    guard !isPower else { return "10" + superscripted(Int(nearest)) }
    let factor = fixed(value / pow(10, Double(exponent)), decimals: 0)
    return "\(factor)·10\(superscripted(exponent))"
  }

  /// A whole number as superscript digits, e.g. "⁻¹²".
  public static func superscripted(_ number: Int) -> String {
    let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    return String(
      String(number).map { character in
        character.wholeNumberValue.map { digits[$0] } ?? "⁻"
      })
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
