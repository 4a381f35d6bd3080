/// Which class changes of a lattice's lines the boundaries followed so far have passed.
struct LatticeVisits {
  /// One class change: on a row or a column, the line's number, its number on the line.
  struct Place: Hashable {
    var isRow: Bool
    var line: Int
    var index: Int
  }

  let lattice: ScanLattice
  private(set) var passed: Set<Place> = []
  /// Crossings of lines where the walk has no such change, or one that was passed before: a boundary
  /// followed twice, as can happen where four classes meet in a point.
  private(set) var unmatched = 0
  /// The largest distance between a boundary's crossing of a line and the walk's.
  private(set) var largestDisagreement = 0.0
  /// A boundary's crossing further than this share of the window's width from every change of the
  /// line between the same classes is counted as unmatched.
  static let tolerance = 1e-6

  init(_ lattice: ScanLattice) { self.lattice = lattice }

  /// Notes the class change where an arc begins; and, where this is a crossing of two scan lines,
  /// the same change of the other one, which no step from there passes.
  mutating func pass(_ start: Place, at point: PlanePoint, _ crossing: ScanCrossing) {
    passed.insert(start)
    let (lines, lower, across, along) =
      start.isRow
      ? (lattice.columns, lattice.window.minX, point.x, point.y)
      : (lattice.rows, lattice.window.minY, point.y, point.x)
    let number = Int(((across - lower) / lattice.spacing - 0.5).rounded())
    guard lines.indices.contains(number), abs(lines[number].place - across) <= pointTolerance
    else { return }
    for (index, other) in lines[number].crossings.enumerated()
    where abs(other.position - along) <= pointTolerance && other.isBetween(crossing) {
      passed.insert(Place(isRow: !start.isRow, line: number, index: index))
    }
  }

  /// Points nearer to each other than this are one: what rounding leaves of a point.
  private var pointTolerance: Double { 1e-12 * lattice.window.width }

  /// The class changes passed by a straight step with `left` and `right` on its sides: the lines
  /// beyond its start, up to and on its end.
  mutating func pass(from start: PlanePoint, to end: PlanePoint, left: Int, right: Int) {
    let window = lattice.window
    for line in lines(start.y, end.y, window.minY, lattice.rows.count) {
      // Upwards, the class on the left is the one that the row comes from.
      let (from, to) = end.y > start.y ? (left, right) : (right, left)
      let position = Self.position(on: lattice.rows[line].place, start.y, end.y, start.x, end.x)
      match(line, isRow: true, position, from: from, to: to)
    }
    for line in lines(start.x, end.x, window.minX, lattice.columns.count) {
      let (from, to) = end.x > start.x ? (right, left) : (left, right)
      let position = Self.position(on: lattice.columns[line].place, start.x, end.x, start.y, end.y)
      match(line, isRow: false, position, from: from, to: to)
    }
  }

  /// Whether a straight step goes through the point where an arc began, the same way: upwards
  /// through a row, leftwards through a column.
  func isBack(
    at place: Place, _ point: PlanePoint, from start: PlanePoint, to end: PlanePoint
  ) -> Bool {
    let found: Double
    if place.isRow {
      guard start.y < point.y, end.y >= point.y else { return false }
      found = Self.position(on: point.y, start.y, end.y, start.x, end.x) - point.x
    } else {
      guard start.x > point.x, end.x <= point.x else { return false }
      found = Self.position(on: point.x, start.x, end.x, start.y, end.y) - point.y
    }
    return abs(found) <= Self.tolerance * lattice.window.width
  }

  /// Where a step crosses the line at `place`: across it from `start` to `end`, along it from
  /// `first` to `last`.
  private static func position(
    on place: Double, _ start: Double, _ end: Double, _ first: Double, _ last: Double
  ) -> Double {
    first + (place - start) / (end - start) * (last - first)
  }

  /// The numbers of the lines in (start, end] or [end, start).
  private func lines(_ start: Double, _ end: Double, _ lower: Double, _ count: Int) -> [Int] {
    guard start != end else { return [] }
    func place(_ line: Int) -> Double { lower + (Double(line) + 0.5) * lattice.spacing }
    let (low, high) = (min(start, end), max(start, end))
    let first = max(0, Int(((low - lower) / lattice.spacing - 1.5).rounded(.down)))
    let last = min(count - 1, Int(((high - lower) / lattice.spacing + 0.5).rounded(.up)))
    guard first <= last else { return [] }
    return (first...last).filter {
      let place = place($0)
      return start < end ? place > start && place <= end : place >= end && place < start
    }
  }

  private mutating func match(
    _ line: Int, isRow: Bool, _ position: Double, from: Int, to: Int
  ) {
    var best: (index: Int, distance: Double)?
    let crossings = (isRow ? lattice.rows : lattice.columns)[line].crossings
    for (index, crossing) in crossings.enumerated()
    where crossing.fromClass == from && crossing.toClass == to {
      let distance = abs(crossing.position - position)
      if distance < best?.distance ?? .infinity { best = (index, distance) }
    }
    guard let best, best.distance <= Self.tolerance * lattice.window.width else {
      unmatched += 1
      return
    }
    largestDisagreement = max(largestDisagreement, best.distance)
    let place = Place(isRow: isRow, line: line, index: best.index)
    if !passed.insert(place).inserted { unmatched += 1 }
  }
}
