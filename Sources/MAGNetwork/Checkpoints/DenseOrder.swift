/// The order of dense layers that their names and widths allow.
///
/// Layers of one pattern (`fc#`, say) follow their numbers. Where there are several patterns
/// (`hidden#` and `out`), the widths decide: each layer must take what the one before it gives.
struct DenseOrder {
  /// Indices of the layers, first to last.
  let order: [Int]
  /// Whether the widths had to decide.
  let isByWidths: Bool

  /// More patterns or layers than this are refused rather than tried.
  private static let mostPatterns = 8
  private static let mostLayers = 256
  private static let mostSteps = 100_000

  /// - Parameters:
  ///   - names: one a layer, all of them different.
  ///   - widths: of each layer, as stored or transposed.
  /// - Returns: nil where several orders chain, or none.
  init?(names: [LayerName], widths: [(inputs: Int, outputs: Int)]) {
    let patterns = Dictionary(grouping: names.indices, by: { names[$0].pattern })
    let groups = patterns.sorted { $0.key < $1.key }.map { _, members in
      members.sorted { names[$0].numbers.lexicographicallyPrecedes(names[$1].numbers) }
    }
    if groups.count == 1 {
      order = groups[0]
      isByWidths = false
      return
    }
    guard groups.count <= Self.mostPatterns, widths.count <= Self.mostLayers else { return nil }
    var search = Search(groups: groups, widths: widths)
    search.extend([], next: [Int](repeating: 0, count: groups.count))
    guard search.found.count == 1, search.steps <= Self.mostSteps else { return nil }
    order = search.found[0]
    isByWidths = true
  }

  /// Merges the groups in every way that chains, until two are found.
  private struct Search {
    let groups: [[Int]]
    let widths: [(inputs: Int, outputs: Int)]
    var found: [[Int]] = []
    var steps = 0

    mutating func extend(_ order: [Int], next: [Int]) {
      steps += 1
      guard found.count < 2, steps <= DenseOrder.mostSteps else { return }
      if order.count == widths.count { return found.append(order) }
      for group in groups.indices where next[group] < groups[group].count {
        let layer = groups[group][next[group]]
        if let last = order.last, widths[last].outputs != widths[layer].inputs { continue }
        var following = next
        following[group] += 1
        extend(order + [layer], next: following)
      }
    }
  }
}
