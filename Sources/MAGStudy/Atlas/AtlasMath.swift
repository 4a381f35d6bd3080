import Foundation

/// Functions of Foundation under one name, so that other files need not import it.
enum AtlasMath {
  static func sine(degrees: Double) -> Double { sin(degrees * .pi / 180) }
}
