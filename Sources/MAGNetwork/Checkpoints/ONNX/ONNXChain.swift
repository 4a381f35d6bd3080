import MAGNumerics

/// A program as a chain of dense layers and activations, its elementwise arithmetic folded in.
///
/// s ⊙ (W x + b) + t is the layer diag(s) W, s ⊙ b + t; W (s ⊙ x + t) + b is W diag(s), W t + b.
/// All is computed in Double.
struct ONNXChain {
  private enum Link {
    case dense(weight: [Double], bias: [Double]?, inputs: Int, name: String)
    case activation(ActivationKind, count: Int)
  }

  private var links: [Link] = []
  /// The arithmetic behind the last link, all of it in one map: it goes into that link or the next.
  private var waiting: (affine: ONNXAffine, label: String)?
  /// The operators that were folded, each once.
  private var folded: [String] = []
  /// The softmax at the end, which is left out.
  private var softmax: String?
  private(set) var assumptions: [String]

  /// - Throws: `ONNXFailure.badNode` for steps that are no such chain.
  init(_ program: ONNXProgram) throws(ONNXFailure) {
    assumptions = program.assumptions
    for step in Self.path(program) { try add(step, inputs: program) }
    try settle()
    if !folded.isEmpty {
      assumptions.append(
        "\(folded.joined(separator: ", ")) with constants are folded into the dense layers beside "
          + "them.")
    }
    if let softmax {
      assumptions.append(
        "The \(softmax) at the end is left out: predictions stay the same, and logits and their "
          + "gradients are those before it.")
    }
  }

  /// The steps from the image to the output, the image itself left out.
  private static func path(_ program: ONNXProgram) -> [ONNXProgram.Step] {
    var path: [ONNXProgram.Step] = []
    var index = program.output
    while let operand = program.steps[index].operands.first {
      path.append(program.steps[index])
      index = operand
    }
    return path.reversed()
  }

  private mutating func add(
    _ step: ONNXProgram.Step, inputs program: ONNXProgram
  ) throws(ONNXFailure) {
    func failure(_ reason: String) -> ONNXFailure { .badNode(node: step.label, reason: reason) }
    if let softmax { throw failure("it takes the result of \(softmax), which must come last") }
    switch step.operation {
    case .image: break
    case .dense(let weight, let bias, let name):
      let inputs = program.steps[step.operands[0]].count
      if case .dense? = links.last { try settle() }
      if let waiting {
        appendDense(weight, bias, after: waiting.affine, inputs: inputs, name: name)
        self.waiting = nil
      } else {
        links.append(.dense(weight: weight, bias: bias, inputs: inputs, name: name))
      }
    case .affine(let affine, let origin):
      if !folded.contains(origin) { folded.append(origin) }
      waiting = (waiting?.affine.followed(by: affine) ?? affine, step.label)
    case .activation(let kind):
      try settle()
      links.append(.activation(kind, count: step.count))
    case .errorFunction: throw failure("it is known only as a part of GELU")
    case .softmax(let name): softmax = name
    }
  }

  /// Folds what waits, unless it changes nothing, into the dense layer before it.
  private mutating func settle() throws(ONNXFailure) {
    guard let waiting, waiting.affine != .identity else {
      self.waiting = nil
      return
    }
    guard case .dense(let weight, let bias, let inputs, let name)? = links.popLast() else {
      throw .badNode(node: waiting.label, reason: "no dense layer stands beside it")
    }
    appendDense(weight, bias, before: waiting.affine, inputs: inputs, name: name)
    self.waiting = nil
  }

  private mutating func appendDense(
    _ weight: [Double], _ bias: [Double]?, after affine: ONNXAffine, inputs: Int, name: String
  ) {
    let outputs = weight.count / inputs
    var weight = weight
    var bias = bias ?? [Double](repeating: 0, count: outputs)
    for row in 0..<outputs {
      for column in 0..<inputs {
        let index = row * inputs + column
        bias[row] += weight[index] * affine.shift(at: column)
        weight[index] *= affine.scale(at: column)
      }
    }
    links.append(.dense(weight: weight, bias: bias, inputs: inputs, name: name))
  }

  private mutating func appendDense(
    _ weight: [Double], _ bias: [Double]?, before affine: ONNXAffine, inputs: Int, name: String
  ) {
    let outputs = weight.count / inputs
    var weight = weight
    var bias = bias ?? [Double](repeating: 0, count: outputs)
    for row in 0..<outputs {
      let scale = affine.scale(at: row)
      for index in row * inputs..<(row + 1) * inputs { weight[index] *= scale }
      bias[row] = bias[row] * scale + affine.shift(at: row)
    }
    links.append(.dense(weight: weight, bias: bias, inputs: inputs, name: name))
  }

  /// The chain as a network, every parameter rounded once to float32.
  ///
  /// - Parameter path: of the file, for failures.
  /// - Throws: `CheckpointFailure.notFinite`, `.badNetwork`.
  func network(path: String) throws(CheckpointFailure) -> Network<Float> {
    var layers: [any Layer] = []
    var parameters: [Float] = []
    for link in links {
      switch link {
      case .dense(let weight, let bias, let inputs, let name):
        layers.append(
          Dense(
            inputCount: inputs, outputCount: weight.count / inputs, hasBias: bias != nil))
        for values in [weight, bias ?? []] {
          if let element = values.firstIndex(where: { !Float($0).isFinite }) {
            throw .notFinite(
              path: path, tensor: name, element: element, value: "\(values[element])")
          }
          parameters += values.map { Float($0) }
        }
      case .activation(let kind, let count): layers.append(Activation(kind, count: count))
      }
    }
    do { return try Network(layers: layers, parameters: parameters) } catch {
      throw .badNetwork(path: path, error)
    }
  }
}
