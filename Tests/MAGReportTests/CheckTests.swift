import Foundation
import MAG
import Testing

@testable import MAGReport

@Suite("Checks of reports") struct CheckTests {
  /// The checks of one document of one checkpoint.
  private func checks(
    _ schema: String, _ body: String, assumptions: [String] = []
  ) throws -> [ReportCheck] {
    try Report([Toys.evidence(Toys.document(schema, [Toys.entry(assumptions: assumptions, body)]))])
      .checks
  }

  private func verdict(_ name: String, in checks: [ReportCheck]) -> ReportCheck.Verdict? {
    checks.first { $0.name == name }?.verdict
  }

  private func curves(_ attacks: [(String, [Int])], clean: Int = 90) throws -> [ReportCheck] {
    try checks("mag.robustness/1", Toys.curves(attacks, clean: clean))
  }

  @Test("curves without fault pass all their checks")
  func curves_good_pass() throws {
    let found = try curves([("fgsm", [90, 60, 30]), ("pgd", [90, 50, 10])])
    #expect(found.allSatisfy { $0.verdict == .passed })
    #expect(found.count == 5)
  }

  @Test("accuracy at ε = 0 that is not the clean accuracy fails")
  func curves_otherClean_fail() throws {
    let found = try curves([("pgd", [90, 50, 10])], clean: 88)
    #expect(verdict("Accuracy at ε = 0 is the clean accuracy", in: found) == .failed)
    #expect(
      found[0].finding.hasPrefix("Under PGD-40 90 images are right at ε = 0, but 88 when clean"))
  }

  @Test("accuracy that rises with ε by more than chance is doubtful, and by less passes")
  func curves_rising_areDoubtful() throws {
    // Half of the 95 % interval of 50 of 100 is 0.096.
    #expect(
      verdict("Accuracy falls with ε", in: try curves([("fgsm", [90, 50, 60])])) == .doubtful)
    #expect(verdict("Accuracy falls with ε", in: try curves([("fgsm", [90, 50, 59])])) == .passed)
  }

  @Test("FGSM that beats PGD by more than chance is a sign of masked gradients")
  func curves_weakPGD_areDoubtful() throws {
    let name = "PGD is at least as strong as FGSM"
    let masked = try curves([("fgsm", [90, 40, 10]), ("pgd", [90, 80, 10])])
    #expect(verdict(name, in: masked) == .doubtful)
    #expect(
      masked[0].finding.contains("0.400 under FGSM but 0.800 under PGD-40: a sign of masked"))
    #expect(
      verdict(name, in: try curves([("fgsm", [90, 75, 10]), ("pgd", [90, 80, 10])])) == .passed)
    #expect(verdict(name, in: try curves([("pgd", [90, 80, 10])])) == nil)
  }

  @Test("an accuracy that is not the share of its counts fails")
  func curves_tampered_fail() throws {
    let body = Toys.curves([("pgd", [90, 50, 10])])
      .replacing("\"accuracy\": 0.5", with: "\"accuracy\": 0.55")
    let found = try checks("mag.robustness/1", body)
    #expect(verdict("Accuracies agree with counts and intervals", in: found) == .failed)
  }

  @Test("sin θ = c(n) · cosine passes, and fails where the product is another")
  func crossings_identity_isChecked() throws {
    let name = "Angles are what their parts say"
    #expect(verdict(name, in: try checks("mag.crossings/1", Toys.pairs())) == .passed)
    let wrong = try checks("mag.crossings/1", Toys.pairs(cosine: 0.501))
    #expect(verdict(name, in: wrong) == .failed)
    #expect(wrong[0].finding.hasPrefix("1 of 1 crossings miss sin θ"))
  }

  @Test("sampled paths, one-sided angles and certificates that fail are said")
  func crossings_doubts_areSaid() throws {
    let sampled = try checks("mag.crossings/1", Toys.pairs(method: "sampled"))
    #expect(verdict("Paths are exact", in: sampled) == .doubtful)
    let kink = try checks("mag.crossings/1", Toys.pairs(oneSided: true))
    #expect(verdict("Crossings lie off kinks", in: kink) == .note)
    let uncertified = try checks("mag.crossings/1", Toys.pairs(confirmed: 0))
    #expect(
      verdict("Exact paths are certified by fresh forward passes", in: uncertified) == .failed)
  }

  @Test("undefined gradients and assumptions are counted and named")
  func subjects_doubts_areSaid() throws {
    let found = try checks(
      "mag.alignment/1", Toys.alignment(undefined: 2), assumptions: ["ReLU is assumed."])
    #expect(verdict("Every image has a gradient", in: found) == .doubtful)
    #expect(found[0].finding.hasPrefix("2 of 4 images have a zero"))
    #expect(found.contains { $0.verdict == .note && $0.finding == "ReLU is assumed." })
  }

  @Test("numbers of another manifold fail, and the sample's notice stands with them")
  func grounds_contradiction_fails() throws {
    let report = try Toys.report()
    let failed = report.checks.filter { $0.verdict == .failed }
    #expect(failed.map(\.name) == ["All numbers are of the same manifold"])
    #expect(
      failed[0].finding.hasPrefix(
        "robustness.json was measured with another manifold (by its digest) than alignment.json"))
    #expect(report.findings.contains { $0.finding == DataSource.sampleNotice })
    #expect(report.checks.map(\.verdict) == report.checks.map(\.verdict).sorted())
  }

  @Test("a warning about the scale of inputs is a failed check, with the clean accuracy kept")
  func inspection_warning_fails() throws {
    let document = """
      {"schema": "mag.inspection/1", "tool": "mag 0.1.0", "configuration": {}, "data": null, \
      "manifold": null, "checkpoints": [{"path": "a.pt", "sha256": "aa11", "layers": [{"kind": \
      "dense", "inputs": 4, "outputs": 2, "parameters": 10}], "assumptions": [], "inputs": "raw", \
      "clean_correct": 12, "clean_count": 100, "clean_warning": "try --scale 255."}]}
      """
    let report = try Report([Toys.evidence(Data(document.utf8))])
    #expect(report.findings.map(\.finding) == ["try --scale 255."])
    #expect(report.findings.first?.verdict == .failed)
    let robust = try Toys.evidence(
      Toys.document("mag.robustness/1", [Toys.entry(Toys.curves([("pgd", [90, 50, 10])]))]), "r")
    let both = try Report([Toys.evidence(Data(document.utf8)), robust])
    #expect(
      both.findings.contains {
        $0.finding.hasPrefix("PGD-40 counted 90 right answers on clean images, and 12 of 100")
      })
  }
}
