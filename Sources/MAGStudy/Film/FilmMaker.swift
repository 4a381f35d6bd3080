import MAGAttack
import MAGGeometry
import MAGNetwork
import MAGNumerics

/// Puts together what is known of an attack's path.
struct FilmMaker {
  let settings: FilmSettings
  /// In Double.
  let network: Network<Double>
  let label: Int
  let basis: Matrix<Double>
  let trajectory: PGDTrajectory<Float>
  let path: PolylinePath

  /// Where margins are taken inside a leg: at k / 8.
  static let placesPerLeg = 8

  func film(restart: Int) throws -> Film {
    let points = try points()
    let lastClass = points[points.count - 1].predictedClass
    return Film(
      index: settings.index, label: label, target: settings.to, method: path.method,
      stepSize: settings.attack(box: .none).stepSize(at: settings.epsilon), restart: restart,
      isReached: settings.to.map { lastClass == $0 } ?? (lastClass != label),
      startClass: path.startClass, endClass: path.endClass, length: path.length,
      pieces: pieces, points: points, changes: changes, margins: margins(),
      trajectory: trajectory)
  }

  /// Legs before step 1.
  private var leadingLegs: Int { trajectory.leadingRows - 1 }

  private func position(ofRow row: Int) -> Double { Double(row - leadingLegs) }

  private var pieces: Int? {
    guard path.method == .exact else { return nil }
    return path.legs.filter { $0.status == .walked }.reduce(0) { $0 + ($1.pieces ?? 0) }
  }

  private func points() throws -> [FilmPoint] {
    let rows = trajectory.points.rows
    let readings = LogitReadings(network.logits(Matrix<Double>(trajectory.points)))
    let image = trajectory.points.rows(at: [Int](repeating: 0, count: rows))
    let sums = try Perturbation.measure(clean: image, attacked: trajectory.points, basis: basis)
    let moves = try Perturbation.measure(
      clean: trajectory.points.rows(0..<rows - 1), attacked: trajectory.points.rows(1..<rows),
      basis: basis)
    return (0..<rows).map { row in
      let predicted = readings.predictedClass(at: row)
      return FilmPoint(
        step: trajectory.step(ofRow: row), position: position(ofRow: row),
        arcLength: path.arcLengths[row], predictedClass: predicted,
        probability: readings.probability(of: predicted, at: row),
        margin: readings.margin(of: label, at: row),
        targetMargin: settings.to.map { readings.margin(of: $0, at: row) },
        loss: readings.loss(of: label, at: row),
        targetLoss: settings.to.map { readings.loss(of: $0, at: row) },
        perturbation: sums[row],
        leg: row == 0
          ? nil
          : FilmLeg(
            status: path.legs[row - 1].status, pieces: path.legs[row - 1].pieces,
            move: moves[row - 1]))
    }
  }

  private var changes: [FilmChange] {
    path.changes.map { change in
      FilmChange(
        step: change.leg - leadingLegs, isAtIterate: change.isAtVertex,
        position: position(ofRow: change.leg - 1) + change.crossing.t,
        arcLength: change.arcLength, crossing: change.crossing)
    }
  }

  /// Forward passes made together: memory does not grow with the number of places.
  private static let placesAtOnce = 1024

  private func margins() -> FilmMargins {
    let stops = (0..<path.legs.count * Self.placesPerLeg + 1).map {
      Double($0) / Double(Self.placesPerLeg) - Double(leadingLegs)
    }
    let places = Set(stops + changes.map(\.position)).sorted()
    var margins = FilmMargins(position: places, margin: [], target: settings.to.map { _ in [] })
    for first in stride(from: 0, to: places.count, by: Self.placesAtOnce) {
      let samples = inputs(at: places[first..<min(first + Self.placesAtOnce, places.count)])
      let readings = LogitReadings(network.logits(samples))
      for row in 0..<samples.rows {
        margins.margin.append(readings.margin(of: label, at: row))
        if let target = settings.to {
          margins.target?.append(readings.margin(of: target, at: row))
        }
      }
    }
    return margins
  }

  /// The inputs at positions on the path, [positions, d].
  private func inputs(at positions: ArraySlice<Double>) -> Matrix<Double> {
    let points = trajectory.points
    return Matrix(
      rows: positions.count, columns: points.columns,
      storage: positions.flatMap { position in
        let distance = position + Double(leadingLegs)
        let leg = min(Int(distance), path.legs.count - 1)
        let t = distance - Double(leg)
        return zip(points.row(leg), points.row(leg + 1)).map {
          Double($0) + t * (Double($1) - Double($0))
        }
      })
  }
}
