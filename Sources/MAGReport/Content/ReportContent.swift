import MAGFiles
import MAGFigures
import MAGStudy

extension Report {
  /// The report that some evidence makes.
  ///
  /// - Throws: `ReportFailure` for no evidence, checkpoints of different inputs or classes, and a
  ///   measurement of one checkpoint that two files hold.
  /// - Cost: O(numbers); nothing is measured.
  public init(_ evidence: [Evidence]) throws(ReportFailure) {
    var material = try ReportMaterial(evidence)
    material.addDrawn()
    let checks = material.checks
    let names = material.modelNames
    self.init(
      title: Self.title(names), summary: material.summary(checks), checks: checks, models: names,
      sections: [
        material.groundSection, material.subjectSection, material.cosineSection,
        material.crossingSection, material.robustnessSection, material.transformationSection,
        material.geometrySection, material.paperSection, Self.checkSection(checks),
        material.makingSection, ReportSection.citation,
      ].filter { !$0.blocks.isEmpty })
  }

  private static func title(_ names: [String]) -> String {
    switch names.count {
    case 0: "Manifold alignment"
    case 1...4: "Manifold alignment of \(ReportText.list(names))"
    default: "Manifold alignment of \(names.count) models"
    }
  }

  private static func checkSection(_ checks: [ReportCheck]) -> ReportSection {
    var table = ReportTable(
      caption: "What was looked at before believing the numbers",
      columns: [.text("check"), .text("verdict"), .text("of"), .text("finding")])
    for check in checks {
      let verdict: Bool? =
        switch check.verdict {
        case .passed: true
        case .failed: false
        case .doubtful, .note: nil
        }
      table.rows.append(
        ReportTable.Row(
          [
            ReportTable.Cell(check.name),
            ReportTable.Cell(check.verdict.word.lowercased(), style: .verdict(verdict)),
            ReportTable.Cell(check.subject ?? "all"), ReportTable.Cell(check.finding),
          ], model: check.subject))
    }
    return ReportSection(
      id: "checks", title: "Checks", blocks: checks.isEmpty ? [] : [.table(table)])
  }
}

extension ReportMaterial {
  /// The models of tables and figures, in the order of their first appearance.
  var modelNames: [String] {
    var names = subjects.all.map(\.name)
    for name in figures.flatMap(\.figure.modelNames) where !names.contains(name) {
      names.append(name)
    }
    return names
  }

  /// What was measured and the numbers one asks for first.
  func summary(_ checks: [ReportCheck]) -> [String] {
    var sentences: [String] = []
    if let ground = groundSentence { sentences.append(ground) }
    let cosines = cosineSamples.compactMap { sample in
      sample.summary.mean.map { "\(sample.model) \(ReportText.fixed($0, 3))" }
    }
    if !cosines.isEmpty {
      sentences.append("Mean on-manifold cosine of input gradients: \(ReportText.list(cosines)).")
    }
    let angles = crossingSamples.compactMap { sample in
      Quantiles(of: sample.angles).map { "\(sample.model) \(ReportText.fixed($0.p50, 1))°" }
    }
    if !angles.isEmpty {
      sentences.append("Median angle of boundary crossings: \(ReportText.list(angles)).")
    }
    sentences += accuracySentences
    for paper in papers {
      let claims = paper.results.claims
      let counts = [
        (claims.count { $0.held == true }, "held"), (claims.count { $0.held == false }, "not held"),
        (claims.count { $0.held == nil }, "undecided"),
      ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
      sentences.append(
        "Of the paper's \(claims.count) claims: \(ReportText.list(counts)).")
    }
    if !checks.isEmpty {
      let counts = ReportCheck.Verdict.allCases.map { ($0, checks.count($0)) }.filter { $0.1 > 0 }
        .map { "\($0.1) \($0.0 == .note ? "to note" : $0.0.word.lowercased())" }
      sentences.append(
        "Of \(ReportText.count(checks.count, "check", "checks")): \(ReportText.list(counts)).")
    }
    return sentences
  }

  /// The strongest attack at the radius nearest to 0.1.
  private var accuracySentences: [String] {
    let curves = curves
    let attacks = curves.map(\.attack).reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    guard let attack = curves.first(where: \.isPGD)?.attack ?? attacks.first else { return [] }
    let shown = curves.filter { $0.attack == attack }
    let radii = shown.first?.points.map(\.epsilon).filter { $0 > 0 } ?? []
    guard let radius = radii.min(by: { abs($0 - 0.1) < abs($1 - 0.1) }) else { return [] }
    let values = shown.compactMap { curve in
      curve.points.first { $0.epsilon == radius }.map {
        "\(curve.model) \(ReportText.fixed($0.accuracy, 3))"
      }
    }
    return ["Accuracy under \(attack) at ε = \(radius): \(ReportText.list(values))."]
  }
}
