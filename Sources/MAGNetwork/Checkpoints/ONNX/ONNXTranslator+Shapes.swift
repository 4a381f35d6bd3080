/// Operators that move, name or shape numbers without computing with them.
extension ONNXTranslator {
  /// A value in another shape.
  func shaped(_ value: Value, as shape: [Int]?, _ node: ONNXNode) throws(ONNXFailure)
    -> Value
  {
    if let shape, shape.count > ONNXShape.largestRank {
      throw node.failure("it gives an array of \(shape.count) axes")
    }
    switch value {
    case .constant(var constant):
      guard let shape else { throw node.failure("it does not fit extents \(constant.extents)") }
      constant.extents = shape
      return .constant(constant)
    case .computed(let step, let current):
      guard let shape else { throw node.failure("it does not fit extents \(current)") }
      return .computed(step: step, shape: shape)
    }
  }

  func extents(_ value: Value) -> [Int] {
    switch value {
    case .constant(let constant): constant.extents
    case .computed(_, let shape): shape
    }
  }

  /// Flatten, Reshape, Squeeze or Unsqueeze.
  mutating func reshape(_ node: ONNXNode, _ known: ONNXOperator) throws(ONNXFailure) -> Value {
    let value = try value(node, 0)
    let extents = extents(value)
    let shape: [Int]?
    switch known {
    case .flatten: shape = ONNXShape.flattened(extents, at: try node.integer("axis") ?? 1)
    case .reshape:
      guard let target = try integers(node, input: 1) else {
        throw node.failure("its shape is missing")
      }
      shape = ONNXShape.reshaped(
        extents, to: target, zerosAreMeant: try node.flag("allowzero"))
    case .squeeze:
      shape = ONNXShape.squeezed(extents, axes: try integers(node, attribute: "axes", input: 1))
    default:
      guard let axes = try integers(node, attribute: "axes", input: 1) else {
        throw node.failure("its axes are missing")
      }
      shape = ONNXShape.unsqueezed(extents, axes: axes)
    }
    return try shaped(value, as: shape, node)
  }

  /// A list of whole numbers that old operator sets have as an attribute and new ones as an input;
  /// nil where it is left out.
  mutating func integers(
    _ node: ONNXNode, attribute: String, input: Int
  ) throws(ONNXFailure) -> [Int]? {
    if let stated = try node.integers(attribute) { return stated }
    return try integers(node, input: input)
  }

  /// A constant list of whole numbers; nil where the input is left out.
  mutating func integers(_ node: ONNXNode, input index: Int) throws(ONNXFailure) -> [Int]? {
    guard let constant = try optionalConstant(node, index) else { return nil }
    guard constant.extents.count <= 1, let integers = constant.integers else {
      throw node.failure("expected a list of whole numbers in \(constant.name)")
    }
    return integers
  }

  /// Transpose, of constants or of what is computed from the image.
  mutating func transpose(_ node: ONNXNode) throws(ONNXFailure) -> Value {
    let value = try value(node, 0)
    let extents = extents(value)
    let order = try node.integers("perm") ?? extents.indices.reversed()
    guard order.sorted() == Array(extents.indices) else {
      throw node.failure("the order of axes \(order) does not fit extents \(extents)")
    }
    return try permuted(value, order, node)
  }

  /// A value with its axes in another order; what is computed from the image takes a step only
  /// where its elements change places.
  mutating func permuted(
    _ value: Value, _ order: [Int], _ node: ONNXNode
  ) throws(ONNXFailure) -> Value {
    switch value {
    case .constant(let constant):
      try spend(constant.values.count, node)
      return .constant(constant.transposed(order))
    case .computed(let step, let extents):
      let shape = order.map { extents[$0] }
      if ONNXShape.keepsOrder(extents, order) { return .computed(step: step, shape: shape) }
      return try append(
        .permutation(ONNXShape.places(extents, inOrder: order)), to: step, shape: shape, node)
    }
  }

  /// Identity, and Dropout outside training.
  mutating func unchanged(_ node: ONNXNode) throws(ONNXFailure) -> Value {
    if try optionalConstant(node, 2)?.values.allSatisfy({ $0 == 0 }) == false {
      throw node.failure("it is in training mode; export the model after model.eval()")
    }
    return try value(node, 0)
  }

  /// Cast: of computed arrays only between floating-point types, which is left out and said.
  mutating func cast(_ node: ONNXNode) throws(ONNXFailure) -> Value {
    let number = Int32(exactly: try node.integer("to") ?? 0) ?? 0
    let name = ONNXElementType.name(number)
    guard let type = ONNXElementType.known[number]?.stored,
      type.isFloatingPoint || type == .int64 || type == .int32
    else { throw node.failure("it casts to \(name)") }
    switch try value(node, 0) {
    case .constant(let constant):
      try spend(constant.values.count, node)
      return .constant(
        ONNXConstant(
          name: constant.name, isFloatingPoint: type.isFloatingPoint, extents: constant.extents,
          values: type.isFloatingPoint
            ? constant.values : constant.values.map { $0.rounded(.towardZero) }))
    case let computed:
      guard type.isFloatingPoint else {
        throw node.failure("it casts what is computed from the image to \(name)")
      }
      if type != .float32 { assume("Casts to \(name) are left out; all is computed in float32.") }
      return computed
    }
  }
}
