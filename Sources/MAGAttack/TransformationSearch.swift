import MAGNetwork
import MAGNumerics

/// The search for an image that a targeted attack turns into another class (the paper's Figure 4).
///
/// Radii are tried in ascending order. At each, the candidates are attacked in the order of the
/// images, and the first whose final iterate gives the wanted class a probability of at least the
/// threshold is taken; of several restarts the one with the highest probability counts (the first
/// at ties). The result therefore has the smallest radius that works, and its first index.
public struct TransformationSearch: Sendable, Equatable {
  /// Which images are candidates.
  public enum Candidates: Sendable, Equatable {
    /// The images of a class that the network classifies correctly.
    case correctlyClassified(of: Int)
    /// The image with this number in its data set, however it is classified.
    case index(Int)
  }

  public var candidates: Candidates
  /// The wanted class.
  public var target: Int
  /// In pixel units; sorted, repetitions dropped.
  public var epsilons: [Double]
  public var threshold: Double
  /// The attack; its goal is taken to be targeted and its radius comes from `epsilons`.
  public var attack: PGD

  public init(
    candidates: Candidates, target: Int, epsilons: [Double] = [0.1, 0.15, 0.2, 0.3],
    threshold: Double = 0.9, attack: PGD = PGD(threat: ThreatModel(epsilon: 0))
  ) {
    self.candidates = candidates
    self.target = target
    self.epsilons = epsilons
    self.threshold = threshold
    self.attack = attack
    self.attack.goal = .targeted
  }

  /// Images attacked at once: the search stops after the batch with the first success.
  private static var batch: Int { 128 }

  /// Runs the search on a network.
  ///
  /// - Parameters:
  ///   - network: what is attacked.
  ///   - subjects: the images with their labels, of which the search takes its candidates.
  ///   - basis: [k, d] with orthonormal rows, for the on-manifold share; nil for none.
  /// - Throws: `AttackFailure` `.threshold`, `.classNumber`, `.sameClass`, `.index`, `.basisWidth`
  ///   and what the attack, the grid and the images refuse, all before any work.
  /// - Cost: at most radii · candidates · restarts · steps gradient evaluations.
  public func run<Element: Scalar>(
    on network: Network<Element>, _ subjects: AttackedImages<Element>,
    basis: Matrix<Double>? = nil
  ) throws(AttackFailure) -> Transformation {
    let (rows, from) = try validatedCandidates(network, subjects, basis)
    let grid = try EpsilonGrid(epsilons)
    var best: Find<Element>?
    var tried: [Double] = []
    for epsilon in grid.epsilons {
      tried.append(epsilon)
      let found = search(network, subjects, rows: rows, epsilon: epsilon)
      if let found, found.probability > (best?.probability ?? -1) { best = found }
      if let found, found.probability >= threshold { break }
    }
    let attempt = try best.map { find throws(AttackFailure) in
      try describe(find, network, subjects, basis)
    }
    return Transformation(
      from: from, to: target, threshold: threshold, epsilonsTried: tried,
      candidateCount: rows.count, reached: (best?.probability ?? 0) >= threshold, attempt: attempt)
  }

  /// An attacked image with the probability that it gives the wanted class.
  private struct Find<Element: Scalar> {
    let row: Int
    let epsilon: Double
    let attacked: Matrix<Element>
    let probability: Double
  }

  /// The first candidate that succeeds at a radius, else the best one.
  private func search<Element: Scalar>(
    _ network: Network<Element>, _ subjects: AttackedImages<Element>, rows: [Int], epsilon: Double
  ) -> Find<Element>? {
    var attack = attack
    attack.goal = .targeted
    attack.threat.epsilon = epsilon
    var best: Find<Element>?
    for first in stride(from: 0, to: rows.count, by: Self.batch) {
      let members = Array(rows[first..<min(first + Self.batch, rows.count)])
      var finds = [Find<Element>?](repeating: nil, count: members.count)
      for restart in 0..<attack.restarts {
        let attacked = attack.run(
          network, subjects.picked(members, label: target), restart: restart)
        let logits = network.logits(attacked)
        for (position, row) in members.enumerated() {
          let probability = Softmax.probabilities(logits.row(position))[target]
          guard probability > (finds[position]?.probability ?? -1) else { continue }
          finds[position] = Find(
            row: row, epsilon: epsilon, attacked: attacked.rows(position..<position + 1),
            probability: probability)
        }
      }
      for case let find? in finds {
        if find.probability >= threshold { return find }
        if find.probability > (best?.probability ?? -1) { best = find }
      }
    }
    return best
  }

  private func describe<Element: Scalar>(
    _ find: Find<Element>, _ network: Network<Element>, _ subjects: AttackedImages<Element>,
    _ basis: Matrix<Double>?
  ) throws(AttackFailure) -> TransformationAttempt {
    let original = subjects.images.rows(find.row..<find.row + 1)
    let midpoint = Matrix(
      rows: 1, columns: original.columns,
      storage: zip(original.storage, find.attacked.storage).map { ($0 + $1) / 2 })
    let points = Matrix(
      rows: 3, columns: original.columns,
      storage: original.storage + midpoint.storage + find.attacked.storage)
    let logits = network.logits(points)
    let perturbation = try Perturbation.measure(
      clean: original, attacked: find.attacked, basis: basis)
    let probabilities =
      (0..<2).map { Softmax.probabilities(logits.row($0))[target] } + [find.probability]
    return TransformationAttempt(
      index: subjects.indices[find.row], epsilon: find.epsilon, probabilities: probabilities,
      predictions: network.predictions(points), perturbation: perturbation[0],
      original: original.storage.map { Double($0) }, midpoint: midpoint.storage.map { Double($0) },
      attacked: find.attacked.storage.map { Double($0) })
  }

  private func validatedCandidates<Element: Scalar>(
    _ network: Network<Element>, _ subjects: AttackedImages<Element>, _ basis: Matrix<Double>?
  ) throws(AttackFailure) -> (rows: [Int], from: Int) {
    guard threshold > 0 && threshold <= 1 else { throw .threshold(found: threshold) }
    var attack = attack
    attack.goal = .targeted
    try attack.validate(inputDimension: network.inputDimension)
    _ = try EpsilonGrid(epsilons)
    try subjects.validate(for: network)
    if let basis, basis.columns != network.inputDimension {
      throw .basisWidth(expected: network.inputDimension, found: basis.columns)
    }
    let classes = network.classCount
    guard (0..<classes).contains(target) else {
      throw .classNumber(found: target, classes: classes)
    }
    switch candidates {
    case .correctlyClassified(let from):
      guard (0..<classes).contains(from) else { throw .classNumber(found: from, classes: classes) }
      guard from != target else { throw .sameClass(from) }
      let rows = subjects.labels.indices.filter { subjects.labels[$0] == from }
      let predictions = network.predictions(subjects.images.rows(at: rows))
      return (zip(rows, predictions).filter { $1 == from }.map { $0.0 }, from)
    case .index(let index):
      guard let row = subjects.indices.firstIndex(of: index) else {
        throw .index(found: index, count: subjects.count)
      }
      guard subjects.labels[row] != target else { throw .sameClass(target) }
      return ([row], subjects.labels[row])
    }
  }
}

extension AttackedImages {
  /// Some rows, in the order given, all with one label.
  fileprivate func picked(_ rows: [Int], label: Int) -> AttackedImages {
    AttackedImages(
      checkedImages: images.rows(at: rows), labels: rows.map { _ in label },
      indices: rows.map { indices[$0] })
  }
}
