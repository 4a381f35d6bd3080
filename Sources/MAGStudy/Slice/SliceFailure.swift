import MAGFiles
import MAGGeometry
import MAGNetwork

/// Why a plane cannot be laid through images.
public enum SliceFailure: Failure, Equatable {
  case notThree(found: Int)
  case identicalImages(Int, Int)
  /// The third image lies `height` off the line through the others, `length` from the first.
  case collinearImages([Int], height: Double, length: Double)
  case noGradient(index: Int, kind: GradientKind)
  /// A manifold that leaves no direction on it, or none off it.
  case noDirection(side: String)

  public var kind: FailureKind {
    switch self {
    case .notThree: .usage
    default: .badData
    }
  }

  public var description: String {
    switch self {
    case .notThree(let found):
      "a plane goes through three images, and \(found) were given; name three such as "
        + "--indices 7,2,15, or one with --index."
    case .identicalImages(let a, let b):
      "images \(a) and \(b) are the same to the network, so no plane is fixed; choose others."
    case .collinearImages(let indices, let height, let length):
      "images \(indices.map(String.init).joined(separator: ", ")) lie on one line (the last is "
        + "\(height) off it, at a distance of \(length)), so no plane is fixed; choose others."
    case .noGradient(let index, let kind):
      "the gradient (\(kind.rawValue)) at image \(index) is zero or not finite, so it names no direction; "
        + "choose another image or another --gradient."
    case .noDirection(let side):
      "the manifold leaves no direction \(side) it, which a slice at one image needs; choose other "
        + "--components or three images with --indices."
    }
  }
}
