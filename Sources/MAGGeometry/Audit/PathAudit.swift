import MAGNetwork
import MAGNumerics

/// What uniform samples and bisection would have said of a line whose crossings are known.
public struct PathAudit: Sendable, Equatable, Codable {
  /// The arithmetic of the samples.
  public enum Precision: String, Sendable, Codable, CaseIterable {
    /// 32-bit floating point, as most networks are run.
    case single
    /// 64-bit floating point.
    case double
  }

  /// Points at which the class was looked at, both ends included.
  public var samples: Int
  public var precision: Precision
  /// The crossings that samples and bisection report, whether they exist or not.
  public var reported: Int
  /// Exact crossings with a reported one; see `init`.
  public var found: Int
  /// Exact crossings without.
  public var missed: Int
  /// Reported crossings that match no exact one.
  public var spurious: Int
  /// The largest |Δt| of the found crossings; nil if none was found.
  public var largestTimeError: Double?
  /// The largest difference of angles over the found crossings, in degrees; nil if none has both.
  public var largestAngleErrorDegrees: Double?

  /// How far apart a reported and an exact crossing may be where samples are nearer than this.
  static let reach = 1e-3

  /// Matches what was reported with what is there.
  ///
  /// In order of t, each reported crossing takes the nearest exact one with the same class before
  /// and the same class after that is not taken yet and lies within max(1/(N − 1), 1e-3) in t; the
  /// one with the smaller t at equal distances. So two exact crossings between neighbouring samples
  /// that cancel are missed; and where a third class comes and goes between them (i→m→j), i→j is
  /// reported: one spurious crossing and two missed, for the boundary between i and j is not there.
  init(
    samples: Int, precision: Precision, reported: [ReportedChange], exact: [Crossing]
  ) {
    self.samples = samples
    self.precision = precision
    self.reported = reported.count
    let reach = max(1 / Double(samples - 1), Self.reach)
    var isTaken = [Bool](repeating: false, count: exact.count)
    (found, spurious) = (0, 0)
    for change in reported {
      let candidates = exact.indices.filter {
        !isTaken[$0] && exact[$0].fromClass == change.from && exact[$0].toClass == change.to
          && abs(exact[$0].t - change.t) <= reach
      }
      guard
        let match = candidates.min(by: { abs(exact[$0].t - change.t) < abs(exact[$1].t - change.t) }
        )
      else {
        spurious += 1
        continue
      }
      isTaken[match] = true
      found += 1
      largestTimeError = max(largestTimeError ?? 0, abs(exact[match].t - change.t))
      if let a = change.angleDegrees, let b = exact[match].angleDegrees {
        largestAngleErrorDegrees = max(largestAngleErrorDegrees ?? 0, abs(a - b))
      }
    }
    missed = exact.count - found
  }
}

/// Audits of exact paths by uniform samples and bisection, in single or double precision.
public struct PathAuditor: Sendable {
  public let network: Network<Double>
  /// N, the points a line.
  public let samples: Int
  public let precision: PathAudit.Precision
  private let single: Network<Float>

  /// - Throws: `GeometryFailure.tooFewAuditSamples` for less than the two ends.
  public init(
    _ network: Network<Double>, samples: Int, precision: PathAudit.Precision
  ) throws(GeometryFailure) {
    guard samples >= 2 else { throw .tooFewAuditSamples(samples) }
    self.network = network
    self.samples = samples
    self.precision = precision
    single = Network<Float>(network)
  }

  /// What the samples say of one line, set beside its exact path.
  ///
  /// - Cost: about N forward passes.
  public func audit(
    _ path: LinePath, from start: ArraySlice<Double>, to end: ArraySlice<Double>
  ) -> PathAudit {
    let reported =
      switch precision {
      case .single: UniformPath(network: single, samples: samples).changes(from: start, to: end)
      case .double: UniformPath(network: network, samples: samples).changes(from: start, to: end)
      }
    return PathAudit(
      samples: samples, precision: precision, reported: reported, exact: path.crossings)
  }
}
