import Foundation

extension ChartDrawing {
  /// One plot with its scales and marks.
  ///
  /// - Throws: `.mismatched` for scales that show nothing.
  func plot(_ plot: ChartPanel.Plot, place: String) throws(FigureFailure) -> PlotSheet.Plot {
    let acrossAll = partners(of: plot, shared: chart.sharing.isX)
    let upAll = partners(of: plot, shared: chart.sharing.isY)
    let categories = plot.x.categories ?? acrossAll.categories
    let x: Scale?
    if categories.isEmpty {
      x = plot.x.resolved(
        values: acrossAll.flatMap(\.extents.x) + acrossAll.referenceValues(.x), natural: (nil, nil))
    } else {
      x = .categorical(categories, padding: 0.5)
    }
    let isHistogram = plot.series.contains { $0.kind == .histogram }
    let isShare = plot.series.contains { $0.kind == .ecdf }
    let tops = isHistogram ? [0] + Array(upAll.map(heights(of:)).joined().joined()) : []
    let y = plot.y.resolved(
      values: upAll.flatMap(\.extents.y) + tops + upAll.referenceValues(.y),
      natural: (0, isShare ? 1 : nil))
    guard let x, let y, x.isUsable, y.isUsable else {
      throw .mismatched(
        figure: chart.name, what: "the limits in \(place)",
        expected: "lower ends below the values and upper ends above them", found: "others")
    }
    let names = words(for: plot)
    var drawn = PlotSheet.Plot(
      title: plot.title, x: Axis(title: names.x, scale: x),
      y: Axis(title: names.y, scale: y, gridLines: !isHistogram),
      marks: references(plot) + marks(plot, categories: categories, x: x, y: y))
    if !categories.isEmpty { drawn.xSpacing = width(ofNames: categories) }
    return drawn
  }

  /// The axes' titles; those not given follow from the form.
  private func words(for plot: ChartPanel.Plot) -> (x: String, y: String) {
    var up = plot.y.title
    if up == nil, plot.series.contains(where: { $0.kind == .ecdf }) { up = "share of values" }
    if up == nil, plot.series.contains(where: { $0.kind == .histogram }) {
      switch plot.heights {
      case .percent: up = "share of values (%)"
      case .count: up = "values"
      case .density: up = "density"
      }
    }
    return (plot.x.title ?? "", up ?? "")
  }

  /// The bins of a plot's histograms.
  func bins(of plot: ChartPanel.Plot) -> ChartBins {
    ChartBins(partners(of: plot, shared: chart.sharing.isX).flatMap(\.histograms), on: plot.x)
  }

  /// The heights of a plot's histograms, one array each.
  private func heights(of plot: ChartPanel.Plot) -> [[Double]] {
    let bins = bins(of: plot)
    return plot.histograms.map { bins.heights(of: $0, as: plot.heights) }
  }

  private func references(_ plot: ChartPanel.Plot) -> [any Mark] {
    plot.references.map { reference in
      ReferenceLine(
        reference.axis == .x ? .x(reference.value) : .y(reference.value),
        stroke: Stroke(theme.control.color, width: theme.referenceWidth, dash: theme.control.dash),
        label: reference.label, labelStyle: theme.label)
    }
  }

  private func marks(
    _ plot: ChartPanel.Plot, categories: [String], x: Scale, y: Scale
  ) -> [any Mark] {
    let bins = bins(of: plot)
    let places = ChartPlaces(plot, categories: categories)
    var marks: [any Mark] = []
    for series in plot.series.reversed() {
      let style = style(of: series)
      let label = naming == .labels ? series.name : nil
      switch series {
      case .histogram(let sample):
        let heights = bins.heights(of: sample.values.compactMap { $0 }, as: plot.heights)
        marks.append(
          HistogramMark(
            edges: bins.edges, heights: heights, style: style, lineWidth: theme.lineWidth * 0.8,
            label: label, labelStyle: theme.label,
            leader: Stroke(style.color, width: theme.hairline)))
      case .ecdf(let sample):
        // A share of all: where values are undefined, the line ends below 1.
        let mark = ECDFMark(
          values: sample.values.compactMap { $0 }, total: sample.values.count, style: style,
          lineWidth: theme.lineWidth)
        marks.append(mark)
        marks += labels(label, style, along: mark.steps)
      case .box(let sample):
        if let summary = BoxSummary(of: sample.values.compactMap { $0 }) {
          marks.append(
            BoxMark(
              summary, at: places.place(of: series.name, in: series.categories[0]),
              halfWidth: places.halfWidth, style: style, lineWidth: theme.axisWidth,
              outlierSize: theme.markerSize * 0.5))
        }
      case .violin(let sample):
        marks += violin(
          sample.values.compactMap { $0 }, on: y,
          at: places.place(of: series.name, in: series.categories[0]),
          halfWidth: places.halfWidth, style: style)
      case .line(let curve):
        for run in curve.runs {
          marks.append(
            LineMark(
              values: run.map { LineMark.Value(x: $0.x, y: $0.y, band: $0.interval) },
              style: style, lineWidth: theme.lineWidth, markerSize: theme.markerSize))
        }
        marks += labels(label, style, along: curve.places.map { DataPoint($0.x, $0.y) })
      case .points(let curve): marks += points(curve, style: style)
      case .step(let steps):
        marks += step(steps, style: style)
        marks += labels(
          label, style,
          along: zip(zip(steps.edges, steps.edges.dropFirst()), steps.y).compactMap { tread, y in
            y.map { DataPoint((tread.0 + tread.1) / 2, $0) }
          })
      case .bars(let bars):
        var values: [BarMark.Value] = []
        for (index, category) in bars.categories.enumerated() {
          guard let y = bars.y[index] else { continue }
          values.append(
            BarMark.Value(
              place: places.place(of: bars.name, in: category), y: y,
              interval: interval(bars.lower, bars.upper, at: index)))
        }
        marks.append(
          BarMark(
            values: values, halfWidth: places.halfWidth, style: style,
            lineWidth: theme.lineWidth * 0.8, intervalColor: theme.ink))
      }
    }
    return marks
  }

