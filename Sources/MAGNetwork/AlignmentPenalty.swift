import MAGNumerics

/// How far an input gradient g is off the manifold, as a number to be made small.
///
/// With P g the orthogonal projection of g on the manifold's tangent space:
public enum AlignmentMeasure: String, Sendable, Codable, CaseIterable {
  /// r = ‖g‖ / ‖P g‖ ≥ 1, the paper's equation 2.
  case ratio
  /// 1 − c with c = ‖P g‖ / ‖g‖, in [0, 1].
  case cosine
  /// ‖g − P g‖ / ‖g‖ = √(1 − c²), in [0, 1].
  case rejection
}

/// The manifold term of an objective: weight · measure(g), g a per-example input gradient.
public struct AlignmentPenalty: Sendable, Equatable {
  /// α ≥ 0.
  public var weight: Double
  public var measure: AlignmentMeasure
  /// Of which function of the logits g is the gradient.
  public var gradient: GradientKind

  public init(weight: Double, measure: AlignmentMeasure = .ratio, gradient: GradientKind = .loss) {
    self.weight = weight
    self.measure = measure
    self.gradient = gradient
  }
}

extension AlignmentMeasure {
  /// The measure m of one gradient, and v = scale · ∂m/∂g.
  ///
  /// The derivatives, with q = g − P g:
  /// ratio: g/(‖g‖‖Pg‖) − ‖g‖ Pg/‖Pg‖³; cosine: ‖Pg‖ g/‖g‖³ − Pg/(‖g‖‖Pg‖);
  /// rejection: q/(‖q‖‖g‖) − ‖q‖ g/‖g‖³ (zero at q = 0, where it has a kink).
  ///
  /// - Zeros: nil, and v = 0, if ‖g‖ or ‖P g‖ is zero or so small that v would overflow.
  func value<E: Scalar>(
    gradient g: UnsafeMutableBufferPointer<E>, projection: UnsafeMutableBufferPointer<E>,
    scale: Double, derivative v: UnsafeMutableBufferPointer<E>
  ) -> Double? {
    let whole = E.dot(g, g).squareRoot()
    let part = E.dot(projection, projection).squareRoot()
    let value: Double
    let (a, b): (Double, Double)
    switch self {
    case .ratio:
      value = whole / part
      (a, b) = (1 / (whole * part), -whole / (part * part * part))
    case .cosine:
      value = 1 - part / whole
      (a, b) = (part / (whole * whole * whole), -1 / (whole * part))
    case .rejection:
      E.combine(1, g, -1, projection, into: v)
      let rest = E.dot(v, v).squareRoot()
      value = rest / whole
      (a, b) =
        rest == 0 ? (0, 0) : (-rest / (whole * whole * whole), 1 / (rest * whole))
    }
    let (first, second) = (E(scale * a), E(scale * b))
    guard part > 0, value.isFinite, first.isFinite, second.isFinite else {
      v.update(repeating: 0)
      return nil
    }
    // Of the rejection, v holds q already: q itself, not g − P g again, keeps its digits near 0.
    E.combine(first, g, second, self == .rejection ? v : projection, into: v)
    return value
  }
}
