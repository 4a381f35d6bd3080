import MAGFigures
import MAGGeometry
import MAGStudy

extension ReportMaterial.Group {
  /// The figures that follow from the measurements alone. (Those of paths and of attacked images need
  /// pixels, which stand in figures' data only.)
  var drawn: [any PaperFigure] {
    switch schema {
    case "mag.alignment/1":
      let models = entries.compactMap { entry in
        entry.result.alignment.map { Figure1.Model(name: entry.model, alignment: $0) }
      }
      return models.contains { !$0.cosines.isEmpty }
        ? [Figure1(models: models, notice: notice)] : []
    case "mag.crossings/1":
      let figure = DecompositionFigure(
        paths: paths,
        models: entries.map { DecompositionFigure.Model(name: $0.model, $0.result.pairs ?? []) },
        notice: notice)
      return figure.hasParts ? [figure] : []
    case "mag.robustness/1":
      let models = entries.map { entry in
        Figure3.Model(name: entry.model, curves: AttackCurve.curves(of: entry).map(\.figureCurve))
      }
      let reach = models.flatMap(\.curves).flatMap(\.values).map(\.epsilon).max() ?? 0
      return reach > 0 ? [Figure3(models: models, notice: notice)] : []
    default: return []
    }
  }

  /// The paths in words, for captions.
  private var paths: String {
    let count = entries.map { $0.result.pairs?.count ?? 0 }.max() ?? 0
    let isRandom = entries.allSatisfy { $0.configuration["random"]?.number != nil }
    return ReportText.count(
      count, isRandom ? "random pair of images" : "pair of images",
      isRandom ? "random pairs of images" : "pairs of images")
  }
}
