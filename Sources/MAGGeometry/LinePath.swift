/// How crossings were found.
public enum PathMethod: String, Sendable, Codable {
  /// Every affine piece was walked: nothing is missed.
  case exact
  /// Uniform samples and root finding between them: what lies between two samples can be missed.
  case sampled
}

/// What there was to walk.
public enum LineStatus: String, Sendable, Codable {
  case walked
  /// Both ends are the same point: one piece, no direction, no crossing.
  case identicalEnds = "identical-ends"
}

/// The classes along the segment x₀ + t d, d = x₁ − x₀, t in (0, 1).
public struct LinePath: Sendable, Equatable, Codable {
  public var status: LineStatus
  public var method: PathMethod
  /// The number of affine pieces: 1 + the distinct kinks strictly inside. Nil if sampled.
  public var pieces: Int?
  /// The class just after t = 0 and the one just before t = 1.
  public var startClass: Int
  public var endClass: Int
  /// ‖d‖.
  public var length: Double
  /// In order of t; they chain: each starts from the class that the one before leads to.
  public var crossings: [Crossing]
  /// The distinct kinks in (0, 1), in order, if they were asked for.
  public var kinkPositions: [Double]?
  /// The largest disagreement of logits at the seams between stretches, absolute. Exact only.
  public var seamDrift: Double?
  public var certificate: LineCertificate?

  public init(
    status: LineStatus, method: PathMethod, pieces: Int?, startClass: Int, endClass: Int,
    length: Double, crossings: [Crossing]
  ) {
    self.status = status
    self.method = method
    self.pieces = pieces
    self.startClass = startClass
    self.endClass = endClass
    self.length = length
    self.crossings = crossings
  }

  /// The predicted class at t; at a crossing itself the class before it.
  public func predictedClass(at t: Double) -> Int {
    crossings.last { $0.t < t }?.toClass ?? startClass
  }
}
