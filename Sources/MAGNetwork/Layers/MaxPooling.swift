import MAGNumerics

/// The largest element of each window of each channel; padding counts as −∞.
///
/// Piecewise linear. At ties the first element of the window in row-major order is the one that the
/// output follows, as in PyTorch.
/// - Shapes: a row holds one image, [channels, height, width].
public struct MaxPooling: Layer, Equatable {
  let shape: PoolingShape

  public var input: ImageExtents { shape.input }
  public var output: ImageExtents { shape.output }
  public var window: Window2D { shape.window }
  /// Whether a last, partial step of the window counts; see `Window2D.outputs`.
  public var ceilMode: Bool { shape.ceilMode }

  /// - Returns: nil if no window fits, one would lie wholly in the padding, or an extent makes no
  ///   sense.
  public init?(input: ImageExtents, window: Window2D, ceilMode: Bool = false) {
    guard let shape = PoolingShape(input: input, window: window, ceilMode: ceilMode) else {
      return nil
    }
    self.shape = shape
  }

  public var inputCount: Int { input.count }
  public var outputCount: Int { output.count }
  public var tensors: [TensorShape] { [] }
  public var kindName: String { "max-pooling" }
  public var linearity: LayerLinearity { .piecewiseLinear }
  public var imageExtents: (input: ImageExtents, output: ImageExtents)? { (input, output) }

  public func forward<E: Scalar>(
    _ input: MatrixView<E>, parameters: UnsafeMutableBufferPointer<E>, into output: MatrixView<E>
  ) {
    precondition(input.columns == inputCount && output.columns == outputCount, "shapes differ")
    Elementwise.forEachRows(input.rows, work: inputCount) { rows in
      for row in rows { E.poolMaximum(shape, input.row(row), into: output.row(row)) }
    }
  }

  public func tangent<E: Scalar>(
    at point: LayerPoint<E>, of tangent: MatrixView<E>,
    parameters: UnsafeMutableBufferPointer<E>, into output: MatrixView<E>
  ) {
    precondition(tangent.columns == inputCount && output.columns == outputCount, "shapes differ")
    Elementwise.forEachRows(tangent.rows, work: inputCount) { rows in
      for row in rows {
        E.selectMaximum(
          shape, of: point.input.row(row), from: tangent.row(row), into: output.row(row))
      }
    }
  }

  public func pullback<E: Scalar>(
    at point: LayerPoint<E>, of cotangent: MatrixView<E>,
    parameters: UnsafeMutableBufferPointer<E>, into output: MatrixView<E>
  ) {
    precondition(
      cotangent.columns == outputCount && output.columns == inputCount, "shapes differ")
    Elementwise.forEachRows(output.rows, work: inputCount) { rows in
      for row in rows {
        E.scatterMaximum(
          shape, of: point.input.row(row), from: cotangent.row(row), into: output.row(row))
      }
    }
  }
}
