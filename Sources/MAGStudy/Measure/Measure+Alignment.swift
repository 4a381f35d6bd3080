import MAGGeometry
import MAGNetwork
import MAGNumerics

extension Measure {
  /// How the input gradients of all images lie to the manifold's span.
  ///
  /// - Parameters:
  ///   - network: whose gradients are taken.
  ///   - images: where they are taken, with the manifold.
  ///   - gradient: of which function of the logits; scaling it changes nothing.
  /// - Zero gradients: counted as undefined, never NaN.
  /// - Throws: `MeasureFailure`, `GeometryFailure`, before any work.
  /// - Cost: one gradient and O(k d) an image.
  public static func alignment(
    _ network: Network<Float>, on images: MeasurementSet, gradient: GradientKind = .loss
  ) throws -> Alignment {
    try images.check(network)
    return try Alignment(
      of: network, images: images.images, labels: images.set.labels, gradient: gradient,
      basis: images.manifold.basis)
  }
}
