import MAGFiles
import MAGNumerics

/// Finds the dense layers among a container's tensors: a weight of two extents and perhaps a bias for
/// each, in the order of the numbers in their names (see `LayerName`, `DenseOrder`).
///
/// A weight lies as its name or the file's format says; where neither does, as the widths and biases
/// allow, [outputs, inputs] if both ways fit. What was not certain is said in `assumptions`.
/// Any other tensor is refused rather than left out: without a batch normalisation's tensors, say,
/// the network would give other logits than its author's.
struct DenseChain {
  struct Member {
    let weight: StoredTensor
    let bias: StoredTensor?
    let orientation: WeightOrientation
    let inputs: Int
    let outputs: Int
  }

  let members: [Member]
  let path: String
  /// What had to be decided without the file's word, one sentence each.
  let assumptions: [String]

  /// Input, hidden and output widths.
  var sizes: [Int] { [members[0].inputs] + members.map(\.outputs) }

  /// A weight and its bias before order and orientation are known.
  private struct Parts {
    let name: LayerName
    let weight: StoredTensor
    let bias: StoredTensor?
  }

  /// - Parameter isTransposed: whether the user says that all weights lie as [inputs, outputs].
  /// - Throws: `CheckpointFailure.notDenseLayers`, `.wrongShape`, `.badTensor`.
  init(
    _ container: any TensorContainer, isTransposed: Bool = false, path: String
  ) throws(CheckpointFailure) {
    let layers = try Self.layers(container, path: path)
    self.path = path
    let stated =
      isTransposed
      ? .inputsFirst : Self.statedOrientation(layers, container.conventions)
    let candidates: [WeightOrientation] = stated.map { [$0] } ?? [.outputsFirst, .inputsFirst]
    var fitting: [(orientation: WeightOrientation, members: [Member], isByWidths: Bool)] = []
    var failures: [CheckpointFailure] = []
    for orientation in candidates {
      do throws(CheckpointFailure) {
        let (members, isByWidths) = try Self.chained(layers, orientation, path: path)
        fitting.append((orientation, members, isByWidths))
      } catch {
        failures.append(error)
      }
    }
    guard let chosen = fitting.first else {
      throw failures.first ?? .notDenseLayers(path: path, found: "no tensor")
    }
    members = chosen.members
    var assumptions: [String] = []
    if chosen.isByWidths {
      let names = members.map(\.weight.name).joined(separator: ", ")
      assumptions.append(
        "The names do not order the layers; \(names) is the only order in which widths chain.")
    }
    if isTransposed {
      assumptions.append("--transposed says that the weights lie as [inputs, outputs].")
    } else if stated == nil {
      let squares = members.filter { $0.inputs == $0.outputs }.map(\.weight.name)
      let layout = chosen.orientation == .outputsFirst ? "[outputs, inputs]" : "[inputs, outputs]"
      if fitting.count > 1 {
        assumptions.append("The weights could lie either way; \(layout) is assumed.")
      } else if chosen.orientation == .inputsFirst {
        assumptions.append("The weights lie as \(layout): their widths chain no other way.")
      } else if !squares.isEmpty {
        assumptions.append(
          "\(squares.joined(separator: ", ")) could be transposed; \(layout) is assumed, "
            + "as the other weights lie.")
      }
    }
    self.assumptions = assumptions
  }

  /// The layers in the order of the file; every tensor belongs to one.
  private static func layers(
    _ container: any TensorContainer, path: String
  ) throws(CheckpointFailure) -> [Parts] {
    struct Key: Hashable {
      let pattern: String
      let numbers: [Int]
    }
    var weights: [(name: LayerName, tensor: StoredTensor)] = []
    var biases: [Key: StoredTensor] = [:]
    var seen: Set<Key> = []
    for tensor in container.tensors {
      guard let name = LayerName(tensor.name) else {
        throw .notDenseLayers(path: path, found: found(container, tensor))
      }
      guard tensor.type.isFloatingPoint else {
        throw .badTensor(
          path: path, tensor: tensor.name,
          reason: "expected floating-point weights, found \(tensor.type.rawValue)")
      }
      let key = Key(pattern: name.pattern, numbers: name.numbers)
      let isNew =
        switch name.part {
        case .weight: seen.insert(key).inserted
        case .bias: biases.updateValue(tensor, forKey: key) == nil
        }
      guard isNew else {
        throw .notDenseLayers(path: path, found: "\(tensor.name) for a layer that has one already")
      }
      if name.part == .weight { weights.append((name, tensor)) }
    }
    guard !weights.isEmpty else {
      throw .notDenseLayers(
        path: path, found: container.tensors.isEmpty ? "no tensor" : "biases alone")
    }
    let layers = weights.map { name, tensor in
      Parts(
        name: name, weight: tensor,
        bias: biases.removeValue(forKey: Key(pattern: name.pattern, numbers: name.numbers)))
    }
    if let lone = biases.values.map(\.name).sorted().first {
      throw .notDenseLayers(path: path, found: "\(lone) without a weight")
    }
    return layers
  }

