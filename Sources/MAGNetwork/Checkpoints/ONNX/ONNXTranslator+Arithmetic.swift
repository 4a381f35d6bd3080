/// Elementwise arithmetic with constants, and batch normalisation.
extension ONNXTranslator {
  /// Add, Sub, Mul or Div.
  mutating func arithmetic(
    _ node: ONNXNode, _ known: ONNXOperator
  ) throws(ONNXFailure) -> Value {
    try arithmetic(value(node, 0), value(node, 1), known, node)
  }

  private mutating func arithmetic(
    _ first: Value, _ second: Value, _ known: ONNXOperator, _ node: ONNXNode
  ) throws(ONNXFailure) -> Value {
    switch (first, second) {
    case (.computed(let step, let shape), .constant(let constant)):
      let numbers = try spread(constant, over: shape, node)
      let affine =
        switch known {
        case .add: ONNXAffine(scale: [1], shift: numbers.values)
        case .sub: ONNXAffine(scale: [1], shift: numbers.values.map { -$0 })
        case .mul: ONNXAffine(scale: numbers.values, shift: [0])
        default: ONNXAffine(scale: numbers.values.map { 1 / $0 }, shift: [0])
        }
      return try append(
        .affine(affine, origin: node.type), to: step, shape: numbers.shape, node)
    case (.constant(let constant), .computed(let step, let shape)):
      let numbers = try spread(constant, over: shape, node)
      let affine =
        switch known {
        case .add: ONNXAffine(scale: [1], shift: numbers.values)
        case .sub: ONNXAffine(scale: [-1], shift: numbers.values)
        case .mul: ONNXAffine(scale: numbers.values, shift: [0])
        default: throw node.failure("it divides by what is computed from the image")
        }
      return try append(
        .affine(affine, origin: node.type), to: step, shape: numbers.shape, node)
    case (.computed(let first, let shape), .computed(let second, let other)):
      guard let whole = ONNXShape.broadcast(shape, other),
        ONNXShape.count(whole) == ONNXShape.count(shape),
        ONNXShape.count(whole) == ONNXShape.count(other)
      else {
        throw node.failure("extents \(shape) and \(other), both computed from the image, differ")
      }
      return try joined(first, second, known, shape: whole, node)
    case (.constant(let first), .constant(let second)):
      return .constant(try constants(first, second, known, node))
    }
  }

  /// Two results of the same shape, added, subtracted, or multiplied as the factors of a GELU.
  private mutating func joined(
    _ first: Int, _ second: Int, _ known: ONNXOperator, shape: [Int], _ node: ONNXNode
  ) throws(ONNXFailure) -> Value {
    switch known {
    case .add: return try append(.sum, to: first, second, shape: shape, node)
    case .sub:
      let negated = try append(
        .affine(ONNXAffine(scale: [-1], shift: [0]), origin: node.type), to: second, shape: shape,
        node)
      guard case .computed(let second, _) = negated else { return negated }
      return try append(.sum, to: first, second, shape: shape, node)
    default:
      guard let match = ONNXErrorLinearUnit(program, first, times: second) else {
        throw node.failure(
          "both its inputs are computed from the image, which is known only of GELU's product")
      }
      return try append(match, shape: shape, node)
    }
  }

  /// Sum: its inputs added one after the other.
  mutating func sum(_ node: ONNXNode) throws(ONNXFailure) -> Value {
    var sum = try value(node, 0)
    for index in node.inputs.indices.dropFirst() {
      sum = try arithmetic(sum, value(node, index), .add, node)
    }
    return sum
  }

  /// A constant's elements over the shape that arithmetic with a computed array gives, as few
  /// numbers as stand for them.
  private mutating func spread(
    _ constant: ONNXConstant, over shape: [Int], _ node: ONNXNode
  ) throws(ONNXFailure) -> (values: [Double], shape: [Int]) {
    guard let result = ONNXShape.broadcast(shape, constant.extents),
      ONNXShape.count(result) == ONNXShape.count(shape), let count = ONNXShape.count(result)
    else {
      throw node.failure(
        "extents \(constant.extents) of \(constant.name) do not fit \(shape) of its other input")
    }
    if constant.values.count > 1 { try spend(count, node) }
    return (ONNXAffine.shortest(constant.broadcast(to: result)), result)
  }

  private mutating func constants(
    _ a: ONNXConstant, _ b: ONNXConstant, _ known: ONNXOperator, _ node: ONNXNode
  ) throws(ONNXFailure) -> ONNXConstant {
    guard let shape = ONNXShape.broadcast(a.extents, b.extents), let count = ONNXShape.count(shape)
    else {
      throw node.failure("extents \(a.extents) and \(b.extents) do not fit")
    }
    try spend(count, node)
    let isFloatingPoint = a.isFloatingPoint && b.isFloatingPoint
    let x = a.broadcast(to: shape)
    let y = b.broadcast(to: shape)
    let values = (0..<count).map { index in
      let (x, y) = (x.count == 1 ? x[0] : x[index], y.count == 1 ? y[0] : y[index])
      return switch known {
      case .add: x + y
      case .sub: x - y
      case .mul: x * y
      default: isFloatingPoint ? x / y : (x / y).rounded(.towardZero)
      }
    }
    return ONNXConstant(
      name: node.outputs[0], isFloatingPoint: isFloatingPoint, extents: shape, values: values)
  }

  /// BatchNormalization with its recorded mean and variance: gamma (x − μ) / √(σ² + ε) + beta, one
  /// number each for every entry of axis 1.
  mutating func batchNormalization(_ node: ONNXNode) throws(ONNXFailure) -> Value {
    let (step, shape) = try computed(node, 0)
    guard try !node.flag("training_mode"), node.outputs.dropFirst().allSatisfy(\.isEmpty) else {
      throw node.failure("it is in training mode; export the model after model.eval()")
    }
    guard shape.count >= 2, shape[0] == 1 else { throw node.failure(Self.notOneImage(shape)) }
    var channels: [[Double]] = []
    for index in 1...4 {
      let constant = try constant(node, index)
      guard constant.isFloatingPoint, constant.extents == [shape[1]] else {
        throw node.failure(
          "expected \(shape[1]) numbers in \(constant.name), found extents \(constant.extents)")
      }
      channels.append(constant.values)
    }
    let epsilon = try node.number("epsilon") ?? 1e-5
    let scale = zip(channels[0], channels[3]).map { $0 / ($1 + epsilon).squareRoot() }
    let shift = (0..<shape[1]).map { channels[1][$0] - channels[2][$0] * scale[$0] }
    // The row's runs are its channels, of which there is one image's.
    let affine = ONNXAffine(scale: scale, shift: shift)
    return try append(.affine(affine, origin: node.type), to: step, shape: shape, node)
  }
}
