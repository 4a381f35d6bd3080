import MAGNetwork
import MAGNumerics

/// An affine layer with its parameters, as a map of rows.
struct LayerMap: Sendable {
  let layer: any Layer
  let parameters: [Double]

  /// f(x), [n, outputs] of [n, inputs].
  func values(_ input: Matrix<Double>) -> Matrix<Double> {
    map(input) { input, parameters, output in
      layer.forward(input, parameters: parameters, into: output)
    }
  }

  /// J ẋ, the same at every point of an affine layer.
  func slopes(_ input: Matrix<Double>) -> Matrix<Double> {
    map(input) { input, parameters, output in
      layer.tangent(
        at: LayerPoint(input: input, output: output), of: input, parameters: parameters,
        into: output)
    }
  }

  /// J applied to ones: of an elementwise layer its factors.
  var ofOnes: [Double] {
    let count = layer.inputCount
    return slopes(
      Matrix(rows: 1, columns: count, storage: [Double](repeating: 1, count: count))
    ).storage
  }

  /// f(0): of an elementwise layer its shifts.
  var ofZeros: [Double] { values(Matrix(rows: 1, columns: layer.inputCount)).storage }

  private func map(
    _ input: Matrix<Double>,
    _ body: (MatrixView<Double>, UnsafeMutableBufferPointer<Double>, MatrixView<Double>) -> Void
  ) -> Matrix<Double> {
    var result = Matrix<Double>(rows: input.rows, columns: layer.outputCount)
    input.withReadView { input in
      parameters.withUnsafeBufferPointer { parameters in
        result.withView { body(input, UnsafeMutableBufferPointer(mutating: parameters), $0) }
      }
    }
    return result
  }
}
