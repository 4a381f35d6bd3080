/// An image of one class, the same image attacked until a model calls it another class, and the
/// point half way: a row for each model.
public struct Figure4: PaperFigure, Equatable {
  /// One image with what the model says of it.
  public struct Shot: Codable, Sendable, Equatable {
    /// `height × width` values, row after row, or in colour red, green and blue one after the other.
    public var pixels: [Double]
    public var predictedClass: Int
    /// The probabilities of the class attacked from and of the class aimed at.
    public var fromProbability: Double
    public var toProbability: Double

    public init(
      pixels: [Double], predictedClass: Int, fromProbability: Double, toProbability: Double
    ) {
      self.pixels = pixels
      self.predictedClass = predictedClass
      self.fromProbability = fromProbability
      self.toProbability = toProbability
    }
  }

  public struct Row: Codable, Sendable, Equatable {
    public var model: String
    /// The index of the image in its set.
    public var index: Int?
    public var original: Shot
    public var midpoint: Shot
    public var attacked: Shot
    /// ‖P δ‖²/‖δ‖² of the perturbation; `nil` when it is zero or not known.
    public var onManifoldShare: Double?
    /// Whether the attack reached the probability it was after; `nil` when none was set.
    public var reached: Bool?

    public init(
      model: String, index: Int?, original: Shot, midpoint: Shot, attacked: Shot,
      onManifoldShare: Double? = nil, reached: Bool? = nil
    ) {
      self.reached = reached
      self.model = model
      self.index = index
      self.original = original
      self.midpoint = midpoint
      self.attacked = attacked
      self.onManifoldShare = onManifoldShare
    }

    fileprivate var shots: [(String, Shot)] {
      [("original", original), ("mid point", midpoint), ("attacked", attacked)]
    }
  }

  public static let schemaName = "mag.figure4/1"
  public private(set) var schema = Figure4.schemaName
  public var notice: String?
  public var fromClass: Int
  public var toClass: Int
  /// The size of the attack in pixel units.
  public var epsilon: Double
  public var width: Int
  public var height: Int
  public var showsPerturbation: Bool
  public var rows: [Row]

  public init(
    fromClass: Int, toClass: Int, epsilon: Double, width: Int, height: Int,
    showsPerturbation: Bool = false, rows: [Row], notice: String? = nil
  ) {
    self.fromClass = fromClass
    self.toClass = toClass
    self.epsilon = epsilon
    self.width = width
    self.height = height
    self.showsPerturbation = showsPerturbation
    self.rows = rows
    self.notice = notice
  }

  public var name: String { "Figure 4" }

  public var modelNames: [String] { rows.map(\.model) }

  public func selecting(models names: [String]) throws(FigureFailure) -> Figure4 {
    var selected = self
    selected.rows = try select(names, from: rows) { $0.model }
    return selected
  }

  public var caption: String {
    "An image of a \(fromClass) turned towards \(toClass) by an attack of ε = \(epsilon). Columns: "
      + "the original, the point half way, the attacked image; p is the model's probability of the "
      + "class in its index. \(isColor ? "Colour" : "Grey") scale shared, 0 black and 1 white, values "
      + "outside clipped."
  }

  public var altText: String {
    let lines = rows.map { row in
      "\(row.model): predicts \(row.original.predictedClass), \(row.midpoint.predictedClass), "
        + "\(row.attacked.predictedClass)"
    }
    return
      "An image of class \(fromClass), the mid point and the image attacked towards \(toClass). "
      + lines.joined(separator: "; ") + "."
  }

  /// One row for each image; the JSON holds the pixels.
  public var table: CSVTable {
    var table = CSVTable(header: [
      "model", "index", "image", "predicted_class", "from_probability", "to_probability",
      "smallest_pixel", "largest_pixel", "reached",
    ])
    for row in rows {
      for (name, shot) in row.shots {
        table.append([
          .text(row.model), .index(row.index), .text(name),
          .integer(shot.predictedClass), .number(shot.fromProbability),
          .number(shot.toProbability), .number(shot.pixels.min()), .number(shot.pixels.max()),
          .text(row.reached.map { $0 ? "yes" : "no" } ?? ""),
        ])
      }
    }
    return table
  }

