import MAGNumerics

/// Checks walked lines of a block against fresh forward passes, by products over all of them.
///
/// - Cost: one forward pass for each checked end of a piece and two for each crossing.
/// - Memory: their logits, and the values of `chunk` points in the widest stage.
struct LineInspector {
  let network: PiecewiseNetwork
  let starts: Matrix<Double>
  let directions: Matrix<Double>
  /// Every so many ends of pieces are checked; the ends of the line always are.
  let stride: Int
  /// How far beside a crossing, in t, its classes are confirmed.
  static let delta = 1e-7
  /// A class is confirmed where no logit exceeds its own by more than this share of the largest
  /// absolute one: rounding decides between classes that are equal all along a piece.
  static let tieTolerance = 1e-12
  /// Points evaluated in one product.
  static let chunk = 256

  /// The certificates of some lines of the block, in their order; `paths` and `stretches` are those
  /// of all its lines.
  func certificates(
    of lines: [Int], _ paths: [LinePath], _ stretches: [Stretch]
  ) -> [LineCertificate] {
    var isAsked = [Bool](repeating: false, count: paths.count)
    for line in lines { isAsked[line] = true }
    var ends = [[Double]](repeating: [], count: paths.count)
    var walked = ends
    var places = [Int](repeating: 0, count: paths.count)
    for stretch in stretches where isAsked[stretch.line] {
      let line = stretch.line
      for (row, time) in stretch.times.enumerated() {
        if places[line] % stride == 0 || time == 0 || time == 1 {
          ends[line].append(time)
          walked[line] += stretch.outputs.row(row)
        }
        places[line] += 1
      }
    }
    let sides = paths.map(besideCrossings)
    let probes = lines.flatMap { line in
      (ends[line] + sides[line]).map { (line: line, time: $0) }
    }
    let fresh = logits(at: probes)
    let classes = network.classCount
    var next = 0
    return lines.map { line in
      let atEnds = fresh[next..<next + ends[line].count * classes]
      let beside = fresh[atEnds.endIndex..<atEnds.endIndex + sides[line].count * classes]
      next = beside.endIndex
      let difference = zip(walked[line], atEnds).reduce(0) { max($0, abs($1.0 - $1.1)) }
      let largest = atEnds.reduce(0) { max($0, abs($1)) }
      return LineCertificate(
        pointsChecked: ends[line].count, largestLogitDifference: difference,
        relativeLogitDifference: largest > 0 ? difference / largest : difference,
        crossingsConfirmed: confirmed(paths[line].crossings, Array(beside)),
        crossingsChecked: paths[line].crossings.count, delta: Self.delta)
    }
  }

  /// Two points a crossing: t − δ and t + δ, or a third of the way to the neighbour if nearer.
  private func besideCrossings(_ path: LinePath) -> [Double] {
    let stops = [0] + path.crossings.map(\.t) + [1]
    return path.crossings.indices.flatMap { index in
      let t = stops[index + 1]
      return [
        t - min(Self.delta, (t - stops[index]) / 3),
        t + min(Self.delta, (stops[index + 2] - t) / 3),
      ]
    }
  }

  private func confirmed(_ crossings: [Crossing], _ logits: [Double]) -> Int {
    let classes = network.classCount
    func leads(_ leader: Int, row: Int) -> Bool {
      let values = logits[row * classes..<(row + 1) * classes]
      let largest = values.reduce(-.infinity, max)
      let size = values.reduce(0) { max($0, abs($1)) }
      return values[values.startIndex + leader] >= largest - Self.tieTolerance * size
    }
    return crossings.indices.count { index in
      leads(crossings[index].fromClass, row: 2 * index)
        && leads(crossings[index].toClass, row: 2 * index + 1)
    }
  }

  private func logits(at probes: [(line: Int, time: Double)]) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(probes.count * network.classCount)
    for first in Swift.stride(from: 0, to: probes.count, by: Self.chunk) {
      let part = probes[first..<min(first + Self.chunk, probes.count)]
      var points = Matrix<Double>(rows: part.count, columns: starts.columns)
      points.withView { points in
        for (row, probe) in part.enumerated() {
          let (start, direction) = (starts.row(probe.line), directions.row(probe.line))
          for (column, pair) in zip(start, direction).enumerated() {
            points[row, column] = pair.0 + probe.time * pair.1
          }
        }
      }
      result += network.logits(points, parallel: false).storage
    }
    return result
  }
}
