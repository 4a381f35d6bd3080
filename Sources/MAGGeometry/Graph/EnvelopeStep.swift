/// Max pooling on broken lines: the upper envelope of the units of each window.
///
/// On a piece between two bends of a window's units the one that leads is found from the values at
/// both ends: an envelope of straight lines is convex, so that nothing changes where one unit leads
/// at both. The leader changes only to a unit that is ahead by more than rounding
/// (`IntervalLedger.slack`); units that are equal, say 0 after a ReLU, make no kink.
/// - Ties at the start: the steepest leads, then the first in the window.
/// - Cost: some operations for each unit of a window and each bend of any of them.
struct EnvelopeStep: GraphStep {
  let output: UnitLayout
  /// The units of each output's window, by output.
  let windows: [[Int]]

  func run(
    _ input: BrokenLines, _ ledger: inout IntervalLedger
  ) throws(IntervalStop) -> BrokenLines {
    let slack = IntervalLedger.slack(input)
    var bundles: [LineBundle] = []
    bundles.reserveCapacity(output.bundles.count)
    for units in output.bundles {
      let seen = try LineSum.bundle(units.flatMap { windows[$0] }, of: [input], ledger)
      var envelopes: [WindowEnvelope] = []
      var first = 0
      for unit in units {
        let columns = first..<first + windows[unit].count
        envelopes.append(WindowEnvelope(of: columns, in: seen, slack))
        first = columns.upperBound
      }
      let times = union(of: envelopes.map { $0.bends.map(\.time)[...] })
      try ledger.hold(rows: times.count + 1, width: units.count)
      for envelope in envelopes { ledger.kinks += envelope.kinks }
      let bundle = Self.bundle(envelopes.map(\.bends), times, end: ledger.end)
      ledger.note(bundle)
      bundles.append(bundle)
    }
    return BrokenLines(layout: output, bundles: bundles)
  }

  /// Broken lines, each given by its own bends, over the times of all.
  private static func bundle(
    _ lines: [[WindowEnvelope.Bend]], _ times: [Double], end: Double
  ) -> LineBundle {
    let width = lines.count
    let times = times + [end]
    var values = [Double](repeating: 0, count: times.count * width)
    var slopes = [Double](repeating: 0, count: (times.count - 1) * width)
    for (column, bends) in lines.enumerated() {
      var next = 0
      for (row, time) in times.enumerated() {
        while next + 1 < bends.count, bends[next + 1].time <= time { next += 1 }
        let bend = bends[next]
        values[row * width + column] = bend.value + (time - bend.time) * bend.slope
        if row + 1 < times.count { slopes[row * width + column] = bend.slope }
      }
    }
    return LineBundle(width: width, times: times, values: values, slopes: slopes)
  }
}
