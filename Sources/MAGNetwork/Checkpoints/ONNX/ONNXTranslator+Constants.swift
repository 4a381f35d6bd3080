/// Operators that give constants: what exporters write to compute shapes and paddings in the graph.
extension ONNXTranslator {
  mutating func shape(_ node: ONNXNode) throws(ONNXFailure) -> Value {
    let extents = extents(try value(node, 0))
    return .constant(
      ONNXConstant(
        name: node.outputs[0], extents: [extents.count], values: extents.map { Double($0) }))
  }

  /// Gather from a list of constants, which exporters write to take an extent out of a shape, or
  /// from the image's row every element once.
  mutating func gather(_ node: ONNXNode) throws(ONNXFailure) -> Value {
    let source = try value(node, 0)
    let indices = try constant(node, 1)
    try spend(indices.values.count, node)
    let extents = extents(source)
    guard let axis = ONNXShape.axis(try node.integer("axis") ?? 0, rank: extents.count),
      extents.indices.allSatisfy({ $0 == axis || extents[$0] == 1 }),
      let places = indices.integers?.compactMap({ ONNXShape.axis($0, rank: extents[axis]) }),
      places.count == indices.values.count
    else { throw node.failure("expected places in a list, found extents \(extents)") }
    switch source {
    case .constant(let list):
      guard extents.count == 1 else {
        throw node.failure("expected a list of constants, found extents \(extents)")
      }
      return .constant(
        ONNXConstant(
          name: node.outputs[0], isFloatingPoint: list.isFloatingPoint, extents: indices.extents,
          values: places.map { list.values[$0] }))
    case .computed(let step, _):
      guard indices.extents.count == 1, places.sorted() == Array(0..<extents[axis]) else {
        throw node.failure("it does not take every element computed from the image once")
      }
      return try append(.permutation(places), to: step, shape: extents, node)
    }
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

  /// ConstantOfShape: one number everywhere, 0 unless the node says another.
  mutating func filled(_ node: ONNXNode) throws(ONNXFailure) -> Value {
    let extents = try constant(node, 0)
    let value = node.attributes.isEmpty ? nil : try node.constant()
    guard let shape = extents.integers, extents.extents.count <= 1,
      shape.allSatisfy({ $0 >= 0 }), shape.count <= ONNXShape.largestRank,
      let count = ONNXShape.count(shape), let number = value == nil ? 0 : value?.scalar
    else {
      throw node.failure("expected extents and one number, found \(extents.values.prefix(8))")
    }
    try spend(count, node)
    return .constant(
      ONNXConstant(
        name: node.outputs[0], isFloatingPoint: value?.isFloatingPoint ?? true, extents: shape,
        values: [Double](repeating: number, count: count)))
  }

  /// Slice of a constant; bounds beyond its extents are brought back to them.
  mutating func slice(_ node: ONNXNode) throws(ONNXFailure) -> Value {
    var constant = try constant(node, 0)
    guard let starts = try integers(node, attribute: "starts", input: 1),
      let ends = try integers(node, attribute: "ends", input: 2), starts.count == ends.count
    else { throw node.failure("it needs as many starts as ends") }
    let axes = try integers(node, attribute: "axes", input: 3) ?? Array(starts.indices)
    let steps = try integers(node, input: 4) ?? [Int](repeating: 1, count: starts.count)
    guard axes.count == starts.count, steps.count == starts.count,
      ONNXShape.axes(axes, rank: constant.extents.count) != nil, !steps.contains(0)
    else { throw node.failure("its axes or steps do not fit extents \(constant.extents)") }
    for (index, stated) in axes.enumerated() {
      guard let axis = ONNXShape.axis(stated, rank: constant.extents.count) else { continue }
      try spend(constant.values.count, node)
      constant = constant.taking(
        ONNXShape.places(
          of: constant.extents[axis], from: starts[index], to: ends[index], by: steps[index]),
        of: axis)
    }
    return .constant(constant)
  }
}
