import MAGNetwork
import MAGNumerics

/// The decision regions of a network on a window of a plane.
public struct PlaneSlice: Sendable {
  public let method: PathMethod
  public let window: PlaneWindow
  /// From the lowest up; the classes along horizontal lines, `spacing` apart.
  public let rows: [ScanLine]
  /// Vertical lines; empty if sampled.
  public let columns: [ScanLine]
  /// Between neighbouring lines, and between neighbouring samples on one.
  public let spacing: Double
  public let classCount: Int
  /// Nil if sampled, for a graph, and for a chain with an activation after its last dense layer.
  public let boundary: PlaneBoundary?
  /// The share of the window of each class from the boundary; nil unless it is complete.
  public let exactShares: [Double]?

  /// Walks the lines of a lattice and follows the boundaries that they meet.
  ///
  /// - Parameters:
  ///   - network: whose regions are drawn.
  ///   - plane: where it is cut.
  ///   - window: the part of the plane, with its pixels.
  ///   - linesPerPixel: scan lines a pixel in each direction.
  ///   - progress: scan lines done, and all of them.
  /// - Throws: `GeometryFailure`, `WindowFailure`.
  /// - Cost: `ScanLattice` and `PlaneBoundary`; for a trained 784-1568-1568-10 about 1.8 ms a line
  ///   and 0.03 ms a straight part of the boundaries, on one core.
  public init(
    exact network: PiecewiseNetwork, on plane: Plane, _ window: PlaneWindow, linesPerPixel: Int,
    progress: ((Int, Int) -> Void)? = nil
  ) throws {
    let flat = try network.restricted(to: plane)
    let lattice = try ScanLattice(
      ExactPath(flat), window, linesPerPixel: linesPerPixel, progress: progress)
    self.init(
      lattice, classCount: network.classCount,
      boundary: network.hasLinearOutput ? PlaneBoundary(flat, lattice) : nil)
  }

  /// Walks the lines of a lattice through a graph; boundaries between them are not followed.
  ///
  /// - Throws: `GeometryFailure`, `WindowFailure`.
  /// - Cost: that of (rows + columns + 2) lines of `GraphPath`.
  public init(
    exact graph: GraphPath, on plane: Plane, _ window: PlaneWindow, linesPerPixel: Int,
    progress: ((Int, Int) -> Void)? = nil
  ) throws {
    let lattice = try ScanLattice(
      graph.restricted(to: plane), window, linesPerPixel: linesPerPixel, progress: progress)
    self.init(lattice, classCount: graph.network.classCount, boundary: nil)
  }

  private init(_ lattice: ScanLattice, classCount: Int, boundary: PlaneBoundary?) {
    method = .exact
    window = lattice.window
    (rows, columns, spacing) = (lattice.rows, lattice.columns, lattice.spacing)
    self.classCount = classCount
    self.boundary = boundary
    exactShares = boundary.flatMap { boundary in
      guard boundary.agreement.isComplete else { return nil }
      return boundary.areas(lattice, classes: classCount).map { $0 / lattice.window.area }
    }
  }

  /// Evaluates the network at `samplesPerPixel`² points a pixel; what lies between is not seen.
  ///
  /// - Parameters:
  ///   - network: whose regions are drawn.
  ///   - plane: where it is cut.
  ///   - window: the part of the plane, with its pixels.
  ///   - samplesPerPixel: in each direction.
  ///   - progress: rows of samples done, and all of them.
  /// - Throws: `GeometryFailure.logitsNotFinite` with the number of the row; `WindowFailure`;
  ///   `.dimensionMismatch`.
  /// - Cost: one forward pass a sample.
  public init(
    sampling network: Network<Double>, on plane: Plane, _ window: PlaneWindow,
    samplesPerPixel: Int, progress: ((Int, Int) -> Void)? = nil
  ) throws {
    try Self.check(linesPerPixel: samplesPerPixel)
    guard plane.dimension == network.inputDimension else {
      throw GeometryFailure.dimensionMismatch(
        what: "the plane", expected: network.inputDimension, found: plane.dimension)
    }
    method = .sampled
    self.window = window
    let step = window.pixel / Double(samplesPerPixel)
    spacing = step
    classCount = network.classCount
    (columns, boundary, exactShares) = ([], nil, nil)
    let (across, up) = (window.columns * samplesPerPixel, window.rows * samplesPerPixel)
    var rows: [ScanLine] = []
    for row in 0..<up {
      let y = window.minY + (Double(row) + 0.5) * step
      let points = (0..<across).map { PlanePoint(window.minX + (Double($0) + 0.5) * step, y) }
      let logits = network.logits(plane.inputs(at: points))
      guard logits.storage.allSatisfy(\.isFinite) else {
        throw GeometryFailure.logitsNotFinite(line: row)
      }
      rows.append(ScanLine(samples: logits, place: y, lower: window.minX, step: step))
      progress?(row + 1, up)
    }
    self.rows = rows
  }

  /// Refuses no scan lines a pixel, and more than 64.
  ///
  /// - Throws: `WindowFailure.scanLines`.
  public static func check(linesPerPixel count: Int) throws(WindowFailure) {
    guard (1...ScanLattice.mostLines).contains(count) else { throw .scanLines(count) }
  }

  /// The share of the window of each class along the rows, and along the columns (nil if sampled).
  public var sharesOnLines: (rows: [Double], columns: [Double]?) {
    (
      shares(rows, window.minX, window.maxX),
      columns.isEmpty ? nil : shares(columns, window.minY, window.maxY)
    )
  }

  private func shares(_ lines: [ScanLine], _ lower: Double, _ upper: Double) -> [Double] {
    var sums = [Double](repeating: 0, count: classCount)
    for line in lines {
      var last = lower
      for run in line.runs(from: lower, to: upper) {
        sums[run.class] += run.end - last
        last = run.end
      }
    }
    return sums.map { $0 / (Double(lines.count) * (upper - lower)) }
  }
}

extension ScanLine {
  /// The classes of samples, each standing for the step around it; the lowest index at ties.
  fileprivate init(samples logits: Matrix<Double>, place: Double, lower: Double, step: Double) {
    let classes = (0..<logits.rows).map { row in
      var best = 0
      for index in 0..<logits.columns where logits[row, index] > logits[row, best] { best = index }
      return best
    }
    self.place = place
    startClass = classes.first ?? 0
    crossings = zip(classes, classes.dropFirst()).enumerated().compactMap { index, pair in
      pair.0 == pair.1
        ? nil
        : ScanCrossing(
          position: lower + Double(index + 1) * step, fromClass: pair.0, toClass: pair.1,
          kinkGap: nil)
    }
  }
}

extension PiecewiseNetwork {
  /// Whether the logits are the last stage's z themselves.
  var hasLinearOutput: Bool { stages[stages.count - 1].activation == .identity }
}
