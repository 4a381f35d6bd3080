/// How what a figure shows of a model was found.
public enum FigureMethod: String, Codable, Sendable {
  /// By walking every affine piece: nothing is missed.
  case exact
  /// At samples: what lies between two of them can be missed.
  case sampled

  /// A sentence for a picture that names the sampled models; nil where there are none.
  ///
  /// - Parameter models: their names, each with its method where that is known.
  static func note(_ models: [(name: String, method: FigureMethod?)]) -> String? {
    let sampled = models.filter { $0.method == .sampled }.map(\.name)
    guard !sampled.isEmpty else { return nil }
    return "Sampled, not exact: \(sampled.joined(separator: ", ")); changes of class between two "
      + "samples can be missed."
  }
}
