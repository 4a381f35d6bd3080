import MAGNumerics

/// Activations, and what stands for one.
extension ONNXTranslator {
  /// A step that leaves the shape as it is.
  mutating func unary(
    _ node: ONNXNode, _ operation: ONNXProgram.Operation
  ) throws(ONNXFailure) -> Value {
    let (step, shape) = try computed(node, 0)
    return try append(operation, to: step, shape: shape, node)
  }

  mutating func activation(
    _ node: ONNXNode, _ kind: ActivationKind
  ) throws(ONNXFailure) -> Value {
    try unary(node, .activation(kind))
  }

  mutating func gelu(_ node: ONNXNode) throws(ONNXFailure) -> Value {
    let form = try node.text("approximate") ?? "none"
    guard form == "none" else {
      throw node.failure("expected the exact GELU, found the approximation \(form)")
    }
    return try activation(node, .gelu)
  }

  /// The steps of a GELU that was found in parts: its argument's map, GELU, and a factor.
  mutating func append(
    _ match: ONNXErrorLinearUnit, shape: [Int], _ node: ONNXNode
  ) throws(ONNXFailure) -> Value {
    try append(
      node,
      [
        .affine(match.argument, origin: node.type), .activation(.gelu),
        .affine(match.result, origin: node.type),
      ],
      to: match.operand, shape: shape)
  }

  /// Clip with bounds a < b, as the map that takes a to −1 and b to 1, hard tanh, and that map's
  /// inverse; from 0 without an upper bound it is ReLU.
  mutating func clip(_ node: ONNXNode) throws(ONNXFailure) -> Value {
    let (step, shape) = try computed(node, 0)
    let bounds = (try bound(node, 1, "min"), try bound(node, 2, "max"))
    switch bounds {
    case (0?, nil): return try append(.activation(.relu), to: step, shape: shape, node)
    case (let lower?, let upper?) where lower < upper:
      let middle = (lower + upper) / 2
      let half = (upper - lower) / 2
      return try append(
        node,
        [
          .affine(ONNXAffine(scale: [1 / half], shift: [-middle / half]), origin: node.type),
          .activation(.hardTanh),
          .affine(ONNXAffine(scale: [half], shift: [middle]), origin: node.type),
        ], to: step, shape: shape)
    default:
      throw node.failure(
        "expected a lower bound below an upper bound, or 0 alone, found "
          + "\(bounds.0.map { "\($0)" } ?? "none") and \(bounds.1.map { "\($0)" } ?? "none")")
    }
  }

  /// A bound of Clip, an attribute in old operator sets; nil for none and for infinities and the
  /// largest float32 numbers, which exporters write for none.
  private mutating func bound(
    _ node: ONNXNode, _ index: Int, _ attribute: String
  ) throws(ONNXFailure) -> Double? {
    guard let constant = try optionalConstant(node, index) else {
      let value = try node.number(attribute)
      return value.map { abs($0) >= Double(Float.greatestFiniteMagnitude) } == true ? nil : value
    }
    guard let value = constant.scalar, !value.isNaN else {
      throw node.failure("expected one number as its \(attribute), found \(constant.values.count)")
    }
    return abs(value) >= Double(Float.greatestFiniteMagnitude) ? nil : value
  }

  /// Steps one after the other, identities left out.
  private mutating func append(
    _ node: ONNXNode, _ operations: [ONNXProgram.Operation], to operand: Int, shape: [Int]
  ) throws(ONNXFailure) -> Value {
    var result = Value.computed(step: operand, shape: shape)
    for operation in operations {
      if case .affine(let affine, _) = operation, affine.isIdentity { continue }
      guard case .computed(let step, _) = result else { break }
      result = try append(operation, to: step, shape: shape, node)
    }
    return result
  }

  /// Softmax or LogSoftmax over all classes.
  mutating func softmax(_ node: ONNXNode) throws(ONNXFailure) -> Value {
    let (_, shape) = try computed(node, 0)
    let isOld = operatorSet < 13
    let axis = ONNXShape.axis(try node.integer("axis") ?? (isOld ? 1 : -1), rank: shape.count)
    // Until operator set 13 it runs over all axes from this one on.
    guard let axis, let count = ONNXShape.count(shape),
      isOld ? ONNXShape.count(Array(shape[axis...])) == count : shape[axis] == count
    else {
      throw node.failure("expected it to run over all classes, found extents \(shape)")
    }
    return try unary(node, .softmax(name: node.type))
  }
}
