import MAGNumerics

/// A program as the layers of a network, its elementwise arithmetic folded into the layers beside it
/// where that changes nothing but rounding, and a layer of its own elsewhere.
///
/// Steps are taken in their order. A dense layer or a convolution takes a map that waits for it into
/// its weights, from either side (see `ONNXLinear`); before any other layer the map becomes one
/// itself. A sum that one step reads is that layer's input; one that several read is a layer of its
/// own, so that chains of sums stay as long as the graph. All is computed in Double.
struct ONNXLowering {
  private enum Link {
    case linear(ONNXLinear)
    case affine(ONNXAffine, count: Int, name: String)
    case layer(any Layer)
  }

  /// A sum of more than this, which no network has, is a layer of its own: copying its list again
  /// and again would take time without bound.
  private static let longestSum = 64

  private var links: [(link: Link, sources: [Int])] = []
  /// The link that gives the logits; `NetworkNode.input` if there are no links.
  private var output = NetworkNode<Float>.input
  /// The operators that were folded, each once.
  private var folded: [String] = []
  /// The softmax at the end, which is left out.
  private var softmax: String?
  private(set) var assumptions: [String]

  /// - Throws: `ONNXFailure.badNode` for steps that are no layers of a network.
  init(_ program: ONNXProgram) throws(ONNXFailure) {
    assumptions = program.assumptions
    let readers = program.readers
    var signals: [ONNXSignal] = []
    for (index, step) in program.steps.enumerated() {
      var signal = ONNXSignal([NetworkNode<Float>.input], count: step.count)
      if readers[index] > 0 { signal = try lowered(step, step.operands.map { signals[$0] }) }
      if readers[index] > 1 {
        gather(&signal)
        signal.isSole = false
      }
      signals.append(signal)
    }
    gather(&signals[program.output])
    output = signals[program.output].sources[0]
    if !folded.isEmpty {
      assumptions.append(
        "Elementwise arithmetic (\(folded.joined(separator: ", "))) is folded into the layers beside "
          + "it.")
    }
    if let softmax {
      assumptions.append(
        "The \(softmax) at the end is left out: predictions stay the same, and logits and their "
          + "gradients are those before it.")
    }
  }

  private mutating func lowered(
    _ step: ONNXProgram.Step, _ operands: [ONNXSignal]
  ) throws(ONNXFailure) -> ONNXSignal {
    func failure(_ reason: String) -> ONNXFailure { .badNode(node: step.label, reason: reason) }
    guard var signal = operands.first else {
      return ONNXSignal([NetworkNode<Float>.input], count: step.count)
    }
    if let softmax { throw failure("it takes the result of \(softmax), which must come last") }
    switch step.operation {
    case .image: break
    case .linear(let linear): return append(linear, to: signal, count: step.count)
    case .padding(let layer):
      let ones = [Double](repeating: 1, count: layer.groups)
      let linear = ONNXLinear(.convolution(layer), weight: ones, bias: nil, name: step.label)
      return append(linear, to: signal, count: step.count)
    case .affine(let affine, let origin):
      signal.append(affine, origin: origin, label: step.label)
    case .activation(let kind):
      return append(.layer(Activation(kind, count: step.count)), to: signal, count: step.count)
    case .layer(let layer): return append(.layer(layer), to: signal, count: step.count)
    case .permutation(let order): signal.append(order)
    case .sum:
      var sources: [Int] = []
      for var operand in operands {
        settle(&operand)
        if operand.sources.count > Self.longestSum { gather(&operand) }
        sources += operand.sources
      }
      return ONNXSignal(sources, count: step.count)
    case .errorFunction: throw failure("it is known only as a part of GELU")
    case .softmax(let name): softmax = name
    }
    return signal
  }

  /// Adds a layer that takes a signal.
  private mutating func append(
    _ link: Link, to signal: ONNXSignal, count: Int
  ) -> ONNXSignal {
    var signal = signal
    settle(&signal)
    links.append((link, signal.sources))
    return ONNXSignal([links.count - 1], count: count)
  }

  /// Adds a dense layer or a convolution, with what waits before it taken in if it can be.
  private mutating func append(
    _ linear: ONNXLinear, to signal: ONNXSignal, count: Int
  ) -> ONNXSignal {
    var (linear, signal) = (linear, signal)
    foldBack(&signal)
    if let affine = signal.movedAffine, let whole = linear.preceded(by: affine) {
      linear = whole
      note(signal.takeAffine())
    }
    if signal.affine == nil, let order = signal.order, let whole = linear.reading(order) {
      linear = whole
      signal.takeOrder()
    }
    return append(.linear(linear), to: signal, count: count)
  }

  /// Folds a map that waits into the layer that it waits behind, if that is possible.
  private mutating func foldBack(_ signal: inout ONNXSignal) {
    guard let affine = signal.affine, signal.isSole, signal.sources.count == 1,
      links.indices.contains(signal.sources[0]),
      case .linear(let linear) = links[signal.sources[0]].link,
      let whole = linear.followed(by: affine)
    else { return }
    links[signal.sources[0]].link = .linear(whole)
    note(signal.takeAffine())
  }

  /// Makes layers of what waits, so that the signal is a sum of layers' results: of the move first,
  /// since a map is often one number a channel only after it.
  private mutating func settle(_ signal: inout ONNXSignal) {
    foldBack(&signal)
    if let order = signal.order {
      links.append((.layer(Permutation(order: order)), signal.sources))
      signal.takeOrder()
      signal.sources = [links.count - 1]
    }
    if let affine = signal.affine {
      links.append((.affine(affine, count: signal.count, name: signal.label), signal.sources))
      _ = signal.takeAffine()
      signal.sources = [links.count - 1]
    }
  }

  /// Makes one layer's result of a signal.
  private mutating func gather(_ signal: inout ONNXSignal) {
    settle(&signal)
    guard signal.sources.count > 1 else { return }
    links.append((.layer(Activation(.identity, count: signal.count)), signal.sources))
    signal.sources = [links.count - 1]
  }

  private mutating func note(_ origins: [String]) {
    for origin in origins where !folded.contains(origin) { folded.append(origin) }
  }

  /// The layers as a network, every parameter rounded once to float32.
  ///
  /// - Parameter path: of the file, for failures.
  /// - Throws: `CheckpointFailure.notFinite`, `.badNetwork`.
  func network(path: String) throws(CheckpointFailure) -> Network<Float> {
    var nodes: [NetworkNode<Float>] = []
    for (link, sources) in links {
      let layer: any Layer
      var tensors: [(values: [Double], name: String)] = []
      switch link {
      case .linear(let linear):
        layer = linear.layer
        tensors = [(linear.weight, linear.name), (linear.bias ?? [], linear.name)]
      case .affine(let affine, let count, let name):
        layer = ElementwiseAffine(count: count, group: count / affine.runs)
        if let (scale, shift) = affine.numbers(affine.runs) {
          tensors = [(scale, name), (shift, name)]
        }
      case .layer(let plain): layer = plain
      }
      var parameters: [Float] = []
      for (values, name) in tensors {
        if let element = values.firstIndex(where: { !Float($0).isFinite }) {
          throw .notFinite(
            path: path, tensor: name, element: element, value: "\(values[element])")
        }
        parameters += values.map { Float($0) }
      }
      nodes.append(NetworkNode(layer, parameters: parameters, from: sources))
    }
    if output == NetworkNode<Float>.input { throw .badNetwork(path: path, .noLayers) }
    do { return try Network(nodes: nodes, output: output) } catch {
      throw .badNetwork(path: path, error)
    }
  }
}
