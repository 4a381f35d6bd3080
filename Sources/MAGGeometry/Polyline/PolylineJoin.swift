import MAGNumerics

/// Makes one list of class changes of walked legs.
struct PolylineJoin {
  /// A vertex at which the class changes, by the places of its incoming and outgoing leg.
  struct Turn {
    let incoming: Int
    let outgoing: Int
    let from: Int
    let to: Int
    /// The place of its change in the path.
    let change: Int
  }

  private(set) var path: PolylinePath
  /// The changes whose angles are still to be found.
  private(set) var turns: [Turn] = []
  let vertices: Matrix<Double>

  /// The ends of the legs: all vertices but the last, and all but the first.
  ///
  /// - Throws: `GeometryFailure.tooFewVertices` for fewer than two.
  static func legs(
    _ vertices: Matrix<Double>
  ) throws(GeometryFailure) -> (starts: Matrix<Double>, ends: Matrix<Double>) {
    guard vertices.rows > 1 else { throw .tooFewVertices(vertices.rows) }
    return (vertices.rows(0..<vertices.rows - 1), vertices.rows(1..<vertices.rows))
  }

  init(_ vertices: Matrix<Double>, _ legs: [LinePath], mergeTolerance: Double) {
    self.vertices = vertices
    var arcLengths = [0.0]
    for leg in legs { arcLengths.append(arcLengths[arcLengths.count - 1] + leg.length) }
    let slacks = legs.indices.map { Self.tolerance(vertices, leg: $0, legs[$0], mergeTolerance) }
    let moving = legs.indices.filter { legs[$0].status == .walked && slacks[$0] < 0.5 }
    path = PolylinePath(
      legs: legs, arcLengths: arcLengths, changes: [],
      startClass: legs[moving.first ?? 0].startClass,
      endClass: moving.last.map { legs[$0].endClass } ?? legs[0].startClass)
    var previous: (leg: Int, endClass: Int)?
    for (place, leg) in moving.enumerated() {
      let earliest = place > 0 ? slacks[leg] : 0
      let latest = place + 1 < moving.count ? 1 - slacks[leg] : 1
      let crossings = legs[leg].crossings
      let first = crossings.last { $0.t < earliest }?.toClass ?? legs[leg].startClass
      if let previous, previous.endClass != first {
        turn(from: previous, to: (leg, first))
      }
      for crossing in crossings where crossing.t >= earliest && crossing.t <= latest {
        path.changes.append(
          PolylineChange(
            leg: leg + 1, isAtVertex: false,
            arcLength: arcLengths[leg] + crossing.t * legs[leg].length, crossing: crossing))
      }
      previous = (leg, crossings.first { $0.t > latest }?.fromClass ?? legs[leg].endClass)
    }
  }

  private mutating func turn(from: (leg: Int, endClass: Int), to: (leg: Int, startClass: Int)) {
    turns.append(
      Turn(
        incoming: from.leg, outgoing: to.leg, from: from.endClass, to: to.startClass,
        change: path.changes.count))
    path.changes.append(
      PolylineChange(
        leg: from.leg + 1, isAtVertex: true, arcLength: path.arcLengths[from.leg + 1],
        crossing: Crossing(t: 1, fromClass: from.endClass, toClass: to.startClass)))
  }

  /// How near to an end of a leg, in t, counts as at it; 1/2 or more: the whole leg does.
  private static func tolerance(
    _ vertices: Matrix<Double>, leg: Int, _ path: LinePath, _ mergeTolerance: Double
  ) -> Double {
    let largest = (vertices.row(leg) + vertices.row(leg + 1)).reduce(0) { max($0, abs($1)) }
    return mergeTolerance * max(1, largest / path.length)
  }

  /// The incoming and outgoing legs of all turns as lines: rows 2i and 2i + 1.
  var turningLegs: (starts: Matrix<Double>, ends: Matrix<Double>) {
    let legs = turns.flatMap { [$0.incoming, $0.outgoing] }
    return (vertices.rows(at: legs), vertices.rows(at: legs.map { $0 + 1 }))
  }

  /// Writes the angles of all turns from the normals of f_from − f_to on both sides of the vertex:
  /// rows 2i and 2i + 1.
  mutating func describe(_ normals: Matrix<Double>, _ frame: BoundaryFrame) {
    let (starts, ends) = turningLegs
    let directions = Matrix(
      rows: starts.rows, columns: starts.columns,
      storage: zip(ends.storage, starts.storage).map { $0 - $1 })
    let normalParts = frame.scaledParts(of: normals)
    let directionParts = frame.scaledParts(of: directions)
    for (index, turn) in turns.enumerated() {
      var crossing = path.changes[turn.change].crossing
      frame.describe(
        &crossing, normals: normalParts, 2 * index, directions: directionParts, 2 * index)
      crossing.anglesOneSided = [2 * index, 2 * index + 1].map {
        BoundaryFrame.angleDegrees(normalParts.whole.row($0), directionParts.whole.row($0))
      }
      path.changes[turn.change].crossing = crossing
    }
  }
}
