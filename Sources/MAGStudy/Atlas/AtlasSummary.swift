import MAGFiles
import MAGGeometry

/// What the lines of one network and one family say together.
public struct AtlasSummary: Codable, Sendable, Equatable {
  public var family: AtlasFamily
  public var method: PathMethod
  public var lines: Int
  public var withoutCrossing: Int
  /// Lines with the same class at both ends: for adversarial lines, attacks that failed.
  public var unchanged: Int
  /// Lines whose ends are one point.
  public var identicalEnds: Int
  /// Lines whose natural start the network puts in another class than its label; kept like all.
  public var misclassifiedStarts: Int
  /// The same for the end; for adversarial lines, attacks that succeeded or were not needed.
  public var misclassifiedEnds: Int
  public var crossings: Counts
  /// Affine pieces less one; nil where lines were sampled.
  public var kinks: Counts?
  /// The angle of each line's first crossing.
  public var firstAngle: AngleSummary
  /// The angles of all crossings.
  public var allAngles: AngleSummary
  /// c(n) of all crossings.
  public var alignment: Factor
  /// |P n · d| / (‖P n‖ ‖d‖) where d lies in the span.
  public var inManifoldCosine: Factor
  public var classMatrix: ClassMatrix
  public var identity: Identity
  /// Nil where no line was checked.
  public var certificate: Certificate?

  /// How many of something a line has.
  public struct Counts: Codable, Sendable, Equatable {
    public var total: Int
    public var mean: Double
    public var median: Double
    /// 5, 25, 50, 75, 95 %.
    public var quantiles: [Double]
    public var smallest: Int
    public var largest: Int

    /// - Precondition: at least one line.
    init(_ counts: [Int]) {
      precondition(!counts.isEmpty, "there must be a line")
      let sorted = counts.map(Double.init).sorted()
      total = counts.reduce(0, +)
      mean = Double(total) / Double(counts.count)
      median = OrderStatistics.quantile(0.5, ofSorted: sorted)
      quantiles = AlignmentSummary.quantileLevels.map {
        OrderStatistics.quantile($0, ofSorted: sorted)
      }
      (smallest, largest) = (Int(sorted[0]), Int(sorted[sorted.count - 1]))
    }
  }

  /// One factor of the angle over all crossings where it is defined.
  public struct Factor: Codable, Sendable, Equatable {
    public var count: Int
    public var mean: Double?
    public var median: Double?
    /// 5, 25, 50, 75, 95 %; empty where it is never defined.
    public var quantiles: [Double]

    init(_ values: [Double?]) {
      let summary = AlignmentSummary(values)
      count = values.count - summary.undefinedCount
      (mean, median, quantiles) = (summary.mean, summary.median, summary.quantiles)
    }
  }

  /// Rows: the class that is left; columns: the class that is entered.
  public struct ClassMatrix: Codable, Sendable, Equatable {
    /// The median angle of the crossings in degrees; nil where there are none.
    public var medians: [[Double?]]
    public var counts: [[Int]]
  }

  /// sin θ = c(n) · cos, checked at every crossing of lines within the span.
  public struct Identity: Codable, Sendable, Equatable {
    public var checked: Int
    /// The largest |sin θ − c(n) · cos|; nil where no line lies in the span.
    public var largestDeviation: Double?
  }

  /// The lines that were checked by fresh forward passes.
  public struct Certificate: Codable, Sendable, Equatable {
    public var lines: Int
    public var pointsChecked: Int
    /// Between walked and fresh logits, relative to the largest logit of the line.
    public var largestRelativeLogitDifference: Double
    public var crossingsConfirmed: Int
    public var crossingsChecked: Int
  }

  /// - Parameter seed: of the bootstrap, whose draws are the same for all networks.
  init(_ tally: AtlasTally, family: AtlasFamily, seed: UInt64) {
    self.family = family
    method = tally.method
    lines = tally.lines
    withoutCrossing = tally.withoutCrossing
    unchanged = tally.unchanged
    identicalEnds = tally.identicalEnds
    misclassifiedStarts = tally.misclassifiedStarts
    misclassifiedEnds = tally.misclassifiedEnds
    crossings = Counts(tally.crossingsOfLine)
    kinks = tally.kinksOfLine.isEmpty ? nil : Counts(tally.kinksOfLine)
    firstAngle = AngleSummary(
      tally.firstAngles, groups: tally.crossingsOfLine.map { min(1, $0) }, seed: seed)
    allAngles = AngleSummary(tally.angles, groups: tally.crossingsOfLine, seed: seed)
    alignment = Factor(tally.alignments)
    inManifoldCosine = Factor(tally.inManifoldCosines)
    let classes = 0..<tally.classCount
    classMatrix = ClassMatrix(
      medians: classes.map { from in
        classes.map { Self.median(tally.anglesOfClasses[from * tally.classCount + $0]) }
      },
      counts: classes.map { from in
        classes.map { tally.crossingsOfClasses[from * tally.classCount + $0] }
      })
    identity = Identity(
      checked: tally.identityCount, largestDeviation: tally.largestIdentityDeviation)
    certificate = Certificate(tally.certificates)
  }

  private static func median(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : OrderStatistics.quantile(0.5, ofSorted: values.sorted())
  }
}

extension AtlasSummary.Certificate {
  fileprivate init?(_ certificates: [LineCertificate]) {
    guard !certificates.isEmpty else { return nil }
    lines = certificates.count
    pointsChecked = certificates.reduce(0) { $0 + $1.pointsChecked }
    largestRelativeLogitDifference = certificates.reduce(0) { max($0, $1.relativeLogitDifference) }
    crossingsConfirmed = certificates.reduce(0) { $0 + $1.crossingsConfirmed }
    crossingsChecked = certificates.reduce(0) { $0 + $1.crossingsChecked }
  }
}
