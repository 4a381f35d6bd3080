/// How far the decision boundary is along the input gradient, along its in-manifold part and along
/// its off-manifold part: for each model the quantiles of the three distances, and below them those
/// of the off-manifold by the in-manifold distance.
public struct TiltFigure: PaperFigure, Equatable {
  /// One number an image, in the order of the model's images.
  public struct Sample: Codable, Sendable, Equatable {
    /// Nil where undefined or infinite.
    public var values: [Double?]
    /// The places in `values`, in ascending order, of numbers greater than all others: distances
    /// where there is no boundary.
    public var unreached: [Int]

    public init(values: [Double?], unreached: [Int] = []) {
      self.values = values
      self.unreached = unreached
    }

    var undefinedCount: Int { values.count { $0 == nil } - unreached.count }

    /// All numbers that have a rank, in order.
    var ranked: [Double] {
      values.compactMap { $0 }.sorted() + unreached.map { _ in .infinity }
    }
  }

  public struct Model: Codable, Sendable, Equatable {
    public var name: String
    /// How boundaries were found; nil in data that do not say.
    public var method: FigureMethod?
    /// The images' numbers, labels and predicted classes.
    public var indices: [Int]
    public var labels: [Int]
    public var predictedClasses: [Int]
    /// Distances in pixel units.
    public var gradient: Sample
    public var inManifold: Sample
    public var offManifold: Sample
    /// Off-manifold by in-manifold distance.
    public var ratio: Sample

    public init(
      name: String, indices: [Int], labels: [Int], predictedClasses: [Int], gradient: Sample,
      inManifold: Sample, offManifold: Sample, ratio: Sample,
      method: FigureMethod? = nil
    ) {
      self.name = name
      self.method = method
      self.indices = indices
      self.labels = labels
      self.predictedClasses = predictedClasses
      self.gradient = gradient
      self.inManifold = inManifold
      self.offManifold = offManifold
      self.ratio = ratio
    }

    /// The distances with what they are called, from top to bottom.
    var distances: [(name: String, sample: Sample)] {
      [
        ("gradient", gradient), ("in-manifold part", inManifold),
        ("off-manifold part", offManifold),
      ]
    }
  }

  public static let schemaName = "mag.tilt-figure/1"
  public private(set) var schema = TiltFigure.schemaName
  public var notice: String?
  public var models: [Model]

  public init(models: [Model], notice: String? = nil) {
    self.models = models
    self.notice = notice
  }

  public var name: String { "Tilt figure" }

  public var modelNames: [String] { models.map(\.name) }

  public func selecting(models names: [String]) throws(FigureFailure) -> TiltFigure {
    var selected = self
    selected.models = try select(names, from: models) { $0.name }
    return selected
  }

  public var caption: String {
    let count = models.map(\.indices.count).max() ?? 0
    return "Distance to the decision boundary along the input gradient, its in-manifold part and "
      + "its off-manifold part. Each ray starts at one of \(count) images and ends where the "
      + "predicted class first changes. Dots and numbers are medians, thick lines span 25 to 75 % "
      + "and thin ones 5 to 95 % of the images; an image without a boundary on its ray counts as "
      + "farthest. Below: off-manifold by in-manifold distance of the same image; left of 1 the "
      + "boundary is nearer off the manifold than along it."
      + (methodNote.map { " " + $0 } ?? "")
  }

  /// Which models are sampled; nil for none.
  var methodNote: String? {
    FigureMethod.note(models.map { ($0.name, $0.method) })
  }

  /// Whether there is nothing to draw: no distance is above 0.
  public var isEmpty: Bool {
    QuantileRow.scale(
      models.flatMap(\.distances).map { QuantileRow($0.sample.ranked) }) == nil
  }

  public var altText: String {
    let lines = models.map { model in
      let words = model.distances.map { name, sample in
        "\(name) \(QuantileRow(sample.ranked).medianText)"
      }
      return "\(model.name): \(words.joined(separator: ", ")), ratio "
        + QuantileRow(model.ratio.ranked).medianText
    }
    return "Quantiles of distances to the decision boundary on a logarithmic axis. Medians: "
      + lines.joined(separator: "; ") + "."
  }

  /// One row for each model and image; `inf` where there is no boundary, empty where undefined.
  public var table: CSVTable {
    var table = CSVTable(header: [
      "model", "index", "label", "predicted_class", "gradient_distance", "in_manifold_distance",
      "off_manifold_distance", "off_by_in_ratio", "method",
    ])
    for model in models {
      let columns = (model.distances.map(\.sample) + [model.ratio]).map { sample in
        var column = sample.values
        for place in sample.unreached { column[place] = .infinity }
        return column
      }
      for row in model.indices.indices {
        table.append(
          [
            .text(model.name), .integer(model.indices[row]), .integer(model.labels[row]),
            .integer(model.predictedClasses[row]),
          ] + columns.map { .number($0[row]) } + [.text(model.method?.rawValue ?? "")])
      }
    }
    return table
  }
}
