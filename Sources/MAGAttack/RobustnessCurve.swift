import MAGNetwork

/// When an image counts as broken by PGD at a radius of a grid.
public enum CountRule: String, Sendable, Codable, CaseIterable {
  /// By any iterate of any restart, at that radius or any smaller one of the grid.
  case any
  /// By the final iterate of any restart at that radius alone.
  case last
}

/// Accuracy under attack at one radius.
public struct RobustnessPoint: Sendable, Equatable, Codable {
  /// "fgsm" or "pgd".
  public let attack: String
  /// In pixel units.
  public let epsilon: Double
  /// Images right when clean and not broken.
  public let correct: Int
  /// Images attacked, those wrong when clean included.
  public let count: Int
  /// correct / count.
  public let accuracy: Double
  /// Wilson's 95 % interval of the accuracy: lower and upper end.
  public let interval: [Double]
  /// The indices, ascending, of images that were right when clean and are now wrong; left out of
  /// JSON when nil.
  public var broken: [Int]?

  init(attack: String, epsilon: Double, count: Int, cleanCorrect: Int, broken: [Int]) {
    self.attack = attack
    self.epsilon = epsilon
    correct = cleanCorrect - broken.count
    self.count = count
    accuracy = Double(correct) / Double(count)
    let wilson = WilsonInterval.interval95(successes: correct, trials: count)
    interval = [wilson.lowerBound, wilson.upperBound]
    self.broken = broken.sorted()
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(attack, forKey: .attack)
    try container.encode(epsilon, forKey: .epsilon)
    try container.encode(correct, forKey: .correct)
    try container.encode(count, forKey: .count)
    try container.encode(accuracy, forKey: .accuracy)
    try container.encode(interval, forKey: .interval)
    if let broken { try container.encode(broken, forKey: .broken) }
  }
}

/// Accuracy of one network under one attack over a grid of radii, with the attack's settings.
public struct RobustnessCurve: Sendable, Equatable, Codable {
  /// "fgsm" or "pgd".
  public let attack: String
  public let norm: ThreatModel.Norm
  /// The box's name: "none", "unit" or "data".
  public let box: String
  public let gradient: GradientKind
  /// nil for FGSM, which judges each radius alone.
  public let countRule: CountRule?
  public let steps: Int
  /// In pixel units; nil for the attack's own default (FGSM: ε, PGD: 2.5 ε / steps).
  public let stepSize: Double?
  public let start: Start
  public let restarts: Int
  public let seed: UInt64
  /// Images right when clean, as the network's `predictions` has it.
  public let cleanCorrect: Int
  /// Images times gradients evaluated for each.
  public let gradientEvaluations: Int
  /// What attacking every image at every radius above 0 with every restart to the end would take.
  public let naiveGradientEvaluations: Int
  /// Images put through an additional forward pass, to judge last iterates and confirm successes.
  public let forwardEvaluations: Int
  /// One point a radius, ascending.
  public var points: [RobustnessPoint]

  /// The same curve without the lists of broken images.
  public func withoutBrokenIndices() -> RobustnessCurve {
    var curve = self
    for index in points.indices { curve.points[index].broken = nil }
    return curve
  }
}

/// The radii of a curve: ascending and without repetitions, whatever the order they were given in.
struct EpsilonGrid: Sendable, Equatable {
  let epsilons: [Double]

  /// - Throws: `AttackFailure.noEpsilons`; `.epsilon` for one that is negative or not finite.
  init(_ given: [Double]) throws(AttackFailure) {
    guard !given.isEmpty else { throw .noEpsilons }
    for epsilon in given { try ThreatModel(epsilon: epsilon).validate() }
    var ascending: [Double] = []
    for epsilon in given.sorted() where epsilon != ascending.last {
      ascending.append(epsilon == 0 ? 0 : epsilon)
    }
    epsilons = ascending
  }

  /// The radii at which there is something to attack; 0 is settled by the clean predictions.
  var positive: [Double] { epsilons.filter { $0 > 0 } }
}
