import MAGNetwork
import MAGNumerics

/// Class changes on straight lines by uniform samples and root finding, for any network.
///
/// Where two neighbouring samples differ in class, the point at which the first class stops being
/// largest is bracketed and narrowed to the tolerance by `BracketedRoot` on its margin
/// f_i − max_{j≠i} f_j; if another class than the second sample's follows, the search goes on from
/// there. What comes and goes between two samples is missed: results say `sampled`.
/// - Classes tied exactly at a sample are decided by what lies on both sides of it: a touch is no
///   crossing, and a tie at an end belongs to the inside (`ClassSequence`).
/// - Angles come from ∇(f_from − f_to) at the root; there are no pieces and no kink gaps.
/// - Cost: `steps + 1` forward passes a line, then about 8 for each crossing.
public struct SampledPath: Sendable {
  public struct Options: Sendable {
    /// Intervals a line; samples are at i / steps.
    public var steps = 1000
    /// Roots are narrowed to brackets no wider than this in t (or than rounding allows).
    public var tolerance = 1e-12
    /// Class changes nearer to each other than this in t count as one, and none nearer than this
    /// to an end is a crossing: rounding blurs where a tie lies. At least twice `tolerance`.
    public var mergeTolerance = 1e-10

    public init() {}
  }

  public let network: Network<Double>
  let frame: BoundaryFrame

  /// - Parameters:
  ///   - network: whose boundaries are looked for.
  ///   - basis: W, [k, d] with orthonormal rows, for the split of each angle; or nil.
  public init(_ network: Network<Double>, basis: Matrix<Double>? = nil) throws(GeometryFailure) {
    if let basis, basis.columns != network.inputDimension {
      throw .dimensionMismatch(
        what: "the manifold's basis", expected: network.inputDimension, found: basis.columns)
    }
    self.network = network
    frame = BoundaryFrame(basis: basis)
  }

  /// The sampled paths of the segments from row i of `starts` to row i of `ends`.
  ///
  /// - Throws: `GeometryFailure` for other shapes, non-finite points or logits, no steps, or a
  ///   tolerance that is not positive.
  public func paths(
    from starts: Matrix<Double>, to ends: Matrix<Double>, options: Options = Options()
  ) throws(GeometryFailure) -> [LinePath] {
    try ExactPath.check(starts, ends, dimension: network.inputDimension)
    guard options.steps > 0 else { throw .tooFewSamples(options.steps) }
    guard options.tolerance > 0 else { throw .toleranceNotPositive(options.tolerance) }
    var paths: [LinePath] = []
    for line in 0..<starts.rows {
      guard let path = path(SampledLine(starts.row(line), ends.row(line)), options) else {
        throw .logitsNotFinite(line: line)
      }
      paths.append(path)
    }
    return paths
  }

  /// One line; nil if a logit is not finite.
  private func path(_ line: SampledLine, _ options: Options) -> LinePath? {
    var samples: [Sample] = []
    for first in stride(from: 0, through: options.steps, by: Self.chunk) {
      let last = min(first + Self.chunk - 1, options.steps)
      samples += evaluate(line, (first...last).map { Double($0) / Double(options.steps) })
    }
    guard samples.allSatisfy(\.isFinite), let first = samples.first else { return nil }
    var searches = zip(samples, samples.dropFirst()).filter { $0.leader != $1.leader }
      .map { Search($0, $1, options.tolerance) }
    while true {
      let open = searches.indices.filter { !searches[$0].isDone }
      guard !open.isEmpty else { break }
      let points = evaluate(line, open.map { searches[$0].next })
      guard points.allSatisfy(\.isFinite) else { return nil }
      for (index, point) in zip(open, points) { searches[index].update(point) }
    }
    var sequence = ClassSequence(
      startClass: first.leader,
      mergeTolerance: max(options.mergeTolerance, 2 * options.tolerance))
    for change in searches.flatMap(\.found) { sequence.record(change) }
    var path = LinePath(
      status: line.isPoint ? .identicalEnds : .walked, method: .sampled, pieces: nil,
      startClass: sequence.startClass, endClass: sequence.endClass,
      length: BoundaryFrame.length(line.direction.row(0)),
      crossings: sequence.changes.map { Crossing(t: $0.time, fromClass: $0.from, toClass: $0.to) })
    describe(&path.crossings, line)
    return path
  }

