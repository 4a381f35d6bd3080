// One implementation of each elementwise kernel for both precisions. Each is a requirement of
// `Scalar`, so the compiler emits it once for Float and once for Double, vectorised.
// Views of equal length are the callers' duty (`Elementwise` checks them).
extension Scalar {
  /// y ← φ(x).
  public static func activate(
    _ kind: ActivationKind, _ x: UnsafeMutableBufferPointer<Self>,
    into y: UnsafeMutableBufferPointer<Self>
  ) {
    if kind == .relu {
      rectify(x, into: y)
    } else {
      for i in 0..<x.count { y[i] = kind.value(x[i]) }
    }
  }

  /// dy ← φ'(x) · dx: the tangent map and, the Jacobian being diagonal, the pullback too.
  public static func differentiate(
    _ kind: ActivationKind, at x: UnsafeMutableBufferPointer<Self>,
    output y: UnsafeMutableBufferPointer<Self>, times dx: UnsafeMutableBufferPointer<Self>,
    into dy: UnsafeMutableBufferPointer<Self>
  ) {
    if kind == .relu {
      gate(dx, by: x, into: dy)
    } else {
      for i in 0..<x.count { dy[i] = kind.slope(x[i], y[i]) * dx[i] }
    }
  }

  /// target ← target + φ''(x) · tangent · cotangent.
  public static func addCurvature(
    _ kind: ActivationKind, at x: UnsafeMutableBufferPointer<Self>,
    output y: UnsafeMutableBufferPointer<Self>, tangent: UnsafeMutableBufferPointer<Self>,
    cotangent: UnsafeMutableBufferPointer<Self>, into target: UnsafeMutableBufferPointer<Self>
  ) {
    if kind.isPiecewiseLinear { return }
    for i in 0..<x.count { target[i] += kind.curvature(x[i], y[i]) * tangent[i] * cotangent[i] }
  }

  /// y ← y + scale · x.
  public static func addScaled(
    _ scale: Self, _ x: UnsafeMutableBufferPointer<Self>,
    into y: UnsafeMutableBufferPointer<Self>
  ) {
    for i in 0..<x.count { y[i] += scale * x[i] }
  }

  /// z ← first · x + second · y.
  public static func combine(
    _ first: Self, _ x: UnsafeMutableBufferPointer<Self>, _ second: Self,
    _ y: UnsafeMutableBufferPointer<Self>, into z: UnsafeMutableBufferPointer<Self>
  ) {
    for i in 0..<x.count { z[i] = first * x[i] + second * y[i] }
  }

  /// Σ xᵢ yᵢ, the products and the sum in float64, in eight interleaved partial sums.
  public static func dot(
    _ x: UnsafeMutableBufferPointer<Self>, _ y: UnsafeMutableBufferPointer<Self>
  ) -> Double {
    var partial = SIMD8<Double>(repeating: 0)
    let whole = x.count & ~7
    var i = 0
    while i < whole {
      var a = SIMD8<Double>()
      var b = SIMD8<Double>()
      for lane in 0..<8 {
        a[lane] = Double(x[i + lane])
        b[lane] = Double(y[i + lane])
      }
      partial += a * b
      i += 8
    }
    var sum = partial.sum()
    while i < x.count {
      sum += Double(x[i]) * Double(y[i])
      i += 1
    }
    return sum
  }

  /// sums ← the sums of the columns of x, rows added in order.
  public static func sumRows(
    of x: MatrixView<Self>, into sums: UnsafeMutableBufferPointer<Self>
  ) {
    sums.update(repeating: 0)
    for r in 0..<x.rows {
      let row = x.row(r)
      for c in 0..<row.count { sums[c] += row[c] }
    }
  }
}

/// Elementwise work on whole views, in parallel pieces where there is enough of it.
///
/// Every element depends on its own position alone, so the cut changes no bit.
public enum Elementwise {
  /// Pieces smaller than this many elements are not worth waking another thread for.
  static let grain = 1 << 17

  /// Runs `body` on ranges that cover 0..<count.
  public static func forEachRange(_ count: Int, _ body: @Sendable (Range<Int>) -> Void) {
    let ranges = Parallel.ranges(count, pieces: 16, minimum: grain, multiple: 64)
    if ranges.count == 1 { return body(ranges[0]) }
    Parallel.forEach(ranges.count) { body(ranges[$0]) }
  }

  /// Runs `body` on ranges that cover the rows of a batch, given the work of a row in elements.
  ///
  /// For work in which each row depends on its own alone.
  public static func forEachRows(
    _ rows: Int, work: Int, _ body: @Sendable (Range<Int>) -> Void
  ) {
    let ranges = Parallel.ranges(rows, pieces: 16, minimum: (grain - 1) / max(1, work) + 1)
    if ranges.count == 1 { return body(ranges[0]) }
    Parallel.forEach(ranges.count) { body(ranges[$0]) }
  }

  /// y ← y + x.
  public static func add<E: Scalar>(_ x: MatrixView<E>, to y: MatrixView<E>) {
    precondition(x.elements.count == y.elements.count, "shapes differ")
    forEachRange(x.elements.count) { E.addScaled(1, x.slice($0), into: y.slice($0)) }
  }

  public static func activate<E: Scalar>(
    _ kind: ActivationKind, _ x: MatrixView<E>, into y: MatrixView<E>
  ) {
    precondition(x.elements.count == y.elements.count, "shapes differ")
    forEachRange(x.elements.count) { E.activate(kind, x.slice($0), into: y.slice($0)) }
  }

  public static func differentiate<E: Scalar>(
    _ kind: ActivationKind, at x: MatrixView<E>, output y: MatrixView<E>,
    times dx: MatrixView<E>, into dy: MatrixView<E>
  ) {
    precondition(
      x.elements.count == dx.elements.count && x.elements.count == dy.elements.count,
      "shapes differ")
    forEachRange(x.elements.count) {
      E.differentiate(
        kind, at: x.slice($0), output: y.slice($0), times: dx.slice($0), into: dy.slice($0))
    }
  }

  public static func addCurvature<E: Scalar>(
    _ kind: ActivationKind, at x: MatrixView<E>, output y: MatrixView<E>,
    tangent: MatrixView<E>, cotangent: MatrixView<E>, into target: MatrixView<E>
  ) {
    if kind.isPiecewiseLinear { return }
    forEachRange(x.elements.count) {
      E.addCurvature(
        kind, at: x.slice($0), output: y.slice($0), tangent: tangent.slice($0),
        cotangent: cotangent.slice($0), into: target.slice($0))
    }
  }
}

extension MatrixView {
  /// A run of the elements, across rows.
  func slice(_ range: Range<Int>) -> UnsafeMutableBufferPointer<Element> {
    UnsafeMutableBufferPointer(rebasing: elements[range])
  }
}
