/// The rectangle of a plane that is looked at, cut in square pixels.
public struct PlaneWindow: Sendable, Equatable, Encodable {
  public let minX: Double
  public let maxX: Double
  public let minY: Double
  public let maxY: Double
  /// Pixels across and up.
  public let columns: Int
  public let rows: Int
  /// The most pixels across, and the most in all.
  public static let mostColumns = 4096
  public static let mostPixels = 1 << 24
  /// Half the side of a square: smaller ones drown in the rounding of pixels near 1, and in larger
  /// ones nothing of the data can be seen.
  public static let extents = 1e-6...1e6
  /// The longer side of any window, with room for margins around points that far apart.
  static let sides = 1e-6...1e9

  public var width: Double { maxX - minX }
  public var height: Double { maxY - minY }
  public var area: Double { width * height }
  /// The side of a pixel, in units of distance.
  public var pixel: Double { width / Double(columns) }
  public var center: PlanePoint { PlanePoint((minX + maxX) / 2, (minY + maxY) / 2) }

  /// The window around points with a margin on each side, its height rounded up to whole pixels.
  ///
  /// - Parameters:
  ///   - points: what must be inside.
  ///   - margin: as a share of the longer side of the points' bounding box.
  ///   - columns: pixels across.
  /// - Throws: `WindowFailure`: no pixels or too many, a margin that is negative or not finite, or
  ///   points that coincide or are too near to each other or too far apart.
  public init(around points: [PlanePoint], margin: Double, columns: Int) throws(WindowFailure) {
    guard (0...Self.mostMargin).contains(margin) else { throw .margin(margin) }
    let (x, y) = (points.map(\.x), points.map(\.y))
    guard let left = x.min(), let right = x.max(), let bottom = y.min(), let top = y.max() else {
      throw .empty
    }
    let room = margin * max(right - left, top - bottom)
    try self.init(
      minX: left - room, maxX: right + room, minY: bottom - room, maxY: top + room,
      columns: columns)
  }

  /// The square from −extent to extent in x and y.
  public init(extent: Double, columns: Int) throws(WindowFailure) {
    guard Self.extents.contains(extent) else { throw .extent(extent) }
    try self.init(minX: -extent, maxX: extent, minY: -extent, maxY: extent, columns: columns)
  }

  /// A rectangle whose height is rounded up to whole pixels, evenly above and below.
  public init(
    minX: Double, maxX: Double, minY: Double, maxY: Double, columns: Int
  ) throws(WindowFailure) {
    guard (1...Self.mostColumns).contains(columns) else { throw .resolution(columns) }
    guard maxX - minX > 0, maxY - minY > 0, (maxX - minX).isFinite, (maxY - minY).isFinite else {
      throw .empty
    }
    let side = max(maxX - minX, maxY - minY)
    guard Self.sides.contains(side) else { throw .side(side) }
    let pixel = (maxX - minX) / Double(columns)
    // A hair less, so that a square of whole pixels keeps its height.
    let needed = ((maxY - minY) / pixel - 1e-9).rounded(.up)
    guard needed * Double(columns) <= Double(Self.mostPixels) else {
      throw .tooTall(columns: columns)
    }
    let rows = max(1, Int(needed))
    let middle = (minY + maxY) / 2
    let half = pixel * Double(rows) / 2
    (self.minX, self.maxX, self.minY, self.maxY) = (minX, maxX, middle - half, middle + half)
    (self.columns, self.rows) = (columns, rows)
  }

  /// A margin beyond this leaves the points too small to see.
  static let mostMargin = 100.0

  func contains(_ point: PlanePoint) -> Bool {
    point.x >= minX && point.x <= maxX && point.y >= minY && point.y <= maxY
  }
}
