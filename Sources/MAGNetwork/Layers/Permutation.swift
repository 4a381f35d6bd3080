import MAGNumerics

/// y_i = x_{order i}: a transposition, say from [height, width, channels] to the order of images
/// here.
public struct Permutation: Layer, Equatable {
  public let order: [Int]
  private let inverse: [Int]

  /// - Parameter order: each of 0..<count once.
  public init(order: [Int]) {
    var inverse = [Int](repeating: -1, count: order.count)
    for (target, source) in order.enumerated() {
      precondition(
        order.indices.contains(source) && inverse[source] < 0, "a permutation has each index once")
      inverse[source] = target
    }
    self.order = order
    self.inverse = inverse
  }

  public var inputCount: Int { order.count }
  public var outputCount: Int { order.count }
  public var tensors: [TensorShape] { [] }
  public var kindName: String { "permutation" }
  public var linearity: LayerLinearity { .affine }

  public func forward<E: Scalar>(
    _ input: MatrixView<E>, parameters: UnsafeMutableBufferPointer<E>, into output: MatrixView<E>
  ) {
    gather(input, order, into: output)
  }

  public func tangent<E: Scalar>(
    at point: LayerPoint<E>, of tangent: MatrixView<E>,
    parameters: UnsafeMutableBufferPointer<E>, into output: MatrixView<E>
  ) {
    gather(tangent, order, into: output)
  }

  public func pullback<E: Scalar>(
    at point: LayerPoint<E>, of cotangent: MatrixView<E>,
    parameters: UnsafeMutableBufferPointer<E>, into output: MatrixView<E>
  ) {
    gather(cotangent, inverse, into: output)
  }

  private func gather<E: Scalar>(_ x: MatrixView<E>, _ order: [Int], into y: MatrixView<E>) {
    precondition(x.columns == order.count && y.columns == order.count, "shapes differ")
    Elementwise.forEachRows(x.rows, work: order.count) { rows in
      for row in rows { E.gather(x.row(row), order, into: y.row(row)) }
    }
  }
}
