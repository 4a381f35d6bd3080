/// What a step of a program gives while it is lowered: the sum of some layers' results, on which a
/// move of the elements and, after it, a map s ⊙ x + t may still wait.
struct ONNXSignal {
  /// The layers; `NetworkNode.input` stands for the image.
  var sources: [Int]
  /// The number of elements.
  let count: Int
  /// Whether nothing else takes these layers' results, so that they may change.
  var isSole = true
  /// Element i is element `order[i]` of the sum.
  private(set) var order: [Int]?
  private(set) var affine: ONNXAffine?
  /// The types of the nodes that make up `affine`.
  private(set) var origins: [String] = []
  /// The last of those nodes, for messages.
  private(set) var label = ""

  init(_ sources: [Int], count: Int) {
    self.sources = sources
    self.count = count
  }

  /// Lets a map wait behind what waits already, unless together they change nothing.
  mutating func append(_ next: ONNXAffine, origin: String, label: String) {
    let whole = affine?.followed(by: next) ?? next
    affine = whole.isIdentity ? nil : whole
    // Each once: a graph may have a million of them in a row.
    if whole.isIdentity {
      origins = []
    } else if !origins.contains(origin) {
      origins.append(origin)
    }
    self.label = label
  }

  /// Lets a move wait: P (s ⊙ x + t) is P s ⊙ P x + P t.
  mutating func append(_ next: [Int]) {
    affine = affine?.moved(next)
    let whole = order.map { order in next.map { order[$0] } } ?? next
    order = whole.elementsEqual(whole.indices) ? nil : whole
  }

  /// The map that waits, which the caller takes over, with the types of its nodes.
  mutating func takeAffine() -> [String] {
    defer { (affine, origins) = (nil, []) }
    return origins
  }

  /// The move that waits before the map, which the caller takes over.
  mutating func takeOrder() { order = nil }
}
