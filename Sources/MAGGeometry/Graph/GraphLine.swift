import MAGNumerics

/// The walk of one line through a graph, interval after interval.
struct GraphLine {
  let graph: PiecewiseGraph
  let start: [Double]
  let direction: [Double]
  /// The numbers held at once.
  let budget: Int
  /// Kinks nearer to a seam than this are the one on the seam.
  let mergeTolerance: Double

  /// An interval that was walked.
  struct Interval: Sendable {
    /// Where the logits bend, both ends included.
    let times: [Double]
    /// [times, classes].
    let logits: Matrix<Double>
    fileprivate let kinks: [Double]
    fileprivate let startSlopes: [Double]
    fileprivate let endSlopes: [Double]
  }

  /// What is known of a line.
  struct Walked: Sendable {
    let intervals: [Interval]
    /// The distinct kinks strictly inside, in order.
    let kinks: [Double]
    /// The largest difference of logits at the seams between intervals.
    let seamDrift: Double
  }

  /// An interval is halved no more often than this; one so short is walked whatever it takes.
  static let mostHalvings = 30

  /// The whole line, or nil if a value on it is NaN or infinite.
  func walked() -> Walked? {
    var intervals: [Interval] = []
    var open = [(start: 0.0, end: 1.0, halvings: 0)]
    while let (start, end, halvings) = open.popLast() {
      do throws(IntervalStop) {
        intervals.append(
          try interval(start, end, halvings < Self.mostHalvings ? budget : .max))
      } catch {
        guard error == .budget else { return nil }
        let middle = (start + end) / 2
        open.append((middle, end, halvings + 1))
        open.append((start, middle, halvings + 1))
      }
    }
    return joined(intervals)
  }

  private func interval(
    _ start: Double, _ end: Double, _ budget: Int
  ) throws(IntervalStop) -> Interval {
    var ledger = IntervalLedger(start: start, end: end, budget: budget)
    let input = BrokenLines(
      layout: .whole(direction.count),
      bundles: [
        LineBundle(
          straight: zip(self.start, direction).map { $0 + start * $1 }, slopes: direction,
          from: start, to: end)
      ])
    var outputs: [BrokenLines?] = []
    for (index, step) in graph.steps.enumerated() {
      let terms = graph.network.sources[index].compactMap { $0 < 0 ? input : outputs[$0] }
      let sum = try LineSum.of(terms, as: graph.inputs[index], &ledger)
      outputs.append(try step.run(sum, &ledger))
      for source in graph.network.sources[index]
      where source >= 0 && graph.lastReaders[source] == index { outputs[source] = nil }
      ledger.count(held: outputs.reduce(0) { $0 + ($1?.count ?? 0) })
    }
    let classes = graph.network.classCount
    let logits = try LineSum.of(outputs.suffix(1).compactMap(\.self), as: .whole(classes), &ledger)
    let bundle = logits.bundles[0]
    guard bundle.values.allSatisfy(\.isFinite) else { throw .overflow }
    return Interval(
      times: bundle.times,
      logits: Matrix(rows: bundle.times.count, columns: classes, storage: bundle.values),
      kinks: ledger.kinks, startSlopes: ledger.startSlopes, endSlopes: ledger.endSlopes)
  }

  private func joined(_ intervals: [Interval]) -> Walked {
    var kinks: [Double] = []
    var drift = 0.0
    for (before, after) in zip(intervals, intervals.dropFirst()) {
      drift = zip(before.logits.row(before.logits.rows - 1), after.logits.row(0))
        .reduce(drift) { max($0, abs($1.0 - $1.1)) }
      let seam = after.times[0]
      let isNear = (before.kinks + after.kinks).contains { abs($0 - seam) <= mergeTolerance }
      if !isNear, Self.differ(before.endSlopes, after.startSlopes) { kinks.append(seam) }
    }
    let inside = (kinks + intervals.flatMap(\.kinks)).filter { $0 > 0 && $0 < 1 }
    return Walked(intervals: intervals, kinks: distinct(inside), seamDrift: drift)
  }

  /// Whether some unit has another slope on the other side of a seam: it switches there.
  private static func differ(_ before: [Double], _ after: [Double]) -> Bool {
    let largest = before.reduce(0) { max($0, abs($1)) }
    return zip(before, after).contains { abs($0 - $1) > 1e-9 * largest }
  }
}
