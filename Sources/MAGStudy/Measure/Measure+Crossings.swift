import MAGGeometry
import MAGNetwork
import MAGNumerics

extension Measure {
  /// The class changes on the segments between pairs of images, in the order of the pairs.
  ///
  /// - Parameter kinks: whether results of the exact method carry the positions of all kinks.
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
  ///   - basis: W, [k, d] with orthonormal rows, for the two factors of each angle.
  ///   - progress: counts segments.
  /// - Throws: `GeometryFailure` for networks and points that do not fit, a network that is not
  ///   piecewise linear when `exact` is asked for, no samples, or logits that overflow.
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
    var results: [PairResult] = []
    for first in stride(from: 0, to: segments.count, by: finder.linesAtOnce) {
      let range = first..<min(first + finder.linesAtOnce, segments.count)
      let found = try finder.paths(segments.starts, segments.targets, range)
      results += zip(segments.ends[range], found).map { ends, path in
        PairResult(from: ends.from, to: ends.to, path: path)
      }
      progress?(
        MeasureProgress(
          task: "crossings", done: range.upperBound, total: segments.count, unit: "lines"))
    }
    return results
  }
}

/// The walk that settings ask for and a network allows.
enum PathFinder {
  case exact(ExactPath, kinks: Bool)
  case sampled(SampledPath, steps: Int)

  init<Element: Scalar>(
    _ network: Network<Element>, basis: Matrix<Double>?, settings: CrossingSettings
  ) throws(GeometryFailure) {
    if settings.method != .sampled {
      do throws(GeometryFailure) {
        self = .exact(
          try ExactPath(PiecewiseNetwork(network), basis: basis), kinks: settings.kinks)
        return
      } catch {
        switch error {
        case .notPiecewiseLinear, .notFullyConnected: if settings.method == .exact { throw error }
        default: throw error
        }
      }
    }
    self = .sampled(
      try SampledPath(Network<Double>(network), basis: basis), steps: settings.samples)
  }

  /// Lines between two reports of progress: a second or so of either method.
  var linesAtOnce: Int {
    switch self {
    case .exact: 128
    case .sampled: 4
    }
  }

  /// The paths of some rows; failures name the line by its number among all rows.
  func paths(
    _ starts: Matrix<Double>, _ targets: Matrix<Double>, _ range: Range<Int>
  ) throws(GeometryFailure) -> [LinePath] {
    do throws(GeometryFailure) {
      switch self {
      case .exact(let path, let kinks):
        var options = ExactPath.Options()
        options.recordsKinks = kinks
        return try path.paths(
          from: starts.rows(range), to: targets.rows(range), options: options)
      case .sampled(let path, let steps):
        var options = SampledPath.Options()
        options.steps = steps
        return try path.paths(
          from: starts.rows(range), to: targets.rows(range), options: options)
      }
    } catch {
      switch error {
      case .logitsNotFinite(let line): throw .logitsNotFinite(line: range.lowerBound + line)
      case .pointNotFinite(let line): throw .pointNotFinite(line: range.lowerBound + line)
      default: throw error
      }
    }
  }
}
