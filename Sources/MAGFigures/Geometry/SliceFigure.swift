import Foundation

/// Decision regions on planes through images, a panel a model: the class of every point by colour,
/// the boundaries as lines, the images as marks.
public struct SliceFigure: PaperFigure, Equatable {
  /// An image on the plane, at its place in units of distance.
  public struct Place: Codable, Sendable, Equatable {
    public var index: Int
    public var label: Int
    public var predictedClass: Int
    public var x: Double
    public var y: Double

    public init(index: Int, label: Int, predictedClass: Int, x: Double, y: Double) {
      self.index = index
      self.label = label
      self.predictedClass = predictedClass
      self.x = x
      self.y = y
    }
  }

  /// A piece of a boundary, straight between its vertices.
  public struct Arc: Codable, Sendable, Equatable {
    public var leftClass: Int
    public var rightClass: Int
    public var x: [Double]
    public var y: [Double]

    public init(leftClass: Int, rightClass: Int, x: [Double], y: [Double]) {
      self.leftClass = leftClass
      self.rightClass = rightClass
      self.x = x
      self.y = y
    }
  }

  /// A class with its share of the window.
  public struct Region: Codable, Sendable, Equatable {
    public var label: Int
    public var share: Double

    public init(label: Int, share: Double) {
      self.label = label
      self.share = share
    }
  }

  /// What one model's plane shows.
  public struct Panel: Codable, Sendable, Equatable {
    public var model: String
    /// How classes were found: along exactly walked lines, or at samples.
    public var isExact: Bool
    /// Whether the arcs are all boundaries that meet a line; otherwise there are none or not all.
    public var isComplete: Bool
    /// The distance between neighbouring lines or samples.
    public var spacing: Double
    public var xTitle: String
    public var yTitle: String
    /// The gradient's direction in the plane in degrees from the first axis.
    public var gradientDegrees: Double?
    public var places: [Place]
    public var regions: [Region]
    public var raster: ClassRaster
    public var arcs: [Arc]

    public init(
      model: String, isExact: Bool, isComplete: Bool, spacing: Double, xTitle: String,
      yTitle: String, gradientDegrees: Double?, places: [Place], regions: [Region],
      raster: ClassRaster, arcs: [Arc]
    ) {
      self.model = model
      self.isExact = isExact
      self.isComplete = isComplete
      self.spacing = spacing
      self.xTitle = xTitle
      self.yTitle = yTitle
      self.gradientDegrees = gradientDegrees
      self.places = places
      self.regions = regions
      self.raster = raster
      self.arcs = arcs
    }
  }

  /// An image to be shown beside the planes.
  public struct Shot: Codable, Sendable, Equatable {
    public var index: Int
    public var label: Int
    public var width: Int
    public var height: Int
    /// `height × width` values, row after row, or in colour red, green and blue one after the other.
    public var pixels: [Double]

    public init(index: Int, label: Int, width: Int, height: Int, pixels: [Double]) {
      self.index = index
      self.label = label
      self.width = width
      self.height = height
      self.pixels = pixels
    }
  }

  public static let schemaName = "mag.slice-figure/1"
  public private(set) var schema = SliceFigure.schemaName
  public var notice: String?
  public var shots: [Shot]
  public var panels: [Panel]

  public init(panels: [Panel], shots: [Shot], notice: String? = nil) {
    self.panels = panels
    self.shots = shots
    self.notice = notice
  }

  public var name: String { "Slice" }

  public var modelNames: [String] {
    panels.map(\.model).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  public func selecting(models names: [String]) throws(FigureFailure) -> SliceFigure {
    var selected = self
    selected.panels = try select(names, from: panels) { $0.model }
    return selected
  }

  public var caption: String {
    let images = shots.map { "\($0.index) (label \($0.label))" }.joined(separator: ", ")
    let through =
      shots.count == 1
      ? "A plane at image \(images), along the parts of its input gradient on and off the manifold"
      : "The plane through images \(images)"
    return through
      + ". Colours and numbers: the predicted class. Both axes are distances (l2 of the pixels) on "
      + "one scale; a mark is an image with its label. "
      + (panels.contains { $0.gradientDegrees != nil } ? "Dashed: the direction of g. " : "")
      + methodNote
  }

  /// What is exact in the picture, and what it cannot show.
  var methodNote: String {
    var sentences: [String] = []
    let exact = panels.filter(\.isExact)
    if let spacing = exact.map(\.spacing).max() {
      let width = Self.distance(spacing)
      let lines = exact.map { "\($0.raster.lines.count)" }.unique.joined(separator: ", ")
      let isFollowed = exact.contains(where: \.isComplete)
      sentences.append(
        "Exact on \(lines) scan lines across and as closely spaced ones upwards"
          + (isFollowed ? "; boundaries that meet one are followed exactly" : "")
          + ". A region that meets none lies in a square of side \(width) and is not seen.")
    }
    let open = exact.filter { !$0.isComplete }.map(\.model)
    if !open.isEmpty {
      sentences.append("Boundaries not all followed: \(open.joined(separator: ", ")).")
    }
    let sampled = panels.filter { !$0.isExact }
    if let spacing = sampled.map(\.spacing).max() {
      sentences.append(
        "Sampled, not exact: \(sampled.map(\.model).joined(separator: ", ")), every "
          + "\(Self.distance(spacing)).")
    }
    return sentences.joined(separator: " ")
  }

  /// A distance with two significant digits.
  private static func distance(_ value: Double) -> String {
    let decimals = value > 0 && value < 10 ? 1 - Int(log10(value).rounded(.down)) : 0
    return NumberText.fixed(value, decimals: decimals)
  }

  public var altText: String {
    let lines = panels.map { panel in
      "\(panel.model): "
        + panel.regions.sorted { $0.share > $1.share }.map {
          "class \($0.label) \(NumberText.fixed(100 * $0.share, decimals: 1)) %"
        }.joined(separator: ", ")
    }
    return "Maps of the predicted class on a plane. Shares of the window: "
      + lines.joined(separator: "; ") + "."
  }

  /// The places of images, the shares of classes, and the vertices of boundaries.
  public var table: CSVTable {
    var table = CSVTable(header: [
      "model", "what", "index", "class", "other_class", "x", "y", "share", "method",
    ])
    for panel in panels {
      let method = CSVTable.Field.text(
        (panel.isExact ? FigureMethod.exact : .sampled).rawValue)
      for place in panel.places {
        table.append([
          .text(panel.model), .text("image"), .integer(place.index),
          .integer(place.predictedClass), .index(nil), .number(place.x), .number(place.y),
          .number(nil), method,
        ])
      }
      for region in panel.regions {
        table.append([
          .text(panel.model), .text("region"), .index(nil), .integer(region.label), .index(nil),
          .number(nil), .number(nil), .number(region.share), method,
        ])
      }
      for (number, arc) in panel.arcs.enumerated() {
        for (x, y) in zip(arc.x, arc.y) {
          table.append([
            .text(panel.model), .text("boundary"), .integer(number), .integer(arc.leftClass),
            .integer(arc.rightClass), .number(x), .number(y), .number(nil), method,
          ])
        }
      }
    }
    return table
  }
}

extension Array where Element: Hashable {
  /// Each element once, in order of first appearance.
  fileprivate var unique: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
