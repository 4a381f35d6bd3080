import MAGNumerics

/// An activation on broken lines: it bends each unit where that passes a break.
///
/// - A unit within rounding of a break (`IntervalLedger.slack`) stays in its region.
/// - Cost: a few operations for each unit and bend of its bundle.
struct BreakStep: GraphStep {
  let activation: PiecewiseLinear
  let output: UnitLayout

  func run(
    _ input: BrokenLines, _ ledger: inout IntervalLedger
  ) throws(IntervalStop) -> BrokenLines {
    let slack = IntervalLedger.slack(input)
    var bundles: [LineBundle] = []
    bundles.reserveCapacity(input.bundles.count)
    for bundle in input.bundles {
      let switches = switches(of: bundle, slack)
      try ledger.hold(rows: bundle.times.count + switches.count, width: bundle.width)
      let bent = bent(bundle, switches)
      ledger.kinks += switches.map(\.time)
      ledger.note(bent)
      bundles.append(bent)
    }
    return BrokenLines(layout: output, bundles: bundles)
  }

  /// A unit entering a region.
  private struct Switch {
    let time: Double
    /// The piece of the bundle in which it was found.
    let piece: Int
    let column: Int
    let region: UInt8
  }

  /// All switches of a bundle in the order of time.
  private func switches(of bundle: LineBundle, _ slack: Double) -> [Switch] {
    let width = bundle.width
    var found: [Switch] = []
    var regions = bundle.values.prefix(width).map { activation.region($0) }
    // A unit stays in its region while its value is within these.
    var lower = regions.map { lowerEnd(ofRegion: $0) - slack }
    var upper = regions.map { activation.upperEnd(ofRegion: $0) + slack }
    for column in 0..<width where regions[column] == 2 { upper[column] = .infinity }
    bundle.values.withUnsafeBufferPointer { values in
      for piece in 0..<bundle.times.count - 1 {
        let row = (piece + 1) * width
        for column in 0..<width {
          let after = values[row + column]
          guard after < lower[column] || after > upper[column] else { continue }
          let before = values[row - width + column]
          let slope = bundle.slopes[row - width + column]
          var region = regions[column]
          while after < lower[column] || after > upper[column] {
            let next = after < lower[column] ? region - 1 : region + 1
            let level = activation.upperEnd(ofRegion: min(region, next))
            let (start, end) = (bundle.times[piece], bundle.times[piece + 1])
            let time = slope == 0 ? start : start + (level - before) / slope
            found.append(
              Switch(
                time: min(max(time, start), end), piece: piece, column: column, region: next))
            region = next
            lower[column] = lowerEnd(ofRegion: region) - slack
            upper[column] =
              region == 2 ? .infinity : activation.upperEnd(ofRegion: region) + slack
          }
          regions[column] = region
        }
      }
    }
    found.sort { a, b in
      if a.time != b.time { return a.time < b.time }
      if a.piece != b.piece { return a.piece < b.piece }
      return a.column < b.column
    }
    return found
  }

  private func lowerEnd(ofRegion region: UInt8) -> Double {
    region == 0 ? -.infinity : activation.upperEnd(ofRegion: region - 1)
  }

  /// φ of a bundle whose switches are known.
  private func bent(_ bundle: LineBundle, _ switches: [Switch]) -> LineBundle {
    let width = bundle.width
    var result = LineBundle(width: width, capacity: bundle.times.count + switches.count)
    // φ(z) = offset + factor · z in each unit's region.
    var factors = [Double](repeating: 0, count: width)
    var offsets = factors
    func enter(_ region: UInt8, _ column: Int) {
      factors[column] = activation.slope(inRegion: region)
      offsets[column] = activation.intercept(inRegion: region)
    }
    for column in 0..<width { enter(activation.region(bundle.values[column]), column) }
    var values = factors
    var slopes = factors
    var next = 0
    bundle.values.withUnsafeBufferPointer { inputs in
      bundle.slopes.withUnsafeBufferPointer { rates in
        for piece in 0..<bundle.times.count - 1 {
          let row = piece * width
          let (start, end) = (bundle.times[piece], bundle.times[piece + 1])
          var time = start
          while true {
            while next < switches.count, switches[next].time <= time {
              enter(switches[next].region, switches[next].column)
              next += 1
            }
            let step = time - start
            for column in 0..<width {
              let rate = rates[row + column]
              values[column] =
                offsets[column] + factors[column] * (inputs[row + column] + step * rate)
              slopes[column] = factors[column] * rate
            }
            values.withUnsafeBufferPointer { values in
              slopes.withUnsafeBufferPointer { result.go(from: time, values, $0) }
            }
            guard next < switches.count, switches[next].time < end else { break }
            time = switches[next].time
          }
        }
        let row = (bundle.times.count - 1) * width
        for column in 0..<width {
          values[column] = offsets[column] + factors[column] * inputs[row + column]
        }
      }
    }
    values.withUnsafeBufferPointer { result.close(at: bundle.times[bundle.times.count - 1], $0) }
    return result
  }
}
