import MAGGeometry
import MAGNetwork
import MAGNumerics

/// How crossings are looked for.
public enum CrossingMethod: String, Sendable, Codable, CaseIterable {
  /// Exactly where the network is piecewise linear, else by sampling.
  case auto
  /// Every affine piece is walked; networks that are not piecewise linear are refused.
  case exact
  /// Uniform samples and root finding between them, for any network.
  case sampled
}

extension CrossingMethod {
  /// The exact walk of a network, or nil where this method samples it.
  ///
  /// - Throws: `GeometryFailure` for a network that cannot be walked exactly where that was asked
  ///   for, and for one with damaged parameters.
  func walk<Element: Scalar>(
    of network: Network<Element>, basis: Matrix<Double>? = nil
  ) throws(GeometryFailure) -> (any ExactWalk)? {
    if self == .sampled { return nil }
    do throws(GeometryFailure) {
      return try network.exactWalk(basis: basis)
    } catch {
      switch error {
      case .notPiecewiseLinear, .notPiecewiseLayer: if self == .exact { throw error }
      default: throw error
      }
      return nil
    }
  }
}

/// What boundary crossings are measured with.
public struct CrossingSettings: Codable, Equatable, Sendable {
  public var method = CrossingMethod.auto
  /// Steps a line of the sampled method.
  public var samples = 1000
  /// Whether results of the exact method carry the positions of all kinks.
  public var kinks = false
  /// Results of the exact method carry a certificate, for which every so many ends of pieces (and
  /// every crossing) are evaluated afresh; nil for none.
  public var certificateStride: Int?
  /// What results of the exact method are set beside; nil for nothing.
  public var audit: AuditSettings?

  public init() {}

  /// More steps a line than memory should have to hold.
  static let mostSamples = 10_000_000

  /// Refuses fewer than one step a line, and more than `mostSamples`; an audit of fewer than two
  /// points a line, or of paths that are sampled themselves.
  ///
  /// - Throws: `GeometryFailure.tooFewSamples` and `.tooFewAuditSamples`, for too many as well;
  ///   `MeasureFailure.auditNeedsExact`.
  public func validate() throws {
    guard 1...Self.mostSamples ~= samples else { throw GeometryFailure.tooFewSamples(samples) }
    guard let audit else { return }
    guard method != .sampled else { throw MeasureFailure.auditNeedsExact }
    guard 2...Self.mostSamples ~= audit.samples else {
      throw GeometryFailure.tooFewAuditSamples(audit.samples)
    }
  }
}

/// An audit of exact paths: see `PathAudit`.
public struct AuditSettings: Codable, Equatable, Sendable {
  /// Points a line, both ends included.
  public var samples: Int
  /// The arithmetic of everything that depends on the network.
  public var precision: PathAudit.Precision

  public init(samples: Int, precision: PathAudit.Precision = .double) {
    self.samples = samples
    self.precision = precision
  }
}
