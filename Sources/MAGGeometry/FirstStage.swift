import MAGNumerics

/// The first stage on a block of lines: z = a + t b for all units, and its kinks cut in stretches.
///
/// - b = 0: the unit never switches; it keeps the region of a.
/// - A kink at t = 0 or t = 1: the unit switches there, which makes no piece of its own. A unit on
///   its break at t = 0 that rises switches at t = 0; one that falls is below from the start.
/// - Coincident kinks are kept, in the order of their units, with steps of length 0 between them.
struct FirstStage {
  let intercept: Matrix<Double>
  let slope: Matrix<Double>

  /// Two products for all lines, [lines, d] each; ends are x₀ and x₀ + d.
  init(_ network: PiecewiseNetwork, starts: Matrix<Double>, directions: Matrix<Double>) {
    let stage = network.stages[0]
    intercept = network.affine(starts, stage)
    slope = Product.of(directions, .asStored, stage.weight, .transposed, parallel: false)
  }

  /// The kinks of one line in order, each with its own step.
  func kinks(ofLine line: Int, _ activation: PiecewiseLinear) -> [Kink] {
    var kinks: [Kink] = []
    let width = intercept.columns
    let (lower, upper) = (activation.lowerBreak, activation.upperBreak)
    intercept.storage.withUnsafeBufferPointer { a in
      slope.storage.withUnsafeBufferPointer { b in
        for unit in 0..<width {
          let before = a[line * width + unit]
          let rise = b[line * width + unit]
          let after = before + rise
          guard (before > lower) != (after > lower) || (before > upper) != (after > upper) else {
            continue
          }
          appendKinks(
            of: UnitFlip(step: 0, unit: unit, before: before, after: after, slope: rise),
            unit: unit, stage: 0, from: 0, to: 1, activation, to: &kinks)
        }
      }
    }
    kinks.sort(by: Kink.precedes)
    return kinks
  }

  /// The stretches of one line, cut after every `limit` kinks or as soon after as two differ.
  func stretches(
    ofLine line: Int, _ activation: PiecewiseLinear, limit: Int, classes: Int
  ) -> [Stretch] {
    let all = kinks(ofLine: line, activation)
    var regions = intercept.row(line).map { activation.region($0) }
    var result: [Stretch] = []
    var (first, start) = (0, 0.0)
    while true {
      var next = min(first + limit, all.count)
      while next < all.count && !separates(all, next) { next += 1 }
      let end = next < all.count ? (all[next - 1].time + all[next].time) / 2 : 1
      var own = Array(all[first..<next])
      for index in own.indices { own[index].step = index }
      var stretch = Stretch(line: line, start: start, end: end, classes: classes)
      stretch.startRegions = [regions]
      stretch.kinks = [own]
      result.append(stretch)
      for kink in own { regions[kink.unit] = kink.region }
      guard next < all.count else { return result }
      (first, start) = (next, end)
    }
  }

  /// Whether the point half-way between kinks `next - 1` and `next` lies strictly between them.
  private func separates(_ kinks: [Kink], _ next: Int) -> Bool {
    let middle = (kinks[next - 1].time + kinks[next].time) / 2
    return kinks[next - 1].time < middle && middle < kinks[next].time
  }

  /// h and dh/dt of the first stage at the start of each stretch: rows 2i and 2i + 1.
  func starts(of stretches: [Stretch], _ activation: PiecewiseLinear) -> Matrix<Double> {
    let width = intercept.columns
    var rows = Matrix<Double>(rows: 2 * stretches.count, columns: width)
    rows.withView { rows in
      for (index, stretch) in stretches.enumerated() {
        let a = intercept.row(stretch.line)
        let b = slope.row(stretch.line)
        let (values, slopes) = (rows.row(2 * index), rows.row(2 * index + 1))
        stretch.startRegions[0].withUnsafeBufferPointer { regions in
          for unit in 0..<width {
            let rise = b[b.startIndex + unit]
            values[unit] = activation.value(a[a.startIndex + unit] + stretch.start * rise)
            slopes[unit] = activation.slope(inRegion: regions[unit]) * rise
          }
        }
      }
    }
    return rows
  }
}
