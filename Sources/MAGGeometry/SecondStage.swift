import MAGNumerics

/// The second stage on the stretches of a block, by rank-one updates.
///
/// Between first-stage kinks z = W h + b moves with a constant slope; a kink of unit u changes the
/// slope by its jump times column u of W. The units are walked panel by panel over all stretches,
/// so that a panel of Wᵀ stays in the cache; what a panel contributes to the third stage at the
/// kinks is added at once, and the second stage's values are never stored.
struct SecondStage {
  let network: PiecewiseNetwork
  let walk: PanelWalk

  /// The values that the next stage needs: one matrix a stretch, a row for each end and kink.
  ///
  /// With two stages these are z of the logits; with more, z of the third stage. Kinks of the
  /// second stage (of more than two) are added to the stretches, in order.
  /// - Shapes: `starts` is [2 · stretches, width of the first stage], as `FirstStage.starts`.
  func run(_ stretches: inout [Stretch], starts: Matrix<Double>) -> [Matrix<Double>] {
    let stage = network.stages[1]
    let isLast = network.depth == 2
    let next = isLast ? stage : network.stages[2]
    let begin = beginnings(starts, stretches.count)
    let plans = stretches.map { Plan($0) }
    var results = stretches.map {
      Matrix<Double>(rows: $0.kinks[0].count + 2, columns: next.outputCount)
    }
    var found = [[Kink]](repeating: [], count: stretches.count)
    let width = network.panelWidth
    var values = [Double](repeating: 0, count: width)
    var slopes = values
    for (panel, first) in stride(from: 0, to: stage.outputCount, by: width).enumerated() {
      let used = min(width, stage.outputCount - first)
      for index in stretches.indices {
        fill(&values, from: begin.row(2 * index).dropFirst(first).prefix(used))
        fill(&slopes, from: begin.row(2 * index + 1).dropFirst(first).prefix(used))
        let plan = plans[index]
        let (rows, flips) = network.panels[(panel * stage.inputCount * width)...]
          .withUnsafeBufferPointer { columns in
            walk.walk(
              columns: columns, width: width, switches: plan.units, advances: plan.advances,
              jumps: plan.jumps, values: values, slopes: slopes,
              activation: isLast ? .identity : stage.activation)
          }
        for flip in flips where flip.unit < used {
          appendKinks(
            of: flip, unit: first + flip.unit, stage: 1, from: plan.times[flip.step],
            to: plan.times[flip.step + 1], stage.activation, to: &found[index])
        }
        if isLast {
          results[index].withView { copy(rows, used, into: $0, column: first) }
        } else if let columns = next.columns {
          columns.withReadView { columns in
            results[index].withView {
              Product.multiply(
                rows, .asStored, columns.rows(first..<first + width), .asStored, into: $0, keep: 1,
                parallel: false)
            }
          }
        }
      }
    }
    for index in stretches.indices {
      stretches[index].startRegions.append(
        begin.row(2 * index).map { stage.activation.region($0) })
      stretches[index].kinks.append(found[index].sorted(by: Kink.precedes))
      stretches[index].times = plans[index].times
      if !isLast { results[index].withView { addBias(next.bias, to: $0) } }
    }
    return results
  }

  /// A stretch's first-stage kinks in the form the walk takes.
  private struct Plan {
    let units: [UInt32]
    let jumps: [Double]
    let times: [Double]
    let advances: [Double]

    init(_ stretch: Stretch) {
      let kinks = stretch.kinks[0]
      units = kinks.map { UInt32($0.unit) }
      jumps = kinks.map(\.jump)
      times = [stretch.start] + kinks.map(\.time) + [stretch.end]
      advances = zip(times.dropFirst(), times).map { $0 - $1 }
    }
  }

  /// z and dz/dt of the second stage at the start of each stretch: rows 2i and 2i + 1.
  private func beginnings(_ starts: Matrix<Double>, _ count: Int) -> Matrix<Double> {
    let stage = network.stages[1]
    var begin = Product.of(starts, .asStored, stage.weight, .transposed, parallel: false)
    begin.withView { begin in
      for index in 0..<count {
        let row = begin.row(2 * index)
        for unit in row.indices { row[unit] += stage.bias[unit] }
      }
    }
    return begin
  }

  private func fill(_ target: inout [Double], from source: ArraySlice<Double>) {
    for (index, value) in source.enumerated() { target[index] = value }
    for index in source.count..<target.count { target[index] = 0 }
  }

  private func copy(
    _ rows: MatrixView<Double>, _ used: Int, into target: MatrixView<Double>, column: Int
  ) {
    for row in 0..<rows.rows {
      for unit in 0..<used { target[row, column + unit] = rows[row, unit] }
    }
  }

  private func addBias(_ bias: [Double], to rows: MatrixView<Double>) {
    for row in 0..<rows.rows {
      for column in bias.indices { rows[row, column] += bias[column] }
    }
  }
}