  /// Samples evaluated in one pass.
  static let chunk = 256

  private func evaluate(_ line: SampledLine, _ times: [Double]) -> [Sample] {
    let logits = network.logits(line.points(times))
    return times.indices.map { Sample(t: times[$0], logits: Array(logits.row($0))) }
  }

  private func describe(_ crossings: inout [Crossing], _ line: SampledLine) {
    guard !crossings.isEmpty else { return }
    let normals = network.boundaryNormals(
      at: line.points(crossings.map(\.t)), from: crossings.map(\.fromClass),
      to: crossings.map(\.toClass))
    let normalParts = frame.scaledParts(of: normals)
    let directionParts = frame.scaledParts(of: line.direction)
    for index in crossings.indices {
      frame.describe(
        &crossings[index], normals: normalParts, index, directions: directionParts, 0)
    }
  }
}

extension Network<Double> {
  /// ∇(f_from − f_to) at points, a row each.
  func boundaryNormals(at points: Matrix<Double>, from: [Int], to: [Int]) -> Matrix<Double> {
    let rising = inputGradient(points, labels: from, of: .trueLogit)
    let falling = inputGradient(points, labels: to, of: .trueLogit)
    return Matrix(
      rows: points.rows, columns: points.columns,
      storage: zip(rising.storage, falling.storage).map { $0 - $1 })
  }
}

/// A segment from which points are sampled.
struct SampledLine {
  let start: Matrix<Double>
  let direction: Matrix<Double>

  init(_ start: ArraySlice<Double>, _ end: ArraySlice<Double>) {
    self.start = Matrix(rows: 1, columns: start.count, storage: Array(start))
    direction = Matrix(rows: 1, columns: start.count, storage: zip(end, start).map { $0 - $1 })
  }

  var isPoint: Bool { direction.storage.allSatisfy { $0 == 0 } }

  func points(_ times: [Double]) -> Matrix<Double> {
    Matrix(
      rows: times.count, columns: start.columns,
      storage: times.flatMap { t in zip(start.storage, direction.storage).map { $0 + t * $1 } })
  }
}

/// The logits at one point of a line.
struct Sample {
  let t: Double
  let logits: [Double]

  var isFinite: Bool { logits.allSatisfy(\.isFinite) }

  /// The predicted class, the lowest index at ties.
  var leader: Int { Double.largest(in: logits[...]) }

  /// f_class − the largest other logit: positive where `class` leads alone.
  func margin(of leader: Int) -> Double {
    let others = logits.enumerated().filter { $0.offset != leader }.map(\.element)
    return logits[leader] - (others.max() ?? -.infinity)
  }
}

/// The search for all class changes between two samples of different class.
private struct Search {
  private var low: Sample
  private let end: Sample
  private var high: Sample
  private var root: BracketedRoot
  private let tolerance: Double
  private(set) var found: [ClassChange] = []
  private(set) var isDone = false

  init(_ low: Sample, _ high: Sample, _ tolerance: Double) {
    self.low = low
    self.high = high
    end = high
    self.tolerance = tolerance
    root = Self.root(low, high, tolerance)
    settle()
  }

  var next: Double { root.next }

  mutating func update(_ point: Sample) {
    // At a tie the class with the lower index leads, so the sign follows the leader.
    let margin = point.margin(of: low.leader)
    let leads = point.leader == low.leader
    root.update(at: point.t, value: leads ? max(margin, .leastNonzeroMagnitude) : min(margin, 0))
    if !leads { high = point }
    settle()
  }

  /// Records finished roots and goes on from there until the end's class is reached.
  private mutating func settle() {
    while root.isDone {
      found.append(ClassChange(time: high.t, from: low.leader, to: high.leader, stretch: 0))
      guard high.leader != end.leader, high.t < end.t else {
        isDone = true
        return
      }
      low = high
      high = end
      root = Self.root(low, high, tolerance)
    }
  }

  private static func root(_ low: Sample, _ high: Sample, _ tolerance: Double) -> BracketedRoot {
    BracketedRoot(
      low: low.t, lowValue: max(low.margin(of: low.leader), .leastNonzeroMagnitude), high: high.t,
      highValue: min(high.margin(of: low.leader), 0), tolerance: tolerance)
  }
}
