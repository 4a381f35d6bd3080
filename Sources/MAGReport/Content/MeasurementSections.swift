import MAGFigures
import MAGStudy

extension ReportMaterial {
  /// The figures of some kinds, in the order of the kinds.
  private func figures(_ schemas: [String]) -> [ReportBlock] {
    schemas.flatMap { schema in figures.filter { $0.figure.schema == schema } }.map {
      .figure($0)
    }
  }

  var cosineSection: ReportSection {
    var table = ReportTable(
      caption: "On-manifold cosine ‖P g‖/‖g‖ of input gradients",
      columns: [
        .text("model"), .number("images"), .number("mean"), .number("median"), .number("std"),
        .number("5 %"), .number("25 %"), .number("75 %"), .number("95 %"), .number("undefined"),
      ])
    for sample in cosineSamples {
      let summary = sample.summary
      func quantile(_ place: Int) -> ReportTable.Cell {
        .fixed(summary.quantiles.indices.contains(place) ? summary.quantiles[place] : nil, 4)
      }
      table.rows.append(
        ReportTable.Row(
          [
            ReportTable.Cell(sample.model),
            ReportTable.Cell(ReportText.count(summary.values.count)), .fixed(summary.mean, 4),
            .fixed(summary.median, 4), .fixed(summary.std, 4), quantile(0), quantile(1),
            quantile(3), quantile(4), ReportTable.Cell("\(summary.undefinedCount)"),
          ], model: sample.model))
    }
    return ReportSection(
      id: "alignment", title: "Input gradients against the manifold",
      blocks: figures([Figure1.schemaName]) + (table.rows.isEmpty ? [] : [.table(table)]))
  }

  var crossingSection: ReportSection {
    let samples = crossingSamples.flatMap(\.kinds)
    let sources = Set(samples.map(\.source))
    var table = ReportTable(
      caption: "Boundary crossings: angles θ, their caps arcsin c(n), and the two factors of sin θ",
      columns: [
        .text("model"), .number("crossings"), .number("θ median"), .number("5 %"), .number("25 %"),
        .number("75 %"), .number("95 %"), .number("mean cap"), .number("mean c(n)"),
        .number("mean in-manifold cosine"),
      ])
    for sample in samples {
      let angles = Quantiles(of: sample.angles)
      let inside = sample.crossings.compactMap(\.inManifoldCosine)
      table.rows.append(
        ReportTable.Row(
          [
            ReportTable.Cell(
              sample.model,
              details: (sources.count > 1 ? [sample.source] : [])
                + [sample.kind].compactMap { $0 }),
            ReportTable.Cell(
              ReportText.count(sample.crossings.count),
              details: sample.lines.map { ["on \(ReportText.count($0, "path", "paths"))"] } ?? []),
            .fixed(angles?.p50, 2, unit: "°"), .fixed(angles?.p5, 2, unit: "°"),
            .fixed(angles?.p25, 2, unit: "°"), .fixed(angles?.p75, 2, unit: "°"),
            .fixed(angles?.p95, 2, unit: "°"), .fixed(sample.caps.mean, 2, unit: "°"),
            .fixed(sample.crossings.compactMap(\.alignment).mean, 4), .fixed(inside.mean, 4),
          ], model: sample.model))
    }
    return ReportSection(
      id: "crossings", title: "Crossings of decision boundaries",
      blocks: figures([Figure2.schemaName, DecompositionFigure.schemaName])
        + (table.rows.isEmpty ? [] : [.table(table)]))
  }

  var robustnessSection: ReportSection {
    let curves = curves
    let radii = Set(curves.flatMap(\.points).map(\.epsilon)).sorted()
    var table = ReportTable(
      caption: "Accuracy under attack, with Wilson's 95 % interval below it, by radius ε",
      columns: [.text("model"), .text("attack")] + radii.map { .number(ReportText.short($0)) })
    for curve in curves {
      table.rows.append(
        ReportTable.Row(
          [ReportTable.Cell(curve.model), ReportTable.Cell(curve.attack)]
            + radii.map { radius in
              curve.points.first { $0.epsilon == radius }.map {
                .share($0.accuracy, $0.interval)
              } ?? "–"
            }, model: curve.model))
    }
    return ReportSection(
      id: "robustness", title: "Accuracy under attack",
      blocks: figures([Figure3.schemaName])
        + (table.rows.isEmpty ? [] : [.table(table)] + settingsTable))
  }

