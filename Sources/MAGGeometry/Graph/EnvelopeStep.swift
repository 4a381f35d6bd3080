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
  let windows: [[UnitLayout.Place]]

  func run(
    _ input: BrokenLines, _ ledger: inout IntervalLedger
  ) throws(IntervalStop) -> BrokenLines {
    let slack = IntervalLedger.slack(input)
    var bundles: [LineBundle] = []
    bundles.reserveCapacity(output.bundles.count)
    for units in output.bundles {
      let envelopes = units.map { unit in
        var envelope = WindowEnvelope(windows[unit], input, slack)
        envelope.walk()
        return envelope
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

/// The upper envelope of some units along an interval.
struct WindowEnvelope {
  /// From `time` on the envelope moves straight.
  struct Bend {
    let time: Double
    let value: Double
    let slope: Double
  }

  /// In order; the first is at the interval's start.
  private(set) var bends: [Bend] = []
  /// Where the leader changes and the slope with it.
  private(set) var kinks: [Double] = []
  private let slack: Double
  private var members: [Member]
  private var leader = 0

  /// One unit, and its piece that is being walked.
  private struct Member {
    let bundle: LineBundle
    let column: Int
    var piece = 0
    /// At the start and the end of the part between neighbouring bends of any member.
    var before: Double
    var after = 0.0

    var slope: Double { bundle.slopes[piece * bundle.width + column] }
    var end: Double { bundle.times[piece + 1] }

    mutating func look(ahead time: Double) {
      let place = piece * bundle.width + column
      after =
        time == end
        ? bundle.values[place + bundle.width]
        : bundle.values[place] + (time - bundle.times[piece]) * slope
    }

    mutating func go(to time: Double) {
      before = after
      if time == end, piece + 2 < bundle.times.count { piece += 1 }
    }
  }

  init(_ window: [UnitLayout.Place], _ lines: BrokenLines, _ slack: Double) {
    self.slack = slack
    members = window.map {
      let bundle = lines.bundles[$0.bundle]
      return Member(bundle: bundle, column: $0.column, before: bundle.values[$0.column])
    }
  }

  mutating func walk() {
    let bundle = members[0].bundle
    var time = bundle.times[0]
    let end = bundle.times[bundle.times.count - 1]
    let largest = members.reduce(-.infinity) { max($0, $1.before) }
    let ahead = members.indices.filter { members[$0].before >= largest - slack }
    leader = ahead[0]
    for index in ahead where members[index].slope > members[leader].slope { leader = index }
    bend(at: time, value: members[leader].before)
    while time < end {
      let next = members.reduce(end) { min($0, $1.end) }
      for index in members.indices { members[index].look(ahead: next) }
      changeLeader(from: time, to: next)
      for index in members.indices { members[index].go(to: next) }
      time = next
      if time < end { bend(at: time, value: members[leader].before) }
    }
  }

  /// Follows the envelope over a part on which all members are straight.
  private mutating func changeLeader(from start: Double, to end: Double) {
    var fraction = 0.0
    while let next = successor(after: fraction) {
      fraction = next.fraction
      leader = next.index
      let member = members[leader]
      let time = start + fraction * (end - start)
      kinks.append(time)
      bend(at: time, value: member.before + fraction * (member.after - member.before))
    }
  }

  /// The next member to take the lead within a part, and where, as a fraction of the part.
  private func successor(after earliest: Double) -> (index: Int, fraction: Double)? {
    var best: (index: Int, fraction: Double)?
    var bestRise = 0.0
    let (from, to) = (members[leader].before, members[leader].after)
    for index in members.indices where members[index].after - to > slack {
      let (a, b) = (members[index].before - from, members[index].after - to)
      let fraction = a >= 0 ? earliest : max(earliest, a / (a - b))
      let isBetter =
        best.map { fraction < $0.fraction || (fraction == $0.fraction && b - a > bestRise) } ?? true
      if isBetter {
        best = (index, fraction)
        bestRise = b - a
      }
    }
    return best
  }

  private mutating func bend(at time: Double, value: Double) {
    let slope = members[leader].slope
    if let last = bends.last {
      if last.slope == slope { return }
      if last.time == time { bends.removeLast() }
    }
    bends.append(Bend(time: time, value: value, slope: slope))
  }
}
