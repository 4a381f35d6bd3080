/// Some units of a layer along an interval of a line: broken lines that bend at the same points.
///
/// Between two neighbouring times every unit moves straight.
struct LineBundle: Sendable {
  let width: Int
  /// Ascending and distinct: the interval's start, the bends, its end.
  private(set) var times: [Double] = []
  /// [times, width].
  private(set) var values: [Double] = []
  /// dv/dt after each time but the last, [times − 1, width].
  private(set) var slopes: [Double] = []

  init(width: Int, capacity: Int) {
    self.width = width
    times.reserveCapacity(capacity)
    values.reserveCapacity(capacity * width)
    slopes.reserveCapacity(capacity * width)
  }

  /// Units that do not bend.
  init(straight values: [Double], slopes: [Double], from start: Double, to end: Double) {
    width = values.count
    times = [start, end]
    self.values = values + zip(values, slopes).map { $0 + $1 * (end - start) }
    self.slopes = slopes
  }

  /// All parts at once, of the shapes above.
  init(width: Int, times: [Double], values: [Double], slopes: [Double]) {
    self.width = width
    self.times = times
    self.values = values
    self.slopes = slopes
  }

  /// The points at which units bend: all times but both ends.
  var bends: ArraySlice<Double> { times[1..<max(1, times.count - 1)] }

  /// The numbers held.
  var count: Int { values.count + slopes.count }

  /// Goes on from a later time with these values and slopes; where no slope changes there is no
  /// bend. A time that is there already gets the new slopes.
  mutating func go(
    from time: Double, _ newValues: UnsafeBufferPointer<Double>,
    _ newSlopes: UnsafeBufferPointer<Double>
  ) {
    let last = slopes.count - width
    if last >= 0 {
      var isStraight = true
      for column in 0..<width where slopes[last + column] != newSlopes[column] {
        isStraight = false
        break
      }
      if isStraight { return }
      if times[times.count - 1] == time {
        for column in 0..<width { slopes[last + column] = newSlopes[column] }
        return
      }
    }
    times.append(time)
    values.append(contentsOf: newValues)
    slopes.append(contentsOf: newSlopes)
  }

  /// Ends at a time with these values.
  mutating func close(at time: Double, _ newValues: UnsafeBufferPointer<Double>) {
    times.append(time)
    values.append(contentsOf: newValues)
  }
}

/// The units of a layer along an interval of a line.
struct BrokenLines: Sendable {
  let layout: UnitLayout
  /// As the layout has them.
  let bundles: [LineBundle]

  /// The values at the interval's start, unit by unit, and the slopes just after it.
  var start: (values: [Double], slopes: [Double]) {
    var values = [Double](repeating: 0, count: layout.unitCount)
    var slopes = values
    for (bundle, units) in zip(bundles, layout.bundles) {
      for (column, unit) in units.enumerated() {
        values[unit] = bundle.values[column]
        slopes[unit] = bundle.slopes[column]
      }
    }
    return (values, slopes)
  }

  /// The largest absolute value at any time.
  var largestValue: Double {
    bundles.reduce(0) { largest, bundle in
      bundle.values.withUnsafeBufferPointer { values in
        var largest = largest
        for value in values { largest = max(largest, abs(value)) }
        return largest
      }
    }
  }

  /// The numbers held.
  var count: Int { bundles.reduce(0) { $0 + $1.count } }
}

/// Sorted lists of times made one, each time once.
func union(of lists: [ArraySlice<Double>]) -> [Double] {
  lists.count == 1 ? Array(lists[0]) : distinct(lists.flatMap { $0 })
}

/// Times in order, each once.
func distinct(_ times: [Double]) -> [Double] {
  var result: [Double] = []
  result.reserveCapacity(times.count)
  for time in times.sorted() where time != result.last { result.append(time) }
  return result
}
