import MAGNumerics

/// Finds the dense layers among a container's tensors: PREFIX.N.weight [out, in], PREFIX.N.bias
/// [out], one prefix (or none) for all, in the order of the numbers N.
///
/// Any other tensor is refused rather than left out: without a batch normalisation's tensors, say,
/// the network would give other logits than its author's.
struct DenseChain {
  struct Member {
    let weight: StoredTensor
    let bias: StoredTensor?
  }

  let members: [Member]
  let path: String

  /// Input, hidden and output widths.
  var sizes: [Int] { members[0].weight.extents.suffix(1) + members.map(\.weight.extents[0]) }

  /// - Throws: `CheckpointFailure.notDenseLayers`, `.wrongShape`, `.badTensor`.
  init(_ container: any TensorContainer, path: String) throws(CheckpointFailure) {
    var prefix: String?
    var weights: [Int: StoredTensor] = [:]
    var biases: [Int: StoredTensor] = [:]
    for tensor in container.tensors {
      guard let name = Self.parsed(tensor.name), prefix == nil || name.prefix == prefix else {
        throw .notDenseLayers(path: path, found: "a tensor \(tensor.name)")
      }
      guard tensor.type.isFloatingPoint else {
        throw .badTensor(
          path: path, tensor: tensor.name,
          reason: "expected floating-point weights, found \(tensor.type.rawValue)")
      }
      prefix = name.prefix
      if name.part == "weight" { weights[name.index] = tensor } else { biases[name.index] = tensor }
    }
    guard !weights.isEmpty else {
      throw .notDenseLayers(
        path: path, found: container.tensors.isEmpty ? "no tensor" : "biases alone")
    }
    if let lone = biases.first(where: { weights[$0.key] == nil }) {
      throw .notDenseLayers(path: path, found: "\(lone.value.name) without a weight")
    }
    members = weights.sorted { $0.key < $1.key }.map { Member(weight: $1, bias: biases[$0]) }
    self.path = path
    try checkShapes()
  }

  private func checkShapes() throws(CheckpointFailure) {
    var previous: Int?
    for member in members {
      let found = member.weight.extents
      guard found.count == 2, found[0] > 0, found[1] > 0, found[1] == previous ?? found[1] else {
        throw .wrongShape(
          path: path, tensor: member.weight.name,
          expected: "[outputs, \(previous.map(String.init) ?? "inputs")]", found: "\(found)")
      }
      if let bias = member.bias, bias.extents != [found[0]] {
        throw .wrongShape(
          path: path, tensor: bias.name, expected: "[\(found[0])]", found: "\(bias.extents)")
      }
      previous = found[0]
    }
  }

  /// PREFIX.N.PART taken apart; the prefix keeps its last full stop.
  private static func parsed(_ name: String) -> (prefix: String, index: Int, part: String)? {
    let words = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard words.count >= 2, let part = words.last, part == "weight" || part == "bias",
      let index = Int(words[words.count - 2]), index >= 0, "\(index)" == words[words.count - 2]
    else { return nil }
    return (words.dropLast(2).map { $0 + "." }.joined(), index, part)
  }

  /// The chain as a network in float32, with these activations between its layers.
  ///
  /// - Throws: `CheckpointFailure.notFinite`, `.badNetwork`.
  func network(_ activations: [ActivationKind]) throws(CheckpointFailure) -> Network<Float> {
    var layers: [any Layer] = []
    var parameters: [Float] = []
    for (index, member) in members.enumerated() {
      let extents = member.weight.extents
      layers.append(
        Dense(inputCount: extents[1], outputCount: extents[0], hasBias: member.bias != nil))
      parameters += try finite(member.weight)
      if let bias = member.bias { parameters += try finite(bias) }
      if index < activations.count, activations[index] != .identity {
        layers.append(Activation(activations[index], count: extents[0]))
      }
    }
    do { return try Network(layers: layers, parameters: parameters) } catch {
      throw .badNetwork(path: path, error)
    }
  }

  private func finite(_ tensor: StoredTensor) throws(CheckpointFailure) -> [Float] {
    let values = tensor.values(as: Float.self)
    guard let element = values.firstIndex(where: { !$0.isFinite }) else { return values }
    throw .notFinite(
      path: path, tensor: tensor.name, element: element,
      value: "\(tensor.values(as: Double.self)[element])")
  }
}
