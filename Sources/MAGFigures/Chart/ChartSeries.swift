/// What is drawn of one thing in a chart: numbers with a name and the form in which they are shown.
///
/// Undefined values are nil: they are left out of the drawing, never drawn as zero, and counted in
/// a note.
public enum ChartSeries: Sendable, Equatable {
  /// How often values occur, in bins that all histograms of the plot share (`HistogramBins`).
  case histogram(Sample)
  /// The share of the values that are no larger, as a step line.
  case ecdf(Sample)
  /// Quartiles, whiskers and outliers (`BoxMark`).
  case box(Sample)
  /// A density on both sides of a line (`ViolinMark`).
  case violin(Sample)
  /// A line through points in ascending order of x, with a band where there are intervals.
  case line(Curve)
  /// Points in any order, with bars where there are intervals.
  case points(Curve)
  /// A constant value between each edge and the next.
  case step(Steps)
  /// Bars from zero, with intervals where there are any.
  case bars(Bars)

  /// Values of one sample in any order.
  public struct Sample: Codable, Sendable, Equatable {
    public var name: String
    public var values: [Double?]
    /// The place of a box or violin; nil for a place of its own, under `name`.
    public var category: String?

    public init(_ name: String, values: [Double?], category: String? = nil) {
      self.name = name
      self.values = values
      self.category = category
    }
  }

  /// Values at places; all arrays have one length.
  public struct Curve: Codable, Sendable, Equatable {
    public var name: String
    public var x: [Double?]
    public var y: [Double?]
    /// The ends of the interval around each y; both or neither.
    public var lower: [Double?]?
    public var upper: [Double?]?
    /// Words at points; "" or nil for none. Lines have none.
    public var labels: [String?]?
    /// Whether a line marks its points.
    public var markers: Bool

    public init(
      _ name: String, x: [Double?], y: [Double?], lower: [Double?]? = nil,
      upper: [Double?]? = nil, labels: [String?]? = nil, markers: Bool = true
    ) {
      self.name = name
      self.x = x
      self.y = y
      self.lower = lower
      self.upper = upper
      self.labels = labels
      self.markers = markers
    }
  }

  /// A step function.
  public struct Steps: Codable, Sendable, Equatable {
    public var name: String
    /// Ascending, one more than there are values.
    public var edges: [Double]
    public var y: [Double?]

    public init(_ name: String, edges: [Double], y: [Double?]) {
      self.name = name
      self.edges = edges
      self.y = y
    }
  }

  /// Values of categories; all arrays have one length.
  public struct Bars: Codable, Sendable, Equatable {
    public var name: String
    public var categories: [String]
    public var y: [Double?]
    /// The ends of the interval around each y; both or neither.
    public var lower: [Double?]?
    public var upper: [Double?]?

    public init(
      _ name: String, categories: [String], y: [Double?], lower: [Double?]? = nil,
      upper: [Double?]? = nil
    ) {
      self.name = name
      self.categories = categories
      self.y = y
      self.lower = lower
      self.upper = upper
    }
  }

  /// The form's name in JSON.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    case histogram, ecdf, box, violin, line, points, step, bars
  }

  public var kind: Kind {
    switch self {
    case .histogram: .histogram
    case .ecdf: .ecdf
    case .box: .box
    case .violin: .violin
    case .line: .line
    case .points: .points
    case .step: .step
    case .bars: .bars
    }
  }

  /// What the legend calls it; a model's name gives the model's style.
  public var name: String {
    switch self {
    case .histogram(let sample), .ecdf(let sample), .box(let sample), .violin(let sample):
      sample.name
    case .line(let curve), .points(let curve): curve.name
    case .step(let steps): steps.name
    case .bars(let bars): bars.name
    }
  }
}

extension ChartSeries {
  public static func histogram(_ name: String, values: [Double?]) -> ChartSeries {
    .histogram(Sample(name, values: values))
  }

  public static func ecdf(_ name: String, values: [Double?]) -> ChartSeries {
    .ecdf(Sample(name, values: values))
  }

  public static func box(_ name: String, values: [Double?], category: String? = nil) -> ChartSeries
  {
    .box(Sample(name, values: values, category: category))
  }

  public static func violin(
    _ name: String, values: [Double?], category: String? = nil
  ) -> ChartSeries {
    .violin(Sample(name, values: values, category: category))
  }

  public static func line(
    _ name: String, x: [Double?], y: [Double?], lower: [Double?]? = nil, upper: [Double?]? = nil,
    markers: Bool = true
  ) -> ChartSeries {
    .line(Curve(name, x: x, y: y, lower: lower, upper: upper, markers: markers))
  }

  public static func points(
    _ name: String, x: [Double?], y: [Double?], lower: [Double?]? = nil, upper: [Double?]? = nil,
    labels: [String?]? = nil
  ) -> ChartSeries {
    .points(Curve(name, x: x, y: y, lower: lower, upper: upper, labels: labels))
  }

  public static func step(_ name: String, edges: [Double], y: [Double?]) -> ChartSeries {
    .step(Steps(name, edges: edges, y: y))
  }

  public static func bars(
    _ name: String, categories: [String], y: [Double?], lower: [Double?]? = nil,
    upper: [Double?]? = nil
  ) -> ChartSeries {
    .bars(Bars(name, categories: categories, y: y, lower: lower, upper: upper))
  }
}
