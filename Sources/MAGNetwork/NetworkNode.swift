import MAGNumerics

/// One layer of a network under construction: its map, its parameters and where its input comes from.
public struct NetworkNode<Element: Scalar>: Sendable {
  /// The network's own input, among the sources.
  public static var input: Int { -1 }

  public let layer: any Layer
  /// As many as the layer's `parameterCount`.
  public let parameters: [Element]
  /// The nodes whose outputs, added up, are the layer's input; `input` stands for the network's.
  ///
  /// Several sources are a residual connection. Never empty; one may be named twice (x + x).
  public let sources: [Int]

  public init(_ layer: any Layer, parameters: [Element] = [], from sources: [Int]) {
    self.layer = layer
    self.parameters = parameters
    self.sources = sources
  }
}

/// Finds the order in which a network's nodes can be evaluated.
enum NodeOrder {
  /// The nodes that `output` needs, itself included, each after its sources.
  ///
  /// Among nodes that could come next the lowest number is taken (Kahn's algorithm), so nodes that
  /// are in order already stay so. The output comes last, being what all others lead to.
  /// - Throws: `NetworkFailure.noSuchNode`, `.noSources`, `.cycle`.
  /// - Cost: O(connections · log nodes), and moves of array elements.
  static func sorted(sources: [[Int]], output: Int) throws(NetworkFailure) -> [Int] {
    guard sources.indices.contains(output) else {
      throw .noSuchNode(node: nil, source: output, count: sources.count)
    }
    let needed = try nodes(neededBy: output, sources)
    var consumers = [[Int]](repeating: [], count: sources.count)
    var missing = [Int](repeating: 0, count: sources.count)
    for node in needed {
      for source in sources[node] where source != NetworkNode<Float>.input {
        consumers[source].append(node)
        missing[node] += 1
      }
    }
    // In falling order, so that the lowest is taken from the end.
    var ready = Array(needed.filter { missing[$0] == 0 }.reversed())
    var order: [Int] = []
    while let node = ready.popLast() {
      order.append(node)
      for consumer in consumers[node] {
        missing[consumer] -= 1
        if missing[consumer] == 0 { insert(consumer, into: &ready) }
      }
    }
    guard order.count == needed.count else {
      throw .cycle(node: nodeOfCycle(sources, unplaced: needed.filter { missing[$0] > 0 }))
    }
    return order
  }

  /// In rising order.
  private static func nodes(
    neededBy output: Int, _ sources: [[Int]]
  ) throws(NetworkFailure) -> [Int] {
    var isNeeded = [Bool](repeating: false, count: sources.count)
    isNeeded[output] = true
    var open = [output]
    while let node = open.popLast() {
      if sources[node].isEmpty { throw .noSources(node: node) }
      for source in sources[node] where source != NetworkNode<Float>.input {
        guard sources.indices.contains(source) else {
          throw .noSuchNode(node: node, source: source, count: sources.count)
        }
        if !isNeeded[source] {
          isNeeded[source] = true
          open.append(source)
        }
      }
    }
    return sources.indices.filter { isNeeded[$0] }
  }

  private static func insert(_ node: Int, into falling: inout [Int]) {
    var (low, high) = (0, falling.count)
    while low < high {
      let middle = (low + high) / 2
      if falling[middle] > node { low = middle + 1 } else { high = middle }
    }
    falling.insert(node, at: low)
  }

  /// The lowest node of a cycle. Every unplaced node has an unplaced source, so going from source to
  /// source must come back.
  private static func nodeOfCycle(_ sources: [[Int]], unplaced: [Int]) -> Int {
    let isUnplaced = Set(unplaced)
    var path: [Int] = []
    var place: [Int: Int] = [:]
    var node = unplaced.first
    while let current = node, place[current] == nil {
      place[current] = path.count
      path.append(current)
      node = sources[current].first { isUnplaced.contains($0) }
    }
    let start = node.flatMap { place[$0] } ?? 0
    return path[start...].min() ?? 0
  }
}
