import MAGAttack
import MAGFigures
import MAGNetwork
import MAGNumerics

/// The paper's four figures as values, made from a run's measurements.
public struct PaperFigures: Sendable {
  public let figure1: Figure1
  public let figure2: Figure2
  public let figure3: Figure3
  /// nil if there was no image to try at all.
  public let figure4: Figure4?

  /// - Parameters:
  ///   - models: the four objectives, in order.
  ///   - walks: their crossings on the drawn pairs, with kinks, in the same order.
  init(
    models: [PaperMeasurements], control: PaperMeasurements, walks: [[PairResult]],
    transformations: [(model: PaperModel, found: Transformation)], test: MeasurementSet,
    settings: PaperSettings, notice: String?
  ) throws {
    figure1 = Figure1(
      models: models.map { measured in
        Figure1.Model(
          name: measured.model.name, cosines: measured.alignment.cosine.values.compactMap { $0 },
          undefinedCount: measured.alignment.cosine.undefinedCount)
      },
      control: control.alignment.cosine.mean.map {
        Figure1.Control(name: control.model.name, cosine: $0)
      }, notice: notice)
    figure2 = Self.figure2(models, walks: walks, test: test, notice: notice)
    figure3 = Figure3(
      models: models.map(Self.curves), control: Self.curves(control), notice: notice)
    figure4 = Self.figure4(transformations, test: test, settings: settings, notice: notice)
  }

  private static func figure2(
    _ models: [PaperMeasurements], walks: [[PairResult]], test: MeasurementSet, notice: String?
  ) -> Figure2 {
    func end(_ point: PairResult.EndPoint) -> Figure2.EndPoint {
      let index = point.index ?? 0
      return Figure2.EndPoint(
        index: point.index, label: point.label, width: test.set.width, height: test.set.height,
        pixels: test.images.row(index).map { Double($0) })
    }
    return Figure2(
      classCount: test.set.classCount,
      pairs: (walks.first ?? []).map { Figure2.Pair(from: end($0.from), to: end($0.to)) },
      models: zip(models, walks).map { measured, results in
        Figure2.Model(
          name: measured.model.name,
          walks: results.map { pair in
            Figure2.Walk(
              startClass: pair.startClass,
              crossings: pair.crossings.map {
                Figure2.Crossing(
                  t: $0.t, fromClass: $0.fromClass, toClass: $0.toClass,
                  angleDegrees: $0.angleDegrees)
              }, kinks: pair.kinkPositions ?? [])
          })
      }, notice: notice)
  }

  private static func curves(_ measured: PaperMeasurements) -> Figure3.Model {
    Figure3.Model(
      name: measured.model.name,
      curves: [("FGSM", measured.fgsm), ("PGD-\(measured.pgd.steps)", measured.pgd)].map {
        name, curve in
        Figure3.Curve(
          attack: name,
          values: curve.points.map {
            Figure3.Value(
              epsilon: $0.epsilon, accuracy: $0.accuracy, lower: $0.interval[0],
              upper: $0.interval[1])
          })
      })
  }

  private static func figure4(
    _ transformations: [(model: PaperModel, found: Transformation)], test: MeasurementSet,
    settings: PaperSettings, notice: String?
  ) -> Figure4? {
    let rows = transformations.compactMap { model, found -> Figure4.Row? in
      guard let attempt = found.attempt else { return nil }
      let images = [attempt.original, attempt.midpoint, attempt.attacked]
      let points = Matrix<Float>(
        rows: 3, columns: attempt.original.count, storage: images.joined().map { Float($0) })
      let logits = model.network.logits(points)
      let shots = images.indices.map { index in
        Figure4.Shot(
          pixels: images[index], predictedClass: attempt.predictions[index],
          fromProbability: Softmax.probabilities(logits.row(index))[found.from],
          toProbability: attempt.probabilities[index])
      }
      return Figure4.Row(
        model: model.name, index: attempt.index, original: shots[0], midpoint: shots[1],
        attacked: shots[2], onManifoldShare: attempt.perturbation.onManifoldShare)
    }
    guard !rows.isEmpty, let epsilon = transformations.first?.found.attempt?.epsilon else {
      return nil
    }
    return Figure4(
      fromClass: settings.transformationFrom, toClass: settings.transformationTo,
      epsilon: epsilon, width: test.set.width, height: test.set.height, showsPerturbation: true,
      rows: rows, notice: notice)
  }
}

/// Class probabilities of one row of logits.
enum Softmax {
  /// exp(z_j − LSE z), in Double; sums to 1.
  static func probabilities(_ logits: some Collection<Float>) -> [Double] {
    let top = Double(logits.max() ?? 0)
    let powers = logits.map { Double.exponential(Double($0) - top) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }
}
