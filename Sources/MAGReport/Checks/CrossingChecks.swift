/// What crossings must obey, and what makes them less certain than exact ones.
enum CrossingChecks {
  /// What a sine may miss its parts by: the rounding of a few products in Double, and of the degrees.
  static let tolerance = 1e-9

  static func all(_ samples: [CrossingSample]) -> [ReportCheck] {
    guard !samples.isEmpty else { return [] }
    return identity(samples) + certificates(samples) + exactness(samples) + edges(samples)
  }

  private static func identity(_ samples: [CrossingSample]) -> [ReportCheck] {
    let name = "Angles are what their parts say"
    var count = 0
    var largest = 0.0
    var wrong: [ReportCheck] = []
    for sample in samples {
      let errors = sample.identityErrors
      count += errors.count
      largest = max(largest, errors.max() ?? 0)
      let bad = errors.filter { !($0 <= tolerance) }
      if let worst = bad.max() {
        wrong.append(
          ReportCheck(
            name, .failed, of: sample.model,
            "\(bad.count) of \(errors.count) crossings miss sin θ = c(n) · in-manifold cosine (or the "
              + "sum of terms) by up to \(worst); the file was changed, or its parts are not of one "
              + "crossing."))
      }
    }
    guard wrong.isEmpty else { return wrong }
    return count == 0
      ? []
      : [
        ReportCheck(
          name, .passed,
          "\(ReportText.count(count)) crossings; the largest difference of sines is \(largest).")
      ]
  }

  private static func certificates(_ samples: [CrossingSample]) -> [ReportCheck] {
    let name = "Exact paths are certified by fresh forward passes"
    let made = samples.reduce(0) { $0 + $1.certificates }
    let wrong = samples.filter { $0.failedCertificates > 0 }.map { sample in
      ReportCheck(
        name, .failed, of: sample.model,
        "The certificates of \(sample.failedCertificates) of \(sample.certificates) paths fail; do not "
          + "rely on these paths.")
    }
    if !wrong.isEmpty || made == 0 { return wrong }
    return [
      ReportCheck(name, .passed, "\(ReportText.count(made)) of \(ReportText.count(made)) paths.")
    ]
  }

  private static func exactness(_ samples: [CrossingSample]) -> [ReportCheck] {
    let name = "Paths are exact"
    let sampled = samples.filter(\.isSampled).map { sample in
      ReportCheck(
        name, .doubtful, of: sample.model,
        "Its paths were sampled, not walked exactly: crossings between two samples can be missed.")
    }
    return sampled.isEmpty ? [ReportCheck(name, .passed, "All models.")] : sampled
  }

  private static func edges(_ samples: [CrossingSample]) -> [ReportCheck] {
    var checks: [ReportCheck] = []
    for sample in samples {
      if sample.oneSided > 0 {
        checks.append(
          ReportCheck(
            "Crossings lie off kinks", .note, of: sample.model,
            "\(sample.oneSided) of \(sample.crossings.count) crossings lie at a kink, where the angle "
              + "is different on its two sides; the one before it is used."))
      }
      let undefined = sample.crossings.count - sample.angles.count
      if undefined > 0 {
        checks.append(
          ReportCheck(
            "Crossings have angles", .doubtful, of: sample.model,
            "\(undefined) of \(sample.crossings.count) crossings have no angle: the boundary has no "
              + "normal there."))
      }
      if sample.identicalEnds > 0 {
        checks.append(
          ReportCheck(
            "Paths join different images", .note, of: sample.model,
            "\(sample.identicalEnds) paths join two equal images and have no crossing."))
      }
    }
    return checks
  }
}
