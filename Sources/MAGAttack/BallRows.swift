import MAGNumerics

/// A batch of iterates on the way through their balls: the elementwise half of an attack.
///
/// Row r of `iterates` may move within ε_r of row r of `clean`, and within the box. All work is
/// done in place, 16 rows a parallel piece, each row by one thread: results do not depend on the
/// number of threads. The cost is a few operations a pixel, under 1 % of the network's products.
///
/// - Shapes: `clean`, `iterates` [n, d]; `budgets` [n, 2] with ε_r and the signed step of row r;
///   `box` [2, d] with the lower and the upper limits (∓∞ where there are none).
struct BallRows<Element: Scalar>: Sendable {
  let norm: ThreatModel.Norm
  let clean: MatrixView<Element>
  let iterates: MatrixView<Element>
  let budgets: MatrixView<Element>
  let box: MatrixView<Element>

  /// Rows of one parallel piece.
  static var pieceRows: Int { 16 }

  /// x ← Π(x + s · direction(g)), with Π the projection onto ball ∩ box and s the signed step.
  ///
  /// - Direction: sign(g) with sign(0) = 0 for l∞; g/‖g‖ for l2. A gradient of zeros does not move.
  func advance(along gradient: MatrixView<Element>) {
    if let rows = self as? BallRows<Float>, let gradient = gradient as? MatrixView<Float> {
      rows.advanceAll(along: gradient)
    } else if let rows = self as? BallRows<Double>, let gradient = gradient as? MatrixView<Double> {
      rows.advanceAll(along: gradient)
    } else {
      advanceAll(along: gradient)
    }
  }

  /// x ← Π(x): what every step ends with, alone.
  func project() {
    if let rows = self as? BallRows<Float> {
      rows.projectAll()
    } else if let rows = self as? BallRows<Double> {
      rows.projectAll()
    } else {
      projectAll()
    }
  }

  // Called with a concrete element type above, so that the compiler specialises and vectorises.
  private func advanceAll(along gradient: MatrixView<Element>) {
    precondition(gradient.rows >= iterates.rows, "a batch needs a gradient for each row")
    inPieces { row in
      switch norm {
      case .linf: moveBySign(row, gradient.row(row))
      case .l2: moveByDirection(row, gradient.row(row))
      }
      projectRow(row)
    }
  }

  private func projectAll() { inPieces { projectRow($0) } }

  private func inPieces(_ body: @Sendable (Int) -> Void) {
    let rows = iterates.rows
    let size = Self.pieceRows
    Parallel.forEach((rows + size - 1) / size) { piece in
      for row in piece * size..<min(rows, (piece + 1) * size) { body(row) }
    }
  }

  private func moveBySign(_ row: Int, _ gradient: UnsafeMutableBufferPointer<Element>) {
    let step = budgets[row, 1]
    guard let x = iterates.row(row).baseAddress, let g = gradient.baseAddress else { return }
    for i in 0..<iterates.columns {
      let up: Element = g[i] > 0 ? step : 0
      let down: Element = g[i] < 0 ? step : 0
      x[i] += up - down
    }
  }

  /// Scales by the largest entry first, so that neither tiny nor huge gradients leave the range.
  private func moveByDirection(_ row: Int, _ gradient: UnsafeMutableBufferPointer<Element>) {
    let step = budgets[row, 1]
    guard let x = iterates.row(row).baseAddress, let g = gradient.baseAddress else { return }
    let largest = RowNorms.largestMagnitude(g, count: iterates.columns)
    guard largest > 0 && largest.isFinite else { return }
    let norm = RowNorms.squaredSum(g, over: largest, count: iterates.columns).squareRoot()
    for i in 0..<iterates.columns { x[i] += step * (g[i] / largest / norm) }
  }

  /// Onto the ball, then onto the box.
  ///
  /// For l∞ this is the nearest point of ball ∩ box. For l2 it is a point of both: each pixel's
  /// interval contains the clean value, so clamping only shortens the perturbation.
  private func projectRow(_ row: Int) {
    let epsilon = budgets[row, 0]
    guard let x = iterates.row(row).baseAddress, let c = clean.row(row).baseAddress,
      let low = box.row(0).baseAddress, let high = box.row(1).baseAddress
    else { return }
    let count = iterates.columns
    switch norm {
    case .linf:
      for i in 0..<count {
        let least = max(min(low[i], c[i]), c[i] - epsilon)
        let most = min(max(high[i], c[i]), c[i] + epsilon)
        x[i] = min(max(x[i], least), most)
      }
    case .l2:
      let length = RowNorms.squaredDistance(x, c, count: count).squareRoot()
      if length > epsilon {
        let scale = epsilon / length
        for i in 0..<count { x[i] = c[i] + (x[i] - c[i]) * scale }
      }
      for i in 0..<count { x[i] = min(max(x[i], min(low[i], c[i])), max(high[i], c[i])) }
    }
  }
}
