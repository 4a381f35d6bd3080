import MAGData
import MAGFigures
import MAGStudy

extension ReportMaterial {
  private static func words(_ source: String, isCanonical: Bool) -> String {
    switch source {
    case DataSource.sample.name: "the embedded sample of MNIST"
    case DataSource.full.name: "full MNIST"
    default: isCanonical ? "MNIST" : "data of your own"
    }
  }

  /// One sentence on images and manifold.
  var groundSentence: String? {
    if let record = data.first {
      let images = ReportText.count(record.count, "image", "images")
      let place =
        "the \(record.split.rawValue) split of "
        + Self.words(record.source, isCanonical: record.isCanonical)
      let manifold = manifolds.first.map { ", against a linear manifold of \($0.rank) dimensions" }
      return "Measured on \(images): \(place)\(manifold ?? "")."
    }
    guard let paper = papers.first?.results else { return nil }
    let count = paper.models.map(\.cleanCount).max() ?? 0
    return "Measured on \(ReportText.count(count, "test image", "test images")) of "
      + Self.words(paper.data.source, isCanonical: paper.data.isCanonical)
      + ", projected on a linear manifold of \(paper.manifold.rank) dimensions."
  }

  /// Images, manifold and settings with their digests.
  var groundSection: ReportSection {
    var blocks: [ReportBlock] = []
    for record in data {
      var facts: [(String, ReportTable.Cell)] = [
        ("images", ReportTable.Cell(Self.words(record.source, isCanonical: record.isCanonical))),
        (
          "split",
          ReportTable.Cell("\(record.split.rawValue), \(ReportText.count(record.count)) images")
        ),
      ]
      if record.validation > 0 {
        facts.append(("set aside", ReportTable.Cell("\(record.validation) training images")))
      }
      facts += digests(
        [
          ("training images", record.digests.trainImages),
          ("training labels", record.digests.trainLabels),
          ("test images", record.digests.testImages), ("test labels", record.digests.testLabels),
        ])
      blocks.append(.table(.facts("The images", facts)))
    }
    for record in manifolds {
      var facts: [(String, ReportTable.Cell)] = [
        ("origin", ReportTable.Cell(record.origin)),
        ("reading", ReportTable.Cell(record.reading?.rawValue ?? "a basis that was given")),
        ("centering", ReportTable.Cell(record.centering.rawValue)),
        ("components", ReportTable.Cell("\(record.components), rank \(record.rank)")),
      ]
      if let kept = record.keptEnergy {
        facts.append(("kept energy", .fixed(100 * kept, 2, unit: " %")))
      }
      blocks.append(
        .table(.facts("The manifold", facts + digests([("SHA-256", record.digest)]))))
    }
    for (_, paper) in papers where data.isEmpty { blocks += Self.ground(of: paper) }
    return ReportSection(id: "ground", title: "What was measured on what", blocks: blocks)
  }

  private static func ground(of paper: PaperResults) -> [ReportBlock] {
    let (settings, manifold) = (paper.configuration, paper.manifold)
    let facts: [(String, ReportTable.Cell)] = [
      ("images", ReportTable.Cell(words(paper.data.source, isCanonical: paper.data.isCanonical))),
      (
        "manifold",
        ReportTable.Cell(
          "\(manifold.reading.rawValue), \(manifold.centering.rawValue), "
            + "\(manifold.components) components, rank \(manifold.rank)"
            + (manifold.keptEnergy.map { ", keeps \(ReportText.fixed(100 * $0, 2)) %" } ?? ""))
      ),
      ("networks", ReportTable.Cell(settings.sizes.map(String.init).joined(separator: " → "))),
      (
        "training",
        ReportTable.Cell(
          "\(settings.cleanEpochs) epochs, adversarial \(settings.adversarialEpochs), batches of "
            + "\(settings.batchSize), α = \(settings.alpha)")
      ),
      (
        "radii",
        ReportTable.Cell("ε = \(settings.epsilons.map(ReportText.short).joined(separator: ", "))")
      ),
      (
        "PGD",
        ReportTable.Cell("\(settings.steps) steps, gradient of the \(settings.gradient.rawValue)")
      ),
      ("seed", ReportTable.Cell("\(settings.seed)")),
    ]
    let digests = [
      ("test images", paper.data.testImages), ("test labels", paper.data.testLabels),
      ("training images", paper.data.trainImages), ("training labels", paper.data.trainLabels),
      ("manifold", manifold.digest),
    ].map { ("SHA-256 of the \($0.0)", ReportTable.Cell($0.1, style: .code)) }
    return [.table(.facts("The paper's run", facts + digests))]
  }

  private func digests(_ pairs: [(String, String)]) -> [(String, ReportTable.Cell)] {
    pairs.map { name, digest in
      (
        name == "SHA-256" ? name : "SHA-256 of the \(name)", ReportTable.Cell(digest, style: .code)
      )
    }
  }

  /// Every checkpoint with what identifies it.
  var subjectSection: ReportSection {
    guard !subjects.all.isEmpty else {
      return ReportSection(id: "checkpoints", title: "Checkpoints", blocks: [])
    }
    var table = ReportTable(
      caption: "The checkpoints and their accuracy on clean images",
      columns: [
        .text("checkpoint"), .text("architecture"), .number("parameters"), .text("inputs"),
        .number("clean accuracy"), .text("file and SHA-256"),
      ])
    for subject in subjects.all {
      let clean = subject.clean.map {
        ReportTable.Cell(
          ReportText.fixed($0.accuracy, 4),
          details: ["\(ReportText.count($0.correct)) of \(ReportText.count($0.count))"])
      }
      table.rows.append(
        ReportTable.Row(
          [
            ReportTable.Cell(subject.name), ReportTable.Cell(subject.architecture),
            ReportTable.Cell(ReportText.count(subject.parameters)),
            ReportTable.Cell(subject.inputs?.rawValue ?? "–", details: subject.scaling),
            clean ?? "–",
            ReportTable.Cell(subject.path, details: [subject.sha256], style: .code),
          ], model: subject.name))
    }
    return ReportSection(id: "checkpoints", title: "Checkpoints", blocks: [.table(table)])
  }
}

extension ReportSubject {
  /// What happens to pixels before the first layer, in words; none where nothing does.
  fileprivate var scaling: [String] {
    guard let preprocessing, !preprocessing.isIdentity else { return [] }
    return [
      "scale \(ChannelValues(preprocessing.inputScale).text), mean \(preprocessing.inputMean.text), "
        + "std \(preprocessing.inputStd.text)"
    ]
  }
}
