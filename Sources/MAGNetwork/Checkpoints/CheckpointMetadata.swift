/// The keys that `mag` writes into a checkpoint's metadata and understands in others'.
public enum CheckpointKey: String, Sendable, CaseIterable {
  /// `mag.checkpoint/1`.
  case format
  /// Name and version of the program that wrote the file.
  case tool
  /// Widths and activations, as `PerceptronArchitecture` writes them.
  case architecture
  case objective
  case seed
  case epoch
  /// SHA-256 of the training data.
  case dataDigest = "data_digest"
  case manifoldReading = "manifold_reading"
  case manifoldCentering = "manifold_centering"
  case manifoldComponents = "manifold_components"
  case manifoldDigest = "manifold_digest"
  /// `raw` or `projected`: on which images the network was trained.
  case inputs
  /// What a pixel in [0, 1] is multiplied by before the network sees it.
  case inputScale = "input_scale"
  /// What is subtracted after scaling, and divided by after that.
  case inputMean = "input_mean"
  case inputStd = "input_std"
}

/// The facts that a checkpoint carries beside its tensors: strings by key, in a stated order.
///
/// Numbers are kept as the shortest text that reads back as the same number.
public struct CheckpointMetadata: Sendable, Equatable, ExpressibleByDictionaryLiteral {
  /// The pairs in the order in which they are written; every key once.
  public private(set) var entries: [(key: String, value: String)] = []
  /// Where each key stands: headers of other programs may have a million.
  private var places: [String: Int] = [:]

  public init() {}

  /// Pairs in the order given; a repeated key keeps its first place and its last value.
  public init(_ pairs: some Sequence<(String, String)>) {
    for (key, value) in pairs { self[key] = value }
  }

  public init(dictionaryLiteral elements: (String, String)...) { self.init(elements) }

  /// A value by key; setting replaces it in place or appends it, nil removes it.
  ///
  /// - Complexity: O(1); O(pairs) to remove one.
  public subscript(key: String) -> String? {
    get { places[key].map { entries[$0].value } }
    set {
      switch (places[key], newValue) {
      case (let place?, let value?): entries[place].value = value
      case (let place?, nil):
        entries.remove(at: place)
        places = Dictionary(
          uniqueKeysWithValues: entries.enumerated().map { ($0.element.key, $0.offset) })
      case (nil, let value?):
        places[key] = entries.count
        entries.append((key, value))
      case (nil, nil): break
      }
    }
  }

  public subscript(key: CheckpointKey) -> String? {
    get { self[key.rawValue] }
    set { self[key.rawValue] = newValue }
  }

  /// A whole number by key, or nil where there is none or it is something else.
  public func integer(_ key: String) -> Int? { self[key].flatMap { Int($0) } }
  public func integer(_ key: CheckpointKey) -> Int? { integer(key.rawValue) }

  /// A finite number by key, or nil where there is none or it is something else.
  public func number(_ key: String) -> Double? {
    self[key].flatMap { Double($0) }.flatMap { $0.isFinite ? $0 : nil }
  }
  public func number(_ key: CheckpointKey) -> Double? { number(key.rawValue) }

  /// The pairs without their order, for JSON.
  public var dictionary: [String: String] {
    Dictionary(entries.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  public static func == (a: CheckpointMetadata, b: CheckpointMetadata) -> Bool {
    a.entries.elementsEqual(b.entries, by: ==)
  }
}
