/// All boundaries of a window that meet its scan lines, exact from end to end, and those that hang
/// on them.
///
/// Every class change of every scan line is the start of an arc unless an arc has passed it already;
/// arcs are followed both ways, and from the points where three classes meet the other two arcs are
/// followed in turn. What can be missed is a region that meets no scan line: it lies wholly inside
/// one cell of the lattice, `spacing` wide and high.
/// - Cost: one step an affine piece, about (units of all hidden stages) + 3 × width operations.
public struct PlaneBoundary: Sendable, Equatable {
  /// How two independent computations agree: the walks of the lines, and the arcs.
  public struct Agreement: Sendable, Equatable, Codable {
    /// Class changes on the scan lines.
    public var crossings: Int
    /// Those that an arc passes, where the walk has them and with the same classes.
    public var confirmed: Int
    /// Crossings of a line by an arc that the walk of the line does not have, or not for a second
    /// arc.
    public var unmatched: Int
    /// Ends beyond which a boundary could not be followed.
    public var stopped: Int
    /// The largest distance between an arc's crossing of a line and the walk's.
    public var largestDistance: Double

    /// Whether every change is on an arc and nothing else was found.
    public var isComplete: Bool { confirmed == crossings && unmatched == 0 && stopped == 0 }
  }

  public var arcs: [BoundaryArc]
  /// Where three classes meet.
  public var junctions: [PlanePoint]
  public var agreement: Agreement

  /// - Parameter network: of (x, y), without an activation after its last stage.
  init(_ network: PiecewiseNetwork, _ lattice: ScanLattice) {
    var collector = ArcCollector(network, lattice)
    collector.followCrossings()
    collector.followJunctions()
    let visits = collector.visits
    arcs = collector.arcs
    junctions = collector.junctions.map(\.point)
    agreement = Agreement(
      crossings: (lattice.rows + lattice.columns).reduce(0) { $0 + $1.crossings.count },
      confirmed: visits.passed.count, unmatched: visits.unmatched, stopped: collector.stopped,
      largestDistance: visits.largestDisagreement)
  }

  /// The area of each class in the window by Green's theorem, ∮ x dy around it.
  ///
  /// Exact but for what meets no scan line; only of use where the agreement is complete.
  func areas(_ lattice: ScanLattice, classes: Int) -> [Double] {
    var areas = [Double](repeating: 0, count: classes)
    for arc in arcs {
      let moment = arc.momentX
      areas[arc.leftClass] += moment
      areas[arc.rightClass] -= moment
    }
    let window = lattice.window
    for (line, x) in [(lattice.left, -window.minX), (lattice.right, window.maxX)] {
      var lower = window.minY
      for run in line.runs(from: window.minY, to: window.maxY) {
        areas[run.class] += x * (run.end - lower)
        lower = run.end
      }
    }
    return areas
  }

  /// The boundary's point nearest to another point, and the arc on which it lies.
  public func nearest(to point: PlanePoint) -> (arc: BoundaryArc, at: PlanePoint, distance: Double)?
  {
    var best: (arc: BoundaryArc, at: PlanePoint, distance: Double)?
    for arc in arcs {
      guard let found = arc.nearest(to: point) else { continue }
      if found.distance < best?.distance ?? .infinity { best = (arc, found.point, found.distance) }
    }
    return best
  }
}

/// Follows arcs until none is left to follow.
private struct ArcCollector {
  /// A point where three classes meet, and the pairs of them whose arcs are known.
  struct Junction {
    var point: PlanePoint
    /// In ascending order.
    var classes: [Int]
    /// What is on the left and the right of each arc as it leaves.
    var leaving: [(left: Int, right: Int)]
    var known: Set<[Int]>
  }

  let tracer: BoundaryTracer
  var visits: LatticeVisits
  var arcs: [BoundaryArc] = []
  var junctions: [Junction] = []
  /// Trails that ended where it is not known how to go on, or that could not even begin.
  var stopped = 0
  /// Junctions of the same classes nearer than this share of the window's width are one.
  static let tolerance = 1e-9