  /// How each checkpoint was attacked.
  private var settingsTable: [ReportBlock] {
    var table = ReportTable(
      caption: "The attacks",
      columns: [
        .text("model"), .text("attack"), .text("norm"), .text("box"), .number("steps"),
        .text("step size"), .text("start"), .number("restarts"), .text("counting"),
        .number("seed"),
      ])
    for entry in groups.filter({ $0.schema == "mag.robustness/1" }).flatMap(\.entries) {
      for attack in entry.result.attacks ?? [] {
        table.rows.append(
          ReportTable.Row(
            [
              entry.model, attack.attack.uppercased(), attack.norm.rawValue, attack.box,
              "\(attack.steps)",
              attack.stepSize.map { "\($0)" } ?? (attack.steps > 1 ? "2.5 ε / steps" : "ε"),
              attack.start.rawValue, "\(attack.restarts)",
              attack.countRule.map { "\($0.rawValue) iterate" } ?? "each radius alone",
              "\(attack.seed)",
            ].map { ReportTable.Cell($0) }, model: entry.model))
      }
    }
    return table.rows.isEmpty ? [] : [.table(table)]
  }

  var transformationSection: ReportSection {
    var table = ReportTable(
      caption:
        "Targeted attacks: the probability of the wanted class at the original, half way, and "
        + "at the attacked image",
      columns: [
        .text("model"), .text("classes"), .number("image"), .number("ε"), .number("original"),
        .number("half way"), .number("attacked"), .number("on-manifold share"), .text("reached"),
      ])
    func append(
      _ model: String, _ classes: String, _ image: Int?, _ epsilon: Double?,
      _ probabilities: [Double], _ share: Double?, _ reached: Bool
    ) {
      let three = (0..<3).map { probabilities.indices.contains($0) ? probabilities[$0] : nil }
      table.rows.append(
        ReportTable.Row(
          [ReportTable.Cell(model), ReportTable.Cell(classes)]
            + [ReportTable.Cell(image.map(String.init) ?? "–")]
            + [ReportTable.Cell(epsilon.map { "\($0)" } ?? "–")]
            + three.map { .fixed($0, 4) }
            + [
              .fixed(share, 3), ReportTable.Cell(reached ? "yes" : "no", style: .verdict(reached)),
            ], model: model))
    }
    for entry in groups.filter({ $0.schema == "mag.transformation/1" }).flatMap(\.entries) {
      guard let found = entry.result.transformation else { continue }
      append(
        entry.model, "\(found.from) → \(found.to)", found.attempt?.index, found.attempt?.epsilon,
        found.attempt?.probabilities ?? [], found.attempt?.perturbation.onManifoldShare,
        found.reached)
    }
    for paper in papers {
      for (model, found) in paper.results.transformation.sorted(by: { $0.key < $1.key }) {
        append(
          model, "\(found.from) → \(found.to)", found.index, found.epsilon,
          found.probabilities ?? [], found.perturbation?.onManifoldShare, found.reached)
      }
    }
    return ReportSection(
      id: "transformation", title: "One class turned into another",
      blocks: figures([Figure4.schemaName]) + (table.rows.isEmpty ? [] : [.table(table)]))
  }

  /// Every other figure: atlas, tilt, film, slices, and kinds that have no section of their own.
  var geometrySection: ReportSection {
    let shown = [
      Figure1.schemaName, Figure2.schemaName, Figure3.schemaName, Figure4.schemaName,
      DecompositionFigure.schemaName,
    ]
    return ReportSection(
      id: "boundaries", title: "Boundaries, further",
      blocks: figures.filter { !shown.contains($0.figure.schema) }.map { .figure($0) })
  }
}

extension [Double] {
  /// The arithmetic mean, summed in order; nil without numbers.
  var mean: Double? { isEmpty ? nil : reduce(0, +) / Double(count) }
}
