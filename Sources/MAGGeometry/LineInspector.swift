import MAGNumerics

/// Checks walked lines against fresh forward passes.
struct LineInspector {
  let network: PiecewiseNetwork
  let starts: Matrix<Double>
  let directions: Matrix<Double>
  /// Every so many ends of pieces are checked; the ends of the line always are.
  let stride: Int
  /// How far beside a crossing, in t, its classes are confirmed.
  static let delta = 1e-7
  /// Points evaluated in one product.
  static let chunk = 128

  func certificate(of path: LinePath, line: Int, stretches: [Stretch]) -> LineCertificate {
    var times: [Double] = []
    var walked: [Double] = []
    var place = 0
    for stretch in stretches {
      for (row, time) in stretch.times.enumerated() {
        if place % stride == 0 || time == 0 || time == 1 {
          times.append(time)
          walked += stretch.outputs.row(row)
        }
        place += 1
      }
    }
    let fresh = logits(line, at: times)
    var difference = 0.0
    var largest = 0.0
    for (a, b) in zip(walked, fresh) {
      difference = max(difference, abs(a - b))
      largest = max(largest, abs(b))
    }
    return LineCertificate(
      pointsChecked: times.count, largestLogitDifference: difference,
      relativeLogitDifference: largest > 0 ? difference / largest : difference,
      crossingsConfirmed: confirmed(path, line), crossingsChecked: path.crossings.count,
      delta: Self.delta)
  }

  private func confirmed(_ path: LinePath, _ line: Int) -> Int {
    let stops = [0] + path.crossings.map(\.t) + [1]
    var times: [Double] = []
    for index in path.crossings.indices {
      let t = stops[index + 1]
      times.append(t - min(Self.delta, (t - stops[index]) / 3))
      times.append(t + min(Self.delta, (stops[index + 2] - t) / 3))
    }
    let fresh = logits(line, at: times)
    let classes = network.classCount
    return path.crossings.indices.count { index in
      let before = Array(fresh[2 * index * classes..<(2 * index + 1) * classes])
      let after = Array(fresh[(2 * index + 1) * classes..<(2 * index + 2) * classes])
      let crossing = path.crossings[index]
      return before[crossing.fromClass] == before.max() && after[crossing.toClass] == after.max()
    }
  }

  private func logits(_ line: Int, at times: [Double]) -> [Double] {
    var result: [Double] = []
    let (start, direction) = (starts.row(line), directions.row(line))
    for first in Swift.stride(from: 0, to: times.count, by: Self.chunk) {
      let part = times[first..<min(first + Self.chunk, times.count)]
      var points: [Double] = []
      points.reserveCapacity(part.count * starts.columns)
      for t in part { points += zip(start, direction).map { $0 + t * $1 } }
      let rows = Matrix(rows: part.count, columns: starts.columns, storage: points)
      result += network.logits(rows, parallel: false).storage
    }
    return result
  }
}
