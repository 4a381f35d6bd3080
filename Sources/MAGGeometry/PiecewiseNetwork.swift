import MAGNetwork
import MAGNumerics

/// A chain of dense stages with piecewise linear activations, in Double, laid out for walks.
///
/// z_s = W_s h_{s−1} + b_s and h_s = φ_s(z_s), the last h being the logits.
/// - Memory: the weights twice (the second stage once more in panels of 64 outputs, later ones
///   transposed), 8 bytes each: 60 MB for 784-1568-1568-10.
public struct PiecewiseNetwork: Sendable {
  struct Stage: Sendable {
    /// [out, in].
    let weight: Matrix<Double>
    let bias: [Double]
    let activation: PiecewiseLinear
    /// From the third stage on, Wᵀ [in, out], its rows padded with zeros to full panels.
    let columns: Matrix<Double>?
    var inputCount: Int { weight.columns }
    var outputCount: Int { weight.rows }
  }

  let stages: [Stage]
  /// The second stage's Wᵀ cut into panels of outputs: [panel][in][panelWidth], zero-padded.
  let panels: [Double]
  let panelWidth: Int

  public var inputDimension: Int { stages[0].inputCount }
  public var classCount: Int { stages[stages.count - 1].outputCount }
  /// The number of dense layers.
  public var depth: Int { stages.count }

  /// - Throws: `GeometryFailure` if an activation is smooth, neighbours do not fit, there is no
  ///   stage, or a parameter is not finite. Stages are counted from 1 in messages.
  public init(_ chain: [FullyConnectedStage<Double>]) throws(GeometryFailure) {
    guard let first = chain.first else { throw .notFullyConnected }
    var stages: [Stage] = []
    var reaching = first.weight.columns
    for (index, stage) in chain.enumerated() {
      guard let activation = PiecewiseLinear(stage.activation) else {
        throw .notPiecewiseLinear(stage: index + 1, activation: stage.activation.name)
      }
      guard stage.weight.columns == reaching else {
        throw .stagesDoNotFit(stage: index + 1, expected: reaching, found: stage.weight.columns)
      }
      guard stage.weight.storage.allSatisfy(\.isFinite), stage.bias.allSatisfy(\.isFinite) else {
        throw .parameterNotFinite(stage: index + 1)
      }
      reaching = stage.weight.rows
      stages.append(
        Stage(
          weight: stage.weight, bias: stage.bias, activation: activation,
          columns: index < 2 ? nil : Self.padded(stage.weight.transposed())))
    }
    self.stages = stages
    let second = stages.count > 1 ? stages[1].weight : Matrix(rows: 0, columns: 0)
    panelWidth = min(PanelWalk.width, (second.rows + 7) / 8 * 8)
    panels = Self.panels(of: second, width: panelWidth)
  }

  /// The same network behind another first stage of as many outputs.
  init(replacingFirst first: Stage, of other: PiecewiseNetwork) {
    stages = [first] + other.stages.dropFirst()
    panels = other.panels
    panelWidth = other.panelWidth
  }

  /// The chain of a network of any precision; its parameters are taken as stored.
  public init<Element: Scalar>(_ network: Network<Element>) throws(GeometryFailure) {
    guard let chain = network.fullyConnected else { throw .notFullyConnected }
    try self.init(
      chain.map {
        FullyConnectedStage(
          weight: Matrix<Double>($0.weight), bias: $0.bias.map { Double($0) },
          activation: $0.activation)
      })
  }

  /// Fresh logits [n, classes] of points [n, d] by whole products.
  public func logits(_ points: Matrix<Double>, parallel: Bool = true) -> Matrix<Double> {
    var values = points
    for stage in stages {
      values = affine(values, stage, parallel: parallel)
      let activation = stage.activation
      guard activation != .identity else { continue }
      values.withView { view in
        for index in view.elements.indices {
          view.elements[index] = activation.value(view.elements[index])
        }
      }
    }
    return values
  }

  /// Writes a unit's column of a later stage's weights, which is what its output feeds.
  func column(_ unit: Int, ofStage stage: Int, into column: UnsafeMutableBufferPointer<Double>) {
    if let columns = stages[stage].columns {
      let start = unit * columns.columns
      for output in column.indices { column[output] = columns.storage[start + output] }
    } else {
      let inputs = stages[stage].inputCount
      for output in column.indices {
        let start = output / panelWidth * inputs * panelWidth
        column[output] = panels[start + unit * panelWidth + output % panelWidth]
      }
    }
  }

  /// h Wᵀ + b for rows h.
  func affine(_ rows: Matrix<Double>, _ stage: Stage, parallel: Bool = false) -> Matrix<Double> {
    var result = Matrix(
      rows: rows.rows, columns: stage.outputCount,
      storage: repeated(stage.bias, count: rows.rows))
    rows.withReadView { rows in
      stage.weight.withReadView { weight in
        result.withView {
          Product.multiply(
            rows, .asStored, weight, .transposed, into: $0, keep: 1, parallel: parallel)
        }
      }
    }
    return result
  }

  private func repeated(_ values: [Double], count: Int) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(values.count * count)
    for _ in 0..<count { result.append(contentsOf: values) }
    return result
  }

  /// The same matrix with zero rows added up to a multiple of the panel's width.
  private static func padded(_ matrix: Matrix<Double>) -> Matrix<Double> {
    let width = PanelWalk.width
    let rows = (matrix.rows + width - 1) / width * width
    let missing = (rows - matrix.rows) * matrix.columns
    return Matrix(
      rows: rows, columns: matrix.columns,
      storage: matrix.storage + [Double](repeating: 0, count: missing))
  }

  private static func panels(of weight: Matrix<Double>, width: Int) -> [Double] {
    guard width > 0 else { return [] }
    let count = (weight.rows + width - 1) / width
    var result = [Double](repeating: 0, count: count * weight.columns * width)
    for unit in 0..<weight.rows {
      let start = unit / width * weight.columns * width + unit % width
      let row = weight.row(unit)
      for (input, value) in row.enumerated() { result[start + input * width] = value }
    }
    return result
  }
}
