import MAGAttack
import MAGGeometry
import MAGNetwork

/// What an atlas of crossing angles is measured with; every field is recorded with the result.
///
/// The defaults are those of the command, among them an attack at ε = 0.1 in pixel units.
public struct AtlasSettings: Codable, Equatable, Sendable {
  /// Segments a family and network.
  public var pairs = 10_000
  /// Each once, in the order in which they are walked.
  public var families = AtlasFamily.allCases
  public var method = CrossingMethod.auto
  /// Steps a line of the sampled method.
  public var samples = 1000
  /// Lines a family and network that are checked by fresh forward passes; exact method only.
  public var certificateLines = 64
  public var norm = ThreatModel.Norm.linf
  /// In pixel units (a byte / 255).
  public var epsilon = 0.1
  public var steps = 40
  /// In pixel units; nil for 2.5 ε / steps.
  public var stepSize: Double?
  /// Of the first pass over the images; further passes start at random points whatever this is.
  public var start = Start.none
  public var restarts = 1
  public var gradient = GradientKind.loss
  /// Of the pairs, the random starts and the bootstrap.
  public var seed: UInt64 = 0

  public init() {}

  /// More lines a family than anybody means.
  static let mostPairs = 100_000_000

  var crossings: CrossingSettings {
    var settings = CrossingSettings()
    (settings.method, settings.samples) = (method, samples)
    settings.certificateStride = certificateLines > 0 ? Self.certificateStride : nil
    return settings
  }

  /// Ends of pieces between two that a line's certificate checks.
  static let certificateStride = 16

  /// The attack of a pass over the images, counted from 0.
  func attack(inPass pass: Int, box: ThreatModel.Box) -> PGD {
    PGD(
      threat: ThreatModel(norm: norm, epsilon: epsilon, box: box), steps: steps,
      stepSize: stepSize, start: pass == 0 ? start : .uniform, restarts: restarts,
      gradient: gradient, seed: seed)
  }

  /// Refuses settings that mean nothing.
  ///
  /// - Throws: `AtlasFailure`, `GeometryFailure.tooFewSamples`, `AttackFailure`.
  public func validate() throws {
    guard 1...Self.mostPairs ~= pairs else { throw AtlasFailure.pairs(found: pairs) }
    guard !families.isEmpty else { throw AtlasFailure.noFamilies }
    guard certificateLines >= 0 else {
      throw AtlasFailure.certificateLines(found: certificateLines)
    }
    try crossings.validate()
    try attack(inPass: 0, box: .none).validate()
    guard epsilon > 0 else { throw AtlasFailure.epsilonZero }
  }
}
