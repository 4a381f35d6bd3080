import MAGNumerics

/// The mean of each window of each channel.
///
/// Linear. A window of the whole image is global pooling.
/// - Shapes: a row holds one image, [channels, height, width].
public struct AveragePooling: Layer, Equatable {
  let shape: PoolingShape

  public var input: ImageExtents { shape.input }
  public var output: ImageExtents { shape.output }
  public var window: Window2D { shape.window }
  /// Whether a last, partial step of the window counts; see `Window2D.outputs`.
  public var ceilMode: Bool { shape.ceilMode }
  /// Whether padding counts, as zeros, or the mean is over the elements inside the image; what lies
  /// beyond the padding never counts.
  public let countsPadding: Bool

  /// - Returns: nil if no window fits, one would lie wholly in the padding, or an extent makes no
  ///   sense.
  public init?(
    input: ImageExtents, window: Window2D, countsPadding: Bool, ceilMode: Bool = false
  ) {
    guard let shape = PoolingShape(input: input, window: window, ceilMode: ceilMode) else {
      return nil
    }
    self.shape = shape
    self.countsPadding = countsPadding
  }

  public var inputCount: Int { input.count }
  public var outputCount: Int { output.count }
  public var tensors: [TensorShape] { [] }
  public var kindName: String { "average-pooling" }
  public var linearity: LayerLinearity { .affine }
  public var imageExtents: (input: ImageExtents, output: ImageExtents)? { (input, output) }

  public func forward<E: Scalar>(
    _ input: MatrixView<E>, parameters: UnsafeMutableBufferPointer<E>, into output: MatrixView<E>
  ) {
    precondition(input.columns == inputCount && output.columns == outputCount, "shapes differ")
    Elementwise.forEachRows(input.rows, work: inputCount) { rows in
      for row in rows {
        E.poolAverage(shape, countsPadding: countsPadding, input.row(row), into: output.row(row))
      }
    }
  }

  public func tangent<E: Scalar>(
    at point: LayerPoint<E>, of tangent: MatrixView<E>,
    parameters: UnsafeMutableBufferPointer<E>, into output: MatrixView<E>
  ) {
    forward(tangent, parameters: parameters, into: output)
  }

  public func pullback<E: Scalar>(
    at point: LayerPoint<E>, of cotangent: MatrixView<E>,
    parameters: UnsafeMutableBufferPointer<E>, into output: MatrixView<E>
  ) {
    precondition(
      cotangent.columns == outputCount && output.columns == inputCount, "shapes differ")
    Elementwise.forEachRows(output.rows, work: inputCount) { rows in
      for row in rows {
        E.spreadAverage(
          shape, countsPadding: countsPadding, cotangent.row(row), into: output.row(row))
      }
    }
  }
}
