/// Which segments an atlas walks.
public enum AtlasFamily: String, Sendable, Codable, CaseIterable {
  /// From one natural image to a natural image of another class.
  case otherClass = "other-class"
  /// From a natural image to its own adversarial image under the walked network.
  case adversarial
  /// From one natural image to another of its class.
  case sameClass = "same-class"

  /// The name of its random stream, which must not change: it decides what a seed means.
  var stream: UInt64 {
    switch self {
    case .otherClass: 1
    case .adversarial: 2
    case .sameClass: 3
    }
  }
}
