import MAGNumerics

/// A convolution y = w ∗ x + b over images of several channels, as in PyTorch and ONNX (a
/// cross-correlation: the kernel is not mirrored; padding counts as zero).
///
/// Its parameters are the weight [outputs, inputs / groups, kernel height, kernel width] row-major,
/// then the bias [outputs] if it has one: the layout of PyTorch's nn.Conv2d.
///
/// - Shapes: a row holds one image, [channels, height, width].
/// - Cost: 2 · output elements · depth operations an image, in products of a few output rows each.
public struct Convolution: Layer, Equatable {
  let shape: ConvolutionShape

  public var input: ImageExtents { shape.input }
  public var output: ImageExtents { shape.output }
  public var window: Window2D { shape.window }
  public var groups: Int { shape.groups }
  public private(set) var hasBias: Bool

  /// - Returns: nil if no window fits into the padded image, the channels do not divide into the
  ///   groups, or an extent is not positive or too large (2³¹ elements and more).
  public init?(
    input: ImageExtents, outputChannels: Int, window: Window2D, groups: Int = 1,
    hasBias: Bool = true
  ) {
    guard
      let shape = ConvolutionShape(
        input: input, outputChannels: outputChannels, window: window, groups: groups)
    else { return nil }
    self.shape = shape
    self.hasBias = hasBias
  }

  /// The same convolution with a bias.
  var biased: Convolution {
    var result = self
    result.hasBias = true
    return result
  }

  public var inputCount: Int { input.count }
  public var outputCount: Int { output.count }
  public var kindName: String { "convolution" }
  public var linearity: LayerLinearity { .affine }
  public var imageExtents: (input: ImageExtents, output: ImageExtents)? { (input, output) }

  public var tensors: [TensorShape] {
    let weight = TensorShape(name: "weight", extents: shape.weightExtents)
    return hasBias ? [weight, TensorShape(name: "bias", extents: [output.channels])] : [weight]
  }

  public func forward<E: Scalar>(
    _ input: MatrixView<E>, parameters: UnsafeMutableBufferPointer<E>, into output: MatrixView<E>
  ) {
    convolve(input, parameters, hasBias: hasBias, into: output)
  }

  public func tangent<E: Scalar>(
    at point: LayerPoint<E>, of tangent: MatrixView<E>,
    parameters: UnsafeMutableBufferPointer<E>, into output: MatrixView<E>
  ) {
    convolve(tangent, parameters, hasBias: false, into: output)
  }

  private func convolve<E: Scalar>(
    _ input: MatrixView<E>, _ parameters: UnsafeMutableBufferPointer<E>, hasBias: Bool,
    into output: MatrixView<E>
  ) {
    precondition(input.columns == inputCount && output.columns == outputCount, "shapes differ")
    precondition(input.rows == output.rows, "one output row an input row")
    let parameters = ParameterRun(parameters)
    Elementwise.forEachRows(input.rows, work: work) { rows in
      guard let weight = parameters.start else { return }
      E.convolve(
        shape, input.rows(rows), weight: weight,
        bias: hasBias ? weight + shape.weightCount : nil, into: output.rows(rows))
    }
  }

  public func pullback<E: Scalar>(
    at point: LayerPoint<E>, of cotangent: MatrixView<E>,
    parameters: UnsafeMutableBufferPointer<E>, into output: MatrixView<E>
  ) {
    precondition(
      cotangent.columns == outputCount && output.columns == inputCount, "shapes differ")
    precondition(cotangent.rows == output.rows, "one output row an input row")
    let parameters = ParameterRun(parameters)
    Elementwise.forEachRows(output.rows, work: work) { rows in
      guard let weight = parameters.start else { return }
      E.convolveTransposed(
        shape, cotangent.rows(rows), weight: weight, into: output.rows(rows))
    }
  }

  /// Memory: a weight for each of at most 16 ranges of images, which are added up in order.
  public func parameterGradient<E: Scalar>(
    cotangents: MatrixView<E>, inputs: MatrixView<E>, primalRows: Int,
    into gradient: UnsafeMutableBufferPointer<E>
  ) {
    let ranges = Parallel.ranges(inputs.rows, pieces: 16)
    let parts = MatrixBuffer<E>(capacity: ranges.count, columns: shape.weightCount)
    let view = parts.view(rows: ranges.count)
    Parallel.forEach(ranges.count) { part in
      guard let target = view.row(part).baseAddress else { return }
      E.convolutionGradient(
        shape, inputs.rows(ranges[part]), cotangents: cotangents.rows(ranges[part]), into: target)
    }
    E.sumRows(
      of: view, into: UnsafeMutableBufferPointer(rebasing: gradient[..<shape.weightCount]))
    guard hasBias, let bias = gradient.baseAddress.map({ $0 + shape.weightCount }) else { return }
    bias.update(repeating: 0, count: output.channels)
    for row in 0..<primalRows {
      E.addGroupSums(of: cotangents.row(row), times: nil, group: output.planeCount, to: bias)
    }
  }

  public func initialParameters(
    _ scheme: Initialization, using generator: inout SeededGenerator
  ) -> [Double] {
    scheme.draw(
      weights: shape.weightCount, biases: hasBias ? output.channels : 0, fanIn: shape.depth,
      using: &generator)
  }

  /// Operations an image, as elements of elementwise work.
  private var work: Int { outputCount * shape.depth / 8 }
}

/// The start of a layer's parameters, read by several threads at once.
struct ParameterRun<Element: Scalar>: @unchecked Sendable {
  let start: UnsafePointer<Element>?

  init(_ parameters: UnsafeMutableBufferPointer<Element>) {
    start = UnsafePointer(parameters.baseAddress)
  }
}
