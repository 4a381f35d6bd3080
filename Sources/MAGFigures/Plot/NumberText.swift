import Foundation

/// Numbers as they are set in a figure: a true minus sign, no negative zero, and
/// no exponent but for numbers that are unreadable without.
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
    let largest = values.map(abs).max() ?? 0
    for decimals in 0..<10 {
      let scale = pow(10, Double(decimals))
      let exact = values.allSatisfy { value in
        let scaled = value * scale
        // Ticks are sums of a few steps: their rounding error is some ulp of the largest.
        return abs(scaled - scaled.rounded()) <= 1e-9 * largest * scale
      }
      if exact { return decimals }
    }
    return 10
  }

  /// The ticks of a linear axis with as many decimals as tell them apart: "0.05", "12 000", or,
  /// where the largest has seven digits or more or the others would need more than five decimals,
  /// with the power of ten of the largest, "2.5·10⁻⁷". Zero is then "0".
  public static func ticks(_ values: [Double]) -> [String] {
    let decimals = decimals(for: values)
    let largest = values.map(abs).max() ?? 0
    if largest >= 999_999.5 || decimals > 5, largest > 0 {
      let exponent = Int((log10(largest) + 1e-9).rounded(.down))
      let factors = values.map { $0 / pow(10, Double(exponent)) }
      let places = NumberText.decimals(for: factors)
      // Many digits with a power are harder to read than without.
      if places <= 3 {
        return factors.map {
          $0 == 0 ? "0" : fixed($0, decimals: places) + "·10" + superscripted(exponent)
        }
      }
    }
    return values.map { grouped(fixed($0, decimals: decimals)) }
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

  /// A number with three significant digits and no idle zeros, e.g. "0.68", "12 300" or, outside
  /// 0.001..<1 000 000, "1.2·10⁻¹²".
  public static func significant(_ value: Double, digits: Int = 3) -> String {
    guard value != 0, value.isFinite else { return value == 0 ? "0" : "\(value)" }
    // The exponent after rounding: 999.9 has that of 1000.
    let parts = String(format: "%.*e", digits - 1, value).split(separator: "e")
    guard parts.count == 2, let factor = Double(parts[0]), let exponent = Int(parts[1]) else {
      return "\(value)"
    }
    guard (-3..<6).contains(exponent) else {
      let text = fixed(factor, decimals: decimals(for: [factor]))
      return (abs(factor) == 1 ? text.filter { $0 != "1" } : text + "·") + "10"
        + superscripted(exponent)
    }
    let rounded = factor * pow(10, Double(exponent))
    let most = max(0, digits - 1 - exponent)
    return grouped(fixed(rounded, decimals: min(most, decimals(for: [rounded]))))
  }

  /// Digits before the point in groups of three with thin spaces between, from five digits on.
  public static func grouped(_ number: String) -> String {
    let sign = number.prefix { !$0.isNumber }
    let whole = Array(number.dropFirst(sign.count).prefix { $0.isNumber })
    guard whole.count > 4 else { return number }
    var text = String(sign)
    for (index, digit) in whole.enumerated() {
      if index > 0, (whole.count - index).isMultiple(of: 3) { text += "\u{2009}" }
      text.append(digit)
    }
    return text + number.dropFirst(sign.count + whole.count)
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
