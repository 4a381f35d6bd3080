import MAGFiles

/// A figure of panels in rows described by plain numbers: the plot vocabulary as data.
///
/// What is drawn follows from the value and the theme alone: series that are called as the paper's
/// models have their styles, others take those of the theme in order of appearance.
public struct ChartFigure: PaperFigure, Equatable {
  public static let schemaName = "mag.plot/1"

  /// Which axes all plots have in common: then they have one scale, and tick labels stand at the
  /// left or at the foot only. Histograms that share x share their bins too.
  public enum Sharing: String, Codable, Sendable, CaseIterable {
    case none, x, y, both

    var isX: Bool { self == .x || self == .both }
    var isY: Bool { self == .y || self == .both }
  }

  /// How series are named in the picture.
  public enum Naming: String, Codable, Sendable, CaseIterable {
    /// Labels in a chart of one plot with at most four series, a legend in others; nothing where the
    /// categories or a single name say it already.
    case automatic
    /// A label at each curve, in its colour.
    case labels
    /// A legend above the panels.
    case legend
    case none
  }

  public struct Row: Codable, Sendable, Equatable {
    /// From left to right.
    public var panels: [ChartPanel]
    /// Words beside the row, running upwards.
    public var title: String?
    /// The height of the plots as a share of their width; nil for one that suits the panels.
    public var aspect: Double?

    public init(_ panels: [ChartPanel], title: String? = nil, aspect: Double? = nil) {
      self.panels = panels
      self.title = title
      self.aspect = aspect
    }
  }

  public private(set) var schema = ChartFigure.schemaName
  /// What messages and the file's title call the chart, e.g. "Robust accuracy".
  public var name: String
  public var caption: String
  /// The picture in words; nil for words that are composed of ranges and medians.
  public var alternative: String?
  public var notice: String?
  /// Small print under the picture, before the notes that the chart adds itself.
  public var notes: [String]
  public var sharing: Sharing
  public var naming: Naming
  public var rows: [Row]

  public init(
    name: String, caption: String, alternative: String? = nil, notice: String? = nil,
    notes: [String] = [], sharing: Sharing = .none, naming: Naming = .automatic, rows: [Row]
  ) {
    self.name = name
    self.caption = caption
    self.alternative = alternative
    self.notice = notice
    self.notes = notes
    self.sharing = sharing
    self.naming = naming
    self.rows = rows
  }

  /// A chart of one panel.
  public init(name: String, caption: String, _ panel: ChartPanel) {
    self.init(name: name, caption: caption, rows: [Row([panel])])
  }

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case schema, name, caption
    case alternative = "altText"
    case notice, notes, sharing, naming, rows
  }

  public init(from decoder: any Decoder) throws {
    let keys = try decoder.strictContainer(keyedBy: CodingKeys.self, also: ["provenance"])
    schema = try keys.decode(String.self, forKey: .schema)
    name = try keys.decode(String.self, forKey: .name)
    caption = try keys.decode(String.self, forKey: .caption)
    alternative = try keys.decodeIfPresent(String.self, forKey: .alternative)
    notice = try keys.decodeIfPresent(String.self, forKey: .notice)
    notes = try keys.decodeIfPresent([String].self, forKey: .notes) ?? []
    sharing = try keys.decodeIfPresent(Sharing.self, forKey: .sharing) ?? .none
    naming = try keys.decodeIfPresent(Naming.self, forKey: .naming) ?? .automatic
    rows = try keys.decode([Row].self, forKey: .rows)
  }
}

extension ChartFigure.Row {
  private enum CodingKeys: String, CodingKey, CaseIterable { case title, aspect, panels }

  public init(from decoder: any Decoder) throws {
    let keys = try decoder.strictContainer(keyedBy: CodingKeys.self)
    title = try keys.decodeIfPresent(String.self, forKey: .title)
    aspect = try keys.decodeIfPresent(Double.self, forKey: .aspect)
    panels = try keys.decode([ChartPanel].self, forKey: .panels)
  }
}

extension ChartFigure {
  /// All panels, row after row.
  var panels: [ChartPanel] { rows.flatMap(\.panels) }

  /// All plots, row after row.
  var plots: [ChartPanel.Plot] {
    panels.compactMap { if case .plot(let plot) = $0 { plot } else { nil } }
  }

  /// The series' names and the models of heat maps and images, as they first appear.
  public var modelNames: [String] {
    var names: [String] = []
    for name in panels.flatMap(\.names) where !names.contains(name) { names.append(name) }
    return names
  }

  /// The chart of these series alone. Heat maps and images of other models go, those of none stay;
  /// plots without a series left go too, and so do rows without a panel.
  public func selecting(models names: [String]) throws(FigureFailure) -> ChartFigure {
    for wanted in names where !modelNames.contains(wanted) {
      throw .unknownModel(figure: name, found: wanted, known: modelNames)
    }
    var selected = self
    selected.rows = rows.compactMap { row in
      var row = row
      row.panels = row.panels.compactMap { $0.selecting(names) }
      return row.panels.isEmpty ? nil : row
    }
    return selected
  }
}

extension ChartPanel {
  fileprivate var names: [String] {
    switch self {
    case .plot(let plot): plot.series.map(\.name)
    case .heatMap(let map): [map.model].compactMap { $0 }
    case .images(let images): [images.model].compactMap { $0 }
    }
  }

  /// The panel with the series of these names, in their order; nil where none is left.
  fileprivate func selecting(_ wanted: [String]) -> ChartPanel? {
    switch self {
    case .plot(var plot):
      plot.series = wanted.flatMap { name in plot.series.filter { $0.name == name } }
      return plot.series.isEmpty ? nil : .plot(plot)
    case .heatMap, .images:
      return names.allSatisfy(wanted.contains) ? self : nil
    }
  }
}
