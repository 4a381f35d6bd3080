/// The defined values that a series puts along each axis.
struct ChartExtents {
  var x: [Double] = []
  var y: [Double] = []

  static func + (a: ChartExtents, b: ChartExtents) -> ChartExtents {
    ChartExtents(x: a.x + b.x, y: a.y + b.y)
  }
}

extension ChartSeries {
  /// Values without the undefined ones.
  var sample: [Double]? {
    switch self {
    case .histogram(let sample), .ecdf(let sample), .box(let sample), .violin(let sample):
      sample.values.compactMap { $0 }
    case .line, .points, .step, .bars: nil
    }
  }

  /// Whether it stands on categories along x.
  var isCategorical: Bool {
    switch self {
    case .box, .violin, .bars: true
    case .histogram, .ecdf, .line, .points, .step: false
    }
  }

  /// The categories it stands on, in order.
  var categories: [String] {
    switch self {
    case .box(let sample), .violin(let sample): [sample.category ?? sample.name]
    case .bars(let bars): bars.categories
    case .histogram, .ecdf, .line, .points, .step: []
    }
  }

  /// How many of its values are undefined.
  var undefinedCount: Int {
    switch self {
    case .histogram(let sample), .ecdf(let sample), .box(let sample), .violin(let sample):
      sample.values.count { $0 == nil }
    case .line(let curve), .points(let curve):
      zip(curve.x, curve.y).count { $0 == nil || $1 == nil }
    case .step(let steps): steps.y.count { $0 == nil }
    case .bars(let bars): bars.y.count { $0 == nil }
    }
  }

  /// What the axes must show; a histogram's heights depend on its bins and are not among it.
  var extents: ChartExtents {
    switch self {
    case .histogram(let sample): ChartExtents(x: sample.values.compactMap { $0 })
    case .ecdf(let sample): ChartExtents(x: sample.values.compactMap { $0 }, y: [0, 1])
    case .box(let sample), .violin(let sample): ChartExtents(y: sample.values.compactMap { $0 })
    case .line(let curve), .points(let curve):
      ChartExtents(
        x: curve.places.map(\.x),
        y: curve.places.flatMap { [$0.y, $0.interval?.lowerBound, $0.interval?.upperBound] }
          .compactMap { $0 })
    case .step(let steps): ChartExtents(x: steps.edges, y: steps.y.compactMap { $0 })
    case .bars(let bars):
      ChartExtents(
        y: [0] + bars.y.compactMap { $0 } + (bars.lower ?? []).compactMap { $0 }
          + (bars.upper ?? []).compactMap { $0 })
    }
  }
}

extension ChartSeries.Curve {
  /// A point that is defined.
  struct Place {
    var x: Double
    var y: Double
    var interval: ClosedRange<Double>?
    var label: String?
  }

  /// For each point its place; nil where one of its numbers is undefined.
  var allPlaces: [Place?] {
    x.indices.map { index in
      guard let x = x[index], let y = y[index] else { return nil }
      let label = labels?[index].flatMap { $0.isEmpty ? nil : $0 }
      return Place(x: x, y: y, interval: interval(lower, upper, at: index), label: label)
    }
  }

  var places: [Place] { allPlaces.compactMap { $0 } }

  /// The runs of neighbouring points that are defined: where one is not, the line has a gap.
  var runs: [[Place]] {
    allPlaces.split { $0 == nil }.map { $0.compactMap { $0 } }
  }
}

/// The interval of one value; nil where an end is undefined or there are none.
func interval(_ lower: [Double?]?, _ upper: [Double?]?, at index: Int) -> ClosedRange<Double>? {
  guard let lower = lower?[index], let upper = upper?[index], lower <= upper else { return nil }
  return lower...upper
}
