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
  ///   - drawn: the pairs of Figure 2, with each model's crossings and kinks on them.
  init(
    models: [PaperMeasurements], control: PaperMeasurements,
    drawn: (segments: Segments, walks: [[PairResult]]),
    transformations: [(model: PaperModel, found: Transformation)], test: MeasurementSet,
    settings: PaperSettings, notice: String?
  ) {
    let (height, width) = (test.set.height, test.set.width)
    figure1 = Figure1(
      models: models.map { Figure1.Model(name: $0.model.name, alignment: $0.alignment) },
      control: control.alignment.cosine.mean.map {
        Figure1.Control(name: control.model.name, cosine: $0)
      }, notice: notice)
    figure2 = Figure2(
      classCount: test.set.classCount,
      pairs: drawn.segments.pictures(drawn.segments.count, height: height, width: width),
      models: zip(models, drawn.walks).map { measured, walks in
        Figure2.Model(name: measured.model.name, walks)
      }, notice: notice)
    func curves(_ measured: PaperMeasurements) -> Figure3.Model {
      Figure3.Model(name: measured.model.name, curves: [measured.fgsm, measured.pgd])
    }
    figure3 = Figure3(models: models.map(curves), control: curves(control), notice: notice)
    let rows = transformations.compactMap {
      Figure4.Row(model: $0.model.name, $0.found, network: $0.model.network)
    }
    figure4 = transformations.first?.found.attempt.map { attempt in
      Figure4(
        fromClass: settings.transformationFrom, toClass: settings.transformationTo,
        epsilon: attempt.epsilon, width: width, height: height, showsPerturbation: true,
        rows: rows, notice: notice)
    }
  }
}
