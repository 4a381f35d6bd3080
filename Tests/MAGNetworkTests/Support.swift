import Foundation
import MAGNumerics
import Testing

@testable import MAGNetwork

/// A matrix of uniform numbers in [lower, upper).
func randomMatrix<E: Scalar>(
  _ rows: Int, _ columns: Int, _ lower: Double = -1, _ upper: Double = 1,
  using generator: inout SeededGenerator
) -> Matrix<E> {
  Matrix(
    rows: rows, columns: columns,
    storage: (0..<rows * columns).map { _ in E(generator.uniform(lower, upper)) })
}

/// k orthonormal rows of length d.
func randomBasis(_ k: Int, _ d: Int, using generator: inout SeededGenerator) throws -> Matrix<
  Double
> {
  try Decomposition.singular(randomMatrix(k, d, using: &generator)).rightTransposed
}

func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

/// ‖a − b‖ / ‖b‖, and ‖a‖ where b = 0.
func relativeError(_ a: [Double], _ b: [Double]) -> Double {
  let difference = zip(a, b).map { $0 - $1 }
  let norm = dot(b, b).squareRoot()
  return dot(difference, difference).squareRoot() / (norm == 0 ? 1 : norm)
}

/// A network of dense layers with biases away from zero.
func network<E: Scalar>(
  _ sizes: [Int], _ activation: ActivationKind = .relu, seed: UInt64 = 1, as: E.Type = E.self
) throws -> Network<E> {
  var generator = SeededGenerator(seed: seed)
  return try Network(
    layers: Network<E>.perceptron(sizes: sizes, activation: activation), initialization: .pytorch,
    using: &generator)
}

func fixtureURL(_ name: String) throws -> URL {
  try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
    .appendingPathComponent(name)
}

/// Runs a body with the name of a file in a new folder, which is removed afterwards.
func withTemporaryFile<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("mag-network-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.appendingPathComponent("model.safetensors"))
}

/// One layer with parameters of its own, its maps on values instead of views.
struct LayerProbe {
  let layer: any Layer
  var parameters: [Double]

  init(_ layer: any Layer, seed: UInt64 = 3) {
    var generator = SeededGenerator(seed: seed)
    self.layer = layer
    // Moved off the start, where factors are 1 and shifts 0.
    parameters = layer.initialParameters(.pytorch, using: &generator)
      .map { $0 + generator.uniform(-0.5, 0.5) }
  }

  private func call(
    _ operands: [Matrix<Double>], into start: Matrix<Double>,
    _ body: ([MatrixView<Double>], UnsafeMutableBufferPointer<Double>, MatrixView<Double>) -> Void
  ) -> Matrix<Double> {
    let buffers = operands.map { operand in
      let buffer = MatrixBuffer<Double>(capacity: operand.rows, columns: operand.columns)
      operand.withReadView { buffer.view(rows: operand.rows).copy(from: $0) }
      return buffer
    }
    var parameters = parameters
    var result = start
    parameters.withUnsafeMutableBufferPointer { parameters in
      result.withView { body(buffers.map { $0.view(rows: $0.capacity) }, parameters, $0) }
    }
    return result
  }

  func forward(_ x: Matrix<Double>) -> Matrix<Double> {
    call([x], into: Matrix(rows: x.rows, columns: layer.outputCount)) {
      layer.forward($0[0], parameters: $1, into: $2)
    }
  }

  func tangent(_ x: Matrix<Double>, _ dx: Matrix<Double>) -> Matrix<Double> {
    call([x, forward(x), dx], into: Matrix(rows: x.rows, columns: layer.outputCount)) {
      layer.tangent(
        at: LayerPoint(input: $0[0], output: $0[1]), of: $0[2], parameters: $1, into: $2)
    }
  }

  func pullback(_ x: Matrix<Double>, _ bar: Matrix<Double>) -> Matrix<Double> {
    call([x, forward(x), bar], into: Matrix(rows: x.rows, columns: layer.inputCount)) {
      layer.pullback(
        at: LayerPoint(input: $0[0], output: $0[1]), of: $0[2], parameters: $1, into: $2)
    }
  }

  /// `start` plus the curvature term.
  func curvature(
    _ x: Matrix<Double>, _ dx: Matrix<Double>, _ bar: Matrix<Double>, onto start: Matrix<Double>
  ) -> Matrix<Double> {
    call([x, forward(x), dx, bar], into: start) { operands, _, target in
      layer.addCurvature(
        at: LayerPoint(input: operands[0], output: operands[1]), tangent: operands[2],
        cotangent: operands[3], into: target)
    }
  }

  func parameterGradient(
    _ cotangents: Matrix<Double>, _ inputs: Matrix<Double>, primalRows: Int
  ) -> [Double] {
    call([cotangents, inputs], into: Matrix(rows: 1, columns: parameters.count)) {
      layer.parameterGradient(
        cotangents: $0[0], inputs: $0[1], primalRows: primalRows, into: $2.elements)
    }.storage
  }
}
