extension ChartFigure {
  /// So many rows, and so many panels in each, are drawn at most: more would not be legible.
  static let mostRows = 12
  /// So many names of series can be told apart at most.
  static let mostNames = 8

  /// Checks everything that can be known before the theme is.
  ///
  /// - Throws: `.nothingToDraw`, `.notFinite` or `.mismatched` for the first thing that is wrong,
  ///   naming the panel and the series.
  public func validate() throws(FigureFailure) {
    guard rows.contains(where: { !$0.panels.isEmpty }) else {
      throw .nothingToDraw(figure: name, what: "it has no panels")
    }
    let most = ChartFigure.mostRows
    guard rows.count <= most, rows.allSatisfy({ (1...most).contains($0.panels.count) }) else {
      throw .mismatched(
        figure: name, what: "its layout", expected: "1 to \(most) rows of 1 to \(most) panels",
        found: "rows of \(rows.map { "\($0.panels.count)" }.joined(separator: ", "))")
    }
    for (index, row) in rows.enumerated() {
      if let aspect = row.aspect, !(0.1...4 ~= aspect) {
        throw .mismatched(
          figure: name, what: "the aspect of row \(index + 1)", expected: "0.1 to 4",
          found: "\(aspect)")
      }
      for (column, panel) in row.panels.enumerated() {
        let check = ChartCheck(
          chart: self, place: "panel \(column + 1) of row \(index + 1)")
        switch panel {
        case .plot(let plot): try check.plot(plot)
        case .heatMap(let map): try check.heatMap(map)
        case .images(let images): try check.images(images)
        }
      }
    }
    let names = Set(plots.flatMap(\.series).map(\.name))
    guard names.count <= ChartFigure.mostNames else {
      throw .mismatched(
        figure: name, what: "the number of names of series",
        expected: "at most \(ChartFigure.mostNames), as many as can be told apart",
        found: "\(names.count)")
    }
    try validateSharing()
  }

  /// Shared axes must have been described alike.
  private func validateSharing() throws(FigureFailure) {
    for (shared, direction, axes) in [
      (sharing.isX, "x", plots.map(\.x)), (sharing.isY, "y", plots.map(\.y)),
    ] where shared {
      for axis in axes.dropFirst() {
        guard axis.scale == axes[0].scale, axis.limits == axes[0].limits,
          axis.categories == axes[0].categories
        else {
          throw .mismatched(
            figure: name, what: "\(direction) of plots that share it",
            expected: "of one scale, limits and categories", found: "others")
        }
      }
    }
  }
}

/// Checks of one panel of a chart.
struct ChartCheck {
  let chart: ChartFigure
  let place: String

  var figure: String { chart.name }

  func wrong(_ what: String, expected: String, found: String) -> FigureFailure {
    .mismatched(figure: figure, what: "\(what) in \(place)", expected: expected, found: found)
  }

  func finite(_ values: [Double?], _ what: String) throws(FigureFailure) {
    try chart.requireFinite(values.compactMap { $0 }, "every number of \(what) in \(place)")
  }

  func sameCount(_ count: Int, _ expected: Int, _ what: String) throws(FigureFailure) {
    guard count == expected else {
      throw wrong("the count of \(what)", expected: "\(expected)", found: "\(count)")
    }
  }

  /// Two ends in ascending order; none, or with `open` an undefined end, is right too.
  func limits(_ limits: [Double?], _ what: String, open: Bool) throws(FigureFailure) {
    try finite(limits, what)
    guard !limits.isEmpty else { return }
    let ends = limits.compactMap { $0 }
    guard limits.count == 2, open || ends.count == 2, ends.count < 2 || ends[0] < ends[1] else {
      throw wrong(
        what, expected: "a lower and a greater upper end",
        found: "[" + limits.map { $0.map { "\($0)" } ?? "null" }.joined(separator: ", ") + "]")
    }
  }

  func plot(_ plot: ChartPanel.Plot) throws(FigureFailure) {
    guard !plot.series.isEmpty else {
      throw .nothingToDraw(figure: figure, what: "\(place) has no series")
    }
    try kinds(plot.series)
    let isCategorical = plot.series.contains(where: \.isCategorical)
    for (direction, axis) in [("x", plot.x), ("y", plot.y)] {
      try limits(axis.limits, "the limits of \(direction)", open: true)
      let takesNames = direction == "x" && isCategorical
      guard takesNames ? axis.scale != .logarithmic : axis.scale != .categorical else {
        throw wrong(
          "the scale of \(direction)",
          expected: takesNames ? "categorical" : "linear or logarithmic",
          found: axis.scale.rawValue)
      }
      guard axis.categories == nil || takesNames else {
        throw wrong(
          "the categories of \(direction)", expected: "those of boxes, violins or bars along x",
          found: "an axis of numbers")
      }
      guard !takesNames || axis.limits.isEmpty else {
        throw wrong("the limits of \(direction)", expected: "none for categories", found: "some")
      }
      if axis.scale == .logarithmic { try positive(axis.limits, "the limits of \(direction)") }
    }
    if let categories = plot.x.categories {
      guard Set(categories).count == categories.count, !categories.isEmpty else {
        throw wrong("the categories of x", expected: "different names", found: "\(categories)")
      }
    }
    for series in plot.series { try check(series, of: plot) }
    for reference in plot.references {
      let what = "the reference line of \(reference.axis.rawValue)"
      try finite([reference.value], what)
      let axis = reference.axis == .x ? plot.x : plot.y
      guard reference.axis == .y || !isCategorical else {
        throw wrong(what, expected: "on an axis of numbers", found: "categories")
      }
      if axis.scale == .logarithmic { try positive([reference.value], what) }
    }
  }

