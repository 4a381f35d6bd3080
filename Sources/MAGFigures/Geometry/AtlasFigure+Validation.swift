extension AtlasFigure {
  public func validate() throws(FigureFailure) {
    guard models.contains(where: { $0.samples.contains { !$0.ecdf.isEmpty } }) else {
      throw .nothingToDraw(figure: name, what: "no line crosses a boundary")
    }
    try require([binWidth], in: 0.001...90, "the width of bins in degrees")
    for model in models {
      let what = "every angle of model \"\(model.name)\""
      try require(model.classMedians.joined().compactMap { $0 }, in: .rightAngle, what)
      let classes = model.classMedians.count
      try require([classes], in: 0...1000, "the classes of model \"\(model.name)\"")
      guard model.classMedians.allSatisfy({ $0.count == classes }) else {
        throw .mismatched(
          figure: name, what: "the table of \"\(model.name)\"", expected: "a square", found: "rows")
      }
      for sample in model.samples { try validate(sample, of: model) }
    }
  }

  private func validate(_ sample: Sample, of model: Model) throws(FigureFailure) {
    let what = "\"\(model.name)\", \(sample.family)"
    let kinks = sample.kinks.map { [$0.p5, $0.p25, $0.p50, $0.p75, $0.p95] } ?? []
    let ends = sample.medianInterval ?? []
    try require(
      sample.ecdf + [sample.median].compactMap { $0 } + ends, in: .rightAngle,
      "every angle of \(what)")
    try require(
      [sample.lines, sample.count] + sample.histogram, in: .counts, "the counts of \(what)")
    try requireFinite(kinks, "the kinks of \(what)")
    for (values, name) in [(sample.ecdf, "distribution"), (kinks, "quantiles of kinks")]
    where values != values.sorted() {
      throw .mismatched(
        figure: self.name, what: "the \(name) of \(what)", expected: "ascending numbers",
        found: "others")
    }
    guard sample.medianInterval == nil || (ends.count == 2 && ends[0] <= ends[1]) else {
      throw .mismatched(
        figure: name, what: "the interval of \(what)", expected: "a lower and an upper end",
        found: "\(ends)")
    }
  }
}
