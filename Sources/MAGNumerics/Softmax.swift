/// Class probabilities of one row of logits.
public enum Softmax {
  /// p_j = exp(z_j − LSE z), in Double, shifted by the largest logit; they sum to 1 up to rounding.
  ///
  /// - Empty input: no probabilities. NaN logits give NaN.
  public static func probabilities<Element: Scalar>(
    _ logits: some Collection<Element>
  ) -> [Double] {
    let values = logits.map { Double($0) }
    let largest = values.max() ?? 0
    let powers = values.map { Double.exponential($0 - largest) }
    let total = powers.reduce(0, +)
    return powers.map { $0 / total }
  }
}
