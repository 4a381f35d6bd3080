/// The class along straight paths between images as a step function, with the angle at which each
/// boundary is crossed: a column for each pair of images, a row for each model.
///
/// The path runs horizontally. At a crossing a short segment stands for the boundary: it is tilted
/// against the path by the crossing angle θ, so that 90° (head-on) is upright and 0° (grazing) lies
/// flat.
public struct Figure2: PaperFigure, Equatable {
  /// An end of a path.
  public struct EndPoint: Codable, Sendable, Equatable {
    public var index: Int?
    public var label: Int?
    public var width: Int
    public var height: Int
    /// `height × width` values, row after row, or in colour red, green and blue one after the other;
    /// drawn with 0 black and 1 white.
    public var pixels: [Double]

    public init(index: Int?, label: Int?, width: Int, height: Int, pixels: [Double]) {
      self.index = index
      self.label = label
      self.width = width
      self.height = height
      self.pixels = pixels
    }
  }

  public struct Pair: Codable, Sendable, Equatable {
    public var from: EndPoint
    public var to: EndPoint

    public init(from: EndPoint, to: EndPoint) {
      self.from = from
      self.to = to
    }
  }

  public struct Crossing: Codable, Sendable, Equatable {
    /// Where on the path, in 0...1.
    public var t: Double
    public var fromClass: Int
    public var toClass: Int
    /// θ in degrees, 0...90; `nil` where the boundary has no normal.
    public var angleDegrees: Double?

    public init(t: Double, fromClass: Int, toClass: Int, angleDegrees: Double?) {
      self.t = t
      self.fromClass = fromClass
      self.toClass = toClass
      self.angleDegrees = angleDegrees
    }
  }

  /// What one model says along one pair's path.
  public struct Walk: Codable, Sendable, Equatable {
    /// The class at t = 0.
    public var startClass: Int
    /// In ascending order of t.
    public var crossings: [Crossing]
    /// Where the network's linear pieces end, in 0...1; empty to leave them out.
    public var kinks: [Double]

    public init(startClass: Int, crossings: [Crossing], kinks: [Double] = []) {
      self.startClass = startClass
      self.crossings = crossings
      self.kinks = kinks
    }
  }

  public struct Model: Codable, Sendable, Equatable {
    public var name: String
    /// How the crossings were found; nil in data that do not say.
    public var method: FigureMethod?
    /// One for each pair, in their order.
    public var walks: [Walk]

    public init(name: String, walks: [Walk], method: FigureMethod? = nil) {
      self.name = name
      self.method = method
      self.walks = walks
    }
  }

  public static let schemaName = "mag.figure2/1"
  public private(set) var schema = Figure2.schemaName
  public var notice: String?
  public var classCount: Int
  public var pairs: [Pair]
  public var models: [Model]

  public init(classCount: Int = 10, pairs: [Pair], models: [Model], notice: String? = nil) {
    self.classCount = classCount
    self.pairs = pairs
    self.models = models
    self.notice = notice
  }

  public var name: String { "Figure 2" }

  public var modelNames: [String] { models.map(\.name) }

  public func selecting(models names: [String]) throws(FigureFailure) -> Figure2 {
    var selected = self
    selected.models = try select(names, from: models) { $0.name }
    return selected
  }

  public var caption: String {
    "Predicted class along the straight path between two images. At each crossing the short "
      + "segment is the decision boundary, tilted against the path (horizontal) by the crossing angle: 90° "
      + "is head-on and upright, 0° grazing."
      + (models.contains { $0.walks.contains { !$0.kinks.isEmpty } }
        ? " The strip at the foot shows how densely the network's linear pieces end." : "")
      + (methodNote.map { " " + $0 } ?? "")
  }

  /// Which models are sampled; nil for none.
  var methodNote: String? {
    FigureMethod.note(models.map { ($0.name, $0.method) })
  }

  public var altText: String {
    let lines = models.map { model in
      let angles = model.walks.flatMap(\.crossings).compactMap(\.angleDegrees)
      guard !angles.isEmpty else { return "\(model.name): no crossings" }
      let mean = angles.reduce(0, +) / Double(angles.count)
      let text = NumberText.fixed(mean, decimals: 1)
      return "\(model.name): \(angles.count) crossings, mean angle \(text)°"
    }
    return "Step functions of the predicted class on \(pairs.count) paths between images. "
      + lines.joined(separator: "; ") + "."
  }

  /// One row for each crossing.
  public var table: CSVTable {
    var table = CSVTable(header: [
      "model", "pair", "from_index", "to_index", "t", "from_class", "to_class", "angle_degrees",
      "method",
    ])
    for model in models {
      for (number, (pair, walk)) in zip(pairs, model.walks).enumerated() {
        for crossing in walk.crossings {
          table.append([
            .text(model.name), .integer(number), .index(pair.from.index),
            .index(pair.to.index), .number(crossing.t),
            .integer(crossing.fromClass), .integer(crossing.toClass),
            .number(crossing.angleDegrees), .text(model.method?.rawValue ?? ""),
          ])
        }
      }
    }
    return table
  }
}