  public func validate() throws(FigureFailure) {
    guard !rows.isEmpty else { throw .nothingToDraw(figure: name, what: "it has no rows") }
    try require([fromClass, toClass], in: .classes, "the classes")
    try requireFinite([epsilon], "epsilon")
    try require(rows.compactMap(\.onManifoldShare), in: .share, "every on-manifold share")
    for row in rows {
      for (shotName, shot) in row.shots {
        let what = "the \(shotName) image of \"\(row.model)\""
        try requireImage(shot.pixels, width: width, height: height, what)
        try require(
          [shot.fromProbability, shot.toProbability], in: .share, "every probability of " + what)
      }
    }
  }

  public func figure(theme: Theme) throws(FigureFailure) -> Figure {
    try validate()
    let styles = ModelStyles(rows.map(\.model), theme: theme)
    let titles =
      ["original", "mid point", "attacked"] + (showsPerturbation ? ["difference"] : [])
    let grid = ImageGrid(
      columnTitles: titles,
      rows: rows.map { row in
        var cells = row.shots.map { cell($0.1) }
        if showsPerturbation { cells.append(perturbation(row)) }
        return ImageGrid.Row(
          title: PlotGrid.RowTitle(row.model, color: styles[row.model].color), cells: cells)
      })
    return Figure(
      name: name, metadata: metadata, theme: theme, notice: notice, body: .images(grid),
      notes: [greyNote] + (showsPerturbation ? [Figure4.perturbationNote] : []) + reachedNotes)
  }

  /// A line for the models whose attack fell short of what it was after.
  private var reachedNotes: [String] {
    let short = rows.filter { $0.reached == false }.map(\.model)
    return short.isEmpty
      ? [] : ["The attack fell short of its aim on: \(short.joined(separator: ", "))."]
  }

  private var greyNote: String {
    let pixels = rows.flatMap(\.shots).flatMap(\.1.pixels)
    let low = pixels.min() ?? 0
    let high = pixels.max() ?? 0
    let which = showsPerturbation ? "all images but the difference" : "all images"
    let scale = "One \(isColor ? "colour" : "grey") scale for \(which): 0 black, 1 white"
    guard low < 0 || high > 1 else { return scale + "." }
    return scale
      + "; values outside (from \(NumberText.fixed(low, decimals: 2)) to "
      + "\(NumberText.fixed(high, decimals: 2))) are clipped for display."
  }

  private static let perturbationNote =
    "Difference of attacked and original: mid grey 0, white and black the number under it."

  private var isColor: Bool {
    rows.contains { $0.original.pixels.count != width * height }
  }

  private func cell(_ shot: Shot) -> ImageGrid.Cell {
    ImageGrid.Cell(
      picture: Picture(width: width, height: height, values: shot.pixels),
      lines: [
        "predicted \(shot.predictedClass)",
        "p\(NumberText.subscripted(fromClass)) \(NumberText.probability(shot.fromProbability))",
        "p\(NumberText.subscripted(toClass)) \(NumberText.probability(shot.toProbability))",
      ])
  }

  /// The difference of attacked and original on its own scale: mid grey is zero.
  private func perturbation(_ row: Row) -> ImageGrid.Cell {
    let difference = zip(row.attacked.pixels, row.original.pixels).map { $0 - $1 }
    let largest = difference.map(abs).max() ?? 0
    let bound = largest > 0 ? largest : 1
    var lines = ["±\(NumberText.fixed(largest, decimals: 3))"]
    if let share = row.onManifoldShare {
      lines += ["on-manifold", "\(NumberText.fixed(100 * share, decimals: 0)) %"]
    }
    return ImageGrid.Cell(
      picture: Picture(
        width: width, height: height, values: difference, black: -bound, white: bound),
      lines: lines)
  }
}
