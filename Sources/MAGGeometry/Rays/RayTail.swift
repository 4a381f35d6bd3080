import MAGNumerics

/// Where rays x + s u end for a piecewise linear network: beyond that s nothing happens any more.
///
/// As s grows every unit of the first stage settles in the region of the sign of its slope, so that
/// beyond its last kink the first stage is one affine map of s, z = a + s r; hence the second stage
/// settles too, and so on to the logits. Beyond the last kink of this form the logits are straight,
/// and class c keeps the lead beyond the last s at which another logit overtakes it.
/// - Slopes that are 0: the unit keeps the region of a.
/// - Cost: two products a stage, about two forward passes for each ray.
struct RayTail {
  let network: PiecewiseNetwork

  /// For each ray the s beyond which neither a kink nor a change from its class follows; nil if it
  /// is farther than `RayWalker.farthest`.
  ///
  /// - Shapes: `points` and `directions` [n, d], `classes` n.
  func ends(
    from points: Matrix<Double>, along directions: Matrix<Double>, classes: [Int]
  ) -> [Double?] {
    var ends = [Double](repeating: 0, count: points.rows)
    var (level, slope) = (points, directions)
    for stage in network.stages {
      level = network.affine(level, stage, parallel: true)
      slope = Product.of(slope, .asStored, stage.weight, .transposed)
      let activation = stage.activation
      guard activation != .identity else { continue }
      level.withView { level in
        slope.withView { slope in
          for row in ends.indices {
            settle(level.row(row), slope.row(row), activation, end: &ends[row])
          }
        }
      }
    }
    return ends.indices.map { row in
      let last = max(
        ends[row],
        Self.lastChange(from: classes[row], level.row(row), slope.row(row)))
      return last <= RayWalker.farthest ? last : nil
    }
  }

  /// Replaces z = a + s r by φ(z) on the regions in which the units settle; `end` grows to the last
  /// of their kinks.
  private func settle(
    _ level: UnsafeMutableBufferPointer<Double>, _ slope: UnsafeMutableBufferPointer<Double>,
    _ activation: PiecewiseLinear, end: inout Double
  ) {
    for unit in level.indices {
      let (a, r) = (level[unit], slope[unit])
      var far = a
      if r != 0 {
        far = r > 0 ? .greatestFiniteMagnitude : -.greatestFiniteMagnitude
        for p in [activation.lowerBreak, activation.upperBreak] where p.isFinite {
          end = max(end, (p - a) / r)
        }
      }
      let region = activation.region(far)
      let factor = activation.slope(inRegion: region)
      level[unit] = activation.intercept(inRegion: region) + factor * a
      slope[unit] = factor * r
    }
  }

  /// The last s at which a straight logit overtakes that of a class; 0 if none does.
  private static func lastChange(
    from leader: Int, _ level: ArraySlice<Double>, _ slope: ArraySlice<Double>
  ) -> Double {
    let (a, r) = (level[level.startIndex + leader], slope[slope.startIndex + leader])
    return zip(level, slope).reduce(0) { last, other in
      other.1 > r ? max(last, (a - other.0) / (other.1 - r)) : last
    }
  }
}

extension PiecewiseLinear {
  /// φ(z) − φ' z on a region.
  fileprivate func intercept(inRegion region: UInt8) -> Double {
    switch region {
    case 0: lowerBreak - lowerSlope * lowerBreak
    case 1: 0
    default: upperBreak - upperSlope * upperBreak
    }
  }
}
