/// A point of a line at which the predicted class changes, and how the boundary lies there.
///
/// With n = ∇(f_from − f_to) just before the point, d the line's direction, P the projection on
/// the manifold's span and c(v) = ‖P v‖/‖v‖. Undefined numbers are nil.
public struct Crossing: Sendable, Equatable, Codable {
  /// The line's parameter, strictly between 0 and 1.
  public var t: Double
  public var fromClass: Int
  public var toClass: Int
  /// arcsin(|n·d| / (‖n‖ ‖d‖)): 90 is head-on, 0 grazing. Nil where n = 0.
  public var angleDegrees: Double?
  /// c(n). Nil without a basis or where n = 0.
  public var alignment: Double?
  /// |P n · d| / (‖P n‖ ‖d‖), so that sin θ = c(n) · this. Nil unless d lies in the span.
  public var inManifoldCosine: Double?
  /// |Δt| to the nearest kink. Nil if the line has none, and for the sampled method.
  public var kinkGap: Double?
  /// The angles on both sides, [before, after], where `kinkGap` is below the tolerance.
  public var anglesOneSided: [Double?]?
  /// c(d), where d leaves the span.
  public var directionAlignment: Double?
  /// P n · P d / (‖n‖ ‖d‖), signed (negative: n opposes d), where d leaves the span.
  public var onManifoldTerm: Double?
  /// (n − P n) · (d − P d) / (‖n‖ ‖d‖), signed, where d leaves the span.
  public var offManifoldTerm: Double?

  public init(t: Double, fromClass: Int, toClass: Int) {
    self.t = t
    self.fromClass = fromClass
    self.toClass = toClass
  }
}
