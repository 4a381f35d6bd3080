/// Soft fills for the classes of a map. Ten colours cannot all be told apart by every reader, so
/// that maps write the class into each region and draw the boundaries: the fills only help.
///
/// - Source: the light qualitative scheme of P. Tol's technical note SRON/EPS/TN/09-002, made for
///   areas under black text and apart for readers with common colour blindness, and one violet, all
///   mixed with white.
enum ClassPalette {
  private static let pure: [UInt32] = [
    0x77AADD, 0xEE8866, 0xEEDD88, 0x99DDFF, 0xFFAABB, 0x44BB99, 0xBBCC33, 0xDDDDDD, 0xAAAA00,
    0xB39DDB,
  ]
  /// The share of the pure colour in a fill.
  private static let strength = 0.7

  static let colors = pure.map { value in
    let color = Color(hex: value)
    func mixed(_ part: Double) -> Double { 1 - strength * (1 - part) }
    return Color(red: mixed(color.red), green: mixed(color.green), blue: mixed(color.blue))
  }

  /// Light greys, those of neighbouring classes far apart.
  static let grays = (0..<10).map { label in
    let part = 0.6 + 0.04 * Double(label * 3 % 10)
    return Color(red: part, green: part, blue: part)
  }

  /// What is written on a fill or drawn over it, on paper and on dark pages alike.
  static let ink = Color(hex: 0x1A1A1A)
  /// What sets labels and marks off from fills and boundaries.
  static let ground = Color(hex: 0xFFFFFF)
}