  /// A label somewhere along a curve, best at its end.
  private func labels(
    _ label: String?, _ style: SeriesStyle, along curve: [DataPoint]
  ) -> [any Mark] {
    guard let label, !curve.isEmpty else { return [] }
    return [
      CurveLabelMark(
        label, along: curve, style: theme.label.colored(style.color),
        leader: Stroke(style.color, width: theme.hairline))
    ]
  }

  private func points(_ curve: ChartSeries.Curve, style: SeriesStyle) -> [any Mark] {
    let places = curve.places
    // Many points cover each other: smaller and lighter ones still show where they are dense.
    let isMany = places.count > 100
    var style = style
    if isMany { style.color = style.color.faded(0.5) }
    var mark = PointMark(
      values: places.map {
        PointMark.Value(x: $0.x, y: $0.y, yInterval: $0.interval, label: $0.label)
      }, style: style, markerSize: theme.markerSize * (isMany ? 0.6 : 1),
      barWidth: theme.lineWidth * 0.7)
    mark.labelStyle = theme.label
    mark.leader = Stroke(style.color, width: theme.hairline)
    return [mark]
  }

  private func step(_ steps: ChartSeries.Steps, style: SeriesStyle) -> [any Mark] {
    var runs: [[StepMark.Piece]] = [[]]
    for (index, y) in steps.y.enumerated() {
      if let y {
        runs[runs.count - 1].append(
          StepMark.Piece(from: steps.edges[index], to: steps.edges[index + 1], value: y))
      } else {
        runs.append([])
      }
    }
    return runs.filter { !$0.isEmpty }.map {
      StepMark(
        pieces: $0, style: style, lineWidth: theme.lineWidth, riserWidth: theme.axisWidth)
    }
  }

  /// On a logarithmic axis densities are those of the logarithms, as the eye sees them.
  private func violin(
    _ values: [Double], on y: Scale, at place: Double, halfWidth: Double, style: SeriesStyle
  ) -> [any Mark] {
    let isLinear = y.isLinear
    let shown = isLinear ? values : values.map { log10($0) }
    guard let density = KernelDensity(of: shown), let box = BoxSummary(of: values) else {
      return []
    }
    return [
      ViolinMark(
        outline: zip(density.places, density.densities).map {
          DataPoint(isLinear ? $0 : pow(10, $0), $1)
        }, quartiles: (box.lowerQuartile, box.median, box.upperQuartile), at: place,
        halfWidth: halfWidth, style: style, lineWidth: theme.axisWidth,
        dotSize: theme.markerSize * 0.8, rim: theme.background)
    ]
  }
}

extension ChartPanel.Plot {
  var extents: ChartExtents { series.map(\.extents).reduce(ChartExtents(), +) }

  /// The defined values of the histograms.
  var histograms: [[Double]] {
    series.compactMap { $0.kind == .histogram ? $0.sample : nil }
  }
}

extension [ChartPanel.Plot] {
  /// The categories on x as they first appear.
  var categories: [String] {
    var names: [String] = []
    for name in flatMap(\.series).flatMap(\.categories) where !names.contains(name) {
      names.append(name)
    }
    return names
  }

  fileprivate func referenceValues(_ axis: ChartPanel.Plot.Reference.Direction) -> [Double] {
    flatMap(\.references).filter { $0.axis == axis }.map(\.value)
  }
}
