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

extension LinePath {
  /// An exact path from its classes and kinks, the angles still to be found: those of crossings
  /// near a kink are set to an empty list for both sides of it.
  init(
    _ sequence: ClassSequence, kinks: [Double], direction: ArraySlice<Double>,
    options: ExactPath.Options
  ) {
    self.init(
      status: direction.allSatisfy { $0 == 0 } ? .identicalEnds : .walked, method: .exact,
      pieces: kinks.count + 1, startClass: sequence.startClass, endClass: sequence.endClass,
      length: BoundaryFrame.length(direction),
      crossings: sequence.changes.map { change in
        var crossing = Crossing(t: change.time, fromClass: change.from, toClass: change.to)
        crossing.kinkGap = Self.gap(from: change.time, to: kinks)
        if let gap = crossing.kinkGap, gap < options.kinkTolerance {
          crossing.anglesOneSided = []
        }
        return crossing
      })
    if options.recordsKinks { kinkPositions = kinks }
  }

  /// The distance to the nearest of sorted positions; nil if there are none.
  private static func gap(from time: Double, to positions: [Double]) -> Double? {
    let next = positions.firstIndex(notBelow: time)
    let near = positions[max(0, next - 1)..<min(positions.count, next + 1)]
    return near.map { abs($0 - time) }.min()
  }
}

extension [Double] {
  /// Of sorted numbers the first that is not below another, by bisection; `count` if all are.
  func firstIndex(notBelow number: Double) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < number { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
