/// The outcome of turning an image of one class into another by a targeted attack.
///
/// That the wanted class was never reached is an outcome, not an error: `reached` says so.
public struct Transformation: Sendable, Equatable, Codable {
  /// The true class of the images tried.
  public let from: Int
  /// The wanted class.
  public let to: Int
  /// The probability of the wanted class that counts as success.
  public let threshold: Double
  /// The radii tried, ascending, the last one the one that succeeded or the last of the grid.
  public let epsilonsTried: [Double]
  /// How many images were tried at each radius.
  public let candidateCount: Int
  /// True if the attacked image has at least the threshold's probability of the wanted class.
  public let reached: Bool
  /// The success, or without one the attempt with the highest probability; nil if no image was
  /// there to try.
  public let attempt: TransformationAttempt?
}

/// One image, the point half-way, and what the attack made of it.
public struct TransformationAttempt: Sendable, Equatable, Codable {
  /// The image's number in its data set.
  public let index: Int
  /// The radius in pixel units.
  public let epsilon: Double
  /// The probability of the wanted class at the original, the mid point and the attacked image.
  public let probabilities: [Double]
  /// The predicted class at the same three points.
  public let predictions: [Int]
  /// How far the attacked image is from the original, and the on/off-manifold share of the way.
  public let perturbation: Perturbation
  /// d pixels each, in the units of the network's input; mid point = (original + attacked) / 2.
  public let original: [Double]
  public let midpoint: [Double]
  public let attacked: [Double]
}
