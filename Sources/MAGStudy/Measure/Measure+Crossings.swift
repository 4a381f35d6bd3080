import MAGGeometry
import MAGNetwork
import MAGNumerics

extension Measure {
  /// The class changes on the segments between pairs of images, in the order of the pairs.
  ///
  /// - Parameters:
  ///   - network: whose boundaries are looked for.
  ///   - images: those that the pairs number, with the manifold.
  ///   - pairs: two images each.
  ///   - kinks: whether results of the exact method carry the positions of all kinks.
  /// - Throws: `MeasureFailure.noPairs`, `.index`, and as the other overload.
  public static func crossings<Element: Scalar>(
    _ network: Network<Element>, on images: MeasurementSet, pairs: [Pair], kinks: Bool = false
  ) throws -> [PairResult] {
    var settings = CrossingSettings()
    settings.kinks = kinks
    return try crossings(
      network, on: Segments(pairs, of: images), basis: images.manifold.basis, settings: settings)
  }

  /// The class changes on segments, in their order.
  ///
  /// The network's parameters are taken as stored and everything is computed in Double.
  /// - Parameters:
  ///   - network: whose boundaries are looked for.
  ///   - segments: their ends.
  ///   - basis: W, [k, d] with orthonormal rows, for the two factors of each angle.
  ///   - settings: exact or sampled, and what else is wanted.
  ///   - progress: counts segments.
  /// - Throws: `GeometryFailure` for networks and points that do not fit, a network that is not
  ///   piecewise linear when `exact` is asked for, no samples, or logits that overflow;
  ///   `MeasureFailure.auditNeedsExact`.
  public static func crossings<Element: Scalar>(
    _ network: Network<Element>, on segments: Segments, basis: Matrix<Double>?,
    settings: CrossingSettings = CrossingSettings(), progress: MeasureObserver? = nil
  ) throws -> [PairResult] {
    try settings.validate()
    guard segments.starts.columns == network.inputDimension else {
      throw MeasureFailure.inputDimension(
        expected: network.inputDimension, found: segments.starts.columns)
    }
    let finder = try PathFinder(network, basis: basis, settings: settings)
    let auditor = try settings.audit.map {
      try PathAuditor(Network<Double>(network), samples: $0.samples, precision: $0.precision)
    }
    if auditor != nil, !finder.isExact { throw MeasureFailure.auditNeedsExact }
    var results: [PairResult] = []
    for first in stride(from: 0, to: segments.count, by: finder.linesAtOnce) {
      let range = first..<min(first + finder.linesAtOnce, segments.count)
      let found = try finder.paths(segments.starts, segments.targets, range)
      for (line, path) in zip(range, found) {
        let ends = segments.ends[line]
        var result = PairResult(from: ends.from, to: ends.to, path: path)
        result.audit = auditor?.audit(
          path, from: segments.starts.row(line), to: segments.targets.row(line))
        results.append(result)
        guard auditor != nil || line + 1 == range.upperBound else { continue }
        progress?(
          MeasureProgress(
            task: "crossings", done: line + 1, total: segments.count, unit: "lines"))
      }
    }
    return results
  }
}
