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

/// An independent check of one walked line by fresh forward passes.
public struct LineCertificate: Sendable, Equatable, Codable {
  /// How many ends of pieces were evaluated afresh.
  public var pointsChecked: Int
  /// The largest difference between a walked and a fresh logit there, absolute.
  public var largestLogitDifference: Double
  /// The same relative to the largest logit found there.
  public var relativeLogitDifference: Double
  /// Crossings whose classes a fresh pass confirms at t − δ and t + δ, and all of them.
  public var crossingsConfirmed: Int
  public var crossingsChecked: Int
  /// δ in t (a third of the way to the next crossing or end, where that is nearer).
  public var delta: Double

  public init(
    pointsChecked: Int, largestLogitDifference: Double, relativeLogitDifference: Double,
    crossingsConfirmed: Int, crossingsChecked: Int, delta: Double
  ) {
    self.pointsChecked = pointsChecked
    self.largestLogitDifference = largestLogitDifference
    self.relativeLogitDifference = relativeLogitDifference
    self.crossingsConfirmed = crossingsConfirmed
    self.crossingsChecked = crossingsChecked
    self.delta = delta
  }

  /// Whether every crossing was confirmed and the logits agree to the tolerance.
  public func holds(relativeTolerance: Double = 1e-9) -> Bool {
    crossingsConfirmed == crossingsChecked && relativeLogitDifference <= relativeTolerance
  }
}
