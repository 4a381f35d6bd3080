import Foundation

/// Tick positions on a linear axis by the extended Wilkinson algorithm.
///
/// Among labellings with k ticks and steps q·j·10^z the one is chosen that scores best in
/// 0.25 simplicity + 0.2 coverage + 0.5 density + 0.05, all ticks lying inside the axis.
///
/// - Source: Talbot, Lin, Hanrahan, "An Extension of Wilkinson's Algorithm for Positioning Tick
///   Labels on Axes", IEEE TVCG 16 (2010), section 4; legibility counts as 1.
public enum LinearTicks {
  private static let steps = [1.0, 5, 2, 2.5, 4, 3]

  /// Ticks inside `lower...upper`, in ascending order, about `target` of them.
  ///
  /// The result is empty when the bounds are not finite or in the wrong order, and the bound alone
  /// when they are equal. Cost: some hundred candidates.
  public static func positions(from lower: Double, to upper: Double, target: Int) -> [Double] {
    guard lower.isFinite, upper.isFinite, lower <= upper else { return [] }
    // Ranges whose steps would under- or overflow have no ticks but the bound.
    let range = upper - lower
    guard range.isFinite, range > 1e-300, range > 1e-12 * max(abs(lower), abs(upper)) else {
      return [lower]
    }
    var search = Search(lower: lower, upper: upper, target: max(2, target))
    search.run()
    return search.ticks
  }

  private struct Search {
    let lower: Double
    let upper: Double
    let target: Int
    var bestScore = -2.0
    var ticks: [Double] = []

    mutating func run() {
      for skip in 1...8 {
        for (rank, base) in steps.enumerated() {
          let simplest = 2 - Double(rank) / Double(steps.count - 1) - Double(skip)
          if score(simplest, 1, 1) < bestScore { return }
          for count in 2...max(4, 3 * target) {
            if score(simplest, 1, densityBound(count)) < bestScore { break }
            tryCount(count, base: base, rank: rank, skip: skip, simplest: simplest)
          }
        }
      }
    }

    private mutating func tryCount(
      _ count: Int, base: Double, rank: Int, skip: Int, simplest: Double
    ) {
      let ideal = (upper - lower) / Double(count + 1) / Double(skip) / base
      var exponent = log10(ideal).rounded(.up)
      while true {
        let power = pow(10, abs(exponent))
        let unit = exponent < 0 ? base / power : base * power
        let step = Double(skip) * unit
        let span = step * Double(count - 1)
        if span > (upper - lower) * (1 + 1e-12)
          || score(simplest, coverageBound(span), densityBound(count)) < bestScore
        {
          return
        }
        // Starts are multiples of the unit, so that `skip` of them lie in a step.
        let slack = 1e-9 * step
        let first = ((lower - slack) / unit).rounded(.up)
        let last = ((upper + slack - span) / unit).rounded(.down)
        var start = first
        while start <= last {
          consider(
            start: start, base: base, exponent: exponent, count: count, rank: rank, skip: skip)
          start += 1
        }
        exponent += 1
      }
    }

    private mutating func consider(
      start: Double, base: Double, exponent: Double, count: Int, rank: Int, skip: Int
    ) {
      // Multiples are divided or multiplied by a power of ten once, so that 0.3 is the nearest 0.3.
      let power = pow(10, abs(exponent))
      let values = (0..<count).map { index in
        let multiple = (start + Double(index * skip)) * base
        return exponent < 0 ? multiple / power : multiple * power
      }
      let low = values[0]
      let high = values[count - 1]
      let hasZero = values.contains(0)
      let simplicity =
        1 - Double(rank) / Double(steps.count - 1) - Double(skip) + (hasZero ? 1 : 0)
      let range = upper - lower
      let coverage =
        1 - 0.5 * ((upper - high) * (upper - high) + (lower - low) * (lower - low))
        / (0.01 * range * range)
      let density = Double(count - 1) / (high - low)
      let wanted = Double(target - 1) / range
      let result = score(simplicity, coverage, 2 - max(density / wanted, wanted / density))
      if result > bestScore {
        bestScore = result
        ticks = values
      }
    }

    private func score(_ simplicity: Double, _ coverage: Double, _ density: Double) -> Double {
      0.25 * simplicity + 0.2 * coverage + 0.5 * density + 0.05
    }

    private func densityBound(_ count: Int) -> Double {
      count >= target ? 2 - Double(count - 1) / Double(target - 1) : 1
    }

    private func coverageBound(_ span: Double) -> Double {
      let range = upper - lower
      guard span < range else { return 1 }
      let half = (range - span) / 2
      return 1 - half * half / (0.01 * range * range)
    }
  }
}
