import MAGAttack
import MAGData
import MAGGeometry
import MAGNetwork
import MAGNumerics

/// Everything that is measured of one model of a paper run.
public struct PaperMeasurements: Sendable {
  public let model: PaperModel
  public let alignment: Alignment
  /// Whether each test image is classified right when clean.
  public let clean: [Bool]
  public let fgsm: RobustnessCurve
  public let pgd: RobustnessCurve
  /// Segments between test images of different classes.
  public let pairs: [PairResult]
  /// The first crossing's angle on the way from an image to its own PGD adversarial, for images
  /// drawn from the seed and right when clean.
  public let adversarialAngles: [Double?]

  /// Of the first crossing on each pair's segment, in degrees; nil where there is none.
  public var firstAngles: [Double?] { pairs.map { $0.crossings.first?.angleDegrees } }

  /// Measures one model on the test images.
  public init(
    _ model: PaperModel, on test: MeasurementSet, pairs: [Pair], settings: PaperSettings,
    tell: @escaping (PaperEvent) -> Void = { _ in }
  ) throws {
    self.model = model
    let network = model.network
    alignment = try Measure.alignment(network, on: test, gradient: settings.gradient)
    let labels = test.set.labels
    let clean = zip(network.predictions(test.images), labels).map { $0 == $1 }
    self.clean = clean
    let subjects = try AttackedImages(test.images, labels: labels)
    let threat = ThreatModel(norm: .linf, epsilon: settings.adversarialEpsilon)
    fgsm = try FGSM(threat: threat, gradient: settings.gradient)
      .curve(of: network, on: subjects, epsilons: settings.epsilons)
    let attack = PGD(
      threat: threat, steps: settings.steps, gradient: settings.gradient, seed: settings.seed)
    pgd = try attack.curve(
      of: network, on: subjects, epsilons: settings.epsilons, count: .any,
      observer: { progress in
        tell(
          .measuring(
            what: "PGD-\(settings.steps) on \(model.name)", done: progress.done,
            total: progress.total))
      })
    self.pairs = try Measure.crossings(network, on: test, pairs: pairs)
    let drawn = Self.drawn(settings.adversarialCount, of: clean.count, seed: settings.seed)
    adversarialAngles = try Self.anglesToAdversarials(
      network, from: drawn.filter { clean[$0] }, on: test, attack: attack)
  }

  /// The same images for every model of a run.
  private static func drawn(_ count: Int, of total: Int, seed: UInt64) -> [Int] {
    var generator = SeededGenerator(seed: seed, stream: 0xAD5)
    return Array(generator.permutation(total).prefix(count))
  }

  private static func anglesToAdversarials(
    _ network: Network<Float>, from indices: [Int], on test: MeasurementSet, attack: PGD
  ) throws -> [Double?] {
    guard !indices.isEmpty else { return [] }
    let starts = try test.exact(at: indices)
    let network = Network<Double>(network)
    let subjects = try AttackedImages(starts, labels: indices.map { test.set.labels[$0] })
    let ends = try attack.adversarials(of: network, on: subjects)
    let paths = try ExactPath(PiecewiseNetwork(network), basis: test.manifold.basis)
      .paths(from: starts, to: ends)
    return paths.map { $0.crossings.first?.angleDegrees }
  }
}

extension ClaimEvidence.Model {
  /// The per-image and per-pair numbers of a model's measurements.
  init(_ measured: PaperMeasurements) {
    func survival(_ curve: RobustnessCurve) -> [[Bool]] {
      curve.points.filter { $0.epsilon > 0 }.map { point in
        var survives = measured.clean
        for index in point.broken ?? [] { survives[index] = false }
        return survives
      }
    }
    self.init(
      cosines: measured.alignment.cosine.values, clean: measured.clean,
      fgsm: survival(measured.fgsm),
      pgd: survival(measured.pgd), angles: measured.firstAngles)
  }
}
