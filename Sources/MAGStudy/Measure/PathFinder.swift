import MAGGeometry
import MAGNetwork
import MAGNumerics

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

  /// How the paths it finds are labelled.
  var method: PathMethod {
    switch self {
    case .exact: .exact
    case .sampled: .sampled
    }
  }

  /// Lines between two reports of progress: a second or so of either method.
  var linesAtOnce: Int {
    switch self {
    case .exact: 128
    case .sampled: 4
    }
  }

  /// Ends of pieces between two that a certificate checks.
  static let certificateStride = 16

  /// The paths of some rows; failures name the line by its number among all rows.
  ///
  /// - Parameter certified: the rows, counted from the first of the range, whose paths get a
  ///   certificate; the sampled method gives none.
  func paths(
    _ starts: Matrix<Double>, _ targets: Matrix<Double>, _ range: Range<Int>,
    certified: Set<Int> = []
  ) throws(GeometryFailure) -> [LinePath] {
    do throws(GeometryFailure) {
      switch self {
      case .exact(let path, let kinks):
        var options = ExactPath.Options()
        options.recordsKinks = kinks
        if !certified.isEmpty {
          options.certificateStride = Self.certificateStride
          options.certificateLines = certified
        }
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
