/// Dense layers.
extension ONNXTranslator {
  /// Gemm: alpha A' B' + beta C with A the image's row.
  mutating func gemm(_ node: ONNXNode) throws(ONNXFailure) -> Value {
    let (step, stored) = try computed(node, 0)
    let shape = try node.flag("transA") ? Array(stored.reversed()) : stored
    guard stored.count == 2, shape[0] == 1 else {
      throw node.failure(Self.notOneRow(shape))
    }
    let alpha = try node.number("alpha") ?? 1
    let order = try node.flag("transB") ? [0, 1] : [1, 0]
    let (weight, outputs) = try weight(constant(node, 1), order, inputs: shape[1], node)
    var bias: [Double]?
    if let addend = try optionalConstant(node, 2) {
      let beta = try node.number("beta") ?? 1
      guard addend.isFloatingPoint,
        ONNXShape.broadcast(addend.extents, [1, outputs]) == [1, outputs]
      else {
        throw node.failure("expected a bias of \(outputs) numbers, found extents \(addend.extents)")
      }
      let spread = addend.broadcast(to: [1, outputs])
      bias = (0..<outputs).map { beta * (spread.count == 1 ? spread[0] : spread[$0]) }
    }
    return try append(
      .linear(
        ONNXLinear(
          .dense(inputs: shape[1]), weight: alpha == 1 ? weight : weight.map { alpha * $0 },
          bias: bias, name: node.inputs[1])), to: step, shape: [1, outputs], node)
  }

  /// MatMul of the image's row with a matrix, or of a matrix with the image's column.
  mutating func matMul(_ node: ONNXNode) throws(ONNXFailure) -> Value {
    switch (try value(node, 0), try value(node, 1)) {
    case (.computed(let step, let shape), .constant(let matrix)):
      guard let inputs = shape.last, shape.dropLast().allSatisfy({ $0 == 1 }) else {
        throw node.failure(Self.notOneRow(shape))
      }
      let (weight, outputs) = try weight(matrix, [1, 0], inputs: inputs, node)
      return try append(
        .linear(
          ONNXLinear(
            .dense(inputs: inputs), weight: weight, bias: nil, name: node.inputs[1])), to: step,
        shape: shape.dropLast() + [outputs], node)
    case (.constant(let matrix), .computed(let step, let shape)):
      guard let inputs = shape.first, shape.count == 1 || (shape.count == 2 && shape[1] == 1)
      else {
        throw node.failure("expected one column, found extents \(shape)")
      }
      let (weight, outputs) = try weight(matrix, [0, 1], inputs: inputs, node)
      return try append(
        .linear(
          ONNXLinear(
            .dense(inputs: inputs), weight: weight, bias: nil, name: node.inputs[0])), to: step,
        shape: [outputs] + shape.dropFirst(), node)
    case (.computed, .computed): throw node.failure("both its inputs are computed from the image")
    case (.constant, .constant): throw node.failure("both its inputs are constants")
    }
  }

  static func notOneRow(_ shape: [Int]) -> String {
    "expected one row [1, inputs] of one image, found extents \(shape) (if that is a batch, export "
      + "with a dynamic batch axis)"
  }

  /// A matrix as weights [out, in] row-major, its axes taken in an order.
  private mutating func weight(
    _ matrix: ONNXConstant, _ order: [Int], inputs: Int, _ node: ONNXNode
  ) throws(ONNXFailure) -> (values: [Double], outputs: Int) {
    guard matrix.isFloatingPoint, matrix.extents.count == 2, matrix.extents[order[1]] == inputs,
      matrix.extents[order[0]] > 0
    else {
      let expected = order == [0, 1] ? "[outputs, \(inputs)]" : "[\(inputs), outputs]"
      throw node.failure(
        "expected floating-point weights \(expected), found "
          + "\(matrix.isFloatingPoint ? "" : "whole numbers of ")extents \(matrix.extents)")
    }
    try spend(matrix.values.count, node)
    return (
      order == [0, 1] ? matrix.values : matrix.transposed(order).values, matrix.extents[order[0]]
    )
  }
}
