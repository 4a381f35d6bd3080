/// Where a ray x + s u, s ≥ 0, ‖u‖ = 1, first leaves the class predicted at x.
///
/// The distance is the least s at which another class takes over for some way: the ray stays in
/// `fromClass` up to it, but for ties that end without a change. It is an upper bound of the
/// distance from x to the decision boundary in any direction.
public struct BoundaryRay: Sendable, Equatable {
  /// How the walk ended.
  public enum Status: String, Sendable, Codable, CaseIterable {
    case reached
    /// No boundary within the limit. Exact walks found one beyond it, or could not tell because the
    /// ray's last kink is beyond `RayWalker.farthest`; sampled walks stop at the limit.
    case beyondLimit = "beyond-limit"
    /// No boundary on the whole ray: walked past its last kink, after which all logits are straight
    /// and none overtakes. Exact walks only.
    case unbounded
    /// u = 0: there is no ray.
    case noDirection = "no-direction"
  }

  public var status: Status
  /// The class predicted at x.
  public var fromClass: Int
  /// In units of x (pixels). Nil unless reached; 0 where x lies on the boundary.
  public var distance: Double?
  /// The class that takes over. Nil unless reached.
  public var toClass: Int?
  /// The angle between the ray and the boundary there: 90 is head-on, 0 grazing. Nil unless reached
  /// at some distance from x, and where the boundary has no normal.
  public var angleDegrees: Double?
  /// c(n) of the boundary's normal there. Nil likewise, and without a basis.
  public var alignment: Double?
  /// Segments walked.
  public var segments: Int

  public init(status: Status, fromClass: Int, segments: Int = 0) {
    self.status = status
    self.fromClass = fromClass
    self.segments = segments
  }
}
