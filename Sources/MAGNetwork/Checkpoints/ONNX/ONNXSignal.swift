/// What a step of a program gives while it is lowered: the sum of some layers' results, on which a
/// map s ⊙ x + t and, after it, a move of the elements may still wait.
struct ONNXSignal {
  /// The layers; `NetworkNode.input` stands for the image.
  var sources: [Int]
  /// The number of elements.
  let count: Int
  /// Whether nothing else takes these layers' results, so that they may change.
  var isSole = true
  private(set) var affine: ONNXAffine?
  /// Element i is element `order[i]` of the mapped sum.
  private(set) var order: [Int]?
  /// The types of the nodes that make up `affine`, each once.
  private(set) var origins: [String] = []
  /// The last of those nodes, for messages.
  private(set) var label = ""

  init(_ sources: [Int], count: Int) {
    self.sources = sources
    self.count = count
  }

  /// The map as it is after the move.
  var movedAffine: ONNXAffine? {
    guard let order else { return affine }
    return affine?.moved(order)
  }

  /// Lets a map wait behind what waits already, unless together they change nothing.
  mutating func append(_ next: ONNXAffine, origin: String, label: String) {
    let first = order.map { next.moved(Self.inverse($0)) } ?? next
    let whole = affine?.followed(by: first) ?? first
    affine = whole.isIdentity ? nil : whole
    if whole.isIdentity {
      origins = []
    } else if !origins.contains(origin) {
      origins.append(origin)
    }
    self.label = label
  }

  /// Lets a move wait behind what waits already.
  mutating func append(_ next: [Int]) {
    let whole = order.map { order in next.map { order[$0] } } ?? next
    order = whole.elementsEqual(whole.indices) ? nil : whole
  }

  private static func inverse(_ order: [Int]) -> [Int] {
    var inverse = order
    for (target, source) in order.enumerated() { inverse[source] = target }
    return inverse
  }

  /// The types of the nodes of the map, which the caller takes over.
  mutating func takeAffine() -> [String] {
    defer { (affine, origins) = (nil, []) }
    return origins
  }

  /// Leaves the move, and with it its place before the map, to the caller.
  mutating func takeOrder() {
    affine = movedAffine
    order = nil
  }
}