  /// A tensor that is no part of a dense layer, among which others.
  private static func found(_ container: any TensorContainer, _ tensor: StoredTensor) -> String {
    "a tensor \(tensor.name) among \(listed(container.tensors))"
  }

  private static func listed(_ tensors: [StoredTensor]) -> String {
    let most = 12
    let names = tensors.prefix(most).map { "\($0.name) \($0.extents)" }.joined(separator: ", ")
    return tensors.count > most ? "\(names) and \(tensors.count - most) more" : names
  }

  /// How the weights lie, if their names say so or they are called weight in a format that says so.
  private static func statedOrientation(
    _ layers: [Parts], _ conventions: ContainerConventions
  ) -> WeightOrientation? {
    let named = layers.map {
      $0.name.orientation ?? ($0.name.isCalledWeight ? conventions.orientation : nil)
    }
    return named.compactMap(\.self).first.flatMap { first in
      named.allSatisfy { $0 == first } ? first : nil
    }
  }

  /// The layers in order, each taking what the one before it gives.
  private static func chained(
    _ layers: [Parts], _ orientation: WeightOrientation, path: String
  ) throws(CheckpointFailure) -> (members: [Member], isByWidths: Bool) {
    let isOutputsFirst = orientation == .outputsFirst
    func expected(_ inputs: String) -> String {
      isOutputsFirst ? "[outputs, \(inputs)]" : "[\(inputs), outputs]"
    }
    var widths: [(inputs: Int, outputs: Int)] = []
    for layer in layers {
      let extents = layer.weight.extents
      guard extents.count == 2, extents[0] > 0, extents[1] > 0 else {
        throw .wrongShape(
          path: path, tensor: layer.weight.name, expected: expected("inputs"), found: "\(extents)")
      }
      let outputs = extents[isOutputsFirst ? 0 : 1]
      if let bias = layer.bias {
        // One number an output; NumPy programs keep it as a row or a column.
        guard bias.count == outputs, bias.extents.count(where: { $0 != 1 }) <= 1 else {
          throw .wrongShape(
            path: path, tensor: bias.name, expected: "[\(outputs)]", found: "\(bias.extents)")
        }
      }
      widths.append((extents[isOutputsFirst ? 1 : 0], outputs))
    }
    guard let order = DenseOrder(names: layers.map(\.name), widths: widths) else {
      throw .notDenseLayers(
        path: path,
        found: "layers whose order neither names nor widths tell: \(listed(layers.map(\.weight)))")
    }
    var members: [Member] = []
    for index in order.order {
      if let previous = members.last, previous.outputs != widths[index].inputs {
        throw .wrongShape(
          path: path, tensor: layers[index].weight.name, expected: expected("\(previous.outputs)"),
          found: "\(layers[index].weight.extents)")
      }
      members.append(
        Member(
          weight: layers[index].weight, bias: layers[index].bias, orientation: orientation,
          inputs: widths[index].inputs, outputs: widths[index].outputs))
    }
    return (members, order.isByWidths)
  }

  /// The chain as a network in float32, with these activations between its layers.
  ///
  /// - Throws: `CheckpointFailure.notFinite`, `.badNetwork`.
  func network(_ activations: [ActivationKind]) throws(CheckpointFailure) -> Network<Float> {
    var layers: [any MAGNetwork.Layer] = []
    var parameters: [Float] = []
    parameters.reserveCapacity(
      members.reduce(0) { $0 + $1.weight.count + ($1.bias?.count ?? 0) })
    for (index, member) in members.enumerated() {
      layers.append(
        Dense(
          inputCount: member.inputs, outputCount: member.outputs, hasBias: member.bias != nil))
      let weight =
        member.orientation == .outputsFirst ? member.weight : member.weight.transposed([1, 0])
      try weight.append(to: &parameters, path: path)
      try member.bias?.append(to: &parameters, path: path)
      if index < activations.count, activations[index] != .identity {
        layers.append(Activation(activations[index], count: member.outputs))
      }
    }
    do { return try Network(layers: layers, parameters: parameters) } catch {
      throw .badNetwork(path: path, error)
    }
  }
}
