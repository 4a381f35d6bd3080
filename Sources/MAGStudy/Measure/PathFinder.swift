import MAGGeometry
import MAGNetwork
import MAGNumerics

/// The walk that settings ask for and a network allows.
enum PathFinder {
  case exact(any ExactWalk, ExactPath.Options)
  case sampled(SampledPath, steps: Int)

  init<Element: Scalar>(
    _ network: Network<Element>, basis: Matrix<Double>?, settings: CrossingSettings
  ) throws(GeometryFailure) {
    if let walk = try settings.method.walk(of: network, basis: basis) {
      var options = ExactPath.Options()
      options.recordsKinks = settings.kinks
      options.certificateStride = settings.certificateStride
      self = .exact(walk, options)
      return
    }
    self = .sampled(
      try SampledPath(Network<Double>(network), basis: basis), steps: settings.samples)
  }

  /// How the paths it finds are labelled.
  var method: PathMethod {
    switch self {
    case .exact: .exact
    case .sampled: .sampled
    }
  }

  var isExact: Bool { method == .exact }

  /// Whether lines are walked one by one through a graph, some hundredths of a second each.
  var isGraph: Bool {
    if case .exact(let walk, _) = self { walk is GraphPath } else { false }
  }

  /// Lines between two reports of progress: a second or so of each method. Chains share products
  /// among many lines; each line of a graph is walked by itself.
  var linesAtOnce: Int {
    switch self {
    case .exact: isGraph ? 16 : 1024
    case .sampled: 4
    }
  }

  /// The paths of some rows; failures name the line by its number among all rows.
  ///
  /// - Parameter certified: the rows, counted from the first of the range, whose paths get a
  ///   certificate if the settings ask for any; nil for all. The sampled method gives none.
  func paths(
    _ starts: Matrix<Double>, _ targets: Matrix<Double>, _ range: Range<Int>,
    certified: Set<Int>? = nil
  ) throws(GeometryFailure) -> [LinePath] {
    do throws(GeometryFailure) {
      switch self {
      case .exact(let walk, var options):
        options.certificateLines = certified
        return try walk.paths(
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
