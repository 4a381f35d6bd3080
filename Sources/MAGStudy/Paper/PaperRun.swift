import Foundation
import MAGAttack
import MAGData
import MAGFigures
import MAGFiles
import MAGNetwork
import MAGNumerics

/// The main job: data, models, measurements, claims, Figures 1-4, results and an index page.
public struct PaperRun: Sendable {
  public let settings: PaperSettings
  public let data: PaperData
  public let output: URL
  public let modelFolder: URL
  /// What the figures say of how they were asked for.
  public let origin: PaperOrigin

  /// - Parameters:
  ///   - data: images and manifold.
  ///   - settings: every option of the run.
  ///   - output: the folder of the results.
  ///   - modelFolder: nil for `PaperModels.standardFolder`.
  ///   - origin: what the figures say of how they were asked for.
  public init(
    _ data: PaperData, settings: PaperSettings, output: URL, modelFolder: URL? = nil,
    origin: PaperOrigin = PaperOrigin()
  ) throws {
    self.settings = settings
    self.data = data
    self.output = output
    self.origin = origin
    self.modelFolder = try modelFolder ?? PaperModels.standardFolder(data, settings)
  }

  /// Runs everything; the output folder is written only at the end, file by whole file.
  ///
  /// - Throws: `TrainingFailure.cancelled` if `isCancelled` says so during training (what was
  ///   trained is kept), and what data, training, measurements and files throw.
  @discardableResult
  public func run(
    isCancelled: () -> Bool = { false }, tell: @escaping (PaperEvent) -> Void = { _ in }
  ) throws -> PaperResults {
    try AtomicFile.makeFolder(output)
    let models = try PaperModels(
      data, settings: settings, folder: modelFolder, isCancelled: isCancelled, tell: tell)
    let count = min(settings.testCount ?? data.data.test.count, data.data.test.count)
    let test = try MeasurementSet(
      data.data.test.subset(0..<count), manifold: data.manifold, inputs: .projected)
    let pairs = Pair.random(settings.pairCount, labels: test.set.labels, seed: settings.seed)
    var measured: [String: PaperMeasurements] = [:]
    for model in models.all {
      tell(.note("measuring \(model.name)"))
      measured[model.name] = try PaperMeasurements(
        model, on: test, pairs: pairs, settings: settings, tell: tell)
    }
    let all = models.all.compactMap { measured[$0.name] }
    let transformations = try transform(models, test: test)
    let drawn = Array(pairs.prefix(settings.drawnPairCount))
    let segments = try Segments(drawn, of: test)
    let objectives = Array(all.prefix(models.objectives.count))
    let figures = PaperFigures(
      models: objectives, control: all[models.objectives.count],
      drawn: (
        segments,
        try models.objectives.map {
          try Measure.crossings($0.network, on: test, pairs: drawn, kinks: true)
        }
      ), transformations: transformations, test: test, settings: settings, notice: data.notice)
    let results = PaperResults(
      configuration: settings, data: data.data.provenance,
      manifold: PaperResults.ManifoldFacts(data.manifold), notice: data.notice,
      models: try all.map {
        try PaperResults.Model($0, manifold: data.manifold, seed: settings.seed)
      },
      transformation: Dictionary(
        uniqueKeysWithValues: transformations.map {
          ($0.model.name, PaperResults.TransformationFacts($0.found))
        }), claims: claims(objectives),
      comparisonClaims: comparisonClaims(objectives, all.filter { $0.model.isComparison }))
    try write(figures, results, models, tell: tell)
    return results
  }

  /// The manifold model's transformation, and the same image and radius on the baseline.
  private func transform(
    _ models: PaperModels, test: MeasurementSet
  ) throws -> [(model: PaperModel, found: Transformation)] {
    let subjects = try AttackedImages(test.images, labels: test.set.labels)
    let attack = PGD(
      threat: ThreatModel(norm: .linf, epsilon: 0), steps: settings.transformationSteps,
      goal: .targeted, seed: settings.seed)
    let manifold = models.objectives[1]
    let found = try TransformationSearch(
      candidates: .correctlyClassified(of: settings.transformationFrom),
      target: settings.transformationTo, epsilons: settings.transformationEpsilons,
      threshold: settings.transformationThreshold, attack: attack
    ).run(on: manifold.network, subjects, basis: data.manifold.basis)
    guard let attempt = found.attempt else { return [(manifold, found)] }
    let baseline = models.objectives[0]
    let same = try TransformationSearch(
      candidates: .index(attempt.index), target: settings.transformationTo,
      epsilons: [attempt.epsilon], threshold: settings.transformationThreshold, attack: attack
    ).run(on: baseline.network, subjects, basis: data.manifold.basis)
    return [(manifold, found), (baseline, same)]
  }

  private func claims(_ objectives: [PaperMeasurements]) -> [Claim] {
    let positive = objectives[0].pgd.points.map(\.epsilon).filter { $0 > 0 }
    return Claims.judge(
      ClaimEvidence(
        baseline: .init(objectives[0]), manifold: .init(objectives[1]),
        robust: .init(objectives[2]), manifoldRobust: .init(objectives[3]),
        tenthIndex: positive.firstIndex(of: 0.1), seed: settings.seed))
  }

  /// The claims with manifold and manifold-robust at other values of α in place of the chosen one.
  private func comparisonClaims(
    _ objectives: [PaperMeasurements], _ comparisons: [PaperMeasurements]
  ) -> [PaperResults.ClaimsAtAlpha] {
    stride(from: 0, to: comparisons.count - 1, by: 2).compactMap { first in
      comparisons[first].model.alpha.map { alpha in
        PaperResults.ClaimsAtAlpha(
          alpha: alpha,
          claims: claims([
            objectives[0], comparisons[first], objectives[2], comparisons[first + 1],
          ]))
      }
    }
  }
}
