import MAGGeometry

/// What a record of a lines file must satisfy beyond its form, so that summaries can rely on it: a
/// file may have been edited, and a wrong number would be counted or drawn like a right one.
struct AtlasRecordCheck {
  /// Classes of the network.
  var classCount: Int
  /// How this run's lines are found.
  var method: PathMethod

  /// More pieces or points than any line has; sums over all lines stay within an `Int`.
  static let mostCounted = 1 << 31
  /// What rounding may add to a signed term, whose size is at most 1.
  private static let rounding = 1e-9

  /// A value that cannot be right.
  struct Fault: Error, Equatable {
    /// Of the crossing that it belongs to; nil for the line's own values.
    var crossing: Int?
    /// What was expected and found.
    var reason: String
  }

  /// - Throws: the first value that cannot be right.
  func validate(_ record: AtlasRecord) throws(Fault) {
    let line = record.result
    guard line.method == method else {
      throw Fault(reason: "method: expected \(method.rawValue), found \(line.method.rawValue)")
    }
    try validate(pieces: line.pieces)
    try require(line.startClass, within: 0..<classCount, "start_class")
    try require(line.endClass, within: 0..<classCount, "end_class")
    try require(line.length, within: 0...Double.greatestFiniteMagnitude, "length")
    if line.status == .identicalEnds, !line.crossings.isEmpty {
      throw Fault(
        reason: "crossings: expected none between equal ends, found \(line.crossings.count)")
    }
    try validate(line.crossings, from: line.startClass, to: line.endClass)
    if let certificate = line.certificate {
      try validate(certificate, crossings: line.crossings.count)
    }
  }

  private func validate(pieces: Int?) throws(Fault) {
    switch (method, pieces) {
    case (.exact, let pieces?): try require(pieces, within: 1..<Self.mostCounted, "pieces")
    case (.exact, nil): throw Fault(reason: "pieces: expected at least 1, found none")
    case (.sampled, let pieces?):
      throw Fault(reason: "pieces: expected none on a sampled line, found \(pieces)")
    case (.sampled, nil): break
    }
  }

  /// Crossings ascend in t and lead from class to class, from the first to the last.
  private func validate(_ crossings: [Crossing], from first: Int, to last: Int) throws(Fault) {
    var current = first
    var position = 0.0
    for (index, crossing) in crossings.enumerated() {
      guard crossing.fromClass == current else {
        throw Fault(
          crossing: index,
          reason: "from_class: expected \(current), found \(crossing.fromClass)")
      }
      try require(crossing.toClass, within: 0..<classCount, "to_class", index)
      guard crossing.toClass != current else {
        throw Fault(crossing: index, reason: "to_class: expected another class, found \(current)")
      }
      guard crossing.t > position, crossing.t < 1 else {
        throw Fault(
          crossing: index,
          reason: "t: expected a number above \(position) and below 1, found \(crossing.t)")
      }
      try validate(crossing, index)
      (current, position) = (crossing.toClass, crossing.t)
    }
    guard current == last else {
      throw Fault(reason: "end_class: expected \(current), found \(last)")
    }
  }

  private func validate(_ crossing: Crossing, _ index: Int) throws(Fault) {
    if let sides = crossing.anglesOneSided, sides.count != 2 {
      throw Fault(
        crossing: index, reason: "angles_one_sided: expected 2 angles, found \(sides.count)")
    }
    for (name, angle) in [("angle_degrees", crossing.angleDegrees)]
      + (crossing.anglesOneSided ?? []).map({ ("angles_one_sided", $0) })
    {
      try require(angle, within: 0...90, name, index)
    }
    for (name, factor) in [
      ("alignment", crossing.alignment), ("in_manifold_cosine", crossing.inManifoldCosine),
      ("direction_alignment", crossing.directionAlignment), ("kink_gap", crossing.kinkGap),
    ] {
      try require(factor, within: 0...1, name, index)
    }
    for (name, term) in [
      ("on_manifold_term", crossing.onManifoldTerm),
      ("off_manifold_term", crossing.offManifoldTerm),
    ] {
      // A term is a product of lengths of parts, so it is at most 1 but for rounding.
      guard term.map({ abs($0) <= 1 + Self.rounding }) ?? true else {
        throw Fault(
          crossing: index,
          reason: "\(name): expected a number from -1 to 1, found \(term ?? .nan)")
      }
    }
  }

  private func validate(
    _ certificate: LineCertificate, crossings count: Int
  ) throws(Fault) {
    guard method == .exact else {
      throw Fault(reason: "certificate: expected none on a sampled line, found one")
    }
    try require(certificate.pointsChecked, within: 0..<Self.mostCounted, "points_checked")
    guard certificate.crossingsChecked == count else {
      throw Fault(
        reason: "crossings_checked: expected \(count), found \(certificate.crossingsChecked)")
    }
    try require(certificate.crossingsConfirmed, within: 0..<count + 1, "crossings_confirmed")
    for (name, number) in [
      ("largest_logit_difference", certificate.largestLogitDifference),
      ("relative_logit_difference", certificate.relativeLogitDifference),
      ("delta", certificate.delta),
    ] {
      try require(number, within: 0...Double.greatestFiniteMagnitude, name)
    }
  }

  private func require(
    _ value: Int, within range: Range<Int>, _ name: String, _ crossing: Int? = nil
  ) throws(Fault) {
    guard range.contains(value) else {
      throw Fault(
        crossing: crossing,
        reason: "\(name): expected \(range.lowerBound) to \(range.upperBound - 1), found \(value)")
    }
  }

  /// Refuses what is outside, NaN included; nothing is always allowed.
  private func require(
    _ value: Double?, within range: ClosedRange<Double>, _ name: String, _ crossing: Int? = nil
  ) throws(Fault) {
    guard let value, !range.contains(value) else { return }
    let expected =
      range.upperBound == .greatestFiniteMagnitude
      ? "a finite number of at least 0" : "a number from 0 to \(Int(range.upperBound))"
    throw Fault(crossing: crossing, reason: "\(name): expected \(expected), found \(value)")
  }
}
