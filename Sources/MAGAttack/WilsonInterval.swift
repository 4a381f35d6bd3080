/// Wilson's score interval for a proportion: sensible also at 0, at 1 and for few trials.
///
/// (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n) with p = successes / trials.
public enum WilsonInterval {
  /// The normal quantile of a two-sided 95 % interval.
  static let z95 = 1.959963984540054

  /// The 95 % interval of a proportion.
  ///
  /// - Range: within 0...1; the lower end is 0 for no successes, the upper end 1 for no failures.
  ///   Without trials nothing is known and the interval is 0...1.
  /// - Source: Wilson 1927.
  public static func interval95(successes: Int, trials: Int) -> ClosedRange<Double> {
    precondition(successes >= 0 && successes <= trials, "successes lie in 0...trials")
    guard trials > 0 else { return 0...1 }
    let n = Double(trials)
    let p = Double(successes) / n
    let zz = z95 * z95
    let centre = (p + zz / (2 * n)) / (1 + zz / n)
    let half = z95 * (p * (1 - p) / n + zz / (4 * n * n)).squareRoot() / (1 + zz / n)
    return (successes == 0 ? 0 : centre - half)...(successes == trials ? 1 : centre + half)
  }
}
