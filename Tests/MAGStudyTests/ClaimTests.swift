import MAGNumerics
import Testing

@testable import MAGStudy

@Suite("Bootstrap and claims")
struct ClaimTests {
  @Test("the bootstrap's interval contains the mean and shrinks as 1/√n")
  func bootstrap_normal_hasRightWidth() throws {
    var generator = SeededGenerator(seed: 5)
    for n in [100, 2500] {
      let values = (0..<n).map { _ in 3 + generator.normal() }
      let estimate = try #require(Bootstrap.mean(of: values, seed: 1))
      #expect(estimate.lower < estimate.mean && estimate.mean < estimate.upper)
      // ± 1.96/√n for a unit normal; the bootstrap's own noise is a few percent.
      let expected = 2 * 1.96 / Double(n).squareRoot()
      #expect(abs(estimate.upper - estimate.lower - expected) < 0.2 * expected)
      #expect(estimate.count == n)
    }
  }

  @Test("equal values have an interval of no width, and no values have none")
  func bootstrap_degenerate_isExact() {
    let estimate = Bootstrap.mean(of: [0.25, 0.25, 0.25], seed: 1)
    #expect(estimate == Estimate(mean: 0.25, interval: [0.25, 0.25], count: 3))
    #expect(Bootstrap.mean(of: [], seed: 1) == nil)
  }

  @Test("the bootstrap gives the same numbers on 1 and 2 threads, and others for other seeds")
  func bootstrap_threads_sameNumbers() {
    defer { Parallel.setThreadCount(0) }
    let values = (0..<50).map { Double($0 * $0 % 17) }
    Parallel.setThreadCount(1)
    let one = Bootstrap.mean(of: values, seed: 9)
    Parallel.setThreadCount(2)
    #expect(Bootstrap.mean(of: values, seed: 9) == one)
    #expect(Bootstrap.mean(of: values, seed: 10) != one)
  }

  @Test("a comparison is decided only where its interval excludes the contrary")
  func comparison_intervals_decide() {
    func estimate(_ lower: Double, _ upper: Double) -> Estimate {
      Estimate(mean: (lower + upper) / 2, interval: [lower, upper], count: 10)
    }
    #expect(Claim.Comparison.above(0, "", estimate(0.1, 0.2)).held == true)
    #expect(Claim.Comparison.above(0, "", estimate(-0.2, -0.1)).held == false)
    #expect(Claim.Comparison.above(0, "", estimate(-0.1, 0.1)).held == nil)
    #expect(Claim.Comparison.above(0, "", nil).held == nil)
    #expect(Claim.Comparison.below(0, "", estimate(-0.2, -0.1)).held == true)
    #expect(Claim.Comparison.below(0, "", estimate(0.1, 0.2)).held == false)
    #expect(Claim.Comparison.within(0...1, "", estimate(0.2, 0.3)).held == true)
    #expect(Claim.Comparison.within(0...1, "", estimate(1.2, 1.3)).held == false)
    #expect(Claim.Comparison.within(0...1, "", estimate(0.9, 1.1)).held == nil)
  }

  @Test("a claim holds if all comparisons hold, fails if one fails, else is undecided")
  func claim_comparisons_combine() {
    func claim(_ verdicts: [Bool?]) -> Claim {
      Claim(
        id: "i", statement: "", rule: "", verdicts.map { Claim.Comparison("", nil, held: $0) })
    }
    #expect(claim([true, true]).verdict == "held")
    #expect(claim([true, false]).verdict == "not held")
    #expect(claim([nil, false]).verdict == "not held")
    #expect(claim([true, nil]).verdict == "undecided")
  }

  /// Evidence in which everything is as the paper says, over 400 images and pairs.
  private func evidence() -> ClaimEvidence {
    let n = 400
    func model(
      cosine: Double, fgsm: Double, pgd: Double, angle: Double, clean: Double = 0.98
    ) -> ClaimEvidence.Model {
      func first(_ share: Double) -> [Bool] { (0..<n).map { Double($0) < share * Double(n) } }
      return ClaimEvidence.Model(
        cosines: (0..<n).map { cosine + 0.0001 * Double($0 % 7) }, clean: first(clean),
        fgsm: [first(fgsm)], pgd: [first(pgd)],
        angles: (0..<n).map { $0 % 50 == 0 ? nil : angle + Double($0 % 5) })
    }
    return ClaimEvidence(
      baseline: model(cosine: 0.6, fgsm: 0.1, pgd: 0.01, angle: 15, clean: 0.92),
      manifold: model(cosine: 0.98, fgsm: 0.3, pgd: 0.1, angle: 25),
      robust: model(cosine: 0.93, fgsm: 0.8, pgd: 0.7, angle: 35),
      manifoldRobust: model(cosine: 0.95, fgsm: 0.9, pgd: 0.6, angle: 36), tenthIndex: 0, seed: 0)
  }

  @Test("evidence as the paper has it holds all claims; (vi) lacks certainty at 400 images")
  func judge_paperLikeEvidence_holds() {
    let claims = Claims.judge(evidence())
    #expect(claims.map(\.id) == ["i", "ii", "iii", "iv", "v", "vi", "vii"])
    #expect(claims.map(\.held) == [true, true, true, true, true, nil, true])
  }

  @Test("exchanging two models turns the verdicts that depend on them")
  func judge_exchangedModels_fails() {
    var turned = evidence()
    (turned.baseline, turned.manifold) = (turned.manifold, turned.baseline)
    let claims = Claims.judge(turned)
    #expect(claims.map(\.held) == [false, false, true, true, false, false, true])
  }

  @Test("undefined cosines and segments without crossings drop out in pairs")
  func judge_undefined_dropsPairs() throws {
    var partial = evidence()
    partial.robust.cosines[3] = nil
    partial.baseline.cosines[4] = nil
    let claim = try #require(Claims.judge(partial).first)
    #expect(claim.numbers.map { $0.estimate?.count } == [399, 398])
    partial.manifold.angles = partial.manifold.angles.map { _ in nil }
    #expect(Claims.judge(partial)[4].held == nil)
  }

  @Test("a grid without 0.1 leaves claim (vii) undecided")
  func judge_noTenth_undecided() {
    var other = evidence()
    other.tenthIndex = nil
    #expect(Claims.judge(other)[6].held == nil)
  }

  @Test("scores average survival over the radii, image by image")
  func scores_survival_byHand() {
    #expect(Claims.scores([[true, false], [false, false]]) == [0.5, 0])
    #expect(Claims.scores([]).isEmpty)
  }
}
