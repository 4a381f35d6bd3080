// Kernels on one row of a batch; requirements of `Scalar`, so that both types have compiled versions
// behind one dynamic call. Shapes are the callers' duty.
extension Scalar {
  /// y_i ← s_{i / group} · x_i + t_{i / group}, or without t if that is nil.
  public static func scale(
    _ x: UnsafeMutableBufferPointer<Self>, by s: UnsafePointer<Self>, shift t: UnsafePointer<Self>?,
    group: Int, into y: UnsafeMutableBufferPointer<Self>
  ) {
    if group == 1 {
      guard let t else {
        for i in 0..<x.count { y[i] = s[i] * x[i] }
        return
      }
      for i in 0..<x.count { y[i] = s[i] * x[i] + t[i] }
      return
    }
    for g in 0..<x.count / group {
      let (factor, shift) = (s[g], t?[g] ?? 0)
      for i in g * group..<(g + 1) * group { y[i] = factor * x[i] + shift }
    }
  }

  /// sums_g ← sums_g + Σ over group g of x_i y_i, or of x_i alone if y is nil.
  public static func addGroupSums(
    of x: UnsafeMutableBufferPointer<Self>, times y: UnsafeMutableBufferPointer<Self>?, group: Int,
    to sums: UnsafeMutablePointer<Self>
  ) {
    for g in 0..<x.count / group {
      var sum: Self = 0
      if let y {
        for i in g * group..<(g + 1) * group { sum += x[i] * y[i] }
      } else {
        for i in g * group..<(g + 1) * group { sum += x[i] }
      }
      sums[g] += sum
    }
  }

  /// y_i ← x_{order_i}.
  public static func gather(
    _ x: UnsafeMutableBufferPointer<Self>, _ order: [Int],
    into y: UnsafeMutableBufferPointer<Self>
  ) {
    for (i, source) in order.enumerated() { y[i] = x[source] }
  }
}
