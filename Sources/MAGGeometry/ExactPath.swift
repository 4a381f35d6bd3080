import MAGNumerics

/// Every affine piece and every class change of a piecewise linear network on straight lines.
///
/// The walk of ExactLine (Sotoudeh & Thakur 2019) with rank-one updates, in Double: the kinks of
/// the first stage are sorted, the second stage's slopes change by one column at each of them, and
/// later stages take whole products where an earlier stage switches (`DeeperStages`).
///
/// Degenerate cases, each with a test in `DegenerateLineTests`:
/// - A unit that does not move (b_i = 0) never switches; kinks at t = 0 or 1 end no piece; kinks
///   at one t end one piece (`FirstStage`, `LinePath.pieces`).
/// - Three classes tied at one t, classes that touch without change, classes equal all along a
///   piece, ties at the ends (`ClassEnvelope`, `ClassSequence`); the same class at both ends may
///   leave and return.
/// - A crossing nearer to a kink than `kinkTolerance` carries both one-sided angles; where the
///   normal is 0 the angle is nil (`Crossing`).
/// - Identical ends are a path of status `identicalEnds`.
///
/// - Lines are taken in blocks, blocks in parallel; the cut depends on the number of lines alone,
///   and the results stand in the order of the lines whatever the number of threads.
/// - Memory: a block at a time for each thread; independent of the number of lines apart from the
///   results. With three stages a block of 64 lines of 784-1568-1568-10 takes about 10 MB; deeper
///   networks hold one stretch's values at a time, about (kinks in it) × width × 32 bytes.
/// - Cost for 784-1568-1568-10: one rank-one update a first-stage kink, 10 products of 1568 terms
///   a first-stage kink for the logits, and one pull-back a crossing.
public struct ExactPath: ExactWalk {
  public struct Options: Sendable {
    /// A crossing nearer to a kink than this in t carries both one-sided angles.
    public var kinkTolerance = 1e-9
    /// Class changes nearer to each other than this in t count as one; see `LinePath`.
    public var mergeTolerance = 1e-12
    /// Whether the results carry all kink positions.
    public var recordsKinks = false
    /// Checks every so many ends of pieces, and every crossing, afresh; nil: no certificate.
    public var certificateStride: Int?
    /// The lines that get one where `certificateStride` is given; nil: all.
    public var certificateLines: Set<Int>?
    /// First-stage kinks between fresh starts, for networks of up to three stages; deeper ones
    /// start afresh sooner, to bound memory. The drift of 512 updates is below 1e-12 relative.
    public var refreshInterval = 512
    /// Numbers of 8 bytes that `GraphPath` holds at once for a line; chains do not need it.
    public var memoryBudget = 1 << 24

    public init() {}
  }

  public let network: PiecewiseNetwork
  let frame: BoundaryFrame

  public var inputDimension: Int { network.inputDimension }

  /// - Parameters:
  ///   - network: whose boundaries are looked for.
  ///   - basis: W, [k, d] with orthonormal rows, for the split of each angle; or nil.
  public init(_ network: PiecewiseNetwork, basis: Matrix<Double>? = nil) throws(GeometryFailure) {
    if let basis, basis.columns != network.inputDimension {
      throw .dimensionMismatch(
        what: "the manifold's basis", expected: network.inputDimension, found: basis.columns)
    }
    self.network = network
    frame = BoundaryFrame(basis: basis)
  }

  /// Walks the segments from row i of `starts` to row i of `ends`.
  ///
  /// - Shapes: both [n, d]; one path a line, in order.
  /// - Identical ends: a path of status `identicalEnds` without crossings.
  /// - Throws: `GeometryFailure` for other shapes, non-finite points, or logits that overflow.
  public func paths(
    from starts: Matrix<Double>, to ends: Matrix<Double>, options: Options
  ) throws(GeometryFailure) -> [LinePath] {
    try Self.check(starts, ends, dimension: network.inputDimension)
    precondition(options.refreshInterval > 0, "a refresh interval must be positive")
    let blocks = Parallel.ranges(starts.rows, pieces: max(8, starts.rows / Self.blockSize))
    let results = Parallel.map(blocks.count) { index in
      let range = blocks[index]
      return LineBlock(
        self, options, first: range.lowerBound, starts: starts.rows(range), ends: ends.rows(range)
      ).paths()
    }
    var paths: [LinePath] = []
    paths.reserveCapacity(starts.rows)
    for (block, result) in zip(blocks, results) {
      switch result {
      case .success(let found): paths += found
      case .failure(let failure): throw .logitsNotFinite(line: block.lowerBound + failure.line)
      }
    }
    return paths
  }

  /// About this many lines share a panel of weights in the cache.
  static let blockSize = 64

  /// The checks that every method makes of its end points.
  static func check(
    _ starts: Matrix<Double>, _ ends: Matrix<Double>, dimension: Int
  ) throws(GeometryFailure) {
    guard starts.rows == ends.rows else {
      throw .countMismatch(starts: starts.rows, ends: ends.rows)
    }
    for points in [starts, ends] {
      guard points.columns == dimension else {
        throw .dimensionMismatch(what: "an end point", expected: dimension, found: points.columns)
      }
      if let bad = points.storage.firstIndex(where: { !$0.isFinite }) {
        throw .pointNotFinite(line: bad / points.columns)
      }
    }
  }
}
