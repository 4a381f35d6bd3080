import Foundation

/// Functions of Foundation under one name, so that other files need not import it.
enum GeometryMath {
  /// The angle whose sine and cosine are in this ratio, both ≥ 0, in degrees.
  static func degrees(ofSine sine: Double, cosine: Double) -> Double {
    atan2(sine, cosine) * 180 / .pi
  }
}
