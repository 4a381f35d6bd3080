/// One claim of the paper, with the verdict of a run and the numbers behind it.
public struct Claim: Codable, Sendable, Equatable {
  /// A roman number, "i" to "vii".
  public var id: String
  /// What the paper says, in words.
  public var statement: String
  /// How the verdict follows from the numbers.
  public var rule: String
  /// true held, false not held, nil undecided.
  public var held: Bool?
  public var numbers: [Comparison]

  /// One number of a claim: an estimate and what it must exceed (or stay below).
  public struct Comparison: Codable, Sendable, Equatable {
    public var name: String
    public var estimate: Estimate?
    /// The verdict on this number alone.
    public var held: Bool?

    public init(_ name: String, _ estimate: Estimate?, held: Bool?) {
      self.name = name
      self.estimate = estimate
      self.held = held
    }

    /// Held if the whole interval lies above a threshold, not held if it lies below it.
    public static func above(
      _ threshold: Double, _ name: String, _ estimate: Estimate?
    ) -> Comparison {
      guard let estimate else { return Comparison(name, nil, held: nil) }
      let held: Bool? =
        estimate.lower > threshold ? true : estimate.upper < threshold ? false : nil
      return Comparison(name, estimate, held: held)
    }

    /// Held if the whole interval lies below a threshold, not held if it lies above it.
    public static func below(
      _ threshold: Double, _ name: String, _ estimate: Estimate?
    ) -> Comparison {
      let mirror = above(threshold, name, estimate)
      return Comparison(name, estimate, held: mirror.held.map { !$0 })
    }

    /// Held if the whole interval lies within a range, not held if it lies wholly outside.
    public static func within(
      _ range: ClosedRange<Double>, _ name: String, _ estimate: Estimate?
    ) -> Comparison {
      guard let estimate else { return Comparison(name, nil, held: nil) }
      if range.contains(estimate.lower) && range.contains(estimate.upper) {
        return Comparison(name, estimate, held: true)
      }
      let apart = estimate.upper < range.lowerBound || estimate.lower > range.upperBound
      return Comparison(name, estimate, held: apart ? false : nil)
    }
  }

  /// A claim that holds if all its comparisons hold and fails if one of them fails.
  public init(id: String, statement: String, rule: String, _ numbers: [Comparison]) {
    self.id = id
    self.statement = statement
    self.rule = rule
    self.numbers = numbers
    if numbers.contains(where: { $0.held == false }) {
      held = false
    } else {
      held = numbers.allSatisfy { $0.held == true } ? true : nil
    }
  }

  /// "held", "not held" or "undecided".
  public var verdict: String { held.map { $0 ? "held" : "not held" } ?? "undecided" }
}
