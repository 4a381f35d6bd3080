import MAGAttack
import MAGNetwork
import MAGNumerics

/// One network of an atlas with the images as it sees them.
public struct AtlasModel: Sendable {
  /// What records and tables call it.
  public var name: String
  /// The network that is attacked, in single precision as attacks run.
  public var network: Network<Float>
  /// The same network in double precision, which is walked.
  public var exactNetwork: Network<Double>
  public var images: MeasurementSet
  /// Which values attacked pixels may take.
  public var box: ThreatModel.Box

  public init(
    name: String, network: Network<Float>, exactNetwork: Network<Double>, images: MeasurementSet,
    box: ThreatModel.Box
  ) {
    self.name = name
    self.network = network
    self.exactNetwork = exactNetwork
    self.images = images
    self.box = box
  }

  /// Refuses, before any work, what cannot be walked or attacked with these settings.
  ///
  /// - Throws: `MeasureFailure`, `GeometryFailure`, `AttackFailure`.
  func check(_ settings: AtlasSettings) throws {
    try images.check(network)
    _ = try PathFinder(
      exactNetwork, basis: images.manifold.basis, settings: settings.crossings)
    try settings.attack(inPass: 0, box: box).validate(inputDimension: network.inputDimension)
  }
}
