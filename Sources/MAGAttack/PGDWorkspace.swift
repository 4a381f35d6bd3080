import MAGNetwork
import MAGNumerics

/// Memory in which PGD runs on batches of up to `capacity` images, allocated once.
///
/// Adversarial training calls `perturb` for every batch with the network of the moment. One
/// workspace serves one caller at a time; a call is parallel inside, with results that do not
/// depend on the number of threads.
public final class PGDWorkspace<Element: Scalar> {
  public let capacity: Int
  private let pass: GradientPass<Element>
  private let budgets: MatrixBuffer<Element>
  private let bounds: BoxBounds<Element>

  /// - Cost: the memory of one `GradientPass` of this capacity.
  public init(_ network: Network<Element>, capacity: Int) {
    self.capacity = capacity
    pass = GradientPass(network, capacity: capacity)
    budgets = MatrixBuffer(capacity: capacity, columns: 2)
    bounds = BoxBounds(columns: network.inputDimension)
  }

  /// Writes the final iterates of one run of PGD on a batch.
  ///
  /// - Shapes: `clean` and `adversarial` [n, d] with n ≤ capacity, not overlapping; `labels` n, the
  ///   true classes (untargeted) or the wanted ones (targeted).
  /// - Parameters:
  ///   - network: what is attacked; of the sizes the workspace was made for.
  ///   - clean: the images the ball is around.
  ///   - labels: one class an image.
  ///   - adversarial: where the iterates go.
  ///   - settings: valid ones (`PGD.validate`); `restarts` and `seed` are not used here.
  ///   - observer: called with the iterates after the random start, if there is one, and after
  ///     every step; they change with the next step.
  ///   - streams: the generator of each row's random start; called only for `start` uniform, from
  ///     several threads, so it must be a function of the row alone.
  /// - Cost: `steps` gradient evaluations an image; no memory that grows with the batch.
  public func perturb(
    _ network: Network<Element>, clean: MatrixView<Element>, labels: [Int],
    into adversarial: MatrixView<Element>, using settings: PGD,
    observer: ((MatrixView<Element>) -> Void)? = nil,
    streams: @Sendable (Int) -> SeededGenerator
  ) {
    precondition(clean.rows <= capacity, "a batch cannot be larger than its workspace")
    precondition(labels.count == clean.rows, "one label an image")
    let epsilon = settings.threat.epsilon
    let budgets = budgets.view(rows: clean.rows)
    let step = Element(settings.signedStep(at: epsilon))
    for row in 0..<clean.rows { (budgets[row, 0], budgets[row, 1]) = (Element(epsilon), step) }
    let rows = BallRows(
      norm: settings.threat.norm, clean: clean, iterates: adversarial, budgets: budgets,
      box: bounds.view(settings.threat.box))
    adversarial.copy(from: clean)
    if settings.start == .uniform {
      let norm = settings.threat.norm
      Parallel.forEach(clean.rows) { row in
        var generator = streams(row)
        RandomStart.draw(
          into: adversarial.row(row), clean: clean.row(row), norm: norm, epsilon: epsilon,
          using: &generator)
      }
      rows.project()
      observer?(adversarial)
    }
    for _ in 0..<settings.steps {
      let gradient = pass.inputGradient(
        network, adversarial, labels: labels, of: settings.gradient
      ).gradient
      rows.advance(along: gradient)
      observer?(adversarial)
    }
  }
}

extension PGD {
  /// Rows attacked at once: enough for full speed of the products, few enough to stay in cache.
  static var batch: Int { 512 }

  /// The final iterates of one run on every image: `[n, d]`, in the order of the images.
  ///
  /// With a random start, image i of the data set starts at its own point of each restart,
  /// whatever other images are attacked.
  ///
  /// - Parameters:
  ///   - network: what is attacked.
  ///   - subjects: the images with their labels.
  ///   - targets: the wanted classes of a targeted attack, one an image; nil stands for the images'
  ///     labels.
  ///   - restart: which run it is; a number from 0, of no effect without a random start.
  /// - Throws: what `validate` and `AttackedImages` refuse; `.labelCount`, `.label` for `targets`.
  /// - Cost: n · steps gradient evaluations.
  public func adversarials<Element: Scalar>(
    of network: Network<Element>, on subjects: AttackedImages<Element>, targets: [Int]? = nil,
    restart: Int = 0
  ) throws(AttackFailure) -> Matrix<Element> {
    try validate(inputDimension: network.inputDimension)
    let aimed = try AttackedImages(
      subjects.images, labels: targets ?? subjects.labels, indices: subjects.indices)
    try aimed.validate(for: network)
    return run(network, aimed, restart: restart)
  }

  /// `adversarials` for one restart, everything checked.
  func run<Element: Scalar>(
    _ network: Network<Element>, _ subjects: AttackedImages<Element>, restart: Int
  ) -> Matrix<Element> {
    var result = Matrix<Element>(rows: subjects.count, columns: subjects.images.columns)
    let workspace = PGDWorkspace(
      network, capacity: network.batchRows(atMost: min(Self.batch, subjects.count)))
    subjects.images.withReadView { images in
      result.withView { result in
        for first in stride(from: 0, to: subjects.count, by: workspace.capacity) {
          let range = first..<min(first + workspace.capacity, subjects.count)
          workspace.perturb(
            network, clean: images.rows(range), labels: Array(subjects.labels[range]),
            into: result.rows(range), using: self
          ) { row in
            RandomStart.stream(
              seed: seed, index: subjects.indices[first + row], epsilon: threat.epsilon,
              restart: restart)
          }
        }
      }
    }
    return result
  }
}
