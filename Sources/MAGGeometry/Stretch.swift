import MAGNumerics

/// A part of a line that is walked from one fresh start: at most so many first-stage kinks.
///
/// Starting afresh bounds both the drift of the rank-one updates and the memory of deep networks.
struct Stretch: Sendable {
  /// The line's place in its block.
  let line: Int
  /// The parameters t at its ends; inner seams lie half-way between two first-stage kinks.
  let start: Double
  let end: Double
  /// The region of every unit just after `start`, stage by stage (before kinks at `start` itself).
  var startRegions: [[UInt8]]
  /// All kinks found so far, those of each stage in the order of the line.
  var kinks: [[Kink]]
  /// The points at which `outputs` holds the logits: both ends and every kink, in order.
  var times: [Double]
  /// [times, classes].
  var outputs: Matrix<Double>

  /// A stretch of which nothing is known yet.
  init(line: Int, start: Double, end: Double, classes: Int) {
    self.line = line
    self.start = start
    self.end = end
    startRegions = []
    kinks = []
    times = []
    outputs = Matrix(rows: 0, columns: classes)
  }

  /// The region of every unit just before `end`, stage by stage.
  var endRegions: [[UInt8]] {
    zip(startRegions, kinks).map { start, kinks in
      var regions = start
      for kink in kinks { regions[kink.unit] = kink.region }
      return regions
    }
  }

  /// φ' of every unit of a stage on the piece just before or just after a point of the stretch.
  ///
  /// - Parameter inclusive: whether kinks at exactly `time` have happened.
  func slopes(
    ofStage stage: Int, at time: Double, inclusive: Bool, _ activation: PiecewiseLinear,
    into slopes: UnsafeMutableBufferPointer<Double>
  ) {
    for (unit, region) in startRegions[stage].enumerated() {
      slopes[unit] = activation.slope(inRegion: region)
    }
    for kink in kinks[stage] where kink.time < time || (inclusive && kink.time == time) {
      slopes[kink.unit] = activation.slope(inRegion: kink.region)
    }
  }
}
