import MAGNumerics

/// y_i = s_{i / group} x_i + t_{i / group}: one factor and one shift for each run of `group`
/// elements.
///
/// Batch normalisation at inference is one with group = height · width (a number a channel); constant
/// arithmetic is one with group = 1 (a number an element) or group = count (a single number).
/// Its parameters are the weight s and the bias t, [count / group] each.
public struct ElementwiseAffine: Layer, Equatable {
  public let inputCount: Int
  public let group: Int

  /// `group` must divide `count`.
  public init(count: Int, group: Int) {
    precondition(count > 0 && group > 0 && count % group == 0, "groups must divide the elements")
    inputCount = count
    self.group = group
  }

  public var outputCount: Int { inputCount }
  public var kindName: String { "affine" }
  public var linearity: LayerLinearity { .affine }
  private var groupCount: Int { inputCount / group }

  public var tensors: [TensorShape] {
    ["weight", "bias"].map { TensorShape(name: $0, extents: [groupCount]) }
  }

  public func forward<E: Scalar>(
    _ input: MatrixView<E>, parameters: UnsafeMutableBufferPointer<E>, into output: MatrixView<E>
  ) {
    scale(input, parameters, shifted: true, into: output)
  }

  public func tangent<E: Scalar>(
    at point: LayerPoint<E>, of tangent: MatrixView<E>,
    parameters: UnsafeMutableBufferPointer<E>, into output: MatrixView<E>
  ) {
    scale(tangent, parameters, shifted: false, into: output)
  }

  public func pullback<E: Scalar>(
    at point: LayerPoint<E>, of cotangent: MatrixView<E>,
    parameters: UnsafeMutableBufferPointer<E>, into output: MatrixView<E>
  ) {
    scale(cotangent, parameters, shifted: false, into: output)
  }

  private func scale<E: Scalar>(
    _ x: MatrixView<E>, _ parameters: UnsafeMutableBufferPointer<E>, shifted: Bool,
    into y: MatrixView<E>
  ) {
    precondition(x.columns == inputCount && y.columns == inputCount, "shapes differ")
    let parameters = ParameterRun(parameters)
    Elementwise.forEachRows(x.rows, work: inputCount) { rows in
      guard let factors = parameters.start else { return }
      for row in rows {
        E.scale(
          x.row(row), by: factors, shift: shifted ? factors + groupCount : nil, group: group,
          into: y.row(row))
      }
    }
  }

  public func parameterGradient<E: Scalar>(
    cotangents: MatrixView<E>, inputs: MatrixView<E>, primalRows: Int,
    into gradient: UnsafeMutableBufferPointer<E>
  ) {
    gradient.update(repeating: 0)
    guard let factors = gradient.baseAddress else { return }
    for row in 0..<cotangents.rows {
      E.addGroupSums(
        of: cotangents.row(row), times: inputs.row(row), group: group, to: factors)
    }
    for row in 0..<primalRows {
      E.addGroupSums(of: cotangents.row(row), times: nil, group: group, to: factors + groupCount)
    }
  }

  /// Factors 1 and shifts 0, whatever the scheme; nothing is drawn.
  public func initialParameters(
    _ scheme: Initialization, using generator: inout SeededGenerator
  ) -> [Double] {
    [Double](repeating: 1, count: groupCount) + [Double](repeating: 0, count: groupCount)
  }
}
