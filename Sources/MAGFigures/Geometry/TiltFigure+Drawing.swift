extension TiltFigure {
  public func figure(theme: Theme) throws(FigureFailure) -> Figure {
    try validate()
    let styles = Self.styles(theme)
    let count = models.count
    var distances: [QuantileRow] = []
    var ratios: [QuantileRow] = []
    for (number, model) in models.enumerated() {
      let middle = Double(count - 1 - number)
      for (place, (_, sample)) in model.distances.enumerated() {
        distances.append(
          row(sample, at: middle + 0.27 * Double(1 - place), style: styles[place], theme))
      }
      ratios.append(row(model.ratio, at: middle, style: SeriesStyle(color: theme.ink), theme))
    }
    guard let scale = QuantileRow.scale(distances) else {
      throw .nothingToDraw(figure: name, what: "no model has a distance above 0")
    }
    let names = Axis.rows(title: "", names: models.map(\.name))
    var panels = [
      panel("distance to boundary (pixel units)", scale, names, distances)
    ]
    var heights = [31.0]
    if let scale = QuantileRow.scale(ratios, including: 1) {
      let one = ReferenceLine(
        .x(1), stroke: Stroke(theme.quiet, width: theme.hairline, dash: [2, 2]),
        labelStyle: theme.tick)
      panels.append(panel("off-manifold / in-manifold distance", scale, names, [one] + ratios))
      heights.append(15)
    }
    let rows = zip(panels, heights).map { panel, height in
      let points = 10 + height * Double(count) * theme.typeScale
      return PlotSheet.Row(
        panels: [.plot(panel)],
        height: PlotGrid.Height(aspect: 0, smallest: points, largest: points))
    }
    return Figure(
      name: name, metadata: metadata, theme: theme, notice: notice,
      legend: zip(models[0].distances, styles).map {
        LegendEntry($0.name, style: $1, lineWidth: 3)
      }, body: .sheet(PlotSheet(rows: rows)), notes: notes)
  }

  /// Colours by direction: grey for the gradient itself.
  private static func styles(_ theme: Theme) -> [SeriesStyle] {
    [theme.control.color, theme.series(1).color, theme.series(0).color].map {
      SeriesStyle(color: $0)
    }
  }

  private func row(
    _ sample: Sample, at place: Double, style: SeriesStyle, _ theme: Theme
  ) -> QuantileRow {
    var row = QuantileRow(sample.ranked)
    (row.place, row.style, row.rim, row.textStyle) = (place, style, theme.background, theme.tick)
    return row
  }

  private func panel(
    _ title: String, _ scale: Scale, _ names: Axis, _ marks: [any Mark]
  ) -> PlotSheet.Plot {
    var plot = PlotSheet.Plot(x: Axis(title: title, scale: scale), y: names, marks: marks)
    plot.ySpacing = 8
    return plot
  }

  private var notes: [String] {
    var notes = ["Dot and number: median; thick: 25 to 75 %; thin: 5 to 95 % of images."]
    func list(_ count: (Sample) -> Int) -> String {
      models.compactMap { model in
        let counts = model.distances.map { count($0.sample) }
        return counts.allSatisfy { $0 == 0 }
          ? nil : "\(model.name) \(counts.map(String.init).joined(separator: ", "))"
      }.joined(separator: "; ")
    }
    let directions = "(gradient, in, off)"
    let unreached = list(\.unreached.count)
    if !unreached.isEmpty { notes.append("No boundary on the ray \(directions): \(unreached).") }
    if let methodNote { notes.append(methodNote) }
    let undefined = list(\.undefinedCount)
    if !undefined.isEmpty { notes.append("No such direction \(directions): \(undefined).") }
    return notes
  }

  public func validate() throws(FigureFailure) {
    guard !models.isEmpty else {
      throw .nothingToDraw(figure: name, what: "it needs at least one model")
    }
    for model in models {
      let count = model.indices.count
      let lengths = [model.labels.count, model.predictedClasses.count]
      for found in lengths where found != count {
        throw .mismatched(
          figure: name, what: "the labels and classes of model \"\(model.name)\"",
          expected: "\(count), one an image", found: "\(found)")
      }
      for sample in model.distances.map(\.sample) + [model.ratio] {
        try validate(sample, count: count, of: model)
      }
    }
  }

  private func validate(
    _ sample: Sample, count: Int, of model: Model
  ) throws(FigureFailure) {
    let what = "the distances of model \"\(model.name)\""
    guard sample.values.count == count else {
      throw .mismatched(
        figure: name, what: what, expected: "\(count), one an image",
        found: "\(sample.values.count)")
    }
    try requireFinite(sample.values.compactMap { $0 }, "every number of " + what)
    if let negative = sample.values.compactMap({ $0 }).first(where: { $0 < 0 }) {
      throw .mismatched(figure: name, what: what, expected: "0 or more", found: "\(negative)")
    }
    let isInOrder = zip(sample.unreached, sample.unreached.dropFirst()).allSatisfy { $0 < $1 }
    guard isInOrder,
      sample.unreached.allSatisfy({ (0..<count).contains($0) && sample.values[$0] == nil })
    else {
      throw .mismatched(
        figure: name, what: "the unreached places in " + what,
        expected: "ascending places without a value", found: "\(sample.unreached.prefix(10))")
    }
  }
}
