import MAGNumerics
import Testing

@testable import MAGAttack

@Suite("Perturbation sizes and intervals") struct MeasureTests {
  @Test("norms and shares of a perturbation worked by hand")
  func perturbation_byHand_isMeasured() throws {
    let clean = Matrix<Float>(rows: 2, columns: 3, storage: [1, 1, 1, 2, 2, 2])
    let attacked = Matrix<Float>(rows: 2, columns: 3, storage: [1.75, 1, 0, 2, 2, 2])
    let basis = Matrix<Double>(rows: 1, columns: 3, storage: [0, 0, 1])
    let sizes = try Perturbation.measure(clean: clean, attacked: attacked, basis: basis)
    #expect(sizes[0].linf == 1 && sizes[0].l2 == 1.25)
    #expect(sizes[0].onManifoldShare == 0.64)
    #expect(abs((sizes[0].offManifoldShare ?? 0) - 0.36) < 1e-15)
    // No perturbation has no direction.
    #expect(sizes[1].linf == 0 && sizes[1].l2 == 0 && sizes[1].onManifoldShare == nil)
  }

  @Test("a full basis holds all of every perturbation")
  func perturbation_fullBasis_isOnManifold() throws {
    let clean = Matrix<Double>(rows: 1, columns: 2, storage: [0, 0])
    let attacked = Matrix<Double>(rows: 1, columns: 2, storage: [0.3, -0.7])
    let basis = Matrix<Double>(rows: 2, columns: 2, storage: [0.6, 0.8, -0.8, 0.6])
    let size = try Perturbation.measure(clean: clean, attacked: attacked, basis: basis)[0]
    #expect(abs((size.onManifoldShare ?? 0) - 1) < 1e-15)
    #expect((size.onManifoldShare ?? 2) <= 1)
  }

  @Test("images and bases of other shapes are refused")
  func perturbation_shapes_areChecked() {
    let images = Matrix<Float>(rows: 2, columns: 3)
    #expect(throws: AttackFailure.imageWidth(expected: 3, found: 4)) {
      try Perturbation.measure(clean: images, attacked: Matrix<Float>(rows: 2, columns: 4))
    }
    #expect(throws: AttackFailure.indexCount(expected: 2, found: 1)) {
      try Perturbation.measure(clean: images, attacked: Matrix<Float>(rows: 1, columns: 3))
    }
    #expect(throws: AttackFailure.basisWidth(expected: 3, found: 2)) {
      try Perturbation.measure(
        clean: images, attacked: images, basis: Matrix(rows: 1, columns: 2))
    }
  }

  /// Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine
  /// 17 (1998), table I, method 3 (score, no continuity correction), four decimals.
  @Test(
    "intervals match published ones",
    arguments: [
      (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611),
      (1, 29, 0.0061, 0.1718),
    ])
  func wilson_newcombe_matches(_ row: (Int, Int, Double, Double)) {
    let interval = WilsonInterval.interval95(successes: row.0, trials: row.1)
    #expect(abs(interval.lowerBound - row.2) < 5e-5)
    #expect(abs(interval.upperBound - row.3) < 5e-5)
  }

  @Test("an interval mirrors, ends at 0 and 1 exactly, and knows nothing without trials")
  func wilson_extremes_areExact() {
    let none = WilsonInterval.interval95(successes: 0, trials: 10_000)
    let all = WilsonInterval.interval95(successes: 10_000, trials: 10_000)
    #expect(none.lowerBound == 0 && all.upperBound == 1)
    #expect(abs(none.upperBound - (1 - all.lowerBound)) < 1e-15)
    #expect(WilsonInterval.interval95(successes: 0, trials: 0) == 0...1)
  }
}
