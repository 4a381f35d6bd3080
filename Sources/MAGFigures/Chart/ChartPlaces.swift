/// Where boxes, violins and bars stand on their categories: beside each other where one category
/// holds series of several names.
struct ChartPlaces {
  private let categories: [String: Int]
  private let slots: [String: Int]

  init(_ plot: ChartPanel.Plot, categories names: [String]) {
    categories = Dictionary(
      names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    var inCategory: [String: Set<String>] = [:]
    for series in plot.series {
      for category in series.categories { inCategory[category, default: []].insert(series.name) }
    }
    var slots: [String: Int] = [:]
    if inCategory.values.contains(where: { $0.count > 1 }) {
      for series in plot.series where slots[series.name] == nil {
        slots[series.name] = slots.count
      }
    }
    self.slots = slots
  }

  /// The share of a category's place that its series take.
  private static let share = 0.8

  private var step: Double { ChartPlaces.share / Double(max(1, slots.count)) }

  /// Half of what one series takes, less a little room between neighbours.
  var halfWidth: Double { slots.isEmpty ? 0.3 : 0.42 * step }

  func place(of name: String, in category: String) -> Double {
    let middle = Double(categories[category] ?? 0)
    guard let slot = slots[name] else { return middle }
    return middle + (Double(slot) - Double(slots.count - 1) / 2) * step
  }
}