  /// What can stand between the same axes.
  private func kinds(_ series: [ChartSeries]) throws(FigureFailure) {
    let groups: [[ChartSeries.Kind]] = [
      [.histogram], [.ecdf], [.line, .points, .step], [.box, .violin, .bars],
    ]
    let first = series[0].kind
    for one in series {
      guard groups.contains(where: { $0.contains(first) && $0.contains(one.kind) }) else {
        throw wrong(
          "the kind of \"\(one.name)\"", expected: "one that stands beside \(first.rawValue)",
          found: one.kind.rawValue)
      }
    }
  }

  func positive(_ values: [Double?], _ what: String) throws(FigureFailure) {
    if let value = values.compactMap({ $0 }).first(where: { $0 <= 0 }) {
      throw wrong(
        "every number of \(what), which is on a logarithmic axis,", expected: "greater than 0",
        found: "\(value)")
    }
  }

  private func check(_ series: ChartSeries, of plot: ChartPanel.Plot) throws(FigureFailure) {
    let what = "\(series.kind.rawValue) \"\(series.name)\""
    guard !series.name.isEmpty else {
      throw wrong("the name of every series", expected: "a word", found: "\"\"")
    }
    switch series {
    case .histogram(let sample), .ecdf(let sample):
      try finite(sample.values, what)
      guard sample.category == nil else {
        throw wrong(what, expected: "without category", found: "\"\(sample.category ?? "")\"")
      }
    case .box(let sample), .violin(let sample): try finite(sample.values, what)
    case .line(let curve), .points(let curve): try check(curve, series.kind, what)
    case .step(let steps):
      try finite(steps.edges + steps.y, what)
      try sameCount(steps.edges.count, steps.y.count + 1, "edges of \(what)")
      try ascending(steps.edges, "the edges of \(what)")
    case .bars(let bars):
      try sameCount(bars.y.count, bars.categories.count, "y of \(what)")
      guard Set(bars.categories).count == bars.categories.count else {
        throw wrong(
          "the categories of \(what)", expected: "different names", found: "\(bars.categories)")
      }
      try intervals(y: bars.y, bars.lower, bars.upper, what)
    }
    if let known = plot.x.categories,
      let stray = series.categories.first(where: { !known.contains($0) })
    {
      throw wrong(
        "the category of \(what)", expected: "one of \(known.joined(separator: ", "))",
        found: "\"\(stray)\"")
    }
    guard series.undefinedCount < count(series) else {
      throw .nothingToDraw(figure: figure, what: "\(what) in \(place) has no defined value")
    }
    if plot.x.scale == .logarithmic { try positive(series.extents.x, "x of \(what)") }
    if plot.y.scale == .logarithmic {
      guard ![.histogram, .ecdf, .bars].contains(series.kind) else {
        throw wrong(
          "the scale of y", expected: "linear for \(series.kind.rawValue), which begins at 0",
          found: "logarithmic")
      }
      try positive(series.extents.y, "y of \(what)")
    }
  }

  private func count(_ series: ChartSeries) -> Int {
    switch series {
    case .histogram(let sample), .ecdf(let sample), .box(let sample), .violin(let sample):
      sample.values.count
    case .line(let curve), .points(let curve): curve.x.count
    case .step(let steps): steps.y.count
    case .bars(let bars): bars.y.count
    }
  }

  private func check(
    _ curve: ChartSeries.Curve, _ kind: ChartSeries.Kind, _ what: String
  ) throws(FigureFailure) {
    try finite(curve.x, what)
    try sameCount(curve.y.count, curve.x.count, "y of \(what)")
    try intervals(y: curve.y, curve.lower, curve.upper, what)
    if let labels = curve.labels {
      guard kind == .points else {
        throw wrong("\(what)", expected: "without labels, which points have", found: "labels")
      }
      try sameCount(labels.count, curve.x.count, "labels of \(what)")
    }
    if kind == .line { try ascending(curve.x.compactMap { $0 }, "x of \(what)", strictly: false) }
  }

  private func ascending(
    _ values: [Double], _ what: String, strictly: Bool = true
  ) throws(FigureFailure) {
    let pairs = zip(values, values.dropFirst())
    guard pairs.allSatisfy({ strictly ? $0 < $1 : $0 <= $1 }) else {
      throw wrong(what, expected: "in ascending order", found: "others")
    }
  }

  /// Intervals have two ends and contain their value.
  private func intervals(
    y: [Double?], _ lower: [Double?]?, _ upper: [Double?]?, _ what: String
  ) throws(FigureFailure) {
    try finite(y + (lower ?? []) + (upper ?? []), what)
    guard (lower == nil) == (upper == nil) else {
      throw wrong("the intervals of \(what)", expected: "lower and upper", found: "one of them")
    }
    guard let lower, let upper else { return }
    try sameCount(lower.count, y.count, "lower of \(what)")
    try sameCount(upper.count, y.count, "upper of \(what)")
    for (y, (lower, upper)) in zip(y, zip(lower, upper)) {
      guard (lower == nil) == (upper == nil) else {
        throw wrong("every interval of \(what)", expected: "two ends", found: "one")
      }
      if let y, let lower, let upper, !(lower <= y && y <= upper) {
        throw wrong(
          "every interval of \(what)", expected: "around its value",
          found: "\(lower) to \(upper) around \(y)")
      }
    }
  }
}
