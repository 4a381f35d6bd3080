import MAGNetwork
import MAGNumerics

/// Every point that one run of PGD on one image visits, in order.
///
/// Row 0 is the image x, then comes the projected random start, if there is one, then the iterate
/// after each step. The last row has the bits of what `PGD.adversarials` gives for this image alone.
public struct PGDTrajectory<Element: Scalar>: Sendable, Equatable {
  /// [1 + (1 with a random start) + steps, d].
  public let points: Matrix<Element>
  /// Whether row 1 is a random start and not the iterate after the first step.
  public let hasRandomStart: Bool

  /// How many rows precede the iterate of step 1.
  public var leadingRows: Int { hasRandomStart ? 2 : 1 }
  /// The attack step that leads to a row: 0 to a random start, and nil for the image itself.
  public func step(ofRow row: Int) -> Int? { row == 0 ? nil : row - leadingRows + 1 }
}

extension PGD {
  /// The path of one run on the only image of `subjects`.
  ///
  /// - Parameters:
  ///   - network: what is attacked.
  ///   - subjects: one image with its label.
  ///   - target: the wanted class of a targeted attack; nil stands for the image's label.
  ///   - restart: the number of the run, which decides on its random start.
  /// - Throws: what `adversarials` throws; `AttackFailure.indexCount` for another number of images.
  /// - Cost: `steps` gradient evaluations; memory (steps + 2) d elements.
  public func trajectory<Element: Scalar>(
    of network: Network<Element>, on subjects: AttackedImages<Element>, target: Int? = nil,
    restart: Int = 0
  ) throws(AttackFailure) -> PGDTrajectory<Element> {
    try validate(inputDimension: network.inputDimension)
    guard subjects.count == 1 else { throw .indexCount(expected: 1, found: subjects.count) }
    let aimed = try AttackedImages(
      subjects.images, labels: [target ?? subjects.labels[0]], indices: subjects.indices)
    try aimed.validate(for: network)
    var visited = subjects.images.storage
    visited.reserveCapacity((steps + 2) * network.inputDimension)
    var last = Matrix<Element>(rows: 1, columns: network.inputDimension)
    subjects.images.withReadView { clean in
      last.withView { iterate in
        PGDWorkspace(network, capacity: 1).perturb(
          network, clean: clean, labels: aimed.labels, into: iterate, using: self,
          observer: { visited += $0.row(0) },
          streams: { _ in
            RandomStart.stream(
              seed: seed, index: subjects.indices[0], epsilon: threat.epsilon, restart: restart)
          })
      }
    }
    return PGDTrajectory(
      points: Matrix(
        rows: visited.count / network.inputDimension, columns: network.inputDimension,
        storage: visited), hasRandomStart: start == .uniform)
  }
}
