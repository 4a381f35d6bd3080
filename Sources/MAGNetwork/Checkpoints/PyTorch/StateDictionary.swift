/// The dictionary of tensors by name in a pickle, alone or inside of a training program's notes.
struct StateDictionary {
  let tensors: [(name: String, tensor: TorchTensor)]
  /// Strings and numbers beside the tensors or beside the dictionary that holds them.
  let metadata: CheckpointMetadata
  /// The key under which it was found; nil for the whole file.
  let key: String?

  /// Names by which programs save the weights among other things.
  private static let knownKeys: Set = [
    "state_dict", "model_state_dict", "model_state", "model", "network", "net", "weights", "params",
  ]
  private static let deepest = 4
  private static let longestFact = 1000

  /// - Throws: `CheckpointFailure.noStateDict`.
  init(in contents: PickleContents, path: String) throws(CheckpointFailure) {
    guard case .dictionary(let root) = contents.root else {
      throw .noStateDict(path: path, found: Self.words(contents.root))
    }
    var search = Search(contents: contents, path: path)
    var place = try search.find(in: root, key: nil, depth: 0)
    if place == nil { place = try search.numbers(in: root) }
    guard let found = place else {
      let keys = try search.entries(root).map(\.key).prefix(10)
      throw .noStateDict(
        path: path,
        found: keys.isEmpty
          ? "a dictionary without names" : "a dictionary of \(keys.joined(separator: ", "))")
    }
    var tensors: [(String, TorchTensor)] = []
    for (name, value) in try search.entries(found.place) {
      switch value {
      case .tensor(let place): tensors.append((name, contents.tensors[place]))
      case .dictionary(let place) where try search.hasTensors(place):
        throw .noStateDict(path: path, found: "tensors and beside them the dictionary \(name)")
      default: break
      }
    }
    var metadata: CheckpointMetadata = [:]
    for place in Set([root, found.place]).sorted() {
      for (name, value) in try search.entries(place) {
        metadata[name] = Self.fact(value) ?? metadata[name]
      }
    }
    self.tensors = tensors
    self.metadata = metadata
    key = found.key
  }

  /// A scalar as metadata keep it; nil for anything else.
  private static func fact(_ value: PickleValue) -> String? {
    switch value {
    case .string(let text): text.utf8.count <= longestFact ? text : nil
    case .integer(let number): "\(number)"
    case .number(let number): "\(number)"
    case .bool(let flag): "\(flag)"
    default: nil
    }
  }

  private static func words(_ value: PickleValue) -> String {
    switch value {
    case .tensor: "a single tensor without a name"
    case .list, .tuple: "a list"
    default: "a single value"
    }
  }

  /// Looks for the one dictionary that holds tensors; each is looked at once.
  private struct Search {
    let contents: PickleContents
    let path: String
    var visited: Set<Int> = []
    /// Whether a dictionary has tensors: a pickle may name one dictionary a million times.
    var answers: [Int: Bool] = [:]
    /// Lists that were looked into already, under names of either kind, for the same reason.
    var unfolded: Set<[Int]> = []

    /// The entries with a name; each name once.
    func entries(_ place: Int) throws(CheckpointFailure) -> [(key: String, value: PickleValue)] {
      var names: Set<String> = []
      var result: [(String, PickleValue)] = []
      for entry in contents.dictionaries[place] {
        guard case .string(let name) = entry.key else { continue }
        guard names.insert(name).inserted else {
          throw .noStateDict(path: path, found: "a dictionary with the name \(name) twice")
        }
        result.append((name, entry.value))
      }
      return result
    }

    /// Whether a dictionary holds a tensor with axes: single numbers beside the weights, an accuracy
    /// say, make no state dict.
    mutating func hasTensors(_ place: Int) throws(CheckpointFailure) -> Bool {
      if let answer = answers[place] { return answer }
      let answer = try entries(place).contains {
        guard case .tensor(let tensor) = $0.value else { return false }
        return !contents.tensors[tensor].view.extents.isEmpty
      }
      answers[place] = answer
      return answer
    }

    /// A dictionary of tensors without axes, where there are no others.
    func numbers(
      in place: Int
    ) throws(CheckpointFailure) -> (place: Int, key: String?)? {
      let hasNumbers = try entries(place).contains {
        if case .tensor = $0.value { true } else { false }
      }
      return hasNumbers ? (place, nil) : nil
    }

    /// The dictionaries that a value is or, being a list or a tuple, holds, and where in it; a list
    /// that was looked into before is empty.
    mutating func dictionaries(
      _ value: PickleValue, isKnown: Bool
    ) -> [(place: Int, trail: String)] {
      switch value {
      case .dictionary(let place): return [(place, "")]
      case .list(let place), .tuple(let place):
        guard unfolded.insert([place, isKnown ? 1 : 0]).inserted else { return [] }
        return contents.sequences[place].enumerated().compactMap { index, element in
          if case .dictionary(let inner) = element { (inner, "[\(index)]") } else { nil }
        }
      default: return []
      }
    }

    mutating func find(
      in place: Int, key: String?, depth: Int
    ) throws(CheckpointFailure) -> (place: Int, key: String?)? {
      guard depth < StateDictionary.deepest, visited.insert(place).inserted else { return nil }
      if try hasTensors(place) { return (place, key) }
      var known: [(place: Int, key: String?)] = []
      var others: [(place: Int, key: String?)] = []
      for (name, value) in try entries(place) {
        let isKnown = StateDictionary.knownKeys.contains(name)
        for (inner, suffix) in dictionaries(value, isKnown: isKnown) {
          let trail = (key.map { "\($0).\(name)" } ?? name) + suffix
          if isKnown {
            if let found = try find(in: inner, key: trail, depth: depth + 1) { known.append(found) }
          } else if try hasTensors(inner) {
            others.append((inner, trail))
          }
        }
      }
      let candidates = known.isEmpty ? others : known
      guard candidates.count < 2 else {
        let keys = candidates.prefix(10).map { $0.key ?? "" }.joined(separator: ", ")
        throw .noStateDict(path: path, found: "several: \(keys)")
      }
      return candidates.first
    }
  }
}
