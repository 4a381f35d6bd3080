import MAGGeometry

/// The decision regions of one network on one plane, as a result document holds them.
///
/// Lengths are in units of distance (l2, pixel units). Undefined numbers are null.
public struct SliceResult: Encodable, Sendable {
  /// An image on the plane.
  public struct Mark: Encodable, Equatable, Sendable {
    /// Its number in the split.
    public var index: Int
    public var label: Int
    public var predictedClass: Int
    public var x: Double
    public var y: Double
    /// The nearest point of the boundaries within the window; nil where they were not followed.
    public var nearestBoundary: Nearest?
  }

  /// The nearest point of a boundary, and the class beyond it.
  public struct Nearest: Encodable, Equatable, Sendable {
    public var distance: Double
    public var x: Double
    public var y: Double
    public var otherClass: Int
  }

  /// A direction of the plane.
  public struct Axis: Encodable, Equatable, Sendable {
    public var meaning: SliceAxis
    /// ‖P u‖² of the unit direction.
    public var onManifoldShare: Double
  }

  /// A class with its shares of the window.
  public struct Region: Encodable, Equatable, Sendable {
    public var label: Int
    /// From the followed boundaries: exact but for what meets no scan line. Nil where they were not
    /// followed, or not all of them.
    public var share: Double?
    /// Along the rows, and along the columns where there are any.
    public var shareOnRows: Double
    public var shareOnColumns: Double?

    private enum CodingKeys: String, CodingKey {
      case label = "class"
      case share, shareOnRows, shareOnColumns
    }
  }

  /// All boundaries between two classes.
  public struct Border: Encodable, Equatable, Sendable {
    /// In ascending order.
    public var classes: [Int]
    public var length: Double
    public var arcs: Int
    /// Affine pieces along them: straight parts between two vertices.
    public var pieces: Int
  }

  public var images: [Mark]
  public var axes: [Axis]
  /// The gradient's direction in the plane, from the first axis towards the second; nil without one.
  public var gradientDegrees: Double?
  public var window: PlaneWindow
  public var method: PathMethod
  /// Between neighbouring scan lines (exact) or samples: a region that meets none of them lies in a
  /// square of this side and is not seen.
  public var spacing: Double
  public var rowCount: Int
  public var columnCount: Int
  /// Classes that were seen.
  public var regions: [Region]
  /// Nil where boundaries were not followed.
  public var borders: [Border]?
  public var junctions: [PlanePoint]?
  /// How scan lines and boundaries agree.
  public var agreement: PlaneBoundary.Agreement?
  /// The slice itself; in JSON only where `hasLines`.
  public var slice: PlaneSlice
  public var hasLines = false

  /// What stands in for a part that the gradient does not have, in a sentence each.
  public var substitutions: [String] {
    axes.compactMap { axis in
      switch axis.meaning {
      case .randomInManifold:
        "the gradient has no part on the manifold; a random direction on it is shown instead"
      case .randomOffManifold:
        "the gradient has no part off the manifold; a random direction off it is shown instead"
      default: nil
      }
    }
  }

  private enum CodingKeys: String, CodingKey {
    case images, axes, gradientDegrees, window, method, spacing, rowCount, columnCount, regions
    case borders, junctions, agreement, rows, columns, arcs
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(images, forKey: .images)
    try container.encode(axes, forKey: .axes)
    try container.encode(gradientDegrees, forKey: .gradientDegrees)
    try container.encode(window, forKey: .window)
    try container.encode(method, forKey: .method)
    try container.encode(spacing, forKey: .spacing)
    try container.encode(rowCount, forKey: .rowCount)
    try container.encode(columnCount, forKey: .columnCount)
    try container.encode(regions, forKey: .regions)
    try container.encode(borders, forKey: .borders)
    try container.encode(junctions, forKey: .junctions)
    try container.encode(agreement, forKey: .agreement)
    guard hasLines else { return }
    try container.encode(slice.rows.map(LineRecord.init), forKey: .rows)
    try container.encode(slice.columns.map(LineRecord.init), forKey: .columns)
    try container.encode(slice.boundary?.arcs.map(ArcRecord.init), forKey: .arcs)
  }
}

/// A scan line in JSON: `classes` has one entry more than `positions`.
private struct LineRecord: Encodable {
  var place: Double
  var positions: [Double]
  var classes: [Int]

  init(_ line: ScanLine) {
    place = line.place
    positions = line.crossings.map(\.position)
    classes = [line.startClass] + line.crossings.map(\.toClass)
  }
}

/// An arc in JSON, its vertices as two lists.
private struct ArcRecord: Encodable {
  var leftClass: Int
  var rightClass: Int
  var start: BoundaryArc.End
  var end: BoundaryArc.End
  var x: [Double]
  var y: [Double]

  init(_ arc: BoundaryArc) {
    (leftClass, rightClass, start, end) = (arc.leftClass, arc.rightClass, arc.start, arc.end)
    x = arc.vertices.map(\.x)
    y = arc.vertices.map(\.y)
  }
}
