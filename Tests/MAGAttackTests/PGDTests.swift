import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGAttack

@Suite("FGSM and PGD") struct PGDTests {
  @Test("on a linear model the attack goes to the worst corner, and knows when not to move")
  func linearModel_byHand_reachesCorner() throws {
    // z₁ − z₀ = 2 x₀ − 3 x₁ + 0 x₂: label 0 is attacked along (+, −, 0).
    let network = try linear([[0, 0, 1], [2, -3, 1]], bias: [0, 0])
    let subjects = try AttackedImages(
      Matrix<Double>(rows: 2, columns: 3, storage: [0.5, 0.5, 0.5, 0.25, 0, 1]), labels: [0, 1])
    let pgd = PGD(threat: ThreatModel(epsilon: 0.125), steps: 4)
    let result = try pgd.adversarials(of: network, on: subjects)
    #expect(result.storage == [0.625, 0.375, 0.5, 0.125, 0.125, 1])
  }

  @Test("FGSM equals PGD with one step of size ε from the clean image", arguments: [true, false])
  func fgsm_andOneStepOfPGD_areEqual(_ isLinf: Bool) throws {
    let example = try Example<Float>()
    let threat = ThreatModel(norm: isLinf ? .linf : .l2, epsilon: 0.07, box: .unit)
    let fgsm = try FGSM(threat: threat).adversarials(
      of: example.network, on: example.subjects, epsilons: [0.01, 0.07])
    let pgd = try PGD(threat: threat, steps: 1, stepSize: 0.07).adversarials(
      of: example.network, on: example.subjects)
    #expect(fgsm.count == 2)
    #expect(fgsm[1] == pgd)
    #expect(fgsm[0] != pgd)
  }

  @Test(
    "the first small step does not lower the loss", arguments: GradientKind.allCases,
    ThreatModel.Norm.allCases)
  func firstStep_small_doesNotLowerLoss(_ kind: GradientKind, _ norm: ThreatModel.Norm) throws {
    let example = try Example<Double>(count: 60)
    let rows = example.network.predictions(example.subjects.images)
    let attack = PGD(
      threat: ThreatModel(norm: norm, epsilon: 1e-6), steps: 1, stepSize: 1e-6, gradient: kind)
    let moved = try attack.adversarials(of: example.network, on: example.subjects)
    let before = example.network.logits(example.subjects.images)
    let after = example.network.logits(moved)
    for row in 0..<60 where rows[row] == example.subjects.labels[row] {
      let label = example.subjects.labels[row]
      switch kind {
      case .loss:
        #expect(
          crossEntropy(after.row(row), label: label) > crossEntropy(before.row(row), label: label))
      case .trueLogit, .predictedLogit:
        #expect(after[row, label] < before[row, label])
      case .margin:
        func margin(_ logits: Matrix<Double>) -> Double {
          logits[row, label]
            - (0..<4).filter { $0 != label }.reduce(-Double.infinity) { max($0, logits[row, $1]) }
        }
        #expect(margin(after) < margin(before))
      }
    }
  }

  @Test(
    "a targeted attack raises the target's logit share",
    arguments: [GradientKind.loss, .trueLogit, .margin])
  func targeted_attack_reachesTarget(_ kind: GradientKind) throws {
    let example = try Example<Double>()
    let targets = example.subjects.labels.map { ($0 + 2) % 4 }
    let attack = PGD(
      threat: ThreatModel(epsilon: 0.6), steps: 30, goal: .targeted, gradient: kind)
    let moved = try attack.adversarials(
      of: example.network, on: example.subjects, targets: targets)
    let hits = zip(example.network.predictions(moved), targets).count { $0 == $1 }
    let before = zip(example.network.predictions(example.subjects.images), targets)
      .count { $0 == $1 }
    #expect(before <= 3)
    #expect(hits >= 15)
    let fgsm = try FGSM(threat: attack.threat, goal: .targeted).adversarials(
      of: example.network, on: example.subjects, targets: targets, epsilons: [1e-5])
    let (low, high) = (
      example.network.logits(example.subjects.images), example.network.logits(fgsm[0])
    )
    for row in 0..<30 {
      #expect(
        crossEntropy(high.row(row), label: targets[row])
          < crossEntropy(low.row(row), label: targets[row]))
    }
  }

  @Test("final iterates stay in ball and box, with a random start too", arguments: Start.allCases)
  func iterates_final_stayAdmissible(_ start: Start) throws {
    let example = try Example<Float>(count: 40)
    for norm in ThreatModel.Norm.allCases {
      let attack = PGD(
        threat: ThreatModel(norm: norm, epsilon: 0.2, box: .unit), steps: 7, start: start)
      let moved = try attack.adversarials(of: example.network, on: example.subjects)
      let sizes = try Perturbation.measure(clean: example.subjects.images, attacked: moved)
      #expect(moved.storage.allSatisfy { $0 >= 0 && $0 <= 1 })
      #expect(sizes.allSatisfy { (norm == .linf ? $0.linf : $0.l2) <= 0.2 + 1e-6 })
      #expect(sizes.contains { (norm == .linf ? $0.linf : $0.l2) > 0.19 })
    }
  }

  @Test("a random start depends on the image's number, not on its place or its company")
  func randomStart_reordered_isTheSame() throws {
    let example = try Example<Double>(count: 20)
    let attack = PGD(threat: ThreatModel(epsilon: 0.1), steps: 3, start: .uniform, seed: 5)
    let all = try attack.adversarials(of: example.network, on: example.subjects)
    let picks = [17, 3, 8]
    let some = try AttackedImages(
      example.subjects.images.rows(at: picks), labels: picks.map { example.subjects.labels[$0] },
      indices: picks)
    let few = try attack.adversarials(of: example.network, on: some)
    // Products of other shapes may round differently; starts differ by 0.1.
    #expect(few.distance(to: all.rows(at: picks)) < 1e-12)
    var other = attack
    other.seed = 6
    #expect(
      try other.adversarials(of: example.network, on: some).distance(to: few) > 1e-3)
  }

  @Test("a workspace used again gives the same bits, and another box is taken up")
  func workspace_reused_isRepeatable() throws {
    let example = try Example<Float>(count: 12)
    let workspace = PGDWorkspace(example.network, capacity: 16)
    func run(_ attack: PGD) -> Matrix<Float> {
      var result = Matrix<Float>(rows: 12, columns: 9)
      example.subjects.images.withReadView { clean in
        result.withView {
          workspace.perturb(
            example.network, clean: clean, labels: example.subjects.labels, into: $0, using: attack
          ) { SeededGenerator(seed: 3, stream: 7, UInt64($0)) }
        }
      }
      return result
    }
    let free = PGD(threat: ThreatModel(epsilon: 0.3), steps: 5, start: .uniform)
    var boxed = free
    boxed.threat.box = .unit
    let first = run(free)
    #expect(run(boxed) != first)
    #expect(run(free) == first)
  }

  @Test("targets of the wrong number or class are refused")
  func targets_wrong_areRefused() throws {
    let example = try Example<Float>(count: 2)
    let attack = PGD(threat: ThreatModel(epsilon: 0.1), goal: .targeted)
    #expect(throws: AttackFailure.labelCount(expected: 2, found: 1)) {
      try attack.adversarials(of: example.network, on: example.subjects, targets: [1])
    }
    #expect(throws: AttackFailure.label(index: 1, found: 4, classes: 4)) {
      try attack.adversarials(of: example.network, on: example.subjects, targets: [0, 4])
    }
  }
}
