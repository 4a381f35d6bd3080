extension ChartFigure {
  /// The given words, or for each panel what is in it with its ranges and medians.
  public var altText: String {
    if let alternative, !alternative.isEmpty { return alternative }
    let several = panels.count > 1
    return panels.enumerated().map { index, panel in
      let title = panel.title.map { " (\($0))" } ?? ""
      return (several ? "Panel \(index + 1)\(title): " : "") + panel.words + "."
    }.joined(separator: " ")
  }

  /// What a reader must know of the forms that are drawn, and what is left out.
  var ownNotes: [String] {
    var notes: [String] = []
    let series = plots.flatMap(\.series)
    let kinds = Set(series.map(\.kind))
    if kinds.contains(.histogram) { notes.append(binNote(plots)) }
    if kinds.contains(.box) {
      notes.append(
        "Boxes: quartiles and median; whiskers to the farthest value within 1.5 interquartile "
          + "ranges, points beyond.")
    }
    if kinds.contains(.violin) {
      notes.append(
        "Violins: Gaussian kernel density (Silverman's bandwidth), cut at the data and equally "
          + "wide; inside, quartiles and median.")
    }
    notes +=
      panels.compactMap { if case .images(let images) = $0 { images.scaleNote } else { nil } }
      .uniqued
    let undefined = undefinedCounts
    if !undefined.isEmpty {
      notes.append(
        "Undefined and not drawn: "
          + undefined.map { "\($0.name) \($0.count)" }.joined(separator: ", ")
          + ".")
    }
    return notes
  }

  private func binNote(_ plots: [ChartPanel.Plot]) -> String {
    let binned = plots.filter { !$0.histograms.isEmpty }
    let groups = sharing.isX ? [binned] : binned.map { [$0] }
    let rules = groups.compactMap { group in
      group.first.map { ChartBins(group.flatMap(\.histograms), on: $0.x).rule }
    }.uniqued
    return "Bins of \(rules.joined(separator: ", ")), "
      + (groups.count > 1 ? "shared within a panel " : "shared ")
      + "(least Freedman–Diaconis width, rounded up)."
  }

  /// The names with values that are undefined, as they first appear, with their counts.
  private var undefinedCounts: [(name: String, count: Int)] {
    var counts: [(name: String, count: Int)] = []
    func add(_ name: String, _ count: Int) {
      guard count > 0 else { return }
      if let index = counts.firstIndex(where: { $0.name == name }) {
        counts[index].count += count
      } else {
        counts.append((name, count))
      }
    }
    for panel in panels {
      switch panel {
      case .plot(let plot): for series in plot.series { add(series.name, series.undefinedCount) }
      case .heatMap(let map): add("cells", map.values.flatMap { $0 }.count { $0 == nil })
      case .images(let panel): add("pixels", panel.images.flatMap(\.pixels).count { $0 == nil })
      }
    }
    return counts
  }
}

extension ChartPanel {
  fileprivate var words: String {
    switch self {
    case .plot(let plot):
      let axes = [plot.y.title, plot.x.title].compactMap { $0 }.filter { !$0.isEmpty }
      return (axes.isEmpty ? "" : axes.joined(separator: " against ") + ". ")
        + plot.series.map(\.words).joined(separator: "; ")
    case .heatMap(let map):
      let values = map.values.flatMap { $0 }.compactMap { $0 }
      let rows = map.rows.count == 1 ? "1 row" : "\(map.rows.count) rows"
      return "heat map of \(map.quantity), \(rows) of \(map.columns.count), "
        + "values \(range(values))"
    case .images(let panel):
      let names = panel.images.compactMap(\.lines.first)
      return "\(panel.images.count) images of \(panel.width) × \(panel.height) pixels"
        + (names.isEmpty ? "" : ": " + names.joined(separator: ", "))
    }
  }
}

extension ChartPanel.Images {
  /// What black and white or the colours stand for.
  fileprivate var scaleNote: String {
    let range = range
    let (lower, upper) = (NumberText.significant(range.lower), NumberText.significant(range.upper))
    return switch colors {
    case .sequential: "Images: black \(lower), white \(upper)."
    case .diverging: "Images: darkest \(lower), mid grey 0, lightest \(upper)."
    }
  }
}

extension ChartSeries {
  fileprivate var words: String {
    if let sample {
      let median = Quantiles(of: sample).map { NumberText.significant($0.p50) } ?? "none"
      let place = categories.first.flatMap { $0 == name ? nil : " (\($0))" } ?? ""
      return "\(name)\(place), \(kind.rawValue) of \(sample.count) values: median \(median), "
        + range(sample)
    }
    switch self {
    case .line(let curve):
      let places = curve.places
      guard let first = places.first, let last = places.last else { return name }
      return "\(name), line: from \(NumberText.significant(first.y)) at "
        + "\(NumberText.significant(first.x)) to \(NumberText.significant(last.y)) at "
        + NumberText.significant(last.x)
    case .points(let curve):
      return "\(name), \(curve.places.count) points: y " + range(curve.places.map(\.y))
    case .step(let steps): return "\(name), steps: " + range(steps.y.compactMap { $0 })
    case .bars(let bars):
      return "\(name), bars: "
        + zip(bars.categories, bars.y).compactMap { name, y in
          y.map { "\(name) \(NumberText.significant($0))" }
        }.joined(separator: ", ")
    case .histogram, .ecdf, .box, .violin: return name
    }
  }
}

private func range(_ values: [Double]) -> String {
  guard let least = values.min(), let most = values.max() else { return "undefined" }
  return "from \(NumberText.significant(least)) to \(NumberText.significant(most))"
}

extension [String] {
  /// Without repetitions, in the order of first appearance.
  fileprivate var uniqued: [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}
