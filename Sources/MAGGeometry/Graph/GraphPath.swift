import MAGNetwork
import MAGNumerics

/// Every affine piece and every class change of a graph of piecewise linear layers on straight
/// lines: convolutions, poolings, residual sums, elementwise maps, in any order.
///
/// The walk goes layer by layer over an interval of a line. A layer's units are held as broken
/// lines, in bundles that bend together (`UnitLayout`); an affine layer carries bends only to the
/// units that they reach (`BlockStep`), activations and max pooling add their own (`BreakStep`,
/// `EnvelopeStep`), a residual sum joins the bends of its terms (`LineSum`). The class changes are
/// the corners of the envelope of the logits, as in `ExactPath`, with the same rules for ties, ends
/// and kinks; what is said there of units holds for the leaders of pooling windows too.
///
/// - Kinks: where a unit passes a break of its activation or a pooling window's leader changes,
///   whether or not that reaches the logits.
/// - Normals: gradients at the middle of the piece before a crossing, by the network's own reverse
///   pass. On a piece shorter than rounding that may be the normal of a neighbouring one; its ends
///   are kinks nearer than the tolerance, so both one-sided angles are given as well.
/// - Memory: the broken lines of the layers still needed, at most `Options.memoryBudget` numbers a
///   line and thread; an interval that would take more is cut in two, each half starting afresh. A
///   budget below some forty numbers a unit is taken for that many.
/// - Lines run in parallel; the result of a line depends on no other.
public struct GraphPath: ExactWalk {
  public let network: Network<Double>
  let graph: PiecewiseGraph
  let frame: BoundaryFrame

  public var inputDimension: Int { network.inputDimension }

  /// - Parameters:
  ///   - network: whose boundaries are looked for.
  ///   - basis: W, [k, d] with orthonormal rows, for the split of each angle; or nil.
  /// - Throws: `GeometryFailure` naming the layer that is not piecewise linear or holds a parameter
  ///   that is not finite, or for a basis of another dimension.
  public init(_ network: Network<Double>, basis: Matrix<Double>? = nil) throws(GeometryFailure) {
    if let basis, basis.columns != network.inputDimension {
      throw .dimensionMismatch(
        what: "the manifold's basis", expected: network.inputDimension, found: basis.columns)
    }
    self.network = network
    graph = try PiecewiseGraph(network)
    frame = BoundaryFrame(basis: basis)
  }

  public func paths(
    from starts: Matrix<Double>, to ends: Matrix<Double>, options: ExactPath.Options
  ) throws(GeometryFailure) -> [LinePath] {
    try ExactPath.check(starts, ends, dimension: network.inputDimension)
    let found = Parallel.map(starts.rows) { line in
      path(line, starts.rows(line..<line + 1), ends.rows(line..<line + 1), options)
    }
    var paths: [LinePath] = []
    paths.reserveCapacity(starts.rows)
    for (line, path) in found.enumerated() {
      guard let path else { throw .logitsNotFinite(line: line) }
      paths.append(path)
    }
    return paths
  }

  /// The least budget: enough for the straight lines of all units and some bends.
  private var leastBudget: Int {
    40 * network.layers.reduce(network.inputDimension) { $0 + $1.outputCount }
  }

  /// One line; nil if a value on it is NaN or infinite.
  private func path(
    _ number: Int, _ start: Matrix<Double>, _ end: Matrix<Double>, _ options: ExactPath.Options
  ) -> LinePath? {
    let direction = Matrix(
      rows: 1, columns: start.columns, storage: zip(end.storage, start.storage).map { $0 - $1 })
    let line = GraphLine(
      graph: graph, start: start.storage, direction: direction.storage,
      budget: max(options.memoryBudget, leastBudget), mergeTolerance: options.mergeTolerance)
    guard let walked = line.walked() else { return nil }
    var envelope = ClassEnvelope(mergeTolerance: options.mergeTolerance)
    for (index, interval) in walked.intervals.enumerated() {
      interval.logits.withReadView { envelope.append(interval.times, $0, stretch: index) }
    }
    var path = LinePath(
      envelope.sequence, kinks: walked.kinks, direction: direction.row(0), options: options)
    path.seamDrift = walked.seamDrift
    describe(&path.crossings, walked.kinks, start, direction, options.kinkTolerance)
    if let stride = options.certificateStride, options.certificateLines?.contains(number) ?? true {
      let inspector = LineInspector(
        classCount: network.classCount, starts: start, directions: direction,
        stride: max(1, stride)
      ) { network.logits($0) }
      var certified = [path]
      inspector.certify(&certified, lines: [0], ends: [walked.ends])
      path = certified[0]
    }
    return path
  }

  /// Writes the angles of the crossings of a line.
  private func describe(
    _ crossings: inout [Crossing], _ kinks: [Double], _ start: Matrix<Double>,
    _ direction: Matrix<Double>, _ tolerance: Double
  ) {
    guard !crossings.isEmpty else { return }
    var probes: [(time: Double, from: Int, to: Int)] = []
    for crossing in crossings {
      let beside = crossing.anglesOneSided == nil ? [] : [-tolerance, tolerance]
      for shift in [0] + beside {
        probes.append(
          (
            Self.middle(ofPieceBefore: crossing.t + shift, kinks), crossing.fromClass,
            crossing.toClass
          ))
      }
    }
    let points = probes.flatMap { probe in
      zip(start.storage, direction.storage).map { $0 + probe.time * $1 }
    }
    let normals = network.boundaryNormals(
      at: Matrix(rows: probes.count, columns: start.columns, storage: points),
      from: probes.map(\.from), to: probes.map(\.to))
    var next = 0
    frame.describe(
      &crossings, normals: frame.scaledParts(of: normals), &next,
      directions: frame.scaledParts(of: direction), 0)
  }

  /// The middle of the piece in which a point lies; at a kink, of the one before it.
  private static func middle(ofPieceBefore time: Double, _ kinks: [Double]) -> Double {
    let next = kinks.firstIndex(notBelow: time)
    let (low, high) = (next > 0 ? kinks[next - 1] : 0, next < kinks.count ? kinks[next] : 1)
    return (low + high) / 2
  }
}

extension GraphLine.Walked {
  /// The walked logits at both ends and all kinks.
  fileprivate var ends: LineInspector.Ends {
    var ends = LineInspector.Ends()
    ends.times = [0] + kinks + [1]
    var (interval, row) = (0, 0)
    for time in ends.times {
      while time > intervals[interval].times[row + 1] {
        row += 1
        if row + 1 == intervals[interval].times.count { (interval, row) = (interval + 1, 0) }
      }
      let part = intervals[interval]
      let (low, high) = (part.times[row], part.times[row + 1])
      let fraction = (time - low) / (high - low)
      ends.logits += zip(part.logits.row(row), part.logits.row(row + 1)).map {
        fraction < 1 ? $0 + fraction * ($1 - $0) : $1
      }
    }
    return ends
  }
}
