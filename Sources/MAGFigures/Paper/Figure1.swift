/// Histograms of the on-manifold cosine of input gradients, one colour a model.
///
/// Bins are shared by `HistogramBins`' rule; heights are shares of the defined values of a model in
/// percent, so that models with different counts compare. The control, whose cosine is one number,
/// is a thin line at it.
public struct Figure1: PaperFigure, Equatable {
  public struct Model: Codable, Sendable, Equatable {
    public var name: String
    /// ‖P g‖/‖g‖ of every image where it is defined, each in 0...1 up to rounding.
    public var cosines: [Double]
    /// Images whose gradient is zero, left out of `cosines`.
    public var undefinedCount: Int

    public init(name: String, cosines: [Double], undefinedCount: Int = 0) {
      self.name = name
      self.cosines = cosines
      self.undefinedCount = undefinedCount
    }

    /// The arithmetic mean, summed in order; `nil` without values.
    public var mean: Double? {
      cosines.isEmpty ? nil : cosines.reduce(0, +) / Double(cosines.count)
    }
  }

  public struct Control: Codable, Sendable, Equatable {
    public var name: String
    public var cosine: Double

    public init(name: String = "projected baseline", cosine: Double = 1) {
      self.name = name
      self.cosine = cosine
    }
  }

  public static let schemaName = "mag.figure1/1"
  public private(set) var schema = Figure1.schemaName
  public var notice: String?
  public var models: [Model]
  public var control: Control?

  public init(models: [Model], control: Control? = nil, notice: String? = nil) {
    self.models = models
    self.control = control
    self.notice = notice
  }

  public var name: String { "Figure 1" }

  private var bins: HistogramBins { HistogramBins(sharedBy: models.map(\.cosines)) }

  public var modelNames: [String] { models.map(\.name) }

  public func selecting(models names: [String]) throws(FigureFailure) -> Figure1 {
    var selected = self
    selected.models = try select(names, from: models) { $0.name }
    return selected
  }

  public var caption: String {
    let count = models.map { $0.cosines.count + $0.undefinedCount }.max() ?? 0
    return "On-manifold cosine ‖P g‖/‖g‖ of input gradients over \(count) test images. Labels give "
      + "the mean; bins are shared (width \(bins.width))."
      + (control.map { " The thin line is the control \"\($0.name)\"." } ?? "")
  }

  public var altText: String {
    let means = models.compactMap { model in
      model.mean.map { "\(model.name) \(NumberText.fixed($0, decimals: 3))" }
    }
    return "Histograms of the on-manifold cosine. Means: \(means.joined(separator: ", "))."
      + (control.map { " Control \($0.name): \(NumberText.fixed($0.cosine, decimals: 3))." } ?? "")
  }

  /// One row for each model and bin: what is drawn. The JSON holds the single values.
  public var table: CSVTable {
    var table = CSVTable(header: ["model", "bin_lower", "bin_upper", "count", "percent"])
    let bins = bins
    for model in models {
      for (bin, count) in bins.counts(of: model.cosines).enumerated() {
        table.append([
          .text(model.name), .number(bins.edges[bin]), .number(bins.edges[bin + 1]),
          .integer(count),
          .number(
            model.cosines.isEmpty ? nil : 100 * Double(count) / Double(model.cosines.count)),
        ])
      }
    }
    return table
  }

  public func validate() throws(FigureFailure) {
    for model in models {
      try require(model.cosines, in: .share, "every cosine of model \"\(model.name)\"")
      try require(
        [model.undefinedCount], in: .counts, "the undefined count of model \"\(model.name)\"")
    }
    if let control { try require([control.cosine], in: .share, "the cosine of the control") }
    guard models.contains(where: { !$0.cosines.isEmpty }) else {
      throw .nothingToDraw(figure: name, what: "no model has a cosine")
    }
  }

  public func figure(theme: Theme) throws(FigureFailure) -> Figure {
    try validate()
    let bins = bins
    guard let first = bins.edges.first, let last = bins.edges.last else {
      throw .nothingToDraw(figure: name, what: "no model has a cosine")
    }
    let styles = ModelStyles(models.map(\.name), theme: theme)
    var marks: [any Mark] = []
    if let control {
      marks.append(
        ReferenceLine(
          .x(control.cosine),
          stroke: Stroke(
            theme.control.color, width: theme.referenceWidth, dash: theme.control.dash),
          label: "\(control.name) "
            + (control.cosine == 1 ? "= 1" : NumberText.fixed(control.cosine, decimals: 3)),
          labelStyle: theme.label))
    }
    var tallest = 0.0
    for model in models where !model.cosines.isEmpty {
      let heights = bins.counts(of: model.cosines).map {
        100 * Double($0) / Double(model.cosines.count)
      }
      tallest = max(tallest, heights.max() ?? 0)
      var style = styles[model.name]
      style.dash = []
      let mean = model.mean.map { " " + NumberText.fixed($0, decimals: 3) } ?? ""
      marks.append(
        HistogramMark(
          edges: bins.edges, heights: heights, style: style, lineWidth: theme.lineWidth * 0.8,
          label: model.name + mean, labelStyle: theme.label,
          leader: Stroke(style.color, width: theme.hairline)))
    }
    // One twentieth is a round step below the data; nothing lies above 1 but rounding.
    let lower = min(((first / 0.05) + 1e-9).rounded(.down) * 0.05, control?.cosine ?? first)
    let upper = max(last, control?.cosine ?? last)
    let undefined = models.filter { $0.undefinedCount > 0 }.map {
      "\($0.name) \($0.undefinedCount)"
    }
    let grid = PlotGrid(
      x: Axis(title: "on-manifold cosine ‖P g‖ / ‖g‖", scale: .linear(from: lower, to: upper)),
      y: Axis(
        title: "images per bin of \(bins.width) (%)", scale: .linear(from: 0, to: tallest * 1.15)),
      cells: [[PlotGrid.Cell(marks: marks)]],
      height: PlotGrid.Height(aspect: 0.62, smallest: 100, largest: 190))
    return Figure(
      name: name, metadata: metadata, theme: theme, notice: notice, body: .plots(grid),
      notes: undefined.isEmpty
        ? [] : ["Without a cosine (zero gradient): \(undefined.joined(separator: ", "))."])
  }
}
