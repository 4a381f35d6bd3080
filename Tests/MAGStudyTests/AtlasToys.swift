import Foundation
import MAGGeometry
import MAGNetwork
import MAGNumerics

@testable import MAGData
@testable import MAGStudy

/// Small atlases.
enum AtlasToy {
  static let imageCount = 200

  static func settings(_ pairs: Int, families: [AtlasFamily] = AtlasFamily.allCases)
    -> AtlasSettings
  {
    var settings = AtlasSettings()
    settings.pairs = pairs
    settings.families = families
    settings.steps = 3
    settings.certificateLines = 5
    return settings
  }

  static func model(
    _ name: String = "toy", activation: ActivationKind = .relu, seed: UInt64 = 3,
    inputs: Inputs = .projected
  ) throws -> AtlasModel {
    let network = try Toy.network(activation: activation, seed: seed)
    return AtlasModel(
      name: name, network: network, exactNetwork: Network<Double>(network),
      images: try Toy.measured(inputs, count: imageCount), box: .none)
  }

  static func identity(_ settings: AtlasSettings, models: [String] = ["toy"]) throws
    -> AtlasIdentity
  {
    let manifold = try Toy.manifold()
    return AtlasIdentity(
      configuration: settings,
      data: DataRecord(
        DataProvenance(
          source: "folder", isCanonical: false, trainImages: "a", trainLabels: "b",
          testImages: "c", testLabels: "d", validationCount: 0), split: .test, count: imageCount),
      manifold: ManifoldRecord(manifold),
      checkpoints: models.map {
        AtlasIdentity.Network(
          name: $0, sha256: "sha-\($0)", inputs: .projected, preprocessing: Preprocessing(),
          box: .none)
      })
  }

  /// A record made by hand.
  static func record(
    _ number: Int = 0, family: AtlasFamily = .otherClass, labels: (Int, Int) = (0, 1),
    start: Int = 0, crossings: [Crossing] = [], pieces: Int? = 1,
    certificate: LineCertificate? = nil, checkpoint: String = "toy"
  ) -> AtlasRecord {
    var path = LinePath(
      status: .walked, method: pieces == nil ? .sampled : .exact, pieces: pieces,
      startClass: start, endClass: crossings.last?.toClass ?? start, length: 1.25,
      crossings: crossings)
    path.certificate = certificate
    return AtlasRecord(
      checkpoint: checkpoint, family: family, number: number,
      result: PairResult(
        from: PairResult.EndPoint(index: 4, label: labels.0),
        to: PairResult.EndPoint(index: 7, label: labels.1), path: path))
  }

  static func crossing(
    _ t: Double, _ from: Int, _ to: Int, angle: Double?, alignment: Double? = nil,
    cosine: Double? = nil
  ) -> Crossing {
    var crossing = Crossing(t: t, fromClass: from, toClass: to)
    (crossing.angleDegrees, crossing.alignment, crossing.inManifoldCosine) =
      (angle, alignment, cosine)
    return crossing
  }
}
