import MAGNumerics

/// Checks walked lines of a block against fresh forward passes, by products over all of them.
///
/// - Cost: one forward pass for each checked end of a piece and two for each crossing.
/// - Memory: their logits, and the values of `chunk` points in the widest stage.
struct LineInspector {
  let classCount: Int
  let starts: Matrix<Double>
  let directions: Matrix<Double>
  /// Every so many ends of pieces are checked; the ends of the line always are.
  let stride: Int
  /// Fresh logits [n, classes] of points [n, d].
  let logits: (Matrix<Double>) -> Matrix<Double>
  /// How far beside a crossing, in t, its classes are confirmed.
  static let delta = 1e-7
  /// A class is confirmed where no logit exceeds its own by more than this share of the largest
  /// absolute one: rounding decides between classes that are equal all along a piece.
  static let tieTolerance = 1e-12
  /// Points evaluated in one product.
  static let chunk = 256

  /// The ends of a line's pieces, in order, with the walked logits there, [times, classes].
  struct Ends {
    var times: [Double] = []
    var logits: [Double] = []
  }

  /// Writes the certificates of some lines of the block.
  ///
  /// - Parameters:
  ///   - paths: of all lines of the block.
  ///   - ends: of the lines named, in their order.
  func certify(_ paths: inout [LinePath], lines: [Int], ends: [Ends]) {
    let checked = ends.map(sample)
    let sides = lines.map { besideCrossings(paths[$0]) }
    let probes = lines.indices.flatMap { index in
      (checked[index].times + sides[index]).map { (line: lines[index], time: $0) }
    }
    let fresh = logits(at: probes)
    var next = 0
    for (index, line) in lines.enumerated() {
      let atEnds = fresh[next..<next + checked[index].logits.count]
      let beside = fresh[atEnds.endIndex..<atEnds.endIndex + sides[index].count * classCount]
      next = beside.endIndex
      let difference = zip(checked[index].logits, atEnds).reduce(0) { max($0, abs($1.0 - $1.1)) }
      let largest = atEnds.reduce(0) { max($0, abs($1)) }
      paths[line].certificate = LineCertificate(
        pointsChecked: checked[index].times.count, largestLogitDifference: difference,
        relativeLogitDifference: largest > 0 ? difference / largest : difference,
        crossingsConfirmed: confirmed(paths[line].crossings, Array(beside)),
        crossingsChecked: paths[line].crossings.count, delta: Self.delta)
    }
  }

  /// Every so many of a line's ends of pieces, and both ends of the line.
  private func sample(_ ends: Ends) -> Ends {
    var sampled = Ends()
    for (place, time) in ends.times.enumerated()
    where place % stride == 0 || time == 0 || time == 1 {
      sampled.times.append(time)
      sampled.logits += ends.logits[place * classCount..<(place + 1) * classCount]
    }
    return sampled
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
    let classes = classCount
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
    result.reserveCapacity(probes.count * classCount)
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
      result += logits(points).storage
    }
    return result
  }
}
