import MAGFiles
import MAGNumerics

/// Turns a description and a checkpoint's tensors into a network's nodes.
struct ArchitectureLowering {
  /// What a layer gives: the node that computes it, and its shape.
  typealias Result = (node: Int, shape: ArchitectureShape)

  private let description: ArchitectureDescription
  var tensors: ArchitectureTensors
  private var nodes: [NetworkNode<Float>] = []
  private(set) var assumptions: [String]
  /// How many more numbers an image the layers may give or, pooling, look at: a line can ask for
  /// any number of them.
  private var numbersLeft = 1 << 27

  /// The network of a container's tensors as a description says it, and what that leaves open.
  ///
  /// - Throws: `CheckpointFailure.architecture`, `.badTensor`, `.notFinite`, `.badNetwork`.
  static func network(
    _ description: ArchitectureDescription, _ container: any TensorContainer, path: String
  ) throws(CheckpointFailure) -> (network: Network<Float>, assumptions: [String]) {
    var lowering = Self(description, container, path: path)
    let output = try lowering.lowerAll()
    let unused = lowering.tensors.unused(ignoring: description.ignored)
    guard unused.isEmpty else {
      throw .architecture(
        .unusedTensors(path: description.path, checkpoint: path, names: unused))
    }
    do {
      return (try Network(nodes: lowering.nodes, output: output), lowering.assumptions)
    } catch {
      throw .badNetwork(path: path, error)
    }
  }

  private init(
    _ description: ArchitectureDescription, _ container: any TensorContainer, path: String
  ) {
    self.description = description
    tensors = ArchitectureTensors(container, path: path)
    assumptions = ["--architecture says the layers (\(description.path))."]
  }

  /// Lowers every layer after those that it takes; returns the node of the output.
  private mutating func lowerAll() throws(CheckpointFailure) -> Int {
    let order: [Int]
    do throws(NetworkFailure) {
      order = try NodeOrder.sorted(sources: description.sources, output: description.output)
    } catch {
      guard case .cycle(let index) = error else {
        throw .badNetwork(path: description.path, error)
      }
      throw located(description.layers[index].problem("the layer takes what comes of itself"))
    }
    if let lost = description.layers.indices.first(where: { !order.contains($0) }) {
      throw located(
        description.layers[lost].problem("the output takes nothing of this layer"))
    }
    let input = Result(node: NetworkNode<Float>.input, shape: description.input)
    var results = [Result?](repeating: nil, count: description.layers.count)
    for index in order {
      let sources = description.sources[index].map { $0 < 0 ? input : results[$0] ?? input }
      results[index] = try lower(description.layers[index], sources)
    }
    return (results[description.output] ?? input).node
  }

  func located(_ problem: ArchitectureLayer.Problem) -> CheckpointFailure {
    .architecture(
      .badLine(path: description.path, line: problem.line, reason: problem.reason))
  }

  mutating func note(missingBias weight: StoredTensor) {
    assumptions.append("There is no bias beside \(weight.name); none is added.")
  }

  /// Counts what a layer costs against what is left.
  private mutating func spend(
    _ map: (any Layer)?, giving count: Int, _ layer: ArchitectureLayer
  ) throws(CheckpointFailure) {
    let window = (map as? MaxPooling)?.window ?? (map as? AveragePooling)?.window
    let cost =
      (map as? Convolution)?.shape.workspace
      ?? StridedView.product(
        [count, window?.kernelHeight ?? 1, window?.kernelWidth ?? 1])
    guard let cost, cost <= numbersLeft - count else {
      throw located(layer.problem("the layers take too many numbers an image"))
    }
    numbersLeft -= cost + count
  }

  private mutating func lower(
    _ layer: ArchitectureLayer, _ sources: [Result]
  ) throws(CheckpointFailure) -> Result {
    let shapes = sources.map(\.shape)
    guard let shape = shapes.first, shapes.allSatisfy({ $0 == shape }) else {
      throw located(
        layer.problem(
          "its sources differ: \(shapes.map(\.description).joined(separator: " and "))"))
    }
    var nodes = sources.map(\.node)
    func append(_ map: any Layer, _ parameters: [Float] = []) {
      self.nodes.append(NetworkNode(map, parameters: parameters, from: nodes))
      nodes = [self.nodes.count - 1]
    }
    let (map, parameters, result) = try self.map(layer, of: shape)
    try spend(map, giving: result.count, layer)
    if let map { append(map, parameters) }
    if layer.activation != .identity || nodes.count > 1 {
      append(Activation(layer.activation, count: result.count))
    }
    return (nodes[0], result)
  }
}
