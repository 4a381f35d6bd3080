import MAGNetwork
import MAGNumerics

/// The fast gradient (sign) method: one step of size ε from the clean image.
///
/// x' = Π(x + ε · sign(g)) for l∞ and Π(x + ε · g/‖g‖) for l2, with Π the projection onto the box;
/// a targeted attack steps the other way. One gradient serves every ε.
///
/// - sign(0) = 0, and a gradient of zeros leaves the image where it is.
/// - Gradient kinds other than `loss` are followed downwards, as in `PGD`.
/// - Source: Goodfellow, Shlens & Szegedy 2015. PGD with one step of size ε is the same attack.
public struct FGSM: Sendable, Equatable {
  public var threat: ThreatModel
  public var goal: Goal
  public var gradient: GradientKind

  public init(threat: ThreatModel, goal: Goal = .untargeted, gradient: GradientKind = .loss) {
    self.threat = threat
    self.goal = goal
    self.gradient = gradient
  }

  /// - Throws: `AttackFailure` `.epsilon`, `.boxWidth`, `.boxOrder`, `.targetedPredictedLogit`.
  public func validate(inputDimension: Int? = nil) throws(AttackFailure) {
    try threat.validate(inputDimension: inputDimension)
    guard goal == .untargeted || gradient != .predictedLogit else { throw .targetedPredictedLogit }
  }

  func signedStep(at epsilon: Double) -> Double {
    epsilon * gradient.ascent * (goal == .untargeted ? 1 : -1)
  }

  /// The attacked images at every radius of a grid: element k is `[n, d]` for `epsilons[k]`.
  ///
  /// - Parameters:
  ///   - network: what is attacked.
  ///   - subjects: the images with their labels.
  ///   - targets: the wanted classes of a targeted attack; nil stands for the labels.
  ///   - epsilons: the radii, in pixel units and any order.
  /// - Throws: what `validate` and `AttackedImages` refuse, `.epsilon` for a radius of the grid.
  /// - Cost: n gradient evaluations, whatever the number of radii.
  public func adversarials<Element: Scalar>(
    of network: Network<Element>, on subjects: AttackedImages<Element>, targets: [Int]? = nil,
    epsilons: [Double]
  ) throws(AttackFailure) -> [Matrix<Element>] {
    try validate(inputDimension: network.inputDimension)
    for epsilon in epsilons { try threat.with(epsilon: epsilon).validate() }
    let aimed = try AttackedImages(
      subjects.images, labels: targets ?? subjects.labels, indices: subjects.indices)
    try aimed.validate(for: network)
    var results = epsilons.map { _ in subjects.images }
    let rows = network.batchRows(atMost: min(PGD.batch, subjects.count))
    let model = NetworkModel(network, capacity: rows)
    let step = GradientStep(self, model, capacity: rows)
    subjects.images.withReadView { images in
      for first in stride(from: 0, to: subjects.count, by: step.capacity) {
        let range = first..<min(first + step.capacity, subjects.count)
        let gradient = model.gradient(
          of: images.rows(range), labels: Array(aimed.labels[range]), kind: self.gradient
        ).gradient
        for level in epsilons.indices {
          results[level].withView { result in
            step.move(
              result.rows(range), from: images.rows(range), along: gradient,
              epsilon: epsilons[level])
          }
        }
      }
    }
    return results
  }
}

/// Memory for single steps of a batch from its clean images.
struct GradientStep<Element: Scalar> {
  let capacity: Int
  private let attack: FGSM
  private let budgets: MatrixBuffer<Element>
  private let bounds: BoxBounds<Element>

  init(_ attack: FGSM, _ model: some AttackedModel<Element>, capacity: Int) {
    self.attack = attack
    self.capacity = capacity
    budgets = MatrixBuffer(capacity: capacity, columns: 2)
    bounds = BoxBounds(columns: model.inputDimension)
  }

  /// Writes the clean rows moved once along their gradients.
  func move(
    _ target: MatrixView<Element>, from clean: MatrixView<Element>,
    along gradient: MatrixView<Element>, epsilon: Double
  ) {
    let budgets = budgets.view(rows: clean.rows)
    let step = Element(attack.signedStep(at: epsilon))
    for row in 0..<clean.rows { (budgets[row, 0], budgets[row, 1]) = (Element(epsilon), step) }
    target.copy(from: clean)
    BallRows(
      norm: attack.threat.norm, clean: clean, iterates: target, budgets: budgets,
      box: bounds.view(attack.threat.box)
    ).advance(along: gradient)
  }
}
