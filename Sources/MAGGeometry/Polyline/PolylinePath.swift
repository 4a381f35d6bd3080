/// A class change on a polyline.
public struct PolylineChange: Sendable, Equatable {
  /// The leg, counted from 1, inside which it lies or at whose end it lies.
  public var leg: Int
  /// Whether it lies at the vertex that ends the leg (t = 1) and not inside the leg.
  public var isAtVertex: Bool
  /// The length of the polyline up to it.
  public var arcLength: Double
  /// Where in the leg, between which classes, and how the boundary lies to the leg.
  ///
  /// At a vertex the numbers are those of the incoming leg on its last piece, there is no kink gap,
  /// and `anglesOneSided` holds the angle with the incoming leg on its last piece and the one with
  /// the outgoing leg on its first.
  public var crossing: Crossing

  public init(leg: Int, isAtVertex: Bool, arcLength: Double, crossing: Crossing) {
    self.leg = leg
    self.isAtVertex = isAtVertex
    self.arcLength = arcLength
    self.crossing = crossing
  }
}

/// The classes along a polyline v₀, v₁ … v_K, leg after leg.
///
/// - A class change nearer to the vertex between two legs than the tolerance is *at* the vertex,
///   counted once, from the class before to the class after; if the two are one class, the path
///   only touches the boundary there and nothing is counted. The tolerance is `mergeTolerance`
///   times the leg's length or times the largest coordinate of its ends, whichever is more: nearer
///   than that the two legs cannot agree on the side.
/// - Legs without length (status `identicalEnds`), or shorter than twice the tolerance, have no
///   class of their own: a change around them is at the end of the last leg that moves.
/// - At v₀ and v_K nothing is merged, and a class that only v₀ itself has is no change.
public struct PolylinePath: Sendable, Equatable {
  /// Each leg as it was walked, with all its crossings.
  public var legs: [LinePath]
  /// The length of the polyline up to each vertex: legs + 1 numbers, the first 0.
  public var arcLengths: [Double]
  /// In order; each starts from the class that the one before leads to.
  public var changes: [PolylineChange]
  /// The class just after v₀ and the one just before v_K (of a polyline that never moves, its own).
  public var startClass: Int
  public var endClass: Int

  /// Of all legs: they are walked by one method.
  public var method: PathMethod { legs[0].method }
  public var length: Double { arcLengths[arcLengths.count - 1] }
}
