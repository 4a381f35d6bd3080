/// Which colour, dash and marker belongs to which model, the same in every figure.
public struct ModelStyles: Sendable {
  /// The models of the paper in the order of the theme's series.
  public static let known = ["baseline", "manifold", "robust", "manifold-robust"]

  private let indices: [String: Int]
  private let theme: Theme

  /// Known models keep their own style whatever else is shown; others take the next ones,
  /// when those are used up the styles of known models that are not shown, and then the colours
  /// again with other dashes and markers.
  public init(_ names: [String], theme: Theme) {
    self.theme = theme
    let known = ModelStyles.known
    let colors = theme.series.count
    var free = Array(known.count..<max(colors, known.count))
    free += known.indices.filter { !names.contains(known[$0]) }
    var indices: [String: Int] = [:]
    var others = 0
    for name in names where indices[name] == nil {
      if let index = known.firstIndex(of: name) {
        indices[name] = index
      } else {
        let past = max(colors, known.count) + others - free.count
        indices[name] = others < free.count ? free[others] : past
        others += 1
      }
    }
    self.indices = indices
  }

  public subscript(name: String) -> SeriesStyle { theme.series(indices[name] ?? 0) }
}
