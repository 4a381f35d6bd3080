import MAGNetwork
import MAGNumerics

/// A walk of straight lines that finds every kink and every class change.
public protocol ExactWalk: Sendable {
  /// d, the length of a point.
  var inputDimension: Int { get }

  /// Walks the segments from row i of `starts` to row i of `ends`.
  ///
  /// - Shapes: both [n, d]; one path a line, in order.
  /// - Throws: `GeometryFailure` for other shapes, non-finite points, or logits that overflow.
  func paths(
    from starts: Matrix<Double>, to ends: Matrix<Double>, options: ExactPath.Options
  ) throws(GeometryFailure) -> [LinePath]

  /// Walks a polyline: every leg exactly, all legs in one batch, then joins the legs.
  ///
  /// - Shapes: `vertices` [K + 1, d] for K ≥ 1 legs.
  /// - Throws: `GeometryFailure.tooFewVertices`, and as `paths`, where a line is a leg from 0.
  func polyline(
    through vertices: Matrix<Double>, options: ExactPath.Options
  ) throws(GeometryFailure) -> PolylinePath

  /// For each ray the s beyond which neither a kink nor a change from its class follows; nil if it
  /// is farther than `RayWalker.farthest`.
  ///
  /// - Shapes: `points` and `directions` [n, d], `classes` n.
  func rayEnds(
    from points: Matrix<Double>, along directions: Matrix<Double>, classes: [Int]
  ) -> [Double?]
}

extension ExactWalk {
  /// With the options as they are by default.
  public func paths(
    from starts: Matrix<Double>, to ends: Matrix<Double>
  ) throws(GeometryFailure) -> [LinePath] {
    try paths(from: starts, to: ends, options: ExactPath.Options())
  }

  public func polyline(
    through vertices: Matrix<Double>
  ) throws(GeometryFailure) -> PolylinePath {
    try polyline(through: vertices, options: ExactPath.Options())
  }
}

extension Network {
  /// The exact walk that fits the network: that of chains of dense stages, or that of graphs.
  ///
  /// - Parameter basis: W, [k, d] with orthonormal rows, for the split of each angle; or nil.
  /// - Throws: `GeometryFailure` naming the layer that is not piecewise linear or holds a parameter
  ///   that is not finite, or for a basis of another dimension.
  public func exactWalk(basis: Matrix<Double>? = nil) throws(GeometryFailure) -> any ExactWalk {
    if fullyConnected == nil { return try GraphPath(Network<Double>(self), basis: basis) }
    return try ExactPath(PiecewiseNetwork(self), basis: basis)
  }
}
