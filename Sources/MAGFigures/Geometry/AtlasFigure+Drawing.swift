extension AtlasFigure {
  public func figure(theme: Theme) throws(FigureFailure) -> Figure {
    try validate()
    let styles = ModelStyles(models.map(\.name), theme: theme)
    let farthest = (models.flatMap(\.samples).compactMap(\.ecdf.last).max() ?? 90) / 10
    let angles = Scale.linear(from: 0, to: min(90, farthest.rounded(.up) * 10))
    var rows = [curves(angles, styles, theme), histograms(angles, styles, theme)]
    rows.append(summaries(styles, theme))
    rows += matrices(styles, theme)
    return Figure(
      name: name, metadata: metadata, theme: theme, notice: notice,
      legend: models.map {
        LegendEntry($0.name, style: plain(styles[$0.name]), lineWidth: theme.lineWidth)
      }, body: .sheet(PlotSheet(rows: rows)),
      notes: [
        "Angles: first crossing of each line, 90° head-on, 0° grazing. Intervals: 95 %, bootstrap "
          + "over lines." + (hasKinks ? " Kinks: 5–95 %, quartiles, median." : "")
          + (rows.count > 3
            ? " Tables: median angle of all crossings from the class of the row to that of the "
              + "column, \(matrixFamily) lines." : "")
      ] + [methodNote].compactMap { $0 })
  }

  /// Points between ticks of angles: three plots beside each other are narrow in a column.
  private static let angleSpacing = 20.0

  /// Curves need no markers: the points of a distribution function are no measurements of their own.
  private func plain(_ style: SeriesStyle) -> SeriesStyle {
    SeriesStyle(color: style.color, dash: style.dash)
  }

  /// The sample of a model for a family.
  private func sample(_ model: Model, _ family: String) -> Sample? {
    model.samples.first { $0.family == family }
  }

  private func curves(_ angles: Scale, _ styles: ModelStyles, _ theme: Theme) -> PlotSheet.Row {
    let panels = families.enumerated().map { column, family in
      var plot = PlotSheet.Plot(
        title: family, x: Axis(title: "angle (°)", scale: angles),
        y: Axis(title: "share of crossing lines", scale: .linear(from: 0, to: 1), gridLines: true),
        marks: models.reversed().compactMap { model in
          guard let ecdf = sample(model, family)?.ecdf, let first = ecdf.first,
            let last = ecdf.last
          else { return nil }
          let heights = ecdf.enumerated().map { index, angle in
            LineMark.Value(x: angle, y: Double(index) / Double(max(1, ecdf.count - 1)))
          }
          return LineMark(
            values: [LineMark.Value(x: min(0, first), y: 0)] + heights
              + [LineMark.Value(x: max(angles.upper, last), y: 1)],
            style: plain(styles[model.name]), lineWidth: theme.lineWidth,
            markerSize: theme.markerSize)
        })
      plot.sharing = column > 0 ? [.x, .y] : [.x]
      plot.xSpacing = AtlasFigure.angleSpacing
      return PlotSheet.Panel.plot(plot)
    }
    return PlotSheet.Row(
      panels: panels,
      height: PlotGrid.Height(
        aspect: 0.7, smallest: 62 * theme.typeScale, largest: 120 * theme.typeScale))
  }

  private func histograms(_ angles: Scale, _ styles: ModelStyles, _ theme: Theme)
    -> PlotSheet.Row
  {
    let merged = bins(upTo: angles.upper)
    let heights = models.map { model in
      families.map { family in
        sample(model, family).map { merged.shares(of: $0.histogram) } ?? []
      }
    }
    let tallest = heights.flatMap { $0 }.flatMap { $0 }.max() ?? 1
    let panels = families.indices.map { column in
      var plot = PlotSheet.Plot(
        x: Axis(title: "angle of the first crossing (°)", scale: angles),
        y: Axis(
          title:
            "lines per \(NumberText.fixed(merged.width, decimals: NumberText.decimals(for: [merged.width])))° (%)",
          scale: .linear(from: 0, to: tallest * 1.06)),
        marks: models.indices.reversed().compactMap { row in
          let shares = heights[row][column]
          guard shares.contains(where: { $0 > 0 }) else { return nil }
          var mark = HistogramMark(
            edges: merged.edges, heights: shares, style: plain(styles[models[row].name]),
            lineWidth: theme.lineWidth * 0.8, label: nil, labelStyle: theme.label, leader: nil)
          mark.fill = 0.08
          return mark
        })
      if column > 0 { plot.sharing = [.y] }
      plot.xSpacing = AtlasFigure.angleSpacing
      return PlotSheet.Panel.plot(plot)
    }
    return PlotSheet.Row(
      panels: panels,
      height: PlotGrid.Height(
        aspect: 0.6, smallest: 54 * theme.typeScale, largest: 100 * theme.typeScale))
  }

  /// Neighbouring bins joined, so that at most 45 reach up to an angle.
  private func bins(upTo angle: Double) -> MergedBins {
    let count = max(1, Int((angle / binWidth).rounded(.up)))
    let factor = [1, 2, 4, 10].first { count / $0 <= 45 } ?? 20
    return MergedBins(width: binWidth, factor: factor, count: (count + factor - 1) / factor)
  }

  private func summaries(_ styles: ModelStyles, _ theme: Theme) -> PlotSheet.Row {
    let groups = Scale.categorical(families, padding: 0.5)
    /// Models stand beside each other at their family's place.
    func place(_ model: Int, _ family: Int) -> Double {
      let step = min(0.16, 0.7 / Double(models.count))
      return Double(family) + (Double(model) - Double(models.count - 1) / 2) * step
    }
    var tallest = 0.0
    var most = 1.0
    var medians: [any Mark] = []
    var kinks: [any Mark] = []
    for (row, model) in models.enumerated() {
      var values: [PointMark.Value] = []
      for (column, family) in families.enumerated() {
        guard let sample = sample(model, family) else { continue }
        if let median = sample.median {
          let ends = sample.medianInterval ?? [median, median]
          values.append(
            PointMark.Value(x: place(row, column), y: median, yInterval: ends[0]...ends[1]))
          tallest = max(tallest, ends[1])
        }
        if let quantiles = sample.kinks {
          kinks.append(
            QuantileMark(
              quantiles, at: place(row, column), style: styles[model.name],
              rim: theme.background))
          most = max(most, quantiles.p95)
        }
      }
      medians.append(
        PointMark(
          values: values, style: styles[model.name], markerSize: theme.markerSize,
          barWidth: theme.lineWidth))
    }
    var panels = [
      PlotSheet.Plot(
        x: Axis(title: "", scale: groups),
        y: Axis(
          title: "median angle (°)",
          scale: .linear(from: 0, to: tallest > 0 ? tallest * 1.08 : 90), gridLines: true),
        marks: medians)
    ]
    if !kinks.isEmpty {
      panels.append(
        PlotSheet.Plot(
          x: Axis(title: "", scale: groups),
          y: Axis(
            title: "kinks per line", scale: .linear(from: 0, to: most * 1.05), gridLines: true),
          marks: kinks))
    }
    var row = PlotSheet.Row(
      panels: panels.map { .plot($0) },
      height: PlotGrid.Height(
        aspect: 0.32, smallest: 68 * theme.typeScale, largest: 110 * theme.typeScale))
    // In a column of a page the names of the families need its whole width.
    row.narrowestPanel = 150
    return row
  }

  /// Tables of medians with one scale of colours, two beside each other: so many keep their room in
  /// a column of a page.
  private func matrices(_ styles: ModelStyles, _ theme: Theme) -> [PlotSheet.Row] {
    let drawn = models.filter { $0.classMedians.contains { $0.contains { $0 != nil } } }
    let values = drawn.flatMap(\.classMedians).flatMap { $0 }.compactMap { $0 }
    guard let most = values.max() else { return [] }
    let colors = ColorScale(
      theme.sequential, domain: .linear(from: 0, to: max(10, (most / 10).rounded(.up) * 10)),
      undefined: theme.undefined)
    return stride(from: 0, to: drawn.count, by: 2).map { first in
      let part = drawn[first..<min(first + 2, drawn.count)]
      let panels = part.map { model in
        let names = model.classMedians.indices.map(String.init)
        var plot = PlotSheet.Plot(
          title: model.name, x: .columns(title: "to class", names: names),
          y: .rows(title: "from class", names: names),
          marks: [
            HeatMapMark(
              values: model.classMedians, colors: colors, textStyle: theme.tick, decimals: 0)
          ])
        (plot.xSpacing, plot.ySpacing) = (9, 9)
        if model != part.first { plot.sharing = [.y] }
        if model == part.last {
          plot.colorBar = ColorBar(title: "median angle (°)", colors: colors)
        }
        return PlotSheet.Panel.plot(plot)
      }
      return PlotSheet.Row(
        panels: panels,
        height: PlotGrid.Height(
          aspect: 0.88, smallest: 40, largest: 84 * theme.typeScale))
    }
  }
}

/// Fine bins joined to coarser ones.
private struct MergedBins {
  let width: Double
  let edges: [Double]
  private let factor: Int

  init(width: Double, factor: Int, count: Int) {
    self.width = width * Double(factor)
    self.factor = factor
    edges = (0...count).map { Double($0 * factor) * width }
  }

  /// What lies in each bin, in percent of all.
  func shares(of counts: [Int]) -> [Double] {
    let total = counts.reduce(0, +)
    return edges.indices.dropLast().map { bin in
      // There may be fewer counts than bins, or none at all.
      let part = counts.dropFirst(bin * factor).prefix(factor).reduce(0, +)
      return total > 0 ? 100 * Double(part) / Double(total) : 0
    }
  }
}
