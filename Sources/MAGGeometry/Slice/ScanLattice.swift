import MAGNumerics

/// A class change on a scan line.
public struct ScanCrossing: Sendable, Equatable {
  /// x on a row, y on a column.
  public var position: Double
  public var fromClass: Int
  public var toClass: Int
  /// The distance to the nearest kink on the line; nil if there is none.
  public var kinkGap: Double?

  /// Whether the other change is between the same two classes, in either order.
  func isBetween(_ other: ScanCrossing) -> Bool {
    (fromClass, toClass) == (other.fromClass, other.toClass)
      || (fromClass, toClass) == (other.toClass, other.fromClass)
  }
}

/// The classes along one line of a window, from its lower to its upper end.
public struct ScanLine: Sendable, Equatable {
  /// y of a row, x of a column.
  public var place: Double
  public var startClass: Int
  /// In order of position; they chain.
  public var crossings: [ScanCrossing]

  /// The parts of the line between two ends, in order.
  public func runs(from lower: Double, to upper: Double) -> [(class: Int, end: Double)] {
    var runs: [(class: Int, end: Double)] = []
    var current = startClass
    for crossing in crossings {
      runs.append((current, min(max(crossing.position, lower), upper)))
      current = crossing.toClass
    }
    runs.append((current, upper))
    return runs
  }
}

/// Evenly spaced horizontal and vertical lines through a window, each walked exactly.
///
/// Line k of n stands at (k + ½)/n of the window, so that every pixel is cut by the same number of
/// lines in both directions. Two more columns run along the left and the right edge.
/// - Cost: (rows + columns + 2) lines of an exact walk in two inputs; of `ExactPath` the last hidden
///   stage's rank-one updates are most of it.
struct ScanLattice: Sendable {
  let window: PlaneWindow
  let rows: [ScanLine]
  let columns: [ScanLine]
  let left: ScanLine
  let right: ScanLine
  /// The distance between neighbouring lines.
  let spacing: Double
  /// The most lines a pixel.
  static let mostLines = 64
  /// Lines between two reports of progress.
  static let linesAtOnce = 256

  /// - Parameters:
  ///   - walk: of a network of (x, y).
  ///   - linesPerPixel: of each direction.
  ///   - progress: lines done, and all of them.
  /// - Throws: `GeometryFailure.logitsNotFinite` with the number of the line, rows first;
  ///   `WindowFailure.scanLines`.
  init(
    _ walk: some ExactWalk, _ window: PlaneWindow, linesPerPixel: Int,
    progress: ((Int, Int) -> Void)? = nil
  ) throws {
    try PlaneSlice.check(linesPerPixel: linesPerPixel)
    self.window = window
    let spacing = window.pixel / Double(linesPerPixel)
    self.spacing = spacing
    func places(_ count: Int, _ lower: Double) -> [Double] {
      (0..<count).map { lower + (Double($0) + 0.5) * spacing }
    }
    let rowPlaces = places(window.rows * linesPerPixel, window.minY)
    let columnPlaces =
      places(window.columns * linesPerPixel, window.minX) + [window.minX, window.maxX]
    let starts =
      rowPlaces.flatMap { [window.minX, $0] } + columnPlaces.flatMap { [$0, window.minY] }
    let ends =
      rowPlaces.flatMap { [window.maxX, $0] } + columnPlaces.flatMap { [$0, window.maxY] }
    let count = rowPlaces.count + columnPlaces.count
    var lines: [ScanLine] = []
    lines.reserveCapacity(count)
    for first in stride(from: 0, to: count, by: Self.linesAtOnce) {
      let range = first..<min(first + Self.linesAtOnce, count)
      func points(_ all: [Double]) -> Matrix<Double> {
        Matrix(
          rows: range.count, columns: 2,
          storage: Array(all[2 * range.lowerBound..<2 * range.upperBound]))
      }
      let found = try Self.numbered(first) { () throws(GeometryFailure) in
        try walk.paths(from: points(starts), to: points(ends))
      }
      for (index, found) in zip(range, found) {
        let isRow = index < rowPlaces.count
        lines.append(
          ScanLine(
            found, place: isRow ? rowPlaces[index] : columnPlaces[index - rowPlaces.count],
            lower: isRow ? window.minX : window.minY))
      }
      progress?(range.upperBound, count)
    }
    rows = Array(lines[..<rowPlaces.count])
    columns = Array(lines[rowPlaces.count..<count - 2])
    left = lines[count - 2]
    right = lines[count - 1]
  }

  /// Runs a walk of some lines; a failure names its line by its number among all lines.
  private static func numbered<Result>(
    _ first: Int, _ body: () throws(GeometryFailure) -> Result
  ) throws(GeometryFailure) -> Result {
    do throws(GeometryFailure) {
      return try body()
    } catch {
      if case .logitsNotFinite(let line) = error { throw .logitsNotFinite(line: first + line) }
      throw error
    }
  }
}

extension ScanLine {
  /// A walked line as a function of position instead of t.
  init(_ path: LinePath, place: Double, lower: Double) {
    self.place = place
    startClass = path.startClass
    crossings = path.crossings.map {
      ScanCrossing(
        position: lower + $0.t * path.length, fromClass: $0.fromClass, toClass: $0.toClass,
        kinkGap: $0.kinkGap.map { $0 * path.length })
    }
  }
}