  init(_ network: PiecewiseNetwork, _ lattice: ScanLattice) {
    tracer = BoundaryTracer(network: network, window: lattice.window)
    visits = LatticeVisits(lattice)
  }

  /// Starts an arc at every class change that no arc has passed; those next to a kink, where the
  /// piece to start on is in doubt, come last.
  mutating func followCrossings() {
    var late: [LatticeVisits.Place] = []
    for isRow in [true, false] {
      let lines = isRow ? visits.lattice.rows : visits.lattice.columns
      for (line, scan) in lines.enumerated() {
        for (index, crossing) in scan.crossings.enumerated() {
          let place = LatticeVisits.Place(isRow: isRow, line: line, index: index)
          if let gap = crossing.kinkGap, gap < Self.tolerance * visits.lattice.window.width {
            late.append(place)
          } else {
            follow(place)
          }
        }
      }
    }
    for place in late { follow(place) }
  }

  private mutating func follow(_ place: LatticeVisits.Place) {
    guard !visits.passed.contains(place) else { return }
    let line = place.isRow ? visits.lattice.rows[place.line] : visits.lattice.columns[place.line]
    let crossing = line.crossings[place.index]
    let start =
      place.isRow
      ? PlanePoint(crossing.position, line.place) : PlanePoint(line.place, crossing.position)
    let (left, right) = (crossing.fromClass, crossing.toClass)
    let ahead = trail(start, left, right, closingAt: place)
    var arc = BoundaryArc(
      leftClass: left, rightClass: right, vertices: ahead.vertices, start: .closed,
      end: ahead.end)
    if ahead.end != .closed {
      let back = trail(start, right, left, closingAt: nil)
      arc.vertices = back.vertices.reversed().dropLast() + ahead.vertices
      arc.start = back.end
    }
    guard arc.vertices.count > 1 else { return }
    arcs.append(arc)
    visits.pass(place, at: start, crossing)
  }

  /// Follows what leaves the junctions found, and those found on the way.
  mutating func followJunctions() {
    var next = 0
    while next < junctions.count {
      for (left, right) in junctions[next].leaving {
        let pair = [min(left, right), max(left, right)]
        guard junctions[next].known.insert(pair).inserted else { continue }
        let found = trail(junctions[next].point, left, right, closingAt: nil)
        if found.vertices.count > 1 {
          arcs.append(
            BoundaryArc(
              leftClass: left, rightClass: right, vertices: found.vertices, start: .junction,
              end: found.end))
        }
      }
      next += 1
    }
  }

  private mutating func trail(
    _ start: PlanePoint, _ left: Int, _ right: Int, closingAt place: LatticeVisits.Place?
  ) -> BoundaryTracer.Trail {
    let trail = tracer.trail(from: start, left: left, right: right) { from, to in
      let isBack = place.map { visits.isBack(at: $0, start, from: from, to: to) } ?? false
      visits.pass(from: from, to: isBack ? start : to, left: left, right: right)
      return isBack
    }
    if trail.end == .stopped { stopped += 1 }
    if let third = trail.third, let end = trail.vertices.last {
      arrive(at: end, left, right, third)
    }
    return trail
  }

  /// Notes that the arc between two classes is known at the junction with a third one.
  private mutating func arrive(at point: PlanePoint, _ left: Int, _ right: Int, _ third: Int) {
    let classes = [left, right, third].sorted()
    let pair = [min(left, right), max(left, right)]
    let near = Self.tolerance * visits.lattice.window.width
    if let index = junctions.firstIndex(where: {
      $0.classes == classes && $0.point.distance(to: point) <= near
    }) {
      junctions[index].known.insert(pair)
    } else {
      junctions.append(
        Junction(
          point: point, classes: classes, leaving: [(left, third), (third, right)],
          known: [pair]))
    }
  }
}
