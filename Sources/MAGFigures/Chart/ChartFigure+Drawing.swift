extension ChartFigure {
  public func figure(theme: Theme) throws(FigureFailure) -> Figure {
    try validate()
    let drawing = ChartDrawing(self, theme: theme)
    return Figure(
      name: name, metadata: metadata, theme: theme, notice: notice, legend: drawing.legend,
      body: .sheet(PlotSheet(rows: try drawing.rows())), notes: notes + ownNotes)
  }
}

/// What the panels of one chart have in common when they are drawn.
struct ChartDrawing {
  let chart: ChartFigure
  let theme: Theme
  let styles: [String: SeriesStyle]
  let naming: ChartFigure.Naming
  /// The names of the series of plots, as they first appear.
  private let names: [String]
  private let plots: [ChartPanel.Plot]

  init(_ chart: ChartFigure, theme: Theme) {
    self.chart = chart
    self.theme = theme
    plots = chart.plots
    var names: [String] = []
    for name in plots.flatMap(\.series).map(\.name) where !names.contains(name) {
      names.append(name)
    }
    self.names = names
    // Without a model of the paper the theme's series are taken in their order.
    let models = ModelStyles(names, theme: theme)
    let hasModels = names.contains(where: ModelStyles.known.contains)
    styles = Dictionary(
      uniqueKeysWithValues: names.enumerated().map { index, name in
        (name, hasModels ? models[name] : theme.series(index))
      })
    naming = ChartDrawing.naming(chart.naming, plots: plots, names: names)
  }

  private static func naming(
    _ wanted: ChartFigure.Naming, plots: [ChartPanel.Plot], names: [String]
  ) -> ChartFigure.Naming {
    guard wanted == .automatic else { return wanted }
    let series = plots.flatMap(\.series)
    let areNamedByPlaces = series.allSatisfy { $0.isCategorical && $0.categories == [$0.name] }
    guard names.count > 1, !areNamedByPlaces else { return .none }
    let canBeLabelled = series.allSatisfy { !$0.isCategorical && $0.kind != .points }
    return plots.count == 1 && names.count <= 4 && canBeLabelled ? .labels : .legend
  }

  var legend: [LegendEntry] {
    guard naming == .legend else { return [] }
    return names.compactMap { name in
      plots.flatMap(\.series).first { $0.name == name }.map { series in
        var entry = LegendEntry(name, style: style(of: series), lineWidth: theme.lineWidth)
        switch series.kind {
        case .line, .ecdf, .step: entry.sample = .line
        case .points: entry.sample = .marker
        case .histogram, .box, .violin: entry.sample = .area(fill: 0.18)
        case .bars: entry.sample = .area(fill: 0.75)
        }
        return entry
      }
    }
  }

  /// The style of a series in its form: only lines keep their dash, only points a marker.
  func style(of series: ChartSeries) -> SeriesStyle {
    let style = styles[series.name] ?? theme.series(0)
    switch series {
    case .line(let curve):
      return SeriesStyle(
        color: style.color, dash: style.dash, marker: curve.markers ? style.marker : nil)
    case .points: return SeriesStyle(color: style.color, marker: style.marker)
    case .ecdf, .step: return SeriesStyle(color: style.color, dash: style.dash)
    case .histogram, .box, .violin, .bars: return SeriesStyle(color: style.color)
    }
  }

  func rows() throws(FigureFailure) -> [PlotSheet.Row] {
    let longest = chart.rows.map(\.panels.count).max() ?? 1
    var rows: [PlotSheet.Row] = []
    for (index, row) in chart.rows.enumerated() {
      let isImages = row.panels.allSatisfy { if case .images = $0 { true } else { false } }
      var panels: [PlotSheet.Panel] = []
      for (column, panel) in row.panels.enumerated() {
        switch panel {
        case .plot(let plot):
          var drawn = try self.plot(plot, place: "panel \(column + 1) of row \(index + 1)")
          drawn.sharing = sharing(row: index, column: column)
          if row.panels.count > 2, !plot.series.contains(where: \.isCategorical) {
            drawn.xSpacing = 30
          }
          panels.append(.plot(drawn))
        case .heatMap(let map):
          var drawn = map.plot(theme: theme)
          if column > 0, case .heatMap(let left) = row.panels[column - 1], left.rows == map.rows,
            left.y == map.y
          {
            drawn.sharing = .y
          }
          panels.append(.plot(drawn))
        case .images(let images):
          var drawn = images.panel(theme: theme)
          // Images beside images are of one size.
          if isImages { drawn.width = Double(images.longestLine) }
          panels.append(.images(drawn))
        }
      }
      if chart.sharing != .none, row.panels.count < longest {
        // Shared axes need rows that are aligned.
        panels += Array(repeating: .blank(width: 1), count: longest - row.panels.count)
      }
      if isImages {
        // Few images are no larger than four in a line would be.
        let missing = ChartDrawing.fewestImages - panels.map(\.width).reduce(0, +)
        if missing > 0 { panels.append(.blank(width: missing)) }
      }
      var drawn = PlotSheet.Row(
        panels: panels, height: height(of: row, columns: panels.count),
        title: row.title.map { PlotGrid.RowTitle($0, color: theme.ink) })
      if chart.rows.count == 1, !isImages {
        drawn.narrowestPanel = row.panels.map(narrowest).max()
      }
      rows.append(drawn)
    }
    return rows
  }

  private static let fewestImages = 4.0

  /// How wide a panel should be in points, with its labels: narrower ones of a single row are
  /// broken into lines.
  private func narrowest(_ panel: ChartPanel) -> Double {
    switch panel {
    case .plot(let plot):
      let categories = plot.x.categories ?? [plot].categories
      return max(90, 40 + Double(categories.count) * width(ofNames: categories))
    case .heatMap: return 150
    case .images: return 90
    }
  }

  /// About how much room the longest of some names takes along an axis, in points.
  func width(ofNames names: [String]) -> Double {
    0.62 * theme.tickSize * Double(names.map(\.count).max() ?? 0) + theme.gap
  }

  private func height(of row: ChartFigure.Row, columns: Int) -> PlotGrid.Height {
    if let aspect = row.aspect {
      return PlotGrid.Height(aspect: aspect, smallest: 20, largest: 400)
    }
    let tables = row.panels.compactMap { panel in
      if case .heatMap(let map) = panel {
        Double(map.rows.count) / Double(map.columns.count)
      } else {
        nil
      }
    }
    if let tallest = tables.max() {
      return PlotGrid.Height(
        aspect: min(max(0.8 * tallest, 0.2), 1.5), smallest: 40, largest: 260)
    }
    let aspect = columns == 1 ? 0.62 : columns == 2 ? 0.75 : 0.9
    return PlotGrid.Height(aspect: aspect, smallest: 56, largest: 190)
  }

  /// Labels are left to a plot at the left or below where there is one.
  private func sharing(row: Int, column: Int) -> PlotSheet.Sharing {
    func isPlot(_ row: Int, _ column: Int) -> Bool {
      guard chart.rows.indices.contains(row), chart.rows[row].panels.indices.contains(column),
        case .plot = chart.rows[row].panels[column]
      else { return false }
      return true
    }
    var sharing: PlotSheet.Sharing = []
    if chart.sharing.isX, isPlot(row + 1, column) { sharing.insert(.x) }
    if chart.sharing.isY, isPlot(row, column - 1) { sharing.insert(.y) }
    return sharing
  }

  /// The plots whose values decide on the scale of one of them.
  func partners(of plot: ChartPanel.Plot, shared: Bool) -> [ChartPanel.Plot] {
    shared ? plots : [plot]
  }
}
