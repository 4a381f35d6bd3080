/// The nodes that a graph's output needs, each after those whose results it takes.
enum ONNXOrder {
  /// Orders the nodes by a walk from the output, whatever their order in the file; nodes that the
  /// output does not need are left out. O(nodes + names), without recursion.
  ///
  /// - Parameter given: the names of the graph's input and constants.
  /// - Throws: `ONNXFailure.badGraph` for names that are given twice or not at all, and for cycles.
  static func sorted(
    _ graph: ONNXGraph, given: Set<String>, output: String
  ) throws(ONNXFailure) -> [ONNXNode] {
    let nodes = graph.nodes
    var givers: [String: Int] = [:]
    for (index, node) in nodes.enumerated() {
      for name in node.outputs where !name.isEmpty {
        guard !given.contains(name), givers.updateValue(index, forKey: name) == nil else {
          throw failure("the value \(name) is given twice")
        }
      }
    }
    var order: [ONNXNode] = []
    var isOpen = [Bool](repeating: false, count: nodes.count)
    var isDone = isOpen
    /// Nodes whose inputs are being looked for, with the next input of each.
    var open: [(node: Int, next: Int)] = []

    // A label may be as long as the file, and is only made for a failure.
    func enter(_ name: String, for reader: () -> String) throws(ONNXFailure) {
      if given.contains(name) { return }
      guard let node = givers[name] else {
        throw failure("\(reader()) takes the value \(name), which nothing gives")
      }
      if isDone[node] { return }
      guard !isOpen[node] else {
        throw failure("\(nodes[node].label) needs its own result")
      }
      isOpen[node] = true
      open.append((node, 0))
    }

    try enter(output, for: { "the output" })
    while let (index, next) = open.last {
      let node = nodes[index]
      if next < node.inputs.count {
        open[open.count - 1].next = next + 1
        if !node.inputs[next].isEmpty { try enter(node.inputs[next], for: { node.label }) }
      } else {
        open.removeLast()
        isDone[index] = true
        order.append(node)
      }
    }
    return order
  }

  private static func failure(_ reason: String) -> ONNXFailure {
    .badGraph(reason: reason, advice: "export the model again")
  }
}
