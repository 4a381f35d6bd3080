/// An elementwise affine map on broken lines, y = s x + t unit by unit: no bend comes or goes.
struct ScaleStep: GraphStep {
  let output: UnitLayout
  /// s and t of each unit.
  let factors: [Double]
  let shifts: [Double]

  func run(
    _ input: BrokenLines, _ ledger: inout IntervalLedger
  ) throws(IntervalStop) -> BrokenLines {
    var bundles: [LineBundle] = []
    bundles.reserveCapacity(input.bundles.count)
    for (bundle, units) in zip(input.bundles, output.bundles) {
      try ledger.hold(rows: bundle.times.count, width: bundle.width)
      var (values, slopes) = (bundle.values, bundle.slopes)
      for (column, unit) in units.enumerated() {
        let (factor, shift) = (factors[unit], shifts[unit])
        for place in stride(from: column, to: values.count, by: units.count) {
          values[place] = factor * values[place] + shift
        }
        for place in stride(from: column, to: slopes.count, by: units.count) {
          slopes[place] *= factor
        }
      }
      bundles.append(
        LineBundle(width: bundle.width, times: bundle.times, values: values, slopes: slopes))
    }
    return BrokenLines(layout: output, bundles: bundles)
  }
}

/// Units in another order: the same bundles under other names.
struct RenameStep: GraphStep {
  let output: UnitLayout

  /// y_i = x_{order i}.
  init(order: [Int], of input: UnitLayout) {
    var target = order
    for (index, source) in order.enumerated() { target[source] = index }
    output = UnitLayout(input.bundles.map { units in units.map { target[$0] } })
  }

  func run(
    _ input: BrokenLines, _ ledger: inout IntervalLedger
  ) throws(IntervalStop) -> BrokenLines {
    for bundle in input.bundles {
      try ledger.hold(rows: bundle.times.count, width: bundle.width)
    }
    return BrokenLines(layout: output, bundles: input.bundles)
  }
}
