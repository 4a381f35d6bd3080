import MAGData
import MAGFigures
import MAGStudy

extension ReportMaterial {
  /// Every check that the evidence allows, the worst verdicts first.
  var checks: [ReportCheck] {
    (sampleChecks + subjectChecks + groundChecks + cleanChecks + cosineChecks
      + CrossingChecks.all(crossingSamples) + CurveChecks.all(curves) + attemptChecks).worstFirst
  }

  /// Whether numbers are of a sample, or depend on labels.
  private var sampleChecks: [ReportCheck] {
    var notices: [String] = []
    let candidates =
      groups.compactMap(\.notice) + papers.compactMap(\.results.notice)
      + figures.compactMap(\.figure.notice)
    for notice in candidates where !notices.contains(notice) { notices.append(notice) }
    var checks = notices.map { ReportCheck("Data are the full set", .doubtful, $0) }
    let leaks =
      manifolds.contains { $0.leaksLabel }
      || papers.contains { $0.results.manifold.reading.leaksLabel }
    if leaks {
      checks.append(
        ReportCheck(
          "Labels do not leak", .doubtful,
          "The own-class reading projects images by their labels, which projected inputs give away."
        ))
    }
    return checks
  }

  private var subjectChecks: [ReportCheck] {
    subjects.all.flatMap { subject in
      [subject.scaleWarning].compactMap { $0 }.map {
        ReportCheck("Inputs are on the network's scale", .failed, of: subject.name, $0)
      }
        + subject.assumptions.map {
          ReportCheck("The file says what it is", .note, of: subject.name, $0)
        }
    }
  }

  /// Whether everything speaks of the same images and the same manifold, from the same version.
  private var groundChecks: [ReportCheck] {
    var checks: [ReportCheck] = []
    let parts: [(what: String, of: (Ground) -> String?)] = [
      ("test images", \.images), ("manifold", \.manifold),
    ]
    for part in parts {
      let known = grounds.compactMap { ground in part.of(ground).map { (ground.source, $0) } }
      guard let first = known.first else { continue }
      let name = "All numbers are of the same \(part.what)"
      let others = known.filter { $0.1 != first.1 }.map(\.0)
      if !others.isEmpty {
        checks.append(
          ReportCheck(
            name, .failed,
            "\(ReportText.list(others)) \(others.count == 1 ? "was" : "were") measured with another "
              + "\(part.what) (by its digest) than \(first.0): do not compare their numbers."))
      } else if known.count > 1 {
        checks.append(ReportCheck(name, .passed, "\(known.count) files name the same digest."))
      }
    }
    if tools.count > 1 {
      checks.append(
        ReportCheck(
          "All numbers are of one version", .note,
          "The files were written by \(ReportText.list(tools))."))
    }
    return checks
  }

  /// Whether different measurements count the same right answers on clean images.
  private var cleanChecks: [ReportCheck] {
    let name = "Attacks start from the network's clean accuracy"
    var compared = 0
    var wrong: [ReportCheck] = []
    for curve in curves {
      guard let clean = subjects.all.first(where: { $0.name == curve.model })?.clean,
        let found = curve.cleanCorrect, curve.points.first?.count == clean.count
      else { continue }
      compared += 1
      if found != clean.correct {
        wrong.append(
          ReportCheck(
            name, .failed, of: curve.model,
            "\(curve.attack) counted \(found) right answers on clean images, and \(clean.correct) of "
              + "\(clean.count) were found otherwise."))
      }
    }
    if !wrong.isEmpty || compared == 0 { return wrong }
    return [ReportCheck(name, .passed, "\(compared) of \(compared) curves.")]
  }

  private var cosineChecks: [ReportCheck] {
    let samples = cosineSamples
    let name = "Every image has a gradient"
    let wrong = samples.filter { $0.summary.undefinedCount > 0 }.map { sample in
      ReportCheck(
        name, .doubtful, of: sample.model,
        "\(sample.summary.undefinedCount) of \(sample.summary.values.count) images have a zero or "
          + "undefined gradient and are left out of its cosines.")
    }
    if !wrong.isEmpty || samples.isEmpty { return wrong }
    let count = samples.reduce(0) { $0 + $1.summary.values.count }
    return [ReportCheck(name, .passed, "\(ReportText.count(count)) gradients.")]
  }

  /// Transformations that did not get where they were sent.
  private var attemptChecks: [ReportCheck] {
    var failed: [String] = []
    for entry in groups.filter({ $0.schema == "mag.transformation/1" }).flatMap(\.entries)
    where entry.result.transformation?.reached == false { failed.append(entry.model) }
    for row in figures.compactMap({ $0.figure as? Figure4 }).flatMap(\.rows)
    where row.reached == false && !failed.contains(row.model) { failed.append(row.model) }
    return failed.map {
      ReportCheck(
        "The attack reaches the wanted class", .note, of: $0,
        "No image reached the probability asked for; the best attempt is shown.")
    }
  }
}
