import MAGAttack
import MAGData
import MAGFiles
import MAGGeometry
import MAGNetwork
import MAGTraining

/// What `figures/results.json` holds: everything measured, and the verdict on each claim.
public struct PaperResults: Codable, Sendable {
  public var schema = "mag.figures/1"
  public var tool = Tool.name
  public var configuration: PaperSettings
  /// Of the bootstrap behind every interval.
  public var resamples = Bootstrap.resamples
  public var data: DataProvenance
  public var manifold: ManifoldFacts
  /// A warning that belongs beside every number here; nil for full MNIST.
  public var notice: String?
  public var models: [Model]
  public var transformation: [String: TransformationFacts]
  /// Judged on the models at the α of the figures.
  public var claims: [Claim]
  /// The same claims judged with the manifold objectives at each comparison value of α.
  public var comparisonClaims: [ClaimsAtAlpha]

  public struct ClaimsAtAlpha: Codable, Sendable {
    public var alpha: Double
    public var claims: [Claim]
  }

  public struct ManifoldFacts: Codable, Sendable {
    public var reading: ManifoldReading
    public var centering: Centering
    public var components: Int
    public var rank: Int
    public var totalVariance: Double
    /// The share of the energy (or, with a mean, the variance) that the components keep.
    public var keptEnergy: Double?
    public var leadingEigenvalues: [Double]
    public var digest: String

    public init(_ manifold: Manifold) {
      reading = manifold.reading
      centering = manifold.centering
      components = manifold.componentCount
      rank = manifold.rank
      totalVariance = manifold.totalVariance
      keptEnergy = manifold.keptEnergy
      leadingEigenvalues = Array(manifold.eigenvalues.prefix(3))
      digest = manifold.digest
    }
  }

  /// One model's numbers, without the per-image values (those stand in the figures' data).
  public struct Model: Codable, Sendable {
    public var name: String
    public var alpha: Double?
    /// The checkpoint's file name and digest.
    public var path: String
    public var sha256: String
    /// Every setting of its training; of the control, the baseline's.
    public var training: TrainingConfiguration
    public var cleanAccuracy: Double
    public var cleanCorrect: Int
    public var cleanCount: Int
    public var cosineMean: Double?
    public var cosineMedian: Double?
    public var cosineStd: Double?
    public var cosineUndefinedCount: Int
    public var fgsm: RobustnessCurve
    public var pgd: RobustnessCurve
    /// First crossings between test images of different classes, and to PGD adversarials.
    public var angle: AngleFacts
    public var adversarialAngle: AngleFacts
    public var firstLayerOnManifoldNorm: Double
    public var firstLayerOffManifoldNorm: Double
  }

  public struct AngleFacts: Codable, Sendable {
    /// Lines walked, and those that cross a boundary.
    public var lines: Int
    public var crossed: Int
    public var meanDegrees: Double?
    public var medianDegrees: Double?
    /// The bootstrap's 95 % interval of the mean.
    public var interval: [Double]?
    public var meanPieces: Double?

    public init(_ angles: [Double?], pieces: [Int] = [], seed: UInt64) {
      let defined = angles.compactMap { $0 }
      let estimate = Bootstrap.mean(of: defined, seed: seed)
      lines = angles.count
      crossed = defined.count
      meanDegrees = estimate?.mean
      medianDegrees =
        defined.isEmpty ? nil : OrderStatistics.quantile(0.5, ofSorted: defined.sorted())
      interval = estimate?.interval
      meanPieces =
        pieces.isEmpty ? nil : Double(pieces.reduce(0, +)) / Double(pieces.count)
    }
  }

  /// A transformation without its pixels (those stand in Figure 4's data).
  public struct TransformationFacts: Codable, Sendable {
    public var from: Int
    public var to: Int
    public var threshold: Double
    public var reached: Bool
    public var epsilonsTried: [Double]
    public var epsilon: Double?
    public var index: Int?
    /// p of the wanted class at the original, the mid point and the attacked image.
    public var probabilities: [Double]?
    public var predictions: [Int]?
    public var perturbation: Perturbation?

    public init(_ found: Transformation) {
      from = found.from
      to = found.to
      threshold = found.threshold
      reached = found.reached
      epsilonsTried = found.epsilonsTried
      epsilon = found.attempt?.epsilon
      index = found.attempt?.index
      probabilities = found.attempt?.probabilities
      predictions = found.attempt?.predictions
      perturbation = found.attempt?.perturbation
    }
  }
}

extension PaperResults.Model {
  init(_ measured: PaperMeasurements, manifold: Manifold, seed: UInt64) throws {
    let norms = try ProjectedControl.firstLayerNorms(
      of: measured.model.network, basis: manifold.basis)
    let correct = measured.clean.count { $0 }
    let cosine = measured.alignment.cosine
    self.init(
      name: measured.model.name, alpha: measured.model.alpha,
      path: measured.model.checkpoint.fileName, sha256: measured.model.checkpoint.sha256,
      training: try TrainingRun.configuration(of: measured.model.checkpoint),
      cleanAccuracy: Double(correct) / Double(measured.clean.count), cleanCorrect: correct,
      cleanCount: measured.clean.count, cosineMean: cosine.mean, cosineMedian: cosine.median,
      cosineStd: cosine.std, cosineUndefinedCount: cosine.undefinedCount,
      fgsm: measured.fgsm.withoutBrokenIndices(), pgd: measured.pgd.withoutBrokenIndices(),
      angle: PaperResults.AngleFacts(
        measured.firstAngles, pieces: measured.pairs.compactMap(\.pieces), seed: seed),
      adversarialAngle: PaperResults.AngleFacts(measured.adversarialAngles, seed: seed),
      firstLayerOnManifoldNorm: norms.onManifold, firstLayerOffManifoldNorm: norms.offManifold)
  }
}

extension Checkpoint {
  /// The last part of its path: what results name, so that they hold no folder of one machine.
  public var fileName: String { String(path.split(separator: "/").last ?? "") }
}
