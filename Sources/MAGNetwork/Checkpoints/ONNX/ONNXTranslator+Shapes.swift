/// Operators that move, name or shape numbers without computing with them.
extension ONNXTranslator {
  /// A value in another shape.
  private func shaped(_ value: Value, as shape: [Int]?, _ node: ONNXNode) throws(ONNXFailure)
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

  private func extents(_ value: Value) -> [Int] {
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
      guard let target = try integers(node, 1) else { throw node.failure("its shape is missing") }
      shape = ONNXShape.reshaped(
        extents, to: target, zerosAreMeant: try node.flag("allowzero"))
    case .squeeze: shape = ONNXShape.squeezed(extents, axes: try axes(node))
    default:
      guard let axes = try axes(node) else { throw node.failure("its axes are missing") }
      shape = ONNXShape.unsqueezed(extents, axes: axes)
    }
    return try shaped(value, as: shape, node)
  }

  /// The axes, an attribute until operator set 13 and an input since.
  private mutating func axes(_ node: ONNXNode) throws(ONNXFailure) -> [Int]? {
    if let axes = try node.integers("axes") { return axes }
    return try integers(node, 1)
  }

  /// A constant list of whole numbers; nil where the input is left out.
  private mutating func integers(_ node: ONNXNode, _ index: Int) throws(ONNXFailure) -> [Int]? {
    guard let constant = try optionalConstant(node, index) else { return nil }
    guard constant.extents.count <= 1, let integers = constant.integers else {
      throw node.failure("expected a list of whole numbers in \(constant.name)")
    }
    return integers
  }

  /// Transpose: of constants any, of computed arrays one that keeps the order of the elements.
  mutating func transpose(_ node: ONNXNode) throws(ONNXFailure) -> Value {
    let value = try value(node, 0)
    let extents = extents(value)
    let order = try node.integers("perm") ?? extents.indices.reversed()
    guard order.sorted() == Array(extents.indices) else {
      throw node.failure("the order of axes \(order) does not fit extents \(extents)")
    }
    switch value {
    case .constant(let constant):
      try spend(constant.values.count, node)
      return .constant(constant.transposed(order))
    case .computed(let step, _):
      guard ONNXShape.keepsOrder(extents, order) else {
        throw node.failure("it moves the elements of extents \(extents) computed from the image")
      }
      return .computed(step: step, shape: order.map { extents[$0] })
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

  mutating func shape(_ node: ONNXNode) throws(ONNXFailure) -> Value {
    let extents = extents(try value(node, 0))
    return .constant(
      ONNXConstant(
        name: node.outputs[0], extents: [extents.count], values: extents.map { Double($0) }))
  }

  /// Gather from a list of constants, which exporters write to take an extent out of a shape.
  mutating func gather(_ node: ONNXNode) throws(ONNXFailure) -> Value {
    let list = try constant(node, 0)
    let indices = try constant(node, 1)
    try spend(indices.values.count, node)
    let places = indices.integers?.compactMap { ONNXShape.axis($0, rank: list.values.count) }
    guard list.extents.count == 1, ONNXShape.axis(try node.integer("axis") ?? 0, rank: 1) != nil,
      let places, places.count == indices.values.count
    else { throw node.failure("expected places in a list, found extents \(list.extents)") }
    return .constant(
      ONNXConstant(
        name: node.outputs[0], isFloatingPoint: list.isFloatingPoint, extents: indices.extents,
        values: places.map { list.values[$0] }))
  }

  /// Concat of lists of constants, which exporters write to put a shape together.
  mutating func concat(_ node: ONNXNode) throws(ONNXFailure) -> Value {
    var values: [Double] = []
    for index in node.inputs.indices {
      let list = try constant(node, index)
      guard list.extents.count == 1, ONNXShape.axis(try node.integer("axis") ?? 0, rank: 1) != nil
      else { throw node.failure("expected lists of constants, found extents \(list.extents)") }
      values += list.values
      try spend(list.values.count, node)
    }
    return .constant(
      ONNXConstant(name: node.outputs[0], extents: [values.count], values: values))
  }
}
