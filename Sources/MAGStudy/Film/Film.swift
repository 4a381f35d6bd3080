import MAGAttack
import MAGGeometry
import MAGNumerics

/// The path of an attack on one image, walked leg by leg.
///
/// A leg is the straight way between two points that the attack visits: leg k leads to the iterate
/// after step k, and leg 0, where there is one, from the image to the random start. A place on the
/// path is named by its `position`, in steps: the end of leg k is at k, t inside it at k − 1 + t.
/// The image itself is at 0, or at −1 where there is a leg 0.
public struct Film: Encodable, Sendable {
  public var index: Int
  public var label: Int
  /// The wanted class; nil for an untargeted attack.
  public var target: Int?
  public var method: PathMethod
  /// η in force, in pixel units.
  public var stepSize: Double
  /// Which run is shown: the one whose last iterate has the least margin (targeted: the largest
  /// target margin), the first of equals.
  public var restart: Int
  /// Whether the last iterate is of another class than the label (targeted: of the target).
  public var isReached: Bool
  /// The class just after the image and the one just before the last iterate.
  public var startClass: Int
  public var endClass: Int
  /// The length of the path, in pixel units; the distance between its ends may be far less.
  public var length: Double
  /// The affine pieces of all legs that move; nil if sampled.
  public var pieces: Int?
  /// The image, the random start if there is one, and every iterate.
  public var points: [FilmPoint]
  /// Every class change, in order.
  public var changes: [FilmChange]
  public var margins: FilmMargins
  /// The points visited; not part of the JSON.
  public var trajectory: PGDTrajectory<Float>

  private enum CodingKeys: String, CodingKey {
    case index, label, target, method, stepSize, restart
    case isReached = "reached"
    case startClass, endClass, length, pieces, points, changes, margins
  }
}

/// A point that the attack visits, as the network in Double sees it.
public struct FilmPoint: Encodable, Equatable, Sendable {
  /// The step that led to it: 0 to a random start; nil for the image.
  public var step: Int?
  public var position: Double
  /// The length of the path up to it.
  public var arcLength: Double
  /// The lowest class of those with the largest logit.
  public var predictedClass: Int
  /// Of the predicted class.
  public var probability: Double
  /// f_y − max_{j≠y} f_j for the label y.
  public var margin: Double
  /// f_C − max_{j≠C} f_j for the target C; nil for an untargeted attack.
  public var targetMargin: Double?
  /// The cross-entropy of the label, and that of the target.
  public var loss: Double
  public var targetLoss: Double?
  /// What has been added to the image so far.
  public var perturbation: Perturbation
  /// The leg that led here; nil for the image.
  public var leg: FilmLeg?
}

/// One leg: its size, its share on the manifold, and what was walked on it.
public struct FilmLeg: Encodable, Equatable, Sendable {
  /// `identicalEnds` where the attack stood still.
  public var status: LineStatus
  /// Affine pieces, one more than the kinks passed; nil if sampled.
  public var pieces: Int?
  public var move: Perturbation

  private enum CodingKeys: String, CodingKey { case status, pieces }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(status, forKey: .status)
    try container.encode(pieces, forKey: .pieces)
    try move.encode(to: encoder)
  }
}

/// A class change on the path.
public struct FilmChange: Encodable, Equatable, Sendable {
  /// The leg it lies in, or at whose end.
  public var step: Int
  /// Whether it lies at the iterate that ends the leg; see `PolylinePath`.
  public var isAtIterate: Bool
  public var position: Double
  public var arcLength: Double
  /// With its t inside the leg.
  public var crossing: Crossing

  private enum CodingKeys: String, CodingKey {
    case step
    case isAtIterate = "at_iterate"
    case position, arcLength
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(step, forKey: .step)
    try container.encode(isAtIterate, forKey: .isAtIterate)
    try container.encode(position, forKey: .position)
    try container.encode(arcLength, forKey: .arcLength)
    try crossing.encode(to: encoder)
  }
}

/// The margins along the path: at 8 places a leg, at its ends, and at every class change.
public struct FilmMargins: Encodable, Equatable, Sendable {
  /// Ascending.
  public var position: [Double]
  /// f_y − max_{j≠y} f_j for the label y.
  public var margin: [Double]
  /// f_C − max_{j≠C} f_j for the target C; nil for an untargeted attack.
  public var target: [Double]?
}
