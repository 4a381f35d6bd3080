/// Accuracy against the size of the attack, a panel for each attack, a line for each model.
///
/// Bands are the intervals that come with the values (Wilson 95 % in the full run); the control is
/// a thin line without a band.
public struct Figure3: PaperFigure, Equatable {
  public struct Value: Codable, Sendable, Equatable {
    /// In pixel units: images live in [0, 1].
    public var epsilon: Double
    /// In 0...1.
    public var accuracy: Double
    /// The bounds of the interval around `accuracy`; both or neither.
    public var lower: Double?
    public var upper: Double?

    public init(epsilon: Double, accuracy: Double, lower: Double? = nil, upper: Double? = nil) {
      self.epsilon = epsilon
      self.accuracy = accuracy
      self.lower = lower
      self.upper = upper
    }
  }

  public struct Curve: Codable, Sendable, Equatable {
    /// What the panel is called, e.g. "FGSM" or "PGD-40".
    public var attack: String
    /// In ascending order of epsilon.
    public var values: [Value]

    public init(attack: String, values: [Value]) {
      self.attack = attack
      self.values = values
    }
  }

  public struct Model: Codable, Sendable, Equatable {
    public var name: String
    public var curves: [Curve]

    public init(name: String, curves: [Curve]) {
      self.name = name
      self.curves = curves
    }
  }

  public static let schemaName = "mag.figure3/1"
  public private(set) var schema = Figure3.schemaName
  public var notice: String?
  public var models: [Model]
  public var control: Model?
  /// What the bands are, for the note, e.g. "Wilson 95 % intervals"; `nil` for no note.
  public var intervalName: String?

  public init(
    models: [Model], control: Model? = nil, intervalName: String? = "Wilson 95 % intervals",
    notice: String? = nil
  ) {
    self.models = models
    self.control = control
    self.intervalName = intervalName
    self.notice = notice
  }

  public var name: String { "Figure 3" }

  /// All models, the control last.
  private var all: [Model] { models + (control.map { [$0] } ?? []) }

  /// The attacks in the order in which they first appear.
  public var attacks: [String] {
    var seen: [String] = []
    for curve in all.flatMap(\.curves) where !seen.contains(curve.attack) {
      seen.append(curve.attack)
    }
    return seen
  }

  public var modelNames: [String] { models.map(\.name) }

  public func selecting(models names: [String]) throws(FigureFailure) -> Figure3 {
    var selected = self
    selected.models = try select(names, from: models) { $0.name }
    return selected
  }

  public var caption: String {
    "Accuracy against ε under \(attacks.joined(separator: " and ")). ε is in pixel units, images "
      + "being in [0, 1]"
      + (intervalName.map { "; bands are \($0)" } ?? "")
      + (control.map { "; the thin line is the control \"\($0.name)\"" } ?? "") + "."
  }

  public var altText: String {
    let lines = all.flatMap { model in
      model.curves.compactMap { curve in
        curve.values.last.map { last in
          "\(model.name) under \(curve.attack) falls to "
            + "\(NumberText.fixed(last.accuracy, decimals: 3)) at ε = \(last.epsilon)"
        }
      }
    }
    return "Accuracy against attack size. " + lines.joined(separator: "; ") + "."
  }

  public var table: CSVTable {
    var table = CSVTable(header: ["model", "attack", "epsilon", "accuracy", "lower", "upper"])
    for model in all {
      for curve in model.curves {
        for value in curve.values {
          table.append([
            .text(model.name), .text(curve.attack), .number(value.epsilon),
            .number(value.accuracy), .number(value.lower), .number(value.upper),
          ])
        }
      }
    }
    return table
  }

  public func figure(theme: Theme) throws(FigureFailure) -> Figure {
    try validate()
    let farthest = farthest
    let styles = ModelStyles(models.map(\.name), theme: theme)
    var controlStyle = theme.control
    controlStyle.marker = nil
    let cells = attacks.map { attack in
      var marks: [any Mark] = []
      for model in all.reversed() {
        let isControl = model == control
        for curve in model.curves where curve.attack == attack {
          marks.append(
            LineMark(
              values: curve.values.map { value in
                LineMark.Value(
                  x: value.epsilon, y: value.accuracy,
                  band: isControl ? nil : Figure3.band(value))
              }, style: isControl ? controlStyle : styles[model.name],
              lineWidth: isControl ? theme.referenceWidth : theme.lineWidth,
              markerSize: theme.markerSize))
        }
      }
      return PlotGrid.Cell(title: attack, marks: marks)
    }
    let grid = PlotGrid(
      x: Axis(title: "ε (pixel units, images in [0, 1])", scale: .linear(from: 0, to: farthest)),
      y: Axis(title: "accuracy", scale: .linear(from: 0, to: 1), gridLines: true), cells: [cells],
      height: PlotGrid.Height(aspect: 0.75, smallest: 100, largest: 170))
    var legend = models.map {
      LegendEntry($0.name, style: styles[$0.name], lineWidth: theme.lineWidth)
    }
    if let control {
      legend.append(
        LegendEntry(control.name, style: controlStyle, lineWidth: theme.referenceWidth))
    }
    return Figure(
      name: name, metadata: metadata, theme: theme, notice: notice, legend: legend,
      body: .plots(grid), notes: intervalName.map { ["Bands: \($0)."] } ?? [])
  }

  private static func band(_ value: Value) -> ClosedRange<Double>? {
    guard let lower = value.lower, let upper = value.upper, lower <= upper else { return nil }
    return lower...upper
  }

  /// The largest ε of any curve, 0 without one.
  private var farthest: Double {
    all.flatMap(\.curves).compactMap(\.values.last?.epsilon).max() ?? 0
  }

  public func validate() throws(FigureFailure) {
    for model in all {
      for curve in model.curves {
        let values = curve.values
        let what = "curve \(curve.attack) of \"\(model.name)\""
        try requireFinite(
          values.map(\.epsilon) + values.map(\.accuracy) + values.compactMap(\.lower)
            + values.compactMap(\.upper), "every number of " + what)
        let epsilons = values.map(\.epsilon)
        guard epsilons == epsilons.sorted(), epsilons.first ?? 0 >= 0 else {
          throw .mismatched(
            figure: name, what: "ε of " + what, expected: "ascending from 0 or more",
            found: "\(epsilons)")
        }
      }
    }
    guard farthest > 0 else {
      throw .nothingToDraw(figure: name, what: "no curve reaches an ε above 0")
    }
  }
}
