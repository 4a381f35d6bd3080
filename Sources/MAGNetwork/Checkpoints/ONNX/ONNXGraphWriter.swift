import MAGNumerics

/// Turns a network into the nodes and constants of an ONNX graph.
///
/// Values are images where a layer made one, rows otherwise; a Reshape stands wherever the next
/// layer takes the other form. What several layers give together is added up, two at a time. Values
/// are named after the layer that gives them, tensors as in our safetensors files.
struct ONNXGraphWriter {
  /// A value of the graph and its shape without the batch axis.
  private struct Value {
    let name: String
    let shape: [Int]
  }

  private(set) var graph = ONNXGraph()
  /// Whether an operator, or an attribute of one, came after operator set 17.
  private(set) var needsNewOperators = false
  /// The reshaped values and the shapes that are there already.
  private var reshaped: Set<String> = []

  /// - Parameter path: of the file to be written, for failures.
  /// - Throws: `CheckpointFailure.notStorable` for layers of other kinds than this package's.
  init(_ network: Network<Float>, path: String) throws(CheckpointFailure) {
    graph.name = "network"
    graph.inputs = [Self.row("images", network.inputDimension)]
    graph.outputs = [Self.row("logits", network.classCount)]
    let images = Value(name: "images", shape: [network.inputDimension])
    var values: [Value] = []
    for (index, layer) in network.layers.enumerated() {
      let tensors = layer.tensors.map { network.tensor(layer: index, named: $0.name) ?? [] }
      let sources = network.sources[index].map { $0 < 0 ? images : values[$0] }
      guard let value = append(layer, tensors, name: "\(index)", from: sources) else {
        throw .notStorable(
          path: path, reason: "ONNX has no operator for its layer \(index), \(layer.kindName)")
      }
      values.append(value)
    }
    guard let last = values.last else { return }
    if last.shape.count > 1 { _ = input([last], as: [network.classCount], name: last.name) }
    graph.nodes[graph.nodes.count - 1].outputs = ["logits"]
  }

  private static func row(_ name: String, _ count: Int) -> ONNXValueInfo {
    ONNXValueInfo(
      name: name, elementType: ONNXElementType.float,
      extents: [.dynamic("batch"), .fixed(Int64(count))])
  }

  /// Adds what a layer needs; nil if there is nothing that says it.
  private mutating func append(
    _ layer: any Layer, _ tensors: [[Float]], name: String, from sources: [Value]
  ) -> Value? {
    switch layer {
    case let dense as Dense:
      append(
        "Gemm", input(sources, as: [dense.inputCount], name: name), name,
        constants(name, tensors, dense.tensors.map(\.extents)),
        [ONNXAttribute("transB", .integer(1))])
      return Value(name: name, shape: [dense.outputCount])
    case let convolution as Convolution:
      append(
        "Conv", input(sources, as: Self.shape(convolution.input), name: name), name,
        constants(name, tensors, convolution.tensors.map(\.extents)),
        Self.attributes(convolution.window, hasDilations: true)
          + [ONNXAttribute("group", .integer(Int64(convolution.groups)))])
      return Value(name: name, shape: Self.shape(convolution.output))
    case let pooling as MaxPooling:
      append(
        "MaxPool", input(sources, as: Self.shape(pooling.input), name: name), name, [],
        Self.attributes(pooling.window, hasDilations: true)
          + [ONNXAttribute("ceil_mode", .integer(pooling.ceilMode ? 1 : 0))])
      return Value(name: name, shape: Self.shape(pooling.output))
    case let pooling as AveragePooling:
      let isDilated = pooling.window.dilationY > 1 || pooling.window.dilationX > 1
      if isDilated { needsNewOperators = true }
      append(
        "AveragePool", input(sources, as: Self.shape(pooling.input), name: name), name, [],
        Self.attributes(pooling.window, hasDilations: isDilated) + [
          ONNXAttribute("ceil_mode", .integer(pooling.ceilMode ? 1 : 0)),
          ONNXAttribute("count_include_pad", .integer(pooling.countsPadding ? 1 : 0)),
        ])
      return Value(name: name, shape: Self.shape(pooling.output))
    case let affine as ElementwiseAffine: return append(affine, tensors, name, from: sources)
    case let permutation as Permutation:
      let order = "\(name).order"
      graph.initializers.append(ONNXTensor(name: order, integers: permutation.order))
      append(
        "Gather", input(sources, as: [permutation.inputCount], name: name), name, [order],
        [ONNXAttribute("axis", .integer(1))])
      return Value(name: name, shape: [permutation.outputCount])
    case let activation as Activation:
      let shape = sources[0].shape
      if activation.kind == .gelu { needsNewOperators = true }
      graph.append(activation.kind, from: input(sources, as: shape, name: name), to: name)
      return Value(name: name, shape: shape)
    default: return nil
    }
  }

