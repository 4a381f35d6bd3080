/// The path of an attack on one image, for one or more models: images on top, below them the margin
/// with every class change at its place and angle, and the on-manifold share of the perturbation.
///
/// Places along the path are positions in steps: the iterate after step k is at k, and what lies
/// between two iterates in proportion between them.
public struct FilmFigure: PaperFigure, Equatable {
  /// A point that the attack visits, as an image.
  public struct Frame: Codable, Sendable, Equatable {
    public var position: Double
    /// `height × width` values, row after row, or in colour red, green and blue one after the other.
    public var pixels: [Double]
    public var predictedClass: Int
    /// Of the predicted class.
    public var probability: Double

    public init(position: Double, pixels: [Double], predictedClass: Int, probability: Double) {
      self.position = position
      self.pixels = pixels
      self.predictedClass = predictedClass
      self.probability = probability
    }
  }

  /// A class change.
  public struct Change: Codable, Sendable, Equatable {
    public var position: Double
    public var fromClass: Int
    public var toClass: Int
    /// Between the step and the boundary, in degrees; one angle, or for a change at an iterate or a
    /// kink the one before it and the one after it. `nil` where the boundary has no normal.
    public var anglesDegrees: [Double?]

    public init(position: Double, fromClass: Int, toClass: Int, anglesDegrees: [Double?]) {
      self.position = position
      self.fromClass = fromClass
      self.toClass = toClass
      self.anglesDegrees = anglesDegrees
    }
  }

  /// Margins at one place.
  public struct Margin: Codable, Sendable, Equatable {
    public var position: Double
    /// f_y − max_{j≠y} f_j for the label y.
    public var label: Double
    /// f_C − max_{j≠C} f_j for the target C; `nil` for an untargeted attack.
    public var target: Double?

    public init(position: Double, label: Double, target: Double? = nil) {
      self.position = position
      self.label = label
      self.target = target
    }
  }

  /// ‖P v‖²/‖v‖² at one visited point; `nil` where v = 0.
  public struct Share: Codable, Sendable, Equatable {
    public var position: Double
    /// Of the whole perturbation.
    public var whole: Double?
    /// Of the step that led here.
    public var step: Double?

    public init(position: Double, whole: Double?, step: Double?) {
      self.position = position
      self.whole = whole
      self.step = step
    }
  }

  public struct Model: Codable, Sendable, Equatable {
    public var name: String
    /// Whether the changes come from samples, between which some may be missed.
    public var isSampled: Bool
    /// In ascending order of position, the first the image itself.
    public var frames: [Frame]
    public var startClass: Int
    public var changes: [Change]
    public var margins: [Margin]
    public var shares: [Share]

    public init(
      name: String, isSampled: Bool, frames: [Frame], startClass: Int, changes: [Change],
      margins: [Margin], shares: [Share]
    ) {
      self.name = name
      self.isSampled = isSampled
      self.frames = frames
      self.startClass = startClass
      self.changes = changes
      self.margins = margins
      self.shares = shares
    }
  }

  /// How several models stand: one below the other, or beside each other.
  public enum Arrangement: String, Codable, Sendable { case stacked, columns }

  public static let schemaName = "mag.film-figure/1"
  public private(set) var schema = FilmFigure.schemaName
  public var notice: String?
  public var index: Int
  public var label: Int
  public var target: Int?
  /// The radius in pixel units, and how it is measured.
  public var epsilon: Double
  public var norm: String
  public var width: Int
  public var height: Int
  public var showsPerturbations: Bool
  public var arrangement: Arrangement
  public var models: [Model]

  public init(
    index: Int, label: Int, target: Int?, epsilon: Double, norm: String, width: Int, height: Int,
    showsPerturbations: Bool = false, arrangement: Arrangement = .stacked, models: [Model],
    notice: String? = nil
  ) {
    self.index = index
    self.label = label
    self.target = target
    self.epsilon = epsilon
    self.norm = norm
    self.width = width
    self.height = height
    self.showsPerturbations = showsPerturbations
    self.arrangement = arrangement
    self.models = models
    self.notice = notice
  }

  public var name: String { "Film" }

  public var modelNames: [String] { models.map(\.name) }

  public func selecting(models names: [String]) throws(FigureFailure) -> FilmFigure {
    var selected = self
    selected.models = try select(names, from: models) { $0.name }
    return selected
  }

  public var stacked: FilmFigure? {
    guard arrangement == .columns, models.count > 1 else { return nil }
    var figure = self
    figure.arrangement = .stacked
    return figure
  }

  public var caption: String {
    let aim = target.map { "towards class \($0)" } ?? "away from its class"
    return
      "The path of an attack on image \(index) (a \(label)) \(aim), \(norm) radius \(epsilon). "
      + "Images: the first, those after the steps in which the class changes, others evenly spaced, "
      + "and the last, each with its class and that class's probability. Margins: the logit of the "
      + "label\(target == nil ? "" : ", and of the target,") less the largest other one. Short "
      + "lines: decision boundaries, tilted by their angle to the step. Shares: "
      + "‖P δ‖²/‖δ‖² of the perturbation so far and of each step."
  }

  public var altText: String {
    let lines = models.map { model in
      let changes = model.changes.map { change in
        "\(change.fromClass) to \(change.toClass) at step "
          + NumberText.fixed(change.position, decimals: 2)
      }
      return "\(model.name): "
        + (changes.isEmpty
          ? "class \(model.startClass) throughout" : changes.joined(separator: ", "))
    }
    return "The path of an attack on image \(index), a \(label). "
      + lines.joined(separator: "; ") + "."
  }

  /// A row for each place that something is known of: margins, class changes, shares and frames.
  public var table: CSVTable {
    var table = CSVTable(header: [
      "model", "kind", "position", "from_class", "to_class", "angle_degrees",
      "angle_after_degrees", "margin", "target_margin", "on_manifold_share",
      "step_on_manifold_share", "probability", "method",
    ])
    func add(
      _ model: Model, _ kind: String, _ position: Double, classes: (Int?, Int?) = (nil, nil),
      _ numbers: [Double?]
    ) {
      table.append(
        [
          .text(model.name), .text(kind), .number(position), .index(classes.0), .index(classes.1),
        ] + numbers.map { .number($0) }
          + [.text((model.isSampled ? FigureMethod.sampled : .exact).rawValue)])
    }
    for model in models {
      for frame in model.frames {
        add(
          model, "frame", frame.position, classes: (nil, frame.predictedClass),
          [nil, nil, nil, nil, nil, nil, frame.probability])
      }
      for change in model.changes {
        let after = change.anglesDegrees.count > 1 ? change.anglesDegrees[1] : nil
        add(
          model, "change", change.position, classes: (change.fromClass, change.toClass),
          [change.anglesDegrees.first ?? nil, after, nil, nil, nil, nil, nil])
      }
      for margin in model.margins {
        add(
          model, "margin", margin.position,
          [nil, nil, margin.label, margin.target, nil, nil, nil])
      }
      for share in model.shares {
        add(model, "share", share.position, [nil, nil, nil, nil, share.whole, share.step, nil])
      }
    }
    return table
  }
}
