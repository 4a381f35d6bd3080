import MAGNumerics

/// Normals n = ∇(f_i − f_j) of the boundary on given pieces of walked stretches, all by products.
///
/// The activations' slopes on a piece are known from the walk, so no forward pass is needed: the
/// difference of two rows of the last weight is pulled back through the masked stages.
struct BoundaryNormals {
  let network: PiecewiseNetwork

  /// One normal to compute: that of f_from − f_to on the piece beside a point.
  struct Request {
    let stretch: Int
    let time: Double
    /// Whether kinks at exactly `time` have happened.
    let inclusive: Bool
    let from: Int
    let to: Int
  }

  /// The normals, [requests, d]. Cost: one product a stage but the last.
  func normals(_ requests: [Request], _ stretches: [Stretch]) -> Matrix<Double> {
    let last = network.depth - 1
    var rows = seeds(requests, stretches)
    for stage in stride(from: last - 1, through: 0, by: -1) {
      mask(&rows, stage, requests, stretches)
      rows = Product.of(
        rows, .asStored, network.stages[stage].weight, .asStored, parallel: false)
    }
    return rows
  }

  /// φ'_i w_i − φ'_j w_j for the rows w of the last weight.
  private func seeds(_ requests: [Request], _ stretches: [Stretch]) -> Matrix<Double> {
    let last = network.depth - 1
    let stage = network.stages[last]
    var rows = Matrix<Double>(rows: requests.count, columns: stage.inputCount)
    let slopes = UnsafeMutableBufferPointer<Double>.allocate(capacity: stage.outputCount)
    slopes.initialize(repeating: 1)
    defer { slopes.deallocate() }
    rows.withView { rows in
      for (index, request) in requests.enumerated() {
        stretches[request.stretch].slopes(
          ofStage: last, at: request.time, inclusive: request.inclusive, stage.activation,
          into: slopes)
        let (from, to) = (stage.weight.row(request.from), stage.weight.row(request.to))
        let row = rows.row(index)
        for unit in row.indices {
          row[unit] =
            slopes[request.from] * from[from.startIndex + unit]
            - slopes[request.to] * to[to.startIndex + unit]
        }
      }
    }
    return rows
  }

  private func mask(
    _ rows: inout Matrix<Double>, _ stage: Int, _ requests: [Request], _ stretches: [Stretch]
  ) {
    let slopes = UnsafeMutableBufferPointer<Double>.allocate(capacity: rows.columns)
    slopes.initialize(repeating: 1)
    defer { slopes.deallocate() }
    rows.withView { rows in
      for (index, request) in requests.enumerated() {
        stretches[request.stretch].slopes(
          ofStage: stage, at: request.time, inclusive: request.inclusive,
          network.stages[stage].activation, into: slopes)
        let row = rows.row(index)
        for unit in row.indices { row[unit] *= slopes[unit] }
      }
    }
  }
}
