import MAGNumerics

/// A layer of a description: its kind with what the kind needs, and what it takes.
struct ArchitectureLayer: Equatable {
  typealias Problem = YAMLValue.Problem

  enum Kind: Equatable {
    case dense(TensorNames, isTransposed: Bool?)
    case convolution(TensorNames, WindowChoice, groups: Int, isTransposed: Bool?)
    case batchNormalization(TensorNames, epsilon: Double)
    case maxPooling(WindowChoice, ceilMode: Bool)
    case averagePooling(WindowChoice, countsPadding: Bool, ceilMode: Bool)
    /// The elements of images in a row, by channels, or by pixels as TensorFlow keeps them.
    case flatten(byPixels: Bool)
    case reshape(ArchitectureShape)
    /// The sum of its sources.
    case sum
  }

  /// Where a layer's tensors are: the prefix of their names, or the name of each part.
  enum TensorNames: Equatable {
    case prefix(String)
    case parts([String: String])
  }

  /// What `from` calls the network's input.
  static let inputName = "input"

  let name: String?
  let kind: Kind
  /// Names of the layers that it takes, added up; nil for the layer before.
  let sources: [String]?
  /// What follows the map.
  let activation: ActivationKind
  let line: Int

  func problem(_ reason: String) -> Problem { Problem(line: line, reason: reason) }

  private static let common = ["name", "kind", "from", "activation"]

  init(_ value: YAMLValue) throws(Problem) {
    var keys = try ArchitectureKeys(value, "a layer")
    line = keys.line
    name = try keys.text("name")
    sources = try keys.names("from")
    if sources?.isEmpty == true { throw keys.problem("from names no layer") }
    let word = try keys.text("kind")
    var activation = try keys.take("activation").map { value throws(Problem) in
      try Self.activation(value)
    }
    var known = Self.common
    switch word {
    case "dense":
      kind = .dense(
        try Self.tensors([.weight, .bias], &keys, name), isTransposed: try keys.bool("transposed"))
      known += ["tensors", "transposed"]
    case "convolution":
      kind = .convolution(
        try Self.tensors([.weight, .bias], &keys, name), try WindowChoice(&keys, hasKernel: false),
        groups: try keys.integers("groups", counts: [1], in: 1...WindowChoice.limit)?[0] ?? 1,
        isTransposed: try keys.bool("transposed"))
      known += ["tensors", "stride", "padding", "dilation", "groups", "transposed"]
    case "batch-normalization":
      kind = .batchNormalization(
        try Self.tensors(ArchitectureTensors.Part.allCases, &keys, name),
        epsilon: try keys.number("epsilon") ?? 1e-5)
      known += ["tensors", "epsilon"]
    case "max-pooling":
      kind = .maxPooling(
        try WindowChoice(&keys, hasKernel: true), ceilMode: try keys.bool("ceil_mode") ?? false)
      known += ["window", "stride", "padding", "dilation", "ceil_mode"]
    case "average-pooling":
      kind = .averagePooling(
        try WindowChoice(&keys, hasKernel: true),
        countsPadding: try keys.bool("counts_padding") ?? true,
        ceilMode: try keys.bool("ceil_mode") ?? false)
      known += ["window", "stride", "padding", "dilation", "counts_padding", "ceil_mode"]
    case "flatten":
      let order = try keys.text("order") ?? "channels-first"
      guard ["channels-first", "channels-last"].contains(order) else {
        throw keys.problem("expected order to be channels-first or channels-last, found \(order)")
      }
      kind = .flatten(byPixels: order == "channels-last")
      known += ["order"]
    case "reshape":
      guard let shape = try ArchitectureShape(&keys, "shape") else {
        throw keys.problem("expected shape beside reshape")
      }
      kind = .reshape(shape)
      known += ["shape"]
    case "sum": kind = .sum
    case let word?:
      guard let alone = ActivationKind(name: word), activation == nil else {
        throw keys.problem("expected a kind of \(Self.kinds), found \(word)")
      }
      kind = .sum
      activation = alone
    case nil: throw keys.problem("expected kind, one of \(Self.kinds)")
    }
    self.activation = activation ?? .identity
    try keys.expectEmpty(known)
  }

  private static let kinds =
    "dense, convolution, batch-normalization, max-pooling, average-pooling, flatten, reshape, sum "
    + "or an activation"

  private static func activation(_ value: YAMLValue) throws(Problem) -> ActivationKind {
    let text = try value.text("activation")
    guard let kind = ActivationKind(name: text) else {
      throw value.expected("activation to be one of \(ActivationKind.words)")
    }
    return kind
  }

  /// The tensors of a layer: of its own name, unless `tensors` says otherwise.
  private static func tensors(
    _ parts: [ArchitectureTensors.Part], _ keys: inout ArchitectureKeys, _ name: String?
  ) throws(Problem) -> TensorNames {
    guard let value = keys.take("tensors") else {
      guard let name else { throw keys.problem("expected tensors, or a name that tensors have") }
      return .prefix(name)
    }
    guard case .mapping(let entries) = value.content else {
      return .prefix(try value.text("tensors"))
    }
    var found: [String: String] = [:]
    for entry in entries {
      guard parts.contains(where: { $0.rawValue == entry.key }) else {
        let words = parts.map(\.rawValue).joined(separator: ", ")
        throw Problem(line: entry.line, reason: "expected tensors of \(words), found \(entry.key)")
      }
      found[entry.key] = try entry.value.text(entry.key)
    }
    return .parts(found)
  }
}
