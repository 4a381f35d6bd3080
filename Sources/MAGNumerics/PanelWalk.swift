import CNumerics

/// A unit that passed a break of its activation during a step, or several of them.
public struct UnitFlip: Sendable, Equatable {
  /// The step, counted from 0, at whose ends the unit's value was `before` and `after`.
  public let step: Int
  /// The unit's place in its panel.
  public let unit: Int
  public let before: Double
  public let after: Double
  /// The unit's slope during the step.
  public let slope: Double

  public init(step: Int, unit: Int, before: Double, after: Double, slope: Double) {
    self.step = step
    self.unit = unit
    self.before = before
    self.after = after
    self.slope = slope
  }
}

/// Walks a panel of a layer's units along a line on which units of the layer before it switch.
///
/// Between two switches every value moves with a constant slope; a switch of unit `u` by `jump`
/// changes all slopes by `jump` times column `u` of the weights, a rank-one update. Step `k` moves
/// by `advances[k]`, k = 0 … n, and the k-th switch lies between steps k and k + 1.
/// - Memory: scratch for `capacity` switches, allocated once. One owner at a time.
/// - Cost: O(n · width); the 64 values and slopes of a panel stay in the nearest cache.
/// - Bits: the same with AVX-512, with AVX2 and without (no fused multiply-add).
public final class PanelWalk {
  /// The widest panel.
  public static let width = 64
  public let capacity: Int
  private let rowMemory: UnsafeMutablePointer<Double>
  private let flipMemory: UnsafeMutablePointer<mag_flip>

  public init(capacity: Int) {
    self.capacity = capacity
    rowMemory = .allocate(capacity: (capacity + 2) * Self.width)
    flipMemory = .allocate(capacity: (capacity + 1) * Self.width)
  }

  deinit {
    rowMemory.deallocate()
    flipMemory.deallocate()
  }

  /// One walk; see the type.
  ///
  /// - Shapes: `columns` holds one row of `width` weights for each unit of the layer before;
  ///   `values` and `slopes` hold `width` numbers, width a multiple of 8 up to 64.
  /// - Returns: φ of the values at the start and after each step, [n + 2, width], valid until the
  ///   next call, and the flips in the order of their steps.
  public func walk(
    columns: UnsafeBufferPointer<Double>, width: Int, switches units: [UInt32],
    advances: [Double], jumps: [Double], values: [Double], slopes: [Double],
    activation: PiecewiseLinear
  ) -> (rows: MatrixView<Double>, flips: [UnitFlip]) {
    precondition(width % 8 == 0 && width > 0 && width <= Self.width, "a panel has 8 to 64 units")
    precondition(units.count <= capacity, "more switches than the walk has room for")
    precondition(advances.count == units.count + 1 && jumps.count == units.count, "counts differ")
    precondition(values.count == width && slopes.count == width, "a value and a slope a unit")
    precondition(
      units.allSatisfy { (Int($0) + 1) * width <= columns.count }, "a switch outside the weights")
    guard let base = columns.baseAddress else {
      return (MatrixView(.init(start: nil, count: 0), rows: 0, columns: width), [])
    }
    var phi = mag_piecewise(
      lower_break: activation.lowerBreak, upper_break: activation.upperBreak,
      lower_slope: activation.lowerSlope, upper_slope: activation.upperSlope)
    let found = mag_walk_panel_f64(
      base, width, units.count, units, advances, jumps, values, slopes, &phi, rowMemory,
      flipMemory)
    let rows = units.count + 2
    let flips = (0..<found).map { index in
      let flip = flipMemory[index]
      return UnitFlip(
        step: Int(flip.step), unit: Int(flip.unit), before: flip.before, after: flip.after,
        slope: flip.slope)
    }
    return (
      MatrixView(
        UnsafeMutableBufferPointer(start: rowMemory, count: rows * width), rows: rows,
        columns: width), flips
    )
  }
}
