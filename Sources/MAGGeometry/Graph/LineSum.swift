/// Sums of broken lines, and the same lines in other bundles.
enum LineSum {
  /// The sum of some layers' outputs, bundled as asked for.
  ///
  /// A bundle bends where any unit bends that its units shared a bundle with. Lines are taken at
  /// those points by interpolation, so that what is 0 stays exactly 0.
  static func of(
    _ terms: [BrokenLines], as layout: UnitLayout, _ ledger: inout IntervalLedger
  ) throws(IntervalStop) -> BrokenLines {
    if terms.count == 1, terms[0].layout == layout { return terms[0] }
    var bundles: [LineBundle] = []
    bundles.reserveCapacity(layout.bundles.count)
    for units in layout.bundles {
      let sum = try bundle(units, of: terms, ledger)
      try ledger.hold(rows: sum.times.count, width: units.count)
      bundles.append(sum)
    }
    return BrokenLines(layout: layout, bundles: bundles)
  }

  /// The sum of some layers' outputs at some units, which may be named more than once.
  static func bundle(
    _ units: [Int], of terms: [BrokenLines], _ ledger: IntervalLedger
  ) throws(IntervalStop) -> LineBundle {
    let parts = terms.flatMap { Self.parts(of: units, in: $0) }
    let bends = union(of: parts.map(\.bundle.bends).filter { !$0.isEmpty })
    try ledger.check(rows: bends.count + 2, width: units.count)
    return sum(parts, [ledger.start] + bends + [ledger.end], width: units.count)
  }

  /// A bundle of a term, and the columns of it that go into some columns of the sum.
  private struct Part {
    let bundle: LineBundle
    var columns: [(from: Int, to: Int)]
  }

  /// The bundles that hold the units of a bundle of the sum, in the order in which they are met.
  private static func parts(of units: [Int], in term: BrokenLines) -> [Part] {
    var parts: [Part] = []
    var numbers: [Int: Int] = [:]
    for (column, unit) in units.enumerated() {
      let place = term.layout.places[unit]
      if let number = numbers[place.bundle] {
        parts[number].columns.append((place.column, column))
      } else {
        numbers[place.bundle] = parts.count
        parts.append(
          Part(bundle: term.bundles[place.bundle], columns: [(place.column, column)]))
      }
    }
    return parts
  }

  private static func sum(_ parts: [Part], _ times: [Double], width: Int) -> LineBundle {
    var values = [Double](repeating: 0, count: times.count * width)
    var slopes = [Double](repeating: 0, count: (times.count - 1) * width)
    values.withUnsafeMutableBufferPointer { values in
      slopes.withUnsafeMutableBufferPointer { slopes in
        for part in parts { add(part, times, width, values, slopes) }
      }
    }
    return LineBundle(width: width, times: times, values: values, slopes: slopes)
  }

  private static func add(
    _ part: Part, _ times: [Double], _ width: Int, _ values: UnsafeMutableBufferPointer<Double>,
    _ slopes: UnsafeMutableBufferPointer<Double>
  ) {
    let bundle = part.bundle
    bundle.values.withUnsafeBufferPointer { ownValues in
      bundle.slopes.withUnsafeBufferPointer { ownSlopes in
        part.columns.withUnsafeBufferPointer { columns in
          var piece = 0
          for row in times.indices {
            while piece + 2 < bundle.times.count, bundle.times[piece + 1] <= times[row] {
              piece += 1
            }
            let place = piece * bundle.width
            let step = times[row] - bundle.times[piece]
            for (from, to) in columns {
              values[row * width + to] += ownValues[place + from] + step * ownSlopes[place + from]
            }
            guard row + 1 < times.count else { break }
            for (from, to) in columns { slopes[row * width + to] += ownSlopes[place + from] }
          }
        }
      }
    }
  }
}
