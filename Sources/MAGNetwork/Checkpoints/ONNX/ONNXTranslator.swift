import MAGFiles
import MAGNumerics

/// Turns the nodes of a graph, in order, into typed operations on one image.
///
/// The batch axis counts as one image, so that every extent is a number and what a graph computes
/// from shapes (x.view(x.size(0), -1), say) is a constant.
struct ONNXTranslator {
  /// What a name of the graph stands for.
  enum Value {
    case constant(ONNXConstant)
    /// The result of a step, seen in a shape.
    case computed(step: Int, shape: [Int])
  }

  private(set) var program: ONNXProgram
  private var values: [String: Value]
  private let initializers: [String: StoredTensor]
  /// The version of the standard operators.
  let operatorSet: Int
  /// How many more numbers, computed or constant, the graph may have: a few bytes of a file can ask
  /// for arithmetic on arrays of any size.
  private var numbersLeft: Int

  /// - Parameters:
  ///   - input: the image; where its channels come last, a move from channels first is put before
  ///     the graph.
  init(
    input: ONNXInput, initializers: [String: StoredTensor], operatorSet: Int, numbersLeft: Int
  ) {
    let label = "the input"
    var steps = [
      ONNXProgram.Step(operation: .image, operands: [], count: input.count, label: label)
    ]
    if let order = input.order {
      steps.append(
        ONNXProgram.Step(
          operation: .permutation(order), operands: [0], count: input.count, label: label))
    }
    program = ONNXProgram(steps: steps, output: 0)
    values = [input.name: .computed(step: steps.count - 1, shape: input.shape)]
    self.initializers = initializers
    self.operatorSet = operatorSet
    self.numbersLeft = numbersLeft
  }

  /// Adds what a node does.
  mutating func translate(_ node: ONNXNode) throws(ONNXFailure) {
    guard let known = node.known else { throw .missingOperators([node.qualifiedType]) }
    try node.checkAttributes(known.attributes)
    guard let name = node.outputs.first, !name.isEmpty else {
      throw node.failure("it gives nothing")
    }
    values[name] = try result(of: node, known)
  }

  private mutating func result(
    of node: ONNXNode, _ known: ONNXOperator
  ) throws(ONNXFailure) -> Value {
    switch known {
    case .gemm: try gemm(node)
    case .matMul: try matMul(node)
    case .add, .sub, .mul, .div: try arithmetic(node, known)
    case .sum: try sum(node)
    case .batchNormalization: try batchNormalization(node)
    case .conv: try convolution(node)
    case .maxPool, .averagePool: try pooling(node, known)
    case .globalMaxPool, .globalAveragePool: try globalPooling(node, known)
    case .reduceMax, .reduceMean: try reduction(node, known)
    case .pad: try padding(node)
    case .relu: try activation(node, .relu)
    case .leakyRelu: try activation(node, .leakyReLU(slope: node.number("alpha") ?? 0.01))
    case .sigmoid: try activation(node, .sigmoid)
    case .tanh: try activation(node, .tanh)
    case .softplus: try activation(node, .softplus)
    case .elu: try activation(node, .elu(alpha: node.number("alpha") ?? 1))
    case .gelu: try gelu(node)
    case .erf: try unary(node, .errorFunction)
    case .clip: try clip(node)
    case .softmax, .logSoftmax: try softmax(node)
    case .flatten, .reshape, .squeeze, .unsqueeze: try reshape(node, known)
    case .transpose: try transpose(node)
    case .identity, .dropout: try unchanged(node)
    case .cast: try cast(node)
    case .constant: .constant(try node.constant())
    case .shape: try shape(node)
    case .constantOfShape: try filled(node)
    case .slice: try slice(node)
    case .gather: try gather(node)
    case .concat: try concat(node)
    }
  }

  /// What one of a node's inputs stands for; nil where an optional one is left out.
  mutating func optional(_ node: ONNXNode, _ index: Int) throws(ONNXFailure) -> Value? {
    guard node.inputs.indices.contains(index), !node.inputs[index].isEmpty else { return nil }
    let name = node.inputs[index]
    if let value = values[name] { return value }
    guard let tensor = initializers[name] else {
      throw node.failure("it takes \(name), which is not the first result of its node")
    }
    try spend(tensor.count, node)
    let value = Value.constant(ONNXConstant(tensor, name: name))
    values[name] = value
    return value
  }

  /// What one of a node's inputs stands for.
  mutating func value(_ node: ONNXNode, _ index: Int) throws(ONNXFailure) -> Value {
    guard let value = try optional(node, index) else {
      throw node.failure("its input \(index + 1) is missing")
    }
    return value
  }

  /// An input that must be a constant; nil where an optional one is left out.
  mutating func optionalConstant(
    _ node: ONNXNode, _ index: Int
  ) throws(ONNXFailure) -> ONNXConstant? {
    switch try optional(node, index) {
    case .constant(let constant)?: return constant
    case .computed?: throw node.failure("its input \(index + 1) is computed from the image")
    case nil: return nil
    }
  }

  mutating func constant(_ node: ONNXNode, _ index: Int) throws(ONNXFailure) -> ONNXConstant {
    guard let constant = try optionalConstant(node, index) else {
      throw node.failure("its input \(index + 1) is missing")
    }
    return constant
  }

  /// An input that must be computed from the image.
  mutating func computed(
    _ node: ONNXNode, _ index: Int
  ) throws(ONNXFailure) -> (step: Int, shape: [Int]) {
    guard case .computed(let step, let shape) = try value(node, index) else {
      throw node.failure("its input \(index + 1) is a constant")
    }
    return (step, shape)
  }

  /// Adds a step and gives its result in a shape.
  mutating func append(
    _ operation: ONNXProgram.Operation, to operands: Int..., shape: [Int], _ node: ONNXNode
  ) throws(ONNXFailure) -> Value {
    guard let count = ONNXShape.count(shape), count > 0 else {
      throw node.failure("it gives an array of extents \(shape)")
    }
    try spend(count, node)
    program.steps.append(
      ONNXProgram.Step(operation: operation, operands: operands, count: count, label: node.label))
    return .computed(step: program.steps.count - 1, shape: shape)
  }

  /// Counts numbers that a node makes against those allowed.
  mutating func spend(_ count: Int, _ node: ONNXNode) throws(ONNXFailure) {
    guard count <= numbersLeft else {
      throw node.failure("the graph takes more memory than a file of its size may")
    }
    numbersLeft -= count
  }

  /// Counts the numbers of an array of these extents.
  mutating func spend(_ extents: [Int], _ node: ONNXNode) throws(ONNXFailure) {
    try spend(ONNXShape.count(extents) ?? Int.max, node)
  }

  /// Notes, once, what is taken for granted.
  mutating func assume(_ sentence: String) {
    if !program.assumptions.contains(sentence) { program.assumptions.append(sentence) }
  }

  /// Ends the translation: the program that gives the value of a name.
  func finished(output: String) throws(ONNXFailure) -> ONNXProgram {
    guard case .computed(let step, _)? = values[output] else {
      throw .badGraph(
        reason: "the output \(output) does not depend on the image",
        advice: "export the model again")
    }
    var program = program
    program.output = step
    return program
  }
}
