import MAGGeometry
import MAGNetwork

/// Which plane is sliced, and through which images.
public enum SliceSubject: Equatable, Sendable {
  /// The plane through three images of the split.
  case images([Int])
  /// The plane at an image along the in-manifold and the off-manifold part of its input gradient.
  case gradient(at: Int)

  /// The images that lie on the plane by construction.
  public var indices: [Int] {
    switch self {
    case .images(let indices): indices
    case .gradient(let index): [index]
    }
  }
}

/// What a slice is made with.
public struct SliceSettings: Codable, Equatable, Sendable {
  public var method = CrossingMethod.auto
  /// Pixels across.
  public var resolution = 400
  /// Scan lines a pixel in each direction, or samples a pixel in each direction; nil: 4 and 2, and
  /// for graphs, whose lines take long, 1.
  public var scanLines: Int?
  /// Room around three images, as a share of the longer side of their bounding box.
  public var margin = 0.15
  /// Half the side of the window around one image, in units of distance.
  public var extent = 3.0
  /// Of which function of the logits the gradient at one image is taken.
  public var gradient = GradientKind.loss
  /// Of the direction that stands in for a part that the gradient does not have.
  public var seed: UInt64 = 0

  public init() {}

  func linesPerPixel(_ method: PathMethod) -> Int { scanLines ?? (method == .exact ? 4 : 2) }

  /// Refuses numbers out of range before any work.
  ///
  /// - Throws: `WindowFailure`.
  public func validate() throws(WindowFailure) {
    _ = try PlaneWindow(extent: extent, columns: resolution)
    _ = try PlaneWindow(
      around: [PlanePoint(0, 0), PlanePoint(1, 1)], margin: margin, columns: resolution)
    if let scanLines { try PlaneSlice.check(linesPerPixel: scanLines) }
  }
}
