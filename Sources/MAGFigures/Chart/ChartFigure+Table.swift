extension ChartFigure {
  /// One row for each thing drawn: bins, steps, points, values, cells and pixels.
  ///
  /// Fields that a form has no use for are empty, as are undefined values. Boxes and violins have a
  /// row for each value; ECDFs give with each value the share of all that are no larger.
  public var table: CSVTable {
    var table = CSVTable(
      header: [
        "panel", "title", "kind", "series", "category", "item", "x", "x_upper", "y", "y_lower",
        "y_upper",
      ])
    for (index, panel) in panels.enumerated() {
      let head: [CSVTable.Field] = [.integer(index + 1), .text(panel.title ?? "")]
      for row in rows(of: panel) { table.append(head + row.fields) }
    }
    return table
  }

  private struct TableRow {
    var kind: String
    var series: String
    var category = ""
    var item = ""
    var x: Double?
    var xUpper: Double?
    var y: Double?
    var interval: ClosedRange<Double>?

    var fields: [CSVTable.Field] {
      [
        .text(kind), .text(series), .text(category), .text(item), .number(x), .number(xUpper),
        .number(y), .number(interval?.lowerBound), .number(interval?.upperBound),
      ]
    }
  }

  private func rows(of panel: ChartPanel) -> [TableRow] {
    switch panel {
    case .plot(let plot):
      let bins = ChartBins((sharing.isX ? plots : [plot]).flatMap(\.histograms), on: plot.x)
      return plot.series.flatMap { rows(of: $0, bins: bins, heights: plot.heights) }
    case .heatMap(let map):
      return zip(map.rows, map.values).flatMap { name, values in
        zip(map.columns, values).map { column, value in
          TableRow(
            kind: "heat_map", series: map.model ?? "", category: column, item: name, y: value)
        }
      }
    case .images(let panel):
      return panel.images.enumerated().flatMap { index, image in
        image.pixels.enumerated().map { pixel, value in
          TableRow(
            kind: "image", series: panel.model ?? "", category: image.lines.first ?? "",
            item: "\(index + 1)", x: Double(pixel), y: value)
        }
      }
    }
  }

  private func rows(
    of series: ChartSeries, bins: ChartBins, heights: ChartPanel.Plot.Heights
  ) -> [TableRow] {
    let blank = TableRow(kind: series.kind.rawValue, series: series.name)
    func row(_ change: (inout TableRow) -> Void) -> TableRow {
      var row = blank
      change(&row)
      return row
    }
    switch series {
    case .histogram(let sample):
      let heights = bins.heights(of: sample.values.compactMap { $0 }, as: heights)
      return heights.enumerated().map { bin, height in
        row { ($0.x, $0.xUpper, $0.y) = (bins.edges[bin], bins.edges[bin + 1], height) }
      }
    case .ecdf(let sample):
      let sorted = sample.values.compactMap { $0 }.sorted()
      let steps = ECDFMark(
        values: sorted, total: sample.values.count, style: SeriesStyle(color: Color(hex: 0)),
        lineWidth: 1
      ).steps
      return steps.map { step in row { ($0.x, $0.y) = (step.x, step.y) } }
    case .box(let sample), .violin(let sample):
      return sample.values.map { value in
        row { ($0.category, $0.y) = (series.categories[0], value) }
      }
    case .line(let curve), .points(let curve):
      return curve.x.indices.map { index in
        row {
          ($0.x, $0.y) = (curve.x[index], curve.y[index])
          $0.item = curve.labels?[index] ?? ""
          $0.interval = interval(curve.lower, curve.upper, at: index)
        }
      }
    case .step(let steps):
      return steps.y.indices.map { index in
        row {
          ($0.x, $0.xUpper, $0.y) = (steps.edges[index], steps.edges[index + 1], steps.y[index])
        }
      }
    case .bars(let bars):
      return bars.y.indices.map { index in
        row {
          ($0.category, $0.y) = (bars.categories[index], bars.y[index])
          $0.interval = interval(bars.lower, bars.upper, at: index)
        }
      }
    }
  }
}
