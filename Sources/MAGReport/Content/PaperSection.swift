import MAGStudy

extension ReportMaterial {
  /// The paper's claims with their verdicts, and the models of the run in numbers.
  var paperSection: ReportSection {
    ReportSection(
      id: "claims", title: "The paper's claims",
      blocks: papers.flatMap { _, results in
        [
          .paragraph(
            "Held or not held only where the 95 % interval of the paired bootstrap excludes the "
              + "contrary. The intervals speak of test images and pairs, not of training seeds: each "
              + "model was trained once. They are not corrected for the number of comparisons."),
          .table(Self.claims(results)), .table(Self.models(results)),
        ]
      })
  }

  private static func claims(_ results: PaperResults) -> ReportTable {
    let others = results.comparisonClaims
    var table = ReportTable(
      caption: "The claims at α = \(results.configuration.alpha)"
        + others.map { ", beside α = \($0.alpha)" }.joined(),
      columns: [.text("claim"), .text("statement and rule"), .text("verdict")]
        + others.map { .text("at α = \($0.alpha)") } + [.text("numbers (95 % interval)")])
    for claim in results.claims {
      let numbers = claim.numbers.map { number in
        guard let estimate = number.estimate else { return "\(number.name): not measured" }
        return "\(number.name): \(ReportText.fixed(estimate.mean, 3)) ("
          + estimate.interval.map { ReportText.fixed($0, 3) }.joined(separator: " to ")
          + "), n = \(ReportText.count(estimate.count))"
      }
      let verdicts = others.map { set in set.claims.first { $0.id == claim.id } }
      table.rows.append(
        ReportTable.Row(
          [
            ReportTable.Cell("(\(claim.id))"),
            ReportTable.Cell(claim.statement, details: ["Rule: \(claim.rule)."]),
            ReportTable.Cell(claim.verdict, style: .verdict(claim.held)),
          ]
            + verdicts.map {
              ReportTable.Cell($0?.verdict ?? "–", style: .verdict($0?.held))
            }
            + [
              ReportTable.Cell(
                numbers.first ?? "–", details: Array(numbers.dropFirst()), style: .lines)
            ]))
    }
    return table
  }

  private static func models(_ results: PaperResults) -> ReportTable {
    var table = ReportTable(
      caption: "The models of the run; angles are means over the segments that cross a boundary",
      columns: [
        .text("model"), .number("clean"), .number("cosine mean"), .number("cosine std"),
        .number("first crossing"), .number("to own adversarial"),
        .number("first layer on / off the manifold"),
      ])
    func angle(_ facts: PaperResults.AngleFacts) -> ReportTable.Cell {
      ReportTable.Cell(
        ReportText.fixed(facts.meanDegrees, 1, unit: "°"),
        details: ["\(ReportText.count(facts.crossed)) of \(ReportText.count(facts.lines))"])
    }
    for model in results.models {
      table.rows.append(
        ReportTable.Row(
          [
            ReportTable.Cell(
              model.name,
              details: model.name.contains("α") ? [] : model.alpha.map { ["α = \($0)"] } ?? []),
            .fixed(model.cleanAccuracy, 4), .fixed(model.cosineMean, 3), .fixed(model.cosineStd, 3),
            angle(model.angle), angle(model.adversarialAngle),
            ReportTable.Cell(
              ReportText.fixed(model.firstLayerOnManifoldNorm, 1) + " / "
                + ReportText.fixed(model.firstLayerOffManifoldNorm, 1)),
          ], model: model.name))
    }
    return table
  }
}
