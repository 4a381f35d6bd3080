import MAGFiles

/// Why points or directions span no plane. Points are named by their places, from 0.
public enum PlaneFailure: Failure, Equatable {
  case identicalPoints(Int, Int)
  /// The third point lies `height` off the line through the other two, `length` from the first.
  case collinearPoints(height: Double, length: Double)
  case parallelDirections
  case notFinite

  public var kind: FailureKind { .badData }

  public var description: String {
    switch self {
    case .identicalPoints(let a, let b):
      "points \(a) and \(b) are the same, so no plane is fixed; give three different points"
    case .collinearPoints(let height, let length):
      "the third point lies \(height) off the line through the other two at a distance of "
        + "\(length), so no plane is fixed; give three points that are not on one line"
    case .parallelDirections:
      "the two directions are parallel or zero, so no plane is fixed; give two different directions"
    case .notFinite:
      "a coordinate of the plane is NaN or infinite; check the images"
    }
  }
}
