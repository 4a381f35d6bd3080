import Foundation
import MAGFiles
import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGAttack

@Suite("Robustness curves") struct CurveTests {
  static let grid = [0, 0.01, 0.02, 0.04, 0.08, 0.16, 0.3]
  let pgd = PGD(threat: ThreatModel(epsilon: 0), steps: 6)

  @Test(
    "counts equal those of the naive sweep", arguments: CountRule.allCases, [UInt64(1), 2, 3])
  func counts_naiveSweep_areEqual(_ rule: CountRule, _ seed: UInt64) throws {
    let example = try Example<Double>(seed: seed, count: 60)
    let curve = try pgd.curve(
      of: example.network, on: example.subjects, epsilons: Self.grid, count: rule, batch: 8)
    let naive = plainCounts(example, pgd, epsilons: Self.grid, rule: rule)
    #expect(curve.points.map(\.correct) == naive)
    #expect(naive[1] > naive[5] && naive[5] < 20 && naive[0] == curve.cleanCorrect)
  }

  @Test("with random restarts too", arguments: CountRule.allCases)
  func counts_restarts_equalNaiveSweep(_ rule: CountRule) throws {
    let example = try Example<Double>(seed: 4, count: 40)
    let attack = PGD(
      threat: ThreatModel(epsilon: 0), steps: 3, start: .uniform, restarts: 3, seed: 11)
    let curve = try attack.curve(
      of: example.network, on: example.subjects, epsilons: Self.grid, count: rule, batch: 7)
    #expect(
      curve.points.map(\.correct)
        == plainCounts(
          example, attack, epsilons: Self.grid, rule: rule))
  }

  @Test("any iterate or smaller radius can break what the last iterate does not")
  func counts_anyAndLast_differ() throws {
    // Long steps overshoot, so an early iterate breaks images that the last one does not.
    let attack = PGD(threat: ThreatModel(epsilon: 0), steps: 4, stepSize: 0.3)
    var differs = false
    for seed in 1...6 {
      let example = try Example<Double>(seed: UInt64(seed), count: 60)
      let any = try attack.curve(
        of: example.network, on: example.subjects, epsilons: Self.grid, count: .any)
      let last = try attack.curve(
        of: example.network, on: example.subjects, epsilons: Self.grid, count: .last)
      for (a, l) in zip(any.points, last.points) {
        #expect(a.correct <= l.correct)
        if a.correct < l.correct { differs = true }
      }
      #expect(zip(any.points, any.points.dropFirst()).allSatisfy { $0.correct >= $1.correct })
      #expect(
        zip(any.points, any.points.dropFirst()).allSatisfy {
          Set($0.broken ?? []).isSubset(of: $1.broken ?? [])
        })
    }
    #expect(differs)
  }

  @Test("at radius zero the accuracy is the clean accuracy, whatever the box")
  func radiusZero_anyBox_isClean() throws {
    let example = try Example<Float>(count: 50)
    let right = zip(example.network.predictions(example.subjects.images), example.subjects.labels)
      .count { $0 == $1 }
    let box = ThreatModel.Box.data(
      lower: [Float](repeating: 0.4, count: 9), upper: [Float](repeating: 0.5, count: 9))
    for box in [.none, .unit, box] {
      let threat = ThreatModel(epsilon: 0, box: box)
      let curve = try PGD(threat: threat, steps: 3).curve(
        of: example.network, on: example.subjects, epsilons: [0, 0.05])
      let fgsm = try FGSM(threat: threat).curve(
        of: example.network, on: example.subjects, epsilons: [-0.0])
      #expect(curve.points[0].correct == right && fgsm.points[0].correct == right)
      #expect(curve.points[0].broken == [] && curve.box == box.name)
      #expect(fgsm.gradientEvaluations == 0 && fgsm.points[0].epsilon.sign == .plus)
    }
  }

  @Test("images wrong when clean count as broken and are never listed or attacked")
  func wrongWhenClean_anyRadius_countsAsBroken() throws {
    let example = try Example<Double>(count: 30)
    let wrong = try AttackedImages(
      example.subjects.images,
      labels: example.network.predictions(example.subjects.images).map { ($0 + 1) % 4 })
    let curve = try pgd.curve(of: example.network, on: wrong, epsilons: Self.grid)
    #expect(curve.points.allSatisfy { $0.correct == 0 && $0.broken == [] && $0.accuracy == 0 })
    #expect(curve.gradientEvaluations == 0 && curve.forwardEvaluations == 0)
  }

  @Test("FGSM judges each radius alone, by one gradient an image")
  func fgsm_curve_equalsItsAdversarials() throws {
    let example = try Example<Double>(seed: 8, count: 60)
    let attack = FGSM(threat: ThreatModel(norm: .l2, epsilon: 0))
    let grid = [0.05, 0.2, 0.8, 2]
    let curve = try attack.curve(
      of: example.network, on: example.subjects, epsilons: grid, batch: 16)
    let moved = try attack.adversarials(
      of: example.network, on: example.subjects, epsilons: grid)
    let labels = example.subjects.labels
    let clean = zip(example.network.predictions(example.subjects.images), labels).map { $0 == $1 }
    for (level, images) in moved.enumerated() {
      let right = zip(example.network.predictions(images), labels).map { $0 == $1 }
      #expect(curve.points[level].correct == zip(clean, right).count { $0 && $1 })
      #expect(
        curve.points[level].broken == (0..<60).filter { clean[$0] && !right[$0] })
    }
    #expect(curve.gradientEvaluations == clean.count { $0 })
    #expect(curve.naiveGradientEvaluations == 60 * 4)
  }

  @Test("the grid may come in any order and with repetitions")
  func grid_unsorted_isSorted() throws {
    let example = try Example<Double>()
    let sorted = try pgd.curve(of: example.network, on: example.subjects, epsilons: [0, 0.05, 0.1])
    let mixed = try pgd.curve(
      of: example.network, on: example.subjects, epsilons: [0.1, 0, 0.05, 0.1])
    #expect(mixed == sorted)
    #expect(mixed.points.map(\.epsilon) == [0, 0.05, 0.1])
  }

  @Test("an empty grid, a bad radius and a targeted attack are refused")
  func curve_badSettings_areRefused() throws {
    let example = try Example<Double>()
    let (network, subjects) = (example.network, example.subjects)
    #expect(throws: AttackFailure.noEpsilons) {
      try pgd.curve(of: network, on: subjects, epsilons: [])
    }
    #expect(throws: AttackFailure.epsilon(found: -0.5)) {
      try FGSM(threat: pgd.threat).curve(of: network, on: subjects, epsilons: [0.1, -0.5])
    }
    var targeted = pgd
    targeted.goal = .targeted
    #expect(throws: AttackFailure.targetedCurve) {
      try targeted.curve(of: network, on: subjects, epsilons: [0.1])
    }
    let other = try AttackedImages(Matrix<Double>(rows: 1, columns: 8), labels: [0])
    #expect(throws: AttackFailure.imageWidth(expected: 9, found: 8)) {
      try pgd.curve(of: network, on: other, epsilons: [0.1])
    }
  }

  @Test("the same bits for one and two threads")
  func curve_threads_areEqual() throws {
    let example = try Example<Float>(seed: 5, count: 200, sizes: [40, 300, 300, 4])
    let attack = PGD(threat: ThreatModel(epsilon: 0), steps: 5, start: .uniform, seed: 2)
    defer { Parallel.setThreadCount(0) }
    Parallel.setThreadCount(1)
    let one = try attack.curve(of: example.network, on: example.subjects, epsilons: Self.grid)
    Parallel.setThreadCount(2)
    let two = try attack.curve(of: example.network, on: example.subjects, epsilons: Self.grid)
    #expect(one == two)
    #expect(one.gradientEvaluations < one.naiveGradientEvaluations)
  }

  @Test("JSON holds the contract's keys, and the broken indices only where wanted")
  func json_point_hasContractKeys() throws {
    let example = try Example<Double>()
    let curve = try pgd.curve(of: example.network, on: example.subjects, epsilons: [0.1])
    let text = try #require(String(data: OrderedJSON.encode(curve.points), encoding: .utf8))
    for key in ["attack", "epsilon", "correct", "count", "accuracy", "interval", "broken"] {
      #expect(text.contains("\"\(key)\""))
    }
    let lean = curve.withoutBrokenIndices()
    let short = try #require(String(data: OrderedJSON.encode(lean), encoding: .utf8))
    #expect(!short.contains("broken") && short.contains("\"count_rule\": \"any\""))
    #expect(short.contains("\"naive_gradient_evaluations\": 180"))
    #expect(
      try OrderedJSON.decode(RobustnessCurve.self, from: OrderedJSON.encode(curve)) == curve)
  }
}
