import MAGNumerics

/// Where rays x + s u end for a piecewise linear network: beyond that s nothing happens any more.
///
/// As s grows every unit of the first stage settles in the region of the sign of its slope, so that
/// beyond its last kink the first stage is one affine map of s, z = a + s r; hence the second stage
/// settles too, and so on to the logits. Beyond the last kink of this form the logits are straight,
/// and class c keeps the lead beyond the last s at which another logit overtakes it.
/// In a pooling window the steepest unit leads in the end, the highest of equally steep ones.
/// - Slopes that are 0: the unit keeps the region of a.
/// - Cost: two products a layer, about two forward passes for each ray.
struct RayTail {
  /// The last kink found so far, of each ray.
  private var ends: [Double]

  init(count: Int) { ends = [Double](repeating: 0, count: count) }

  /// Replaces z = a + s r by φ(z) on the regions in which the units settle.
  ///
  /// - Shapes: a row a ray.
  mutating func settle(
    _ level: inout Matrix<Double>, _ slope: inout Matrix<Double>, _ activation: PiecewiseLinear
  ) {
    guard activation != .identity else { return }
    level.withView { level in
      slope.withView { slope in
        for row in ends.indices {
          Self.settle(level.row(row), slope.row(row), activation, end: &ends[row])
        }
      }
    }
  }

  /// The levels and slopes of the units that lead the windows in the end.
  ///
  /// - Parameter windows: the units of each output's.
  mutating func lead(
    _ level: Matrix<Double>, _ slope: Matrix<Double>, windows: [[Int]]
  ) -> (level: Matrix<Double>, slope: Matrix<Double>) {
    var leaders: [Int] = []
    for row in ends.indices {
      for window in windows {
        var leader = row * level.columns + window[0]
        let units = window.map { row * level.columns + $0 }
        for unit in units
        where (slope.storage[unit], level.storage[unit])
          > (slope.storage[leader], level.storage[leader])
        { leader = unit }
        let (a, r) = (level.storage[leader], slope.storage[leader])
        for unit in units where slope.storage[unit] < r {
          ends[row] = max(ends[row], (level.storage[unit] - a) / (r - slope.storage[unit]))
        }
        leaders.append(leader)
      }
    }
    return (
      Matrix(rows: ends.count, columns: windows.count, storage: leaders.map { level.storage[$0] }),
      Matrix(rows: ends.count, columns: windows.count, storage: leaders.map { slope.storage[$0] })
    )
  }

  /// For each ray the s beyond which neither a kink nor a change from its class follows, the logits
  /// having settled; nil if it is farther than `RayWalker.farthest`.
  func distances(
    _ level: Matrix<Double>, _ slope: Matrix<Double>, classes: [Int]
  ) -> [Double?] {
    ends.indices.map { row in
      let change = Self.lastChange(from: classes[row], level.row(row), slope.row(row))
      let last = max(ends[row], change)
      return last <= RayWalker.farthest ? last : nil
    }
  }

  /// Replaces z = a + s r by φ(z) on the regions in which the units settle; `end` grows to the last
  /// of their kinks.
  private static func settle(
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

extension ExactPath {
  public func rayEnds(
    from points: Matrix<Double>, along directions: Matrix<Double>, classes: [Int]
  ) -> [Double?] {
    var tail = RayTail(count: points.rows)
    var (level, slope) = (points, directions)
    for stage in network.stages {
      level = network.affine(level, stage, parallel: true)
      slope = Product.of(slope, .asStored, stage.weight, .transposed)
      tail.settle(&level, &slope, stage.activation)
    }
    return tail.distances(level, slope, classes: classes)
  }
}

extension GraphPath {
  public func rayEnds(
    from points: Matrix<Double>, along directions: Matrix<Double>, classes: [Int]
  ) -> [Double?] {
    var tail = RayTail(count: points.rows)
    var settled: [(level: Matrix<Double>, slope: Matrix<Double>)] = []
    for (index, node) in network.nodes.enumerated() {
      let terms = node.sources.map { $0 < 0 ? (points, directions) : settled[$0] }
      var (level, slope) = terms[0]
      for term in terms.dropFirst() {
        level = Matrix(adding: term.0, to: level)
        slope = Matrix(adding: term.1, to: slope)
      }
      switch graph.steps[index] {
      case let step as BreakStep: tail.settle(&level, &slope, step.activation)
      case let step as EnvelopeStep:
        (level, slope) = tail.lead(level, slope, windows: step.windows)
      default:
        let map = LayerMap(layer: node.layer, parameters: node.parameters)
        (level, slope) = (map.values(level), map.slopes(slope))
      }
      settled.append((level, slope))
      for source in node.sources where source >= 0 && graph.lastReaders[source] == index {
        settled[source] = (Matrix(rows: 0, columns: 0), Matrix(rows: 0, columns: 0))
      }
    }
    guard let last = settled.last else { return [] }
    return tail.distances(last.level, last.slope, classes: classes)
  }
}

extension Matrix<Double> {
  fileprivate init(adding other: Matrix, to matrix: Matrix) {
    self.init(
      rows: matrix.rows, columns: matrix.columns,
      storage: zip(matrix.storage, other.storage).map { $0 + $1 })
  }
}
