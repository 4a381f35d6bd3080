import MAGFigures

// An atlas as the numbers of its figure.

extension AtlasFigure {
  /// All models overlaid; the class tables are those of the first family that is not adversarial.
  ///
  /// - Parameter results: for each model its families, in the order of the names.
  public init(names: [String], results: [[Atlas.Entry]], notice: String? = nil) {
    let families = (results.first ?? []).map(\.summary.family)
    let shown = families.first { $0 != .adversarial } ?? .adversarial
    self.init(
      binWidth: AngleSummary.binWidth, matrixFamily: shown.rawValue,
      models: zip(names, results).map { name, entries in
        Model(
          name: name, samples: entries.map { Sample($0.summary) },
          classMedians: entries.first { $0.summary.family == shown }?
            .summary.classMatrix.medians ?? [],
          method: entries.first.map { FigureMethod($0.summary.method) })
      }, notice: notice)
  }
}

extension AtlasFigure.Sample {
  init(_ summary: AtlasSummary) {
    self.init(
      family: summary.family.rawValue, lines: summary.lines, count: summary.firstAngle.count,
      ecdf: summary.firstAngle.ecdf, histogram: summary.firstAngle.histogram,
      median: summary.firstAngle.median, medianInterval: summary.firstAngle.medianInterval,
      kinks: summary.kinks.map {
        Quantiles(
          p5: $0.quantiles[0], p25: $0.quantiles[1], p50: $0.quantiles[2], p75: $0.quantiles[3],
          p95: $0.quantiles[4])
      })
  }
}
