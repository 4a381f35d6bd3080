import MAGFigures

// An atlas as the numbers of its figure.

extension AtlasFigure {
  /// All models overlaid; the class tables are those of the first family that is not adversarial.
  ///
  /// - Parameters:
  ///   - names: what the models are called.
  ///   - results: for each model its families, in the order of the names.
  ///   - notice: a warning to draw; nil for none.
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

extension DecompositionFigure {
  /// The parts of the drawn crossings, never of two families in one row.
  ///
  /// These are the crossings of the first family that is not adversarial, and beside them those of
  /// the adversarial one that have no cap: adversarial lines leave the span. Where natural lines
  /// leave it too, adversarial ones are left out, because both would share the rows of terms.
  ///
  /// - Parameters:
  ///   - names: what the models are called.
  ///   - results: for each model its families, in the order of the names.
  ///   - notice: a warning to draw; nil for none.
  public init(names: [String], results: [[Atlas.Entry]], notice: String? = nil) {
    let summaries = (results.first ?? []).map(\.summary)
    let natural = summaries.map(\.family).first { $0 != .adversarial }
    func crossings(_ entries: [Atlas.Entry], _ family: AtlasFamily?) -> [Crossing] {
      entries.first { $0.summary.family == family }?.crossings.map { Crossing($0) } ?? []
    }
    let onNatural = results.map { crossings($0, natural) }
    let staysInSpan = onNatural.joined().allSatisfy { $0.onManifoldTerm == nil }
    let hasAdversarial = staysInSpan && summaries.contains { $0.family == .adversarial }
    let lines = min(summaries.first?.lines ?? 0, Atlas.drawnLines)
    var paths = "\(lines) \((natural ?? .adversarial).rawValue) lines a model"
    if hasAdversarial, natural != nil { paths += ", and for the terms as many adversarial ones" }
    self.init(
      paths: paths,
      models: names.indices.map { row in
        let attacked = hasAdversarial ? crossings(results[row], .adversarial) : []
        return Model(
          name: names[row],
          crossings: onNatural[row]
            + attacked.filter { natural == nil || $0.inManifoldCosine == nil },
          method: results[row].first.map { FigureMethod($0.summary.method) })
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
