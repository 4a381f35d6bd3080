/// Crossing angles over many segments, all models overlaid: a column for each family of segments
/// with the distribution function and the histogram of the first crossing's angle, below them the
/// medians with their intervals, the kinks a line, and for one family the median angle by class.
///
/// It holds distributions, not the single angles, so that its size does not grow with the lines.
public struct AtlasFigure: PaperFigure, Equatable {
  /// What one model says of one family.
  public struct Sample: Codable, Sendable, Equatable {
    /// Of the family, e.g. "other-class".
    public var family: String
    public var lines: Int
    /// Lines whose first crossing has an angle.
    public var count: Int
    /// The angle's quantiles in degrees at even heights from 0 to 1; empty for no angle.
    public var ecdf: [Double]
    /// How many angles lie in each bin of `binWidth` degrees from 0 on.
    public var histogram: [Int]
    public var median: Double?
    /// 95 %, lower and upper end.
    public var medianInterval: [Double]?
    /// 5, 25, 50, 75 and 95 % of the kinks a line; `nil` where lines were sampled.
    public var kinks: Quantiles?

    public init(
      family: String, lines: Int, count: Int, ecdf: [Double], histogram: [Int], median: Double?,
      medianInterval: [Double]?, kinks: Quantiles?
    ) {
      self.family = family
      self.lines = lines
      self.count = count
      self.ecdf = ecdf
      self.histogram = histogram
      self.median = median
      self.medianInterval = medianInterval
      self.kinks = kinks
    }
  }

  public struct Model: Codable, Sendable, Equatable {
    public var name: String
    /// How crossings were found; nil in data that do not say.
    public var method: FigureMethod?
    public var samples: [Sample]
    /// Row: the class that is left, column: the class that is entered; the median angle in degrees
    /// over the crossings of `matrixFamily`, `nil` where there are none.
    public var classMedians: [[Double?]]

    public init(
      name: String, samples: [Sample], classMedians: [[Double?]], method: FigureMethod? = nil
    ) {
      self.name = name
      self.method = method
      self.samples = samples
      self.classMedians = classMedians
    }
  }

  public static let schemaName = "mag.atlas-figure/1"
  public private(set) var schema = AtlasFigure.schemaName
  public var notice: String?
  /// Degrees.
  public var binWidth: Double
  /// The family behind `classMedians`.
  public var matrixFamily: String
  public var models: [Model]

  public init(binWidth: Double, matrixFamily: String, models: [Model], notice: String? = nil) {
    self.binWidth = binWidth
    self.matrixFamily = matrixFamily
    self.models = models
    self.notice = notice
  }

  public var name: String { "Angle atlas" }

  /// The families in the order in which they first appear.
  public var families: [String] {
    var seen: [String] = []
    for sample in models.flatMap(\.samples) where !seen.contains(sample.family) {
      seen.append(sample.family)
    }
    return seen
  }

  public var modelNames: [String] { models.map(\.name) }

  public func selecting(models names: [String]) throws(FigureFailure) -> AtlasFigure {
    var selected = self
    selected.models = try select(names, from: models) { $0.name }
    return selected
  }

  public var caption: String {
    let lines = models.flatMap(\.samples).map(\.lines).max() ?? 0
    return "Angles at which \(lines) lines a family cross their first decision boundary. 90° is "
      + "head-on, 0° grazing; lines without a crossing are left out. Top: distribution functions "
      + "and histograms. Middle: medians with 95 % bootstrap intervals over lines"
      + (hasKinks ? ", and kinks a line (5 to 95 %, quartiles, median)" : "")
      + ". Bottom: the median angle of all crossings of "
      + "\(matrixFamily) lines from one class to another."
      + (methodNote.map { " " + $0 } ?? "")
  }

  /// Whether any model's kinks are known: sampled lines have none.
  var hasKinks: Bool { models.contains { $0.samples.contains { $0.kinks != nil } } }

  /// Which models are sampled; nil for none.
  var methodNote: String? {
    FigureMethod.note(models.map { ($0.name, $0.method) })
  }

  public var altText: String {
    let medians = models.flatMap { model in
      model.samples.compactMap { sample in
        sample.median.map {
          "\(model.name) \(sample.family) \(NumberText.fixed($0, decimals: 1))°"
        }
      }
    }
    return "Distributions of the first crossing's angle. Medians: "
      + medians.joined(separator: ", ") + "."
  }

  /// One row for each number that is drawn; `key` and `other` say where it belongs: the height of a
  /// distribution function, the lower edge of a bin, a share, or two classes.
  public var table: CSVTable {
    var table = CSVTable(header: ["model", "family", "quantity", "key", "other", "value", "method"])
    for model in models {
      for sample in model.samples { append(sample, of: model, to: &table) }
      for (from, row) in model.classMedians.enumerated() {
        for (to, value) in row.enumerated() {
          table.append([
            .text(model.name), .text(matrixFamily), .text("class_median"), .integer(from),
            .integer(to), .number(value), .text(model.method?.rawValue ?? ""),
          ])
        }
      }
    }
    return table
  }

  private func append(_ sample: Sample, of model: Model, to table: inout CSVTable) {
    func add(_ quantity: String, _ key: Double?, _ other: Double?, _ value: Double?) {
      table.append([
        .text(model.name), .text(sample.family), .text(quantity), .number(key), .number(other),
        .number(value), .text(model.method?.rawValue ?? ""),
      ])
    }
    let steps = Double(max(1, sample.ecdf.count - 1))
    for (index, angle) in sample.ecdf.enumerated() {
      add("ecdf", Double(index) / steps, nil, angle)
    }
    for (bin, count) in sample.histogram.enumerated() where count > 0 {
      let lower = Double(bin) * binWidth
      add("bin_count", lower, lower + binWidth, Double(count))
    }
    add("median", nil, nil, sample.median)
    for (share, end) in zip([0.025, 0.975], sample.medianInterval ?? []) {
      add("median_interval", share, nil, end)
    }
    guard let kinks = sample.kinks else { return }
    for (share, value) in [
      (0.05, kinks.p5), (0.25, kinks.p25), (0.5, kinks.p50), (0.75, kinks.p75), (0.95, kinks.p95),
    ] { add("kinks", share, nil, value) }
  }
}
