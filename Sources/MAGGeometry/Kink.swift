import MAGNumerics

/// One unit passing one break of its activation at one point of a line.
struct Kink: Sendable, Equatable {
  /// t, in the line's parameter.
  var time: Double
  /// The stage, counted from 0, and the unit in it.
  var stage: Int
  var unit: Int
  /// The region of the activation that the unit enters.
  var region: UInt8
  /// The change of the slope dh/dt of the unit's output.
  var jump: Double
  /// The interval between rows, counted from 0, in which it lies.
  var step: Int

  /// The order of rows: interval, then time, then unit; ties keep a fixed order.
  static func precedes(_ a: Kink, _ b: Kink) -> Bool {
    if a.step != b.step { return a.step < b.step }
    if a.time != b.time { return a.time < b.time }
    if a.unit != b.unit { return a.unit < b.unit }
    return false
  }
}

/// Turns a flip over the interval [start, end] into its kinks, in the order they are met.
///
/// The break p is met at start + (end − start) (p − before) / (after − before), kept inside the
/// interval. A hard tanh unit can pass both breaks in one interval and then gives two kinks.
func appendKinks(
  of flip: UnitFlip, unit: Int, stage: Int, from start: Double, to end: Double,
  _ activation: PiecewiseLinear, to kinks: inout [Kink]
) {
  var region = activation.region(flip.before)
  let last = activation.region(flip.after)
  let rise = flip.after - flip.before
  while region != last {
    let next = last > region ? region + 1 : region - 1
    let level = activation.upperEnd(ofRegion: min(region, next))
    let fraction = rise == 0 ? 0 : (level - flip.before) / rise
    let time = min(max(start + (end - start) * fraction, start), end)
    kinks.append(
      Kink(
        time: time, stage: stage, unit: unit, region: next,
        jump: (activation.slope(inRegion: next) - activation.slope(inRegion: region)) * flip.slope,
        step: flip.step))
    region = next
  }
}
