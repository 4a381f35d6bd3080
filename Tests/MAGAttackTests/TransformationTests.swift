import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGAttack

@Suite("Transformation of one class into another") struct TransformationTests {
  /// Two classes on two pixels: z₁ − z₀ = 20 (x₀ − 0.5), so p₁ ≥ 0.9 from x₀ = 0.60987 on.
  private let network = Result {
    try linear([[0, 0], [20, 0]], bias: [0, -10])
  }
  private let images = Matrix<Double>(
    rows: 4, columns: 2, storage: [0.4, 0.1, 0.9, 0.2, 0.45, 0.3, 0.47, 0.4])
  private let labels = [0, 1, 0, 0]

  private func search(
    _ epsilons: [Double], candidates: TransformationSearch.Candidates = .correctlyClassified(of: 0),
    threshold: Double = 0.9
  ) -> TransformationSearch {
    TransformationSearch(
      candidates: candidates, target: 1, epsilons: epsilons, threshold: threshold,
      attack: PGD(threat: ThreatModel(epsilon: 0), steps: 5))
  }

  private func subjects() throws -> AttackedImages<Double> {
    try AttackedImages(images, labels: labels, indices: [10, 11, 12, 13])
  }

  @Test("the smallest radius that works, and the first image at it, by hand")
  func search_byHand_findsSmallestRadius() throws {
    // ε = 0.1 reaches 0.5, 0.55, 0.57; ε = 0.17 reaches 0.57, 0.62, 0.64: the second works first.
    let basis = Matrix<Double>(rows: 1, columns: 2, storage: [0.6, 0.8])
    let result = try search([0.3, 0.17, 0.1]).run(on: network.get(), subjects(), basis: basis)
    let attempt = try #require(result.attempt)
    #expect(result.reached && result.epsilonsTried == [0.1, 0.17] && result.candidateCount == 3)
    #expect(attempt.index == 12 && attempt.epsilon == 0.17)
    #expect(abs(attempt.attacked[0] - 0.62) < 1e-12 && attempt.attacked[1] == 0.3)
    #expect(attempt.original == [0.45, 0.3] && abs(attempt.midpoint[0] - 0.535) < 1e-12)
    // p = 1 / (1 + exp(−20 (x₀ − 0.5))) at 0.45, 0.535, 0.62.
    let expected = [0.26894142136999510, 0.66818777216816616, 0.91682730350607766]
    for (ours, hand) in zip(attempt.probabilities, expected) { #expect(abs(ours - hand) < 1e-12) }
    #expect(attempt.predictions == [0, 1, 1])
    // δ = (0.17, 0): share 0.6² on the basis.
    #expect(abs((attempt.perturbation.onManifoldShare ?? 0) - 0.36) < 1e-12)
    #expect(abs((attempt.perturbation.offManifoldShare ?? 0) - 0.64) < 1e-12)
  }

  @Test("that no image gets there is an outcome, with the best attempt")
  func search_noSuccess_isReported() throws {
    let result = try search([0.01, 0.05]).run(on: network.get(), subjects())
    #expect(!result.reached && result.epsilonsTried == [0.01, 0.05])
    #expect(result.attempt?.index == 13 && result.attempt?.epsilon == 0.05)
    #expect(result.attempt?.perturbation.onManifoldShare == nil)
  }

  @Test("a class without correctly classified images gives no attempt")
  func search_noCandidate_isReported() throws {
    let wrong = try AttackedImages(images.rows(1..<2), labels: [0])
    let result = try search([0.1]).run(on: network.get(), wrong)
    #expect(!result.reached && result.candidateCount == 0 && result.attempt == nil)
  }

  @Test("a named image is taken whatever the network makes of it")
  func search_byIndex_takesThatImage() throws {
    let result = try search([0.1, 0.4], candidates: .index(10)).run(on: network.get(), subjects())
    #expect(result.reached && result.attempt?.index == 10 && result.attempt?.epsilon == 0.4)
    #expect(result.from == 0 && result.candidateCount == 1)
  }

  @Test("of several restarts the best counts, and the search repeats itself")
  func search_restarts_repeats() throws {
    var search = search([0.15])
    search.attack = PGD(
      threat: ThreatModel(epsilon: 0), steps: 1, stepSize: 0.01, start: .uniform, restarts: 4,
      seed: 3)
    let several = try search.run(on: network.get(), subjects())
    #expect(try search.run(on: network.get(), subjects()) == several)
    search.attack.restarts = 1
    let single = try search.run(on: network.get(), subjects())
    let (more, less) = (several.attempt?.probabilities[2], single.attempt?.probabilities[2])
    #expect(try #require(more) >= #require(less))
  }

  @Test("senseless requests are refused")
  func search_badRequests_areRefused() throws {
    let network = try network.get()
    let subjects = try subjects()
    #expect(throws: AttackFailure.threshold(found: 0)) {
      try search([0.1], threshold: 0).run(on: network, subjects)
    }
    #expect(throws: AttackFailure.sameClass(1)) {
      try search([0.1], candidates: .correctlyClassified(of: 1)).run(on: network, subjects)
    }
    #expect(throws: AttackFailure.sameClass(1)) {
      try search([0.1], candidates: .index(11)).run(on: network, subjects)
    }
    #expect(throws: AttackFailure.classNumber(found: 7, classes: 2)) {
      try search([0.1], candidates: .correctlyClassified(of: 7)).run(on: network, subjects)
    }
    #expect(throws: AttackFailure.index(found: 3, count: 4)) {
      try search([0.1], candidates: .index(3)).run(on: network, subjects)
    }
    #expect(throws: AttackFailure.noEpsilons) { try search([]).run(on: network, subjects) }
    #expect(throws: AttackFailure.basisWidth(expected: 2, found: 3)) {
      try search([0.1]).run(on: network, subjects, basis: Matrix(rows: 1, columns: 3))
    }
  }
}
