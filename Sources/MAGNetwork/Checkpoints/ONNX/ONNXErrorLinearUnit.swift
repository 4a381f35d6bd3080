/// GELU as exporters write it where the operator set has none: x/2 · (1 + erf(x / √2)), its factors
/// in any order.
///
/// Found are all products p · q with p = r (k b + m) and q = c (1 + erf((k b + m) / √2)), b being
/// some step's result: 2 r c · gelu(k b + m).
struct ONNXErrorLinearUnit {
  /// The step b.
  let operand: Int
  /// k b + m.
  let argument: ONNXAffine
  /// What GELU's result is multiplied by, as a map.
  let result: ONNXAffine

  /// Constants are written as float32, so that 1/√2 and 0.5 are right to about 1e-7.
  private static let tolerance = 1e-6

  /// The unit whose two factors are the results of these steps, or nil if they are others'.
  init?(_ program: ONNXProgram, _ first: Int, times second: Int) {
    for (linear, curved) in [(first, second), (second, first)] {
      let p = Chain(program, linear)
      let q = Chain(program, curved)
      guard case .errorFunction = program.steps[q.base].operation else { continue }
      let inner = Chain(program, program.steps[q.base].operands[0])
      let root = 2.0.squareRoot()
      let k = Self.snapped(inner.scale * root)
      let m = inner.shift * root
      guard inner.base == p.base, k != 0, Self.isNear(q.scale, q.shift),
        Self.isNear(p.scale * m, p.shift * k)
      else { continue }
      operand = p.base
      // p and the argument of erf are mostly the same product, which p has without the roundings.
      let ratio = Self.snapped(p.scale / k)
      argument =
        ratio == 1
        ? ONNXAffine(scale: [p.scale], shift: [p.shift]) : ONNXAffine(scale: [k], shift: [m])
      result = ONNXAffine(scale: [2 * ratio * q.scale], shift: [0])
      return
    }
    return nil
  }

  private static func isNear(_ a: Double, _ b: Double) -> Bool {
    abs(a - b) <= tolerance * max(abs(a), abs(b))
  }

  private static func snapped(_ value: Double) -> Double { isNear(value, 1) ? 1 : value }

  /// A step's result as scale · (an earlier step's result) + shift.
  private struct Chain {
    /// A unit takes at most four such steps in a row; more are not looked for.
    static let longest = 8

    var base: Int
    var scale = 1.0
    var shift = 0.0

    init(_ program: ONNXProgram, _ step: Int) {
      base = step
      for _ in 0..<Self.longest {
        guard case .affine(let affine, _) = program.steps[base].operation,
          let uniform = affine.uniform
        else { return }
        shift += scale * uniform.shift
        scale *= uniform.scale
        base = program.steps[base].operands[0]
      }
    }
  }
}
