import MAGGeometry

/// How far some images are from the decision boundary along three rays.
public struct TiltResult: Encodable, Equatable, Sendable {
  public var method: PathMethod
  /// The largest distance looked for, in pixel units; nil where rays were followed to their end.
  public var limit: Double?
  public var count: Int
  /// Images whose predicted class is not their label; they are measured like the others.
  public var wrongCount: Int
  /// The images' numbers in the split, their labels and predicted classes: the order of all values.
  public var indices: [Int]
  public var labels: [Int]
  public var predictedClasses: [Int]
  /// ‖P g‖/‖g‖.
  public var gradientCosine: AlignmentSummary
  public var gradient: RaySummary
  public var inManifold: RaySummary
  public var offManifold: RaySummary
  /// Off-manifold by in-manifold distance: 0 where only the latter is unbounded, infinite
  /// where only the former is, undefined where both are, where one is beyond the limit or has no
  /// direction.
  public var tiltRatio: CensoredSummary
  /// The distance along the gradient by the in-manifold one, likewise.
  public var gradientRatio: CensoredSummary

  public subscript(direction: TiltDirection) -> RaySummary {
    switch direction {
    case .gradient: gradient
    case .inManifold: inManifold
    case .offManifold: offManifold
    }
  }
}

/// The rays of one direction.
public struct RaySummary: Encodable, Equatable, Sendable {
  /// In pixel units; undefined without a direction, unreached where no boundary is within the limit.
  public var distance: CensoredSummary
  /// Of the unreached: rays on which there is no boundary at all, and the rest.
  public var unboundedCount: Int
  public var beyondLimitCount: Int
  /// Between the ray and the boundary.
  public var angleDegrees: AlignmentSummary
  /// c(n) of the boundary's normal.
  public var alignment: AlignmentSummary
  /// The distance by that of the margin's linear continuation; 1 where nothing bends.
  public var linearRatio: AlignmentSummary
  /// Segments walked in all.
  public var segments: Int
  public var toClasses: [Int?]
  public var statuses: [BoundaryRay.Status]

  init(_ rays: [BoundaryRay], linear: [Double?]) {
    distance = CensoredSummary(rays.map(\.rankedDistance))
    unboundedCount = rays.count { $0.status == .unbounded }
    beyondLimitCount = rays.count { $0.status == .beyondLimit }
    angleDegrees = AlignmentSummary(rays.map(\.angleDegrees))
    alignment = AlignmentSummary(rays.map(\.alignment))
    linearRatio = AlignmentSummary(
      zip(rays, linear).map { ray, linear in
        ray.distance.flatMap { distance in linear.map { distance / $0 } }
      })
    segments = rays.reduce(0) { $0 + $1.segments }
    toClasses = rays.map(\.toClass)
    statuses = rays.map(\.status)
  }
}

extension BoundaryRay {
  /// The distance as it is ranked: +∞ where none is within the limit, nil without a direction.
  var rankedDistance: Double? { status == .noDirection ? nil : distance ?? .infinity }

  /// The distance as a ratio takes it: +∞ where there is no boundary at all, nil where it may be
  /// anywhere beyond the limit.
  var provenDistance: Double? { status == .beyondLimit ? nil : rankedDistance }
}
