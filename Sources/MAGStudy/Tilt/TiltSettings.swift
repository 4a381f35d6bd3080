import MAGGeometry
import MAGNetwork

/// What the distances to the boundary are measured with.
public struct TiltSettings: Codable, Equatable, Sendable {
  /// The function of the logits whose input gradient gives the rays.
  public var gradient = GradientKind.loss
  public var method = CrossingMethod.auto
  /// Steps a segment of the sampled method.
  public var samples = 1000
  /// The largest distance looked for, in pixel units. Nil: exact walks have none, they follow each
  /// ray to its end; sampled ones look as far as √d, the diagonal of the box [0, 1]^d, since no two
  /// images are farther apart.
  public var limit: Double?
  /// The images of the split that are measured; nil for all.
  public var indices: [Int]?

  public init() {}

  /// The limit in force for images of d pixels; nil for none.
  func limit(_ method: PathMethod, dimension: Int) -> Double? {
    limit ?? (method == .exact ? nil : Double(dimension).squareRoot())
  }

  /// How the rays are walked, as `PathFinder` takes it.
  var crossings: CrossingSettings {
    var settings = CrossingSettings()
    (settings.method, settings.samples) = (method, samples)
    return settings
  }

  /// Refuses settings that mean nothing.
  ///
  /// - Throws: `GeometryFailure.limitNotPositive`, `.tooFewSamples`.
  public func validate() throws {
    try crossings.validate()
    if let limit, !(limit > 0 && limit.isFinite) {
      throw GeometryFailure.limitNotPositive(limit)
    }
  }
}
