/// How the values along one axis of a picture become those of another length: every output is a
/// weighted mean of neighbouring inputs.
///
/// - Area, when the axis becomes shorter: output j of m covers the inputs from j n/m to (j + 1) n/m,
///   each weighted by the share of it that is covered. The mean of all values is kept.
/// - Bilinear, when it becomes longer: output j lies at (j + ½) n/m − ½ and is mixed linearly from
///   the two inputs around it; beyond the first and the last centre their values go on.
///
/// Both keep constants and never leave the range of the inputs.
public struct AxisResampling: Sendable, Equatable {
  public enum Filter: String, Sendable, Codable {
    case area, bilinear
  }

  /// The inputs of one output: weights of neighbours, from the first on, that sum to 1.
  public struct Taps: Sendable, Equatable {
    public let first: Int
    public let weights: [Double]
  }

  /// Nil where both lengths are the same and values stay as they are.
  public let filter: Filter?
  /// One an output.
  public let taps: [Taps]

  /// - Precondition: both counts are positive.
  public init(from count: Int, to target: Int) {
    precondition(count > 0 && target > 0, "an axis has at least one value")
    if count == target {
      filter = nil
      taps = (0..<count).map { Taps(first: $0, weights: [1]) }
    } else if target < count {
      filter = .area
      // In units of 1/target of an input everything is whole, and so exact.
      taps = (0..<target).map { output in
        let covered = output * count..<(output + 1) * count
        let inputs = covered.lowerBound / target...(covered.upperBound - 1) / target
        return Taps(
          first: inputs.lowerBound,
          weights: inputs.map { input in
            let share = covered.clamped(to: input * target..<(input + 1) * target)
            return Double(share.count) / Double(count)
          })
      }
    } else {
      filter = .bilinear
      taps = (0..<target).map { output in
        let place = (Double(output) + 0.5) * Double(count) / Double(target) - 0.5
        let clamped = min(max(place, 0), Double(count - 1))
        let first = min(Int(clamped), max(count - 2, 0))
        let share = clamped - Double(first)
        return Taps(first: first, weights: count == 1 ? [1] : [1 - share, share])
      }
    }
  }
}
