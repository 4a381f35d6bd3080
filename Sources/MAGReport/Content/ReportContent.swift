import MAGFigures
import MAGFiles
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
        material.overviewSection, material.groundSection, material.subjectSection,
        material.cosineSection,
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
  /// The checkpoints' names; where no checkpoint is known, those that figures show.
  var modelNames: [String] {
    let names = subjects.all.map(\.name)
    guard names.isEmpty else { return names }
    return figures.flatMap(\.figure.modelNames).reduce(into: []) {
      if !$0.contains($1) { $0.append($1) }
    }
  }

  /// What was measured and the numbers one asks for first.
  func summary(_ checks: [ReportCheck]) -> [String] {
    var sentences: [String] = []
    if let ground = groundSentence { sentences.append(ground) }
    for paper in papers {
      let claims = paper.results.claims
      let counts = [
        (claims.count { $0.held == true }, "held"), (claims.count { $0.held == false }, "not held"),
        (claims.count { $0.held == nil }, "undecided"),
      ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
      sentences.append(
        "Of the paper's \(claims.count) claims: \(ReportText.list(counts)).")
    }
    sentences.append(contentsOf: Self.sentence(of: checks))
    return sentences
  }

  private static func sentence(of checks: [ReportCheck]) -> [String] {
    if checks.isEmpty { return [] }
    if checks.count(.passed) == checks.count {
      return ["All \(ReportText.count(checks.count, "check", "checks")) passed."]
    }
    let counts = ReportCheck.Verdict.allCases.map { ($0, checks.count($0)) }.filter { $0.1 > 0 }
      .map { "\($0.1) \($0.0 == .note ? "to note" : $0.0.word.lowercased())" }
    return ["Of \(ReportText.count(checks.count, "check", "checks")): \(ReportText.list(counts))."]
  }

  /// The numbers one asks for first, a row a model.
  var overviewSection: ReportSection {
    let (cosines, crossings) = (cosineSamples, crossingSamples.flatMap(\.kinds))
    let (attack, radius) = strongest
    let strong = curves.filter { $0.attack == attack }
    var table = ReportTable(
      caption: "Each model in four numbers",
      columns: [
        .text("model"), .number("clean accuracy"), .number("mean on-manifold cosine"),
        .number("median crossing angle"),
        .number(radius.map { "\(attack), ε = \(ReportText.short($0))" } ?? "under attack"),
      ])
    for name in modelNames {
      let clean = subjects.all.first { $0.name == name }?.clean?.accuracy
      let cosine = cosines.first { $0.model == name }?.summary.mean ?? paperCosine(of: name)
      let angle = crossings.first { $0.model == name }.flatMap { Quantiles(of: $0.angles)?.p50 }
      let point = strong.first { $0.model == name }?.points.first { $0.epsilon == radius }
      guard [clean, cosine, angle, point?.accuracy].contains(where: { $0 != nil }) else { continue }
      table.rows.append(
        ReportTable.Row(
          [
            ReportTable.Cell(name), .fixed(clean, 4), .fixed(cosine, 3),
            .fixed(angle, 1, unit: "°"),
            point.map { .share($0.accuracy, $0.interval) } ?? "–",
          ], model: name))
    }
    return ReportSection(
      id: "overview", title: "In short", blocks: table.rows.isEmpty ? [] : [.table(table)])
  }

  private func paperCosine(of name: String) -> Double? {
    papers.flatMap(\.results.models).first { $0.name == name }?.cosineMean
  }

  /// The strongest attack there is, and its radius above 0 that is nearest to 0.1.
  private var strongest: (attack: String, radius: Double?) {
    let curves = curves
    guard let curve = curves.first(where: \.isPGD) ?? curves.first else { return ("", nil) }
    let radii = curve.points.map(\.epsilon).filter { $0 > 0 }
    return (curve.attack, radii.min { abs($0 - 0.1) < abs($1 - 0.1) })
  }
}