  /// Mul and Add with a number for each run of elements, which is an axis of its own: the channels
  /// of an image where they are the runs.
  private mutating func append(
    _ affine: ElementwiseAffine, _ tensors: [[Float]], _ name: String, from sources: [Value]
  ) -> Value {
    let runs = affine.inputCount / affine.group
    var shape = sources[0].shape
    if runs > 1, shape[0] != runs { shape = [runs, affine.group] }
    let extents = runs == 1 ? [] : [runs] + [Int](repeating: 1, count: shape.count - 1)
    let numbers = constants(name, tensors, [extents, extents])
    let scaled = "\(name).scaled"
    append("Mul", input(sources, as: shape, name: name), scaled, [numbers[0]])
    append("Add", scaled, name, [numbers[1]])
    return Value(name: name, shape: shape)
  }

  private mutating func append(
    _ type: String, _ input: String, _ output: String, _ constants: [String] = [],
    _ attributes: [ONNXAttribute] = []
  ) {
    graph.nodes.append(
      ONNXNode(type, inputs: [input] + constants, outputs: [output], attributes: attributes))
  }

  /// Adds a layer's tensors, weight and bias, and gives their names.
  private mutating func constants(
    _ name: String, _ tensors: [[Float]], _ extents: [[Int]]
  ) -> [String] {
    zip(zip(["weight", "bias"], tensors), extents).map { tensor, extents in
      let constant = ONNXTensor(
        name: "\(name).\(tensor.0)", extents: extents, values: tensor.1)
      graph.initializers.append(constant)
      return constant.name
    }
  }

  /// The sum of some values in a shape, for a layer.
  private mutating func input(_ values: [Value], as shape: [Int], name: String) -> String {
    var names = values.map { reshape($0, to: shape) }[...]
    var sum = names.removeFirst()
    for (index, next) in names.enumerated() {
      let whole = "\(name).sum\(index)"
      append("Add", sum, whole, [next])
      sum = whole
    }
    return sum
  }

  /// A value in a shape, which may be its own.
  private mutating func reshape(_ value: Value, to shape: [Int]) -> String {
    if value.shape == shape { return value.name }
    let text = shape.map(String.init).joined(separator: "x")
    let target = "shape.\(text)"
    if reshaped.insert(target).inserted {
      // 0 keeps the batch axis.
      graph.initializers.append(ONNXTensor(name: target, integers: [0] + shape))
    }
    let result = "\(value.name).\(text)"
    if reshaped.insert(result).inserted { append("Reshape", value.name, result, [target]) }
    return result
  }

  private static func shape(_ extents: ImageExtents) -> [Int] {
    [extents.channels, extents.height, extents.width]
  }

  private static func attributes(_ window: Window2D, hasDilations: Bool) -> [ONNXAttribute] {
    func list(_ name: String, _ numbers: Int...) -> ONNXAttribute {
      ONNXAttribute(name, .integers(numbers.map { Int64($0) }))
    }
    return [
      list("kernel_shape", window.kernelHeight, window.kernelWidth),
      list("strides", window.strideY, window.strideX),
      list("pads", window.top, window.left, window.bottom, window.right),
    ] + (hasDilations ? [list("dilations", window.dilationY, window.dilationX)] : [])
  }
}

extension ONNXGraph {
  /// Adds the node of an activation, with constants where it takes them as inputs.
  fileprivate mutating func append(
    _ kind: ActivationKind, from input: String, to output: String
  ) {
    func node(_ type: String, _ attributes: [ONNXAttribute] = []) -> ONNXNode {
      ONNXNode(type, inputs: [input], outputs: [output], attributes: attributes)
    }
    switch kind {
    case .identity: nodes.append(node("Identity"))
    case .relu: nodes.append(node("Relu"))
    case .leakyReLU(let slope):
      nodes.append(node("LeakyRelu", [ONNXAttribute("alpha", .float(Float(slope)))]))
    case .hardTanh:
      var clip = node("Clip")
      for (name, bound) in [("lower", -1), ("upper", 1)] as [(String, Float)] {
        clip.inputs.append("\(output).\(name)")
        initializers.append(ONNXTensor(name: "\(output).\(name)", extents: [], values: [bound]))
      }
      nodes.append(clip)
    case .sigmoid: nodes.append(node("Sigmoid"))
    case .tanh: nodes.append(node("Tanh"))
    case .gelu: nodes.append(node("Gelu"))
    case .softplus: nodes.append(node("Softplus"))
    case .elu(let alpha):
      nodes.append(node("Elu", [ONNXAttribute("alpha", .float(Float(alpha)))]))
    }
  }
}
