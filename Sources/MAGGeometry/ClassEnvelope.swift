import MAGNumerics

/// Walks the upper envelope of logits that are straight between given points.
///
/// On a piece the class is the one whose logit is largest on its open inside, the lowest index if
/// several are equal all along it (so it agrees with `argmax` at all but finitely many points).
/// - Several classes tied at one t: one change, from the class before to the class after it.
/// - Touching (a tie at one t, the same class before and after): no change.
/// - Changes beside each other, and ties at the ends: see `ClassSequence`.
struct ClassEnvelope {
  private(set) var sequence: ClassSequence
  private var current: Int?

  init(mergeTolerance: Double) {
    sequence = ClassSequence(startClass: 0, mergeTolerance: mergeTolerance)
  }

  /// Takes in the next stretch: its times and the logits there, [times, classes].
  mutating func append(_ times: [Double], _ logits: MatrixView<Double>, stretch: Int) {
    // A piece of length 0 (coincident kinks) has no inside, hence no class of its own.
    for row in 0..<max(0, times.count - 1) where times[row] < times[row + 1] {
      let (from, to) = (logits.row(row), logits.row(row + 1))
      var leader = current ?? Double.largest(in: from, except: -1)
      if current == nil {
        sequence = ClassSequence(startClass: leader, mergeTolerance: sequence.mergeTolerance)
        current = leader
      }
      guard !leads(leader, from, to) else { continue }
      var fraction = 0.0
      while let next = successor(of: leader, from, to, after: fraction) {
        fraction = next.fraction
        let time = times[row] + fraction * (times[row + 1] - times[row])
        sequence.record(
          ClassChange(time: time, from: leader, to: next.index, stretch: stretch))
        leader = next.index
      }
      current = leader
    }
  }

  /// Whether a class is strictly largest at the end of a piece and not behind at its start.
  private func leads(
    _ leader: Int, _ from: UnsafeMutableBufferPointer<Double>,
    _ to: UnsafeMutableBufferPointer<Double>
  ) -> Bool {
    let (a, b) = (from[leader], to[leader])
    for other in from.indices where other != leader {
      if to[other] >= b || from[other] > a { return false }
    }
    return true
  }

  /// The next class to take the lead within a piece, and where, as a fraction of the piece.
  private func successor(
    of leader: Int, _ from: UnsafeMutableBufferPointer<Double>,
    _ to: UnsafeMutableBufferPointer<Double>, after earliest: Double
  ) -> (index: Int, fraction: Double)? {
    var best: (index: Int, fraction: Double)?
    var bestSlope = 0.0
    for other in from.indices where other != leader {
      let (a, b) = (from[other] - from[leader], to[other] - to[leader])
      let overtakes = b > 0 || (b == 0 && a == 0 && other < leader)
      guard overtakes else { continue }
      let fraction = a >= 0 ? earliest : max(earliest, a / (a - b))
      let slope = b - a
      let isBetter =
        best.map { fraction < $0.fraction || (fraction == $0.fraction && slope > bestSlope) }
        ?? true
      if isBetter {
        best = (other, fraction)
        bestSlope = slope
      }
    }
    return best
  }
}
