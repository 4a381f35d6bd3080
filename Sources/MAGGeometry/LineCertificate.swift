/// An independent check of one walked line by fresh forward passes.
///
/// A certificate that holds says two things: at every end of a piece that was looked at (all of
/// them, or every so many), the logits that the walk carries along are those of the network; and a
/// little before and after each crossing the network predicts the classes named. It cannot say that
/// no crossing is missing on a piece whose ends were not looked at: that is what the walk is for.
public struct LineCertificate: Sendable, Equatable, Codable {
  /// How many ends of pieces were evaluated afresh.
  public let pointsChecked: Int
  /// The largest difference between a walked and a fresh logit there, absolute.
  public let largestLogitDifference: Double
  /// The same relative to the largest absolute logit found there.
  public let relativeLogitDifference: Double
  /// Crossings whose classes a fresh pass confirms at t − δ and t + δ, and all of them.
  public let crossingsConfirmed: Int
  public let crossingsChecked: Int
  /// δ in t (a third of the way to the next crossing or end, where that is nearer).
  public let delta: Double

  /// Whether every crossing was confirmed and the logits agree to `relativeTolerance`.
  public let holds: Bool

  /// What a walked logit may differ by, relative to the largest one of its line: far above the
  /// rounding of a walk (below 1e-12 in 512 updates), far below what would move a crossing.
  public static let relativeTolerance = 1e-9

  /// A certificate from its numbers, as a record of it stores them; `holds` follows.
  public init(
    pointsChecked: Int, largestLogitDifference: Double, relativeLogitDifference: Double,
    crossingsConfirmed: Int, crossingsChecked: Int, delta: Double
  ) {
    self.pointsChecked = pointsChecked
    self.largestLogitDifference = largestLogitDifference
    self.relativeLogitDifference = relativeLogitDifference
    self.crossingsConfirmed = crossingsConfirmed
    self.crossingsChecked = crossingsChecked
    self.delta = delta
    holds =
      crossingsConfirmed == crossingsChecked && relativeLogitDifference <= Self.relativeTolerance
  }
}
