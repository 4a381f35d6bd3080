import MAGNumerics

/// A fully connected layer y = x Wᵀ + b.
///
/// Its parameters are the weight [out, in] row-major, then the bias [out] if it has one: the layout
/// of PyTorch's nn.Linear.
public struct Dense: SubspaceLayer, Equatable {
  public let inputCount: Int
  public let outputCount: Int
  public let hasBias: Bool

  public init(inputCount: Int, outputCount: Int, hasBias: Bool = true) {
    precondition(inputCount > 0 && outputCount > 0, "a layer needs inputs and outputs")
    self.inputCount = inputCount
    self.outputCount = outputCount
    self.hasBias = hasBias
  }

  public var kindName: String { "dense" }
  public var linearity: LayerLinearity { .affine }

  public var tensors: [TensorShape] {
    let weight = TensorShape(name: "weight", extents: [outputCount, inputCount])
    return hasBias ? [weight, TensorShape(name: "bias", extents: [outputCount])] : [weight]
  }

  private var weightCount: Int { inputCount * outputCount }

  private func weight<E: Scalar>(_ parameters: UnsafeMutableBufferPointer<E>) -> MatrixView<E> {
    MatrixView(
      UnsafeMutableBufferPointer(rebasing: parameters[0..<weightCount]), rows: outputCount,
      columns: inputCount)
  }

  private func bias<E: Scalar>(
    _ parameters: UnsafeMutableBufferPointer<E>
  ) -> UnsafeMutableBufferPointer<E> {
    UnsafeMutableBufferPointer(rebasing: parameters[weightCount...])
  }

  /// Fills each row with the bias (or zeros), for a product to be added to.
  private func startRows<E: Scalar>(
    _ output: MatrixView<E>, _ parameters: UnsafeMutableBufferPointer<E>
  ) {
    guard hasBias, let source = bias(parameters).baseAddress else { return output.fill(0) }
    for r in 0..<output.rows {
      output.row(r).baseAddress?.update(from: source, count: outputCount)
    }
  }

  public func forward<E: Scalar>(
    _ input: MatrixView<E>, parameters: UnsafeMutableBufferPointer<E>, into output: MatrixView<E>
  ) {
    startRows(output, parameters)
    Product.multiply(
      input, .asStored, weight(parameters), .transposed, into: output, keep: 1)
  }

  /// The layer's map, prepared for many batches on one thread each.
  func packed<E: Scalar>(_ parameters: UnsafeMutableBufferPointer<E>) -> PackedProduct<E> {
    PackedProduct(weight(parameters), shifts: hasBias ? bias(parameters) : nil)
  }

  public func tangent<E: Scalar>(
    at point: LayerPoint<E>, of tangent: MatrixView<E>,
    parameters: UnsafeMutableBufferPointer<E>, into output: MatrixView<E>
  ) {
    Product.multiply(tangent, .asStored, weight(parameters), .transposed, into: output)
  }

  public func pullback<E: Scalar>(
    at point: LayerPoint<E>, of cotangent: MatrixView<E>,
    parameters: UnsafeMutableBufferPointer<E>, into output: MatrixView<E>
  ) {
    Product.multiply(cotangent, .asStored, weight(parameters), .asStored, into: output)
  }

  public func parameterGradient<E: Scalar>(
    cotangents: MatrixView<E>, inputs: MatrixView<E>, primalRows: Int,
    into gradient: UnsafeMutableBufferPointer<E>
  ) {
    Product.multiply(cotangents, .transposed, inputs, .asStored, into: weight(gradient))
    if hasBias { E.sumRows(of: cotangents.rows(0..<primalRows), into: bias(gradient)) }
  }

  public func restrict<E: Scalar>(
    to basis: MatrixView<E>, parameters: UnsafeMutableBufferPointer<E>, into weights: MatrixView<E>
  ) {
    Product.multiply(weight(parameters), .asStored, basis, .transposed, into: weights)
  }

  public func forward<E: Scalar>(
    coordinates: MatrixView<E>, restricted weights: MatrixView<E>,
    parameters: UnsafeMutableBufferPointer<E>, into output: MatrixView<E>
  ) {
    startRows(output, parameters)
    Product.multiply(coordinates, .asStored, weights, .transposed, into: output, keep: 1)
  }

  public func parameterGradient<E: Scalar>(
    cotangents: MatrixView<E>, coordinates: MatrixView<E>, basis: MatrixView<E>,
    tangents: MatrixView<E>?, restricted: MatrixView<E>,
    into gradient: UnsafeMutableBufferPointer<E>
  ) {
    let n = coordinates.rows
    let primal = cotangents.rows(0..<n)
    Product.multiply(primal, .transposed, coordinates, .asStored, into: restricted)
    Product.multiply(restricted, .asStored, basis, .asStored, into: weight(gradient))
    if let tangents {
      Product.multiply(
        cotangents.rows(n..<2 * n), .transposed, tangents, .asStored, into: weight(gradient),
        keep: 1)
    }
    if hasBias { E.sumRows(of: primal, into: bias(gradient)) }
  }

  public func initialParameters(
    _ scheme: Initialization, using generator: inout SeededGenerator
  ) -> [Double] {
    scheme.draw(
      weights: weightCount, biases: hasBias ? outputCount : 0, fanIn: inputCount,
      using: &generator)
  }
}
