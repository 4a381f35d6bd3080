import MAGNumerics

/// What an exact path may assume of a layer.
public enum LayerLinearity: Sendable, Equatable {
  /// One affine map everywhere.
  case affine
  /// Straight pieces.
  case piecewiseLinear
  /// Neither; the name says what it is.
  case smooth(String)
}

extension Layer {
  /// The extents of what goes in and comes out, for people: `1×28×28 → 16×14×14` where the layer
  /// works on images, else `784 → 256`.
  public var shapeText: String {
    guard let (input, output) = imageExtents else { return "\(inputCount) → \(outputCount)" }
    return [input, output].map { "\($0.channels)×\($0.height)×\($0.width)" }
      .joined(separator: " → ")
  }

  public var imageExtents: (input: ImageExtents, output: ImageExtents)? { nil }
}
