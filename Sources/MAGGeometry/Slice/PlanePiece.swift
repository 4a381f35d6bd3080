import MAGNumerics

/// The affine piece of a network of (x, y) at hand: every unit's z as c + a x + b y, kept up to date
/// as units pass their breaks.
///
/// A unit of stage s whose slope changes by δ at the level p adds δ W z' with z' = (c − p, a, b) to
/// the next stage, where W is its column of weights: a rank-one update, carried on through the
/// slopes of the stages after it.
/// - Cost: O(width) a break of the last hidden stage, one masked product with a vector for each
///   stage further on; O(units) for the next break along a direction.
/// - Memory: 5 numbers a unit. One owner at a time.
struct PlanePiece {
  /// A number c + a x + b y.
  struct Form: Equatable {
    var constant: Double
    var x: Double
    var y: Double

    func value(at point: PlanePoint) -> Double { constant + x * point.x + y * point.y }
    func slope(along direction: PlanePoint) -> Double { x * direction.x + y * direction.y }

    static func - (a: Form, b: Form) -> Form {
      Form(constant: a.constant - b.constant, x: a.x - b.x, y: a.y - b.y)
    }
  }

  /// One unit about to pass one break.
  struct Break: Equatable {
    var distance: Double
    var stage: Int
    var unit: Int
    var isRising: Bool
  }

  let network: PiecewiseNetwork
  private var stages: [Forms]

  /// The piece that contains a point; a unit exactly on a break counts as below it.
  ///
  /// - Cost: one product of 3 rows a stage.
  init(_ network: PiecewiseNetwork, at point: PlanePoint) {
    precondition(network.inputDimension == 2, "a network of (x, y)")
    self.network = network
    stages = []
    var inputs = Matrix<Double>(rows: 3, columns: 2, storage: [0, 0, 1, 0, 0, 1])
    for stage in network.stages {
      var rows = Product.of(inputs, .asStored, stage.weight, .transposed)
      rows.withView { view in
        for unit in 0..<stage.outputCount { view[0, unit] += stage.bias[unit] }
      }
      let forms = Forms(rows, stage.activation, at: point)
      inputs = forms.outputs(stage.activation)
      stages.append(forms)
    }
  }

  /// The logit of a class, of a network without an activation after its last stage.
  func logit(_ index: Int) -> Form { stages[stages.count - 1].form(index) }

  /// The first break that any hidden unit passes from a point along a direction, if any.
  ///
  /// A unit that rounding has put beyond its break is passed at once, at a distance ≤ 0.
  func nextBreak(from point: PlanePoint, along direction: PlanePoint) -> Break? {
    var best = Break(distance: .infinity, stage: 0, unit: 0, isRising: true)
    for stage in 0..<stages.count - 1 {
      stages[stage].findBreak(from: point, along: direction, stage: stage, &best)
    }
    return best.distance < .infinity ? best : nil
  }

  /// Moves to the piece beyond a break.
  mutating func pass(_ found: Break) {
    let activation = network.stages[found.stage].activation
    let old = stages[found.stage].region[found.unit]
    let new = found.isRising ? old + 1 : old - 1
    let level = activation.upperEnd(ofRegion: min(old, new))
    let jump = activation.slope(inRegion: new) - activation.slope(inRegion: old)
    stages[found.stage].enter(new, found.unit, activation)
    var form = stages[found.stage].form(found.unit)
    form.constant -= level
    let next = found.stage + 1
    var delta = [Double](repeating: 0, count: stages[next].count)
    delta.withUnsafeMutableBufferPointer {
      network.column(found.unit, ofStage: next, into: $0)
      for output in $0.indices { $0[output] *= jump }
    }
    for stage in next..<stages.count {
      stages[stage].add(form, times: delta)
      guard stage + 1 < stages.count else { break }
      let masked = stages[stage].masked(delta, network.stages[stage].activation)
      delta =
        Product.of(
          Matrix(rows: 1, columns: masked.count, storage: masked), .asStored,
          network.stages[stage + 1].weight, .transposed, parallel: false
        ).storage
    }
  }
}

/// The forms of one stage's units: constants, slopes in x and y, and the ends of their regions.
private struct Forms {
  let count: Int
  /// [5, units]: c, a, b, lower end, upper end.
  private var storage: [Double]
  private(set) var region: [UInt8]

  /// - Shapes: `rows` [3, units]: c, a, b.
  init(_ rows: Matrix<Double>, _ activation: PiecewiseLinear, at point: PlanePoint) {
    count = rows.columns
    storage = rows.storage + [Double](repeating: 0, count: 2 * count)
    region = [UInt8](repeating: 0, count: count)
    for unit in 0..<count {
      enter(activation.region(form(unit).value(at: point)), unit, activation)
    }
  }

  func form(_ unit: Int) -> PlanePiece.Form {
    PlanePiece.Form(
      constant: storage[unit], x: storage[count + unit], y: storage[2 * count + unit])
  }

  mutating func enter(_ new: UInt8, _ unit: Int, _ activation: PiecewiseLinear) {
    region[unit] = new
    storage[3 * count + unit] = new == 0 ? -.infinity : activation.upperEnd(ofRegion: new - 1)
    storage[4 * count + unit] = new == 2 ? .infinity : activation.upperEnd(ofRegion: new)
  }

  /// φ(z) as forms, [3, units].
  func outputs(_ activation: PiecewiseLinear) -> Matrix<Double> {
    var result = Matrix<Double>(rows: 3, columns: count)
    result.withView { view in
      for unit in 0..<count {
        let slope = activation.slope(inRegion: region[unit])
        let form = form(unit)
        view[0, unit] = slope * form.constant + offset(unit, slope, activation)
        view[1, unit] = slope * form.x
        view[2, unit] = slope * form.y
      }
    }
    return result
  }

  /// What φ(z) is above slope · z in the unit's region: (1 − slope) times the break beside it.
  private func offset(_ unit: Int, _ slope: Double, _ activation: PiecewiseLinear) -> Double {
    switch region[unit] {
    case 0: activation.lowerBreak.isFinite ? (1 - slope) * activation.lowerBreak : 0
    case 1: 0
    default: (1 - slope) * activation.upperBreak
    }
  }

  func masked(_ values: [Double], _ activation: PiecewiseLinear) -> [Double] {
    zip(values, region).map { $0 * activation.slope(inRegion: $1) }
  }

  mutating func add(_ form: PlanePiece.Form, times weights: [Double]) {
    let count = count
    storage.withUnsafeMutableBufferPointer { storage in
      for unit in 0..<count {
        storage[unit] += weights[unit] * form.constant
        storage[count + unit] += weights[unit] * form.x
        storage[2 * count + unit] += weights[unit] * form.y
      }
    }
  }

  func findBreak(
    from point: PlanePoint, along direction: PlanePoint, stage: Int, _ best: inout PlanePiece.Break
  ) {
    storage.withUnsafeBufferPointer { storage in
      for unit in 0..<count {
        let (x, y) = (storage[count + unit], storage[2 * count + unit])
        let rate = x * direction.x + y * direction.y
        let end = rate > 0 ? storage[4 * count + unit] : storage[3 * count + unit]
        let distance = (end - (storage[unit] + x * point.x + y * point.y)) / rate
        if distance < best.distance, rate != 0 {
          best = PlanePiece.Break(
            distance: distance, stage: stage, unit: unit, isRising: rate > 0)
        }
      }
    }
  }
}
