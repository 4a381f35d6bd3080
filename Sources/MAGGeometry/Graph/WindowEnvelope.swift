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
  /// Where the leader changes.
  private(set) var kinks: [Double] = []

  /// - Parameters:
  ///   - columns: the units' in the bundle; not empty.
  ///   - slack: a unit that is ahead by no more than this does not take the lead.
  init(of columns: Range<Int>, in bundle: LineBundle, _ slack: Double) {
    bundle.values.withUnsafeBufferPointer { values in
      bundle.slopes.withUnsafeBufferPointer { slopes in
        let largest = columns.reduce(-.infinity) { max($0, values[$1]) }
        let ahead = columns.filter { values[$0] >= largest - slack }
        var leader = ahead[0]
        for column in ahead where slopes[column] > slopes[leader] { leader = column }
        for piece in 0..<bundle.times.count - 1 {
          let row = piece * bundle.width
          let time = bundle.times[piece]
          bend(at: time, value: values[row + leader], slope: slopes[row + leader])
          let limit = values[row + bundle.width + leader] + slack
          guard columns.contains(where: { values[row + bundle.width + $0] > limit }) else {
            continue
          }
          let part = Part(
            start: time, end: bundle.times[piece + 1], slack: slack,
            before: UnsafeBufferPointer(rebasing: values[row..<row + bundle.width]),
            after: UnsafeBufferPointer(
              rebasing: values[row + bundle.width..<row + 2 * bundle.width]))
          var fraction = 0.0
          while let next = part.successor(of: leader, among: columns, after: fraction) {
            (leader, fraction) = next
            let time = part.start + fraction * (part.end - part.start)
            kinks.append(time)
            bend(at: time, value: part.value(leader, fraction), slope: slopes[row + leader])
          }
        }
      }
    }
  }

  /// A part of the interval on which all units are straight.
  private struct Part {
    let start: Double
    let end: Double
    let slack: Double
    /// The values of all columns at both ends.
    let before: UnsafeBufferPointer<Double>
    let after: UnsafeBufferPointer<Double>

    func value(_ column: Int, _ fraction: Double) -> Double {
      before[column] + fraction * (after[column] - before[column])
    }

    /// The next unit to take the lead, and where, as a fraction of the part; the steepest of those
    /// that take it at once.
    func successor(
      of leader: Int, among columns: Range<Int>, after earliest: Double
    ) -> (column: Int, fraction: Double)? {
      var best: (column: Int, fraction: Double)?
      var bestRise = 0.0
      for column in columns where after[column] - after[leader] > slack {
        let a = before[column] - before[leader]
        let b = after[column] - after[leader]
        let fraction = a >= 0 ? earliest : max(earliest, a / (a - b))
        let isBetter =
          best.map { fraction < $0.fraction || (fraction == $0.fraction && b - a > bestRise) }
          ?? true
        if isBetter {
          best = (column, fraction)
          bestRise = b - a
        }
      }
      return best
    }
  }

  private mutating func bend(at time: Double, value: Double, slope: Double) {
    if let last = bends.last {
      if last.slope == slope { return }
      if last.time == time { bends.removeLast() }
    }
    bends.append(Bend(time: time, value: value, slope: slope))
  }
}
