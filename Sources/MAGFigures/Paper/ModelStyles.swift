/// Which colour, dash and marker belongs to which model, the same in every figure.
public struct ModelStyles: Sendable {
  /// The models of the paper in the order of the theme's series.
  public static let known = ["baseline", "manifold", "robust", "manifold-robust"]

  private let indices: [String: Int]
  private let theme: Theme

  /// Known models keep their own style whatever else is shown; others take the next free ones.
  public init(_ names: [String], theme: Theme) {
    self.theme = theme
    var indices: [String: Int] = [:]
    var next = ModelStyles.known.count
    for name in names where indices[name] == nil {
      if let index = ModelStyles.known.firstIndex(of: name) {
        indices[name] = index
      } else {
        indices[name] = next
        next += 1
      }
    }
    self.indices = indices
  }

  public subscript(name: String) -> SeriesStyle { theme.series(indices[name] ?? 0) }
}
