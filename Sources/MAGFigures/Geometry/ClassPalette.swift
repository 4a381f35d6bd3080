/// Soft fills for the classes of a map. Ten colours cannot all be told apart by every reader, so
/// that maps write the class into each region and draw the boundaries: the fills only help.
///
/// - Source: the light qualitative scheme of P. Tol's technical note SRON/EPS/TN/09-002, made for
///   areas under black text and apart for readers with common colour blindness, and one violet, all
///   mixed with white.
enum ClassPalette {
  private static let fills: [UInt32] = [
    0x77AADD, 0xEE8866, 0xEEDD88, 0x99DDFF, 0xFFAABB, 0x44BB99, 0xBBCC33, 0xDDDDDD, 0xAAAA00,
    0xB39DDB,
  ]
  /// The share of the pure colour in a fill.
  private static let strength = 0.7
  /// What is written on a fill or drawn over it, on paper and on dark pages alike.
  static let ink = Color(hex: 0x1A1A1A)

  /// The fill of a class; classes past the tenth begin again.
  static func fill(_ label: Int) -> Color {
    let pure = Color(hex: fills[label % fills.count])
    func mixed(_ part: Double) -> Double { 1 - strength * (1 - part) }
    return Color(red: mixed(pure.red), green: mixed(pure.green), blue: mixed(pure.blue))
  }
}
