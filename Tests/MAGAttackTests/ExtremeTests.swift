import MAGFiles
import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGAttack

@Suite("Extreme values") struct ExtremeTests {
  @Test(
    "saturated float32 logits, where the cross-entropy gradient is 0, are attacked all the same")
  func saturatedLogits_float_moveAsInDouble() throws {
    // z₀ − z₁ = 400 x₀ − 100: at x₀ = 1 the probability of class 1 is exp(−300), 0 in float32.
    let network = Network<Float>(try linear([[200, 0], [-200, 0]], bias: [-50, 50]))
    let subjects = try AttackedImages(
      Matrix<Float>(rows: 1, columns: 2, storage: [1, 0.5]), labels: [0])
    let attack = PGD(threat: ThreatModel(epsilon: 0.8), steps: 10)
    let moved = try attack.adversarials(of: network, on: subjects)
    #expect(abs(moved[0, 0] - 0.2) < 1e-6 && moved[0, 1] == 0.5)
    let curve = try attack.curve(of: network, on: subjects, epsilons: [0.5, 0.8])
    #expect(curve.points.map(\.correct) == [1, 0])
  }

  @Test("a network that ignores its input never moves an image and never breaks it")
  func constantNetwork_attack_staysClean() throws {
    let network = try linear([[0, 0], [0, 0]], bias: [1, 0])
    let subjects = try AttackedImages(
      Matrix<Double>(rows: 2, columns: 2, storage: [0.1, 0.2, 0.3, 0.4]), labels: [0, 1])
    for norm in ThreatModel.Norm.allCases {
      let attack = PGD(threat: ThreatModel(norm: norm, epsilon: 1), steps: 3)
      #expect(try attack.adversarials(of: network, on: subjects) == subjects.images)
      let curve = try attack.curve(of: network, on: subjects, epsilons: [0, 1])
      #expect(curve.points.map(\.correct) == [1, 1])
      #expect(curve.gradientEvaluations == 3 && curve.naiveGradientEvaluations == 6)
    }
  }

  @Test("tied logits are won by the lowest class, clean and attacked")
  func tiedLogits_verdict_favoursLowestClass() throws {
    let network = try linear([[1], [1]], bias: [0, 0])
    let subjects = try AttackedImages(
      Matrix<Double>(rows: 2, columns: 1, storage: [0.5, 0.5]), labels: [0, 1])
    let curve = try PGD(threat: ThreatModel(epsilon: 0), steps: 2).curve(
      of: network, on: subjects, epsilons: [0, 0.5])
    #expect(curve.points.map(\.correct) == [1, 1])
  }

  @Test("a box that pins every pixel leaves nothing to attack")
  func pinnedBox_attack_staysClean() throws {
    let example = try Example<Float>(count: 10)
    let images = Matrix<Float>(
      rows: 10, columns: 9, storage: [Float](repeating: 0.5, count: 90))
    let pinned = [Float](repeating: 0.5, count: 9)
    let attack = PGD(
      threat: ThreatModel(epsilon: 0.3, box: .data(lower: pinned, upper: pinned)), steps: 3,
      start: .uniform)
    let subjects = try AttackedImages(images, labels: example.subjects.labels)
    #expect(try attack.adversarials(of: example.network, on: subjects) == images)
  }

  @Test("more images than a batch holds are attacked as in parts")
  func manyImages_batches_joinInOrder() throws {
    let example = try Example<Double>(count: PGD.batch + 40)
    let attack = PGD(threat: ThreatModel(epsilon: 0.1), steps: 2, start: .uniform, seed: 1)
    let all = try attack.adversarials(of: example.network, on: example.subjects)
    let tail = Array(PGD.batch - 5..<PGD.batch + 40)
    let part = try AttackedImages(
      example.subjects.images.rows(at: tail), labels: tail.map { example.subjects.labels[$0] },
      indices: tail)
    let moved = try attack.adversarials(of: example.network, on: part)
    #expect(moved.distance(to: all.rows(at: tail)) < 1e-12)
    let fgsm = FGSM(threat: attack.threat)
    let (whole, some) = (
      try fgsm.adversarials(of: example.network, on: example.subjects, epsilons: [0.1]),
      try fgsm.adversarials(of: example.network, on: part, epsilons: [0.1])
    )
    #expect(some[0].distance(to: whole[0].rows(at: tail)) < 1e-12)
  }

  @Test("FGSM's observer sees the whole sweep, and results survive JSON")
  func results_json_roundTrip() throws {
    let example = try Example<Double>(count: 20)
    var reports: [SweepProgress] = []
    let curve = try FGSM(threat: ThreatModel(epsilon: 0)).curve(
      of: example.network, on: example.subjects, epsilons: [0.1, 0.2], batch: 4
    ) { reports.append($0) }
    #expect(reports.count > 1 && reports.last?.done == reports.last?.total)
    #expect(try OrderedJSON.decode(RobustnessCurve.self, from: OrderedJSON.encode(curve)) == curve)
    let found = try TransformationSearch(
      candidates: .correctlyClassified(of: example.subjects.labels[0]),
      target: (example.subjects.labels[0] + 1) % 4
    ).run(on: example.network, example.subjects)
    #expect(try OrderedJSON.decode(Transformation.self, from: OrderedJSON.encode(found)) == found)
  }
}
