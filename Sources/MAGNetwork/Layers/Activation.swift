import MAGNumerics

/// An elementwise layer y = φ(x); it has no parameters.
public struct Activation: Layer, Equatable {
  public let kind: ActivationKind
  public let inputCount: Int
  public var outputCount: Int { inputCount }
  public var tensors: [TensorShape] { [] }
  public var kindName: String { kind.name }
  public var linearity: LayerLinearity {
    if kind == .identity { return .affine }
    return kind.isPiecewiseLinear ? .piecewiseLinear : .smooth(kind.name)
  }

  public init(_ kind: ActivationKind, count: Int) {
    self.kind = kind
    inputCount = count
  }

  public func forward<E: Scalar>(
    _ input: MatrixView<E>, parameters: UnsafeMutableBufferPointer<E>, into output: MatrixView<E>
  ) {
    Elementwise.activate(kind, input, into: output)
  }

  public func tangent<E: Scalar>(
    at point: LayerPoint<E>, of tangent: MatrixView<E>,
    parameters: UnsafeMutableBufferPointer<E>, into output: MatrixView<E>
  ) {
    Elementwise.differentiate(
      kind, at: point.input, output: point.output, times: tangent, into: output)
  }

  public func pullback<E: Scalar>(
    at point: LayerPoint<E>, of cotangent: MatrixView<E>,
    parameters: UnsafeMutableBufferPointer<E>, into output: MatrixView<E>
  ) {
    Elementwise.differentiate(
      kind, at: point.input, output: point.output, times: cotangent, into: output)
  }

  public func addCurvature<E: Scalar>(
    at point: LayerPoint<E>, tangent: MatrixView<E>, cotangent: MatrixView<E>,
    into target: MatrixView<E>
  ) {
    Elementwise.addCurvature(
      kind, at: point.input, output: point.output, tangent: tangent, cotangent: cotangent,
      into: target)
  }
}
