import MAGNumerics

/// The third and later stages on one stretch.
///
/// A kink two or more stages back changes all slopes of a stage, so there its values come from
/// whole products, one row for every such kink, without drift. Between two of these rows only the
/// stage directly before switches, and the values at its kinks follow by rank-one updates.
struct DeeperStages {
  let network: PiecewiseNetwork

  /// Fills `times` and `outputs` of a stretch, given z of the stage after the second (or, with one
  /// or two stages, of the last one) at the stretch's times.
  func finish(_ stretch: inout Stretch, _ given: Matrix<Double>) {
    var z = given
    var stage = min(2, network.depth - 1)
    if stage == 2 { z = expand(&stretch, z, stage: stage) }
    while stage + 1 < network.depth {
      stretch.startRegions.append(z.row(0).map { network.stages[stage].activation.region($0) })
      stretch.kinks.append(flips(stretch.times, z, stage: stage))
      let activated = applying(network.stages[stage].activation, to: z)
      z = network.affine(activated, network.stages[stage + 1])
      stage += 1
      z = expand(&stretch, z, stage: stage)
    }
    finishActivation(&stretch, z)
  }

  /// The rows at the stretch's times and, in between, at the kinks of the stage before.
  ///
  /// In an interval of length τ with kinks at t_j and jumps J_j the slope starts at
  /// (z_end − z_start)/τ − Σ_j J_j (t_end − t_j)/τ, so that the walk meets the given end.
  /// An interval of length 0 repeats its row.
  private func expand(
    _ stretch: inout Stretch, _ z: Matrix<Double>, stage: Int
  ) -> Matrix<Double> {
    let kinks = stretch.kinks[stage - 1]
    guard !kinks.isEmpty, let columns = network.stages[stage].columns else { return z }
    let width = z.columns
    let old = stretch.times
    var times: [Double] = []
    var rows = Matrix<Double>(rows: z.rows + kinks.count, columns: width)
    var slope = [Double](repeating: 0, count: width)
    var next = 0
    columns.storage.withUnsafeBufferPointer { columns in
      z.withReadView { z in
        rows.withView { rows in
          for interval in 0..<z.rows {
            copy(z.row(interval), into: rows.row(times.count))
            times.append(old[interval])
            let first = next
            while next < kinks.count && kinks[next].step == interval { next += 1 }
            guard next > first, interval + 1 < z.rows else { continue }
            let inner = kinks[first..<next]
            start(&slope, z.row(interval), z.row(interval + 1), inner, old, columns)
            for kink in inner {
              let length = kink.time - times[times.count - 1]
              let (from, to) = (rows.row(times.count - 1), rows.row(times.count))
              for unit in 0..<width { to[unit] = from[unit] + length * slope[unit] }
              times.append(kink.time)
              add(kink.jump, columns, row: kink.unit, to: &slope)
            }
          }
        }
      }
    }
    stretch.times = times
    return rows
  }

  /// The slope just after the first of two rows.
  private func start(
    _ slope: inout [Double], _ from: UnsafeMutableBufferPointer<Double>,
    _ to: UnsafeMutableBufferPointer<Double>, _ kinks: ArraySlice<Kink>, _ times: [Double],
    _ columns: UnsafeBufferPointer<Double>
  ) {
    guard let interval = kinks.first?.step else { return }
    let end = times[interval + 1]
    let length = end - times[interval]
    guard length > 0 else {
      for unit in slope.indices { slope[unit] = 0 }
      return
    }
    for unit in slope.indices { slope[unit] = (to[unit] - from[unit]) / length }
    for kink in kinks {
      add(-kink.jump * ((end - kink.time) / length), columns, row: kink.unit, to: &slope)
    }
  }

  private func add(
    _ scale: Double, _ columns: UnsafeBufferPointer<Double>, row: Int, to slope: inout [Double]
  ) {
    let base = row * slope.count
    slope.withUnsafeMutableBufferPointer { slope in
      for unit in slope.indices { slope[unit] += scale * columns[base + unit] }
    }
  }

  private func copy(
    _ source: UnsafeMutableBufferPointer<Double>, into target: UnsafeMutableBufferPointer<Double>
  ) {
    guard let base = source.baseAddress else { return }
    target.baseAddress?.update(from: base, count: source.count)
  }

  /// The kinks of a stage between consecutive rows, in order.
  private func flips(_ times: [Double], _ z: Matrix<Double>, stage: Int) -> [Kink] {
    let activation = network.stages[stage].activation
    let (lower, upper) = (activation.lowerBreak, activation.upperBreak)
    var kinks: [Kink] = []
    z.withReadView { z in
      for interval in 0..<max(0, z.rows - 1) {
        let (before, after) = (z.row(interval), z.row(interval + 1))
        let length = times[interval + 1] - times[interval]
        for unit in before.indices {
          let (a, b) = (before[unit], after[unit])
          guard (a > lower) != (b > lower) || (a > upper) != (b > upper) else { continue }
          let slope = length > 0 ? (b - a) / length : 0
          appendKinks(
            of: UnitFlip(step: interval, unit: unit, before: a, after: b, slope: slope),
            unit: unit, stage: stage, from: times[interval], to: times[interval + 1], activation,
            to: &kinks)
        }
      }
    }
    return kinks.sorted(by: Kink.precedes)
  }

  private func applying(_ activation: PiecewiseLinear, to z: Matrix<Double>) -> Matrix<Double> {
    var result = z
    result.withView { view in
      for index in view.elements.indices {
        view.elements[index] = activation.value(view.elements[index])
      }
    }
    return result
  }

  /// The activation after the last stage: its kinks become rows, with the switching unit exactly
  /// on its break, and the outputs are φ(z).
  private func finishActivation(_ stretch: inout Stretch, _ z: Matrix<Double>) {
    let last = network.depth - 1
    let activation = network.stages[last].activation
    if stretch.startRegions.count == last {
      stretch.startRegions.append(z.row(0).map { activation.region($0) })
      stretch.kinks.append([])
    }
    guard activation != .identity else {
      stretch.outputs = z
      return
    }
    let kinks = flips(stretch.times, z, stage: last)
    stretch.kinks[last] = kinks
    var times: [Double] = []
    var outputs: [Double] = []
    var next = 0
    for interval in 0..<z.rows {
      let from = z.row(interval)
      times.append(stretch.times[interval])
      outputs += from.map { activation.value($0) }
      guard interval + 1 < z.rows else { break }
      let to = z.row(interval + 1)
      let length = stretch.times[interval + 1] - stretch.times[interval]
      while next < kinks.count && kinks[next].step == interval {
        let kink = kinks[next]
        let fraction = length > 0 ? (kink.time - stretch.times[interval]) / length : 0
        times.append(kink.time)
        for (unit, pair) in zip(from, to).enumerated() {
          let level =
            unit == kink.unit
            ? breakValue(near: pair.0 + fraction * (pair.1 - pair.0), activation)
            : pair.0 + fraction * (pair.1 - pair.0)
          outputs.append(activation.value(level))
        }
        next += 1
      }
    }
    stretch.times = times
    stretch.outputs = Matrix(rows: times.count, columns: z.columns, storage: outputs)
  }

  /// The break nearest to a value that should be on one.
  private func breakValue(near z: Double, _ activation: PiecewiseLinear) -> Double {
    let (lower, upper) = (activation.lowerBreak, activation.upperBreak)
    return abs(z - lower) <= abs(upper - z) ? lower : upper
  }
}
