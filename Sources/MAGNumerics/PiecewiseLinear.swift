/// A continuous piecewise linear nonlinearity φ with slope 1 between two breaks.
///
/// φ(z) = clamp(z, lower, upper) + lowerSlope · min(z − lower, 0) + upperSlope · max(z − upper, 0).
/// A value exactly on a break belongs to the region below it, so ReLU'(0) = 0 as in PyTorch.
/// Infinite breaks are never passed: the identity has both at infinity, ReLU its upper one.
public struct PiecewiseLinear: Sendable, Hashable {
  public let lowerBreak: Double
  public let upperBreak: Double
  public let lowerSlope: Double
  public let upperSlope: Double

  /// The breaks must be in order, the slopes finite.
  public init(lowerBreak: Double, upperBreak: Double, lowerSlope: Double, upperSlope: Double) {
    precondition(lowerBreak < upperBreak, "the breaks must be in order")
    precondition(lowerSlope.isFinite && upperSlope.isFinite, "slopes must be finite")
    self.lowerBreak = lowerBreak
    self.upperBreak = upperBreak
    self.lowerSlope = lowerSlope
    self.upperSlope = upperSlope
  }

  public static let identity = PiecewiseLinear(
    lowerBreak: -.infinity, upperBreak: .infinity, lowerSlope: 0, upperSlope: 0)
  public static let relu = leakyReLU(slope: 0)
  public static let hardTanh = PiecewiseLinear(
    lowerBreak: -1, upperBreak: 1, lowerSlope: 0, upperSlope: 0)
  public static func leakyReLU(slope: Double) -> PiecewiseLinear {
    PiecewiseLinear(
      lowerBreak: 0, upperBreak: .infinity, lowerSlope: slope, upperSlope: 0)
  }

  /// The function of an activation kind, or nil for a smooth one.
  public init?(_ kind: ActivationKind) {
    switch kind {
    case .identity: self = .identity
    case .relu: self = .relu
    case .leakyReLU(let slope):
      guard slope.isFinite else { return nil }
      self = .leakyReLU(slope: slope)
    case .hardTanh: self = .hardTanh
    case .sigmoid, .tanh, .gelu, .softplus, .elu: return nil
    }
  }

  /// 0 up to and on the lower break, 1 up to and on the upper one, 2 above it.
  public func region(_ z: Double) -> UInt8 { (z > lowerBreak ? 1 : 0) + (z > upperBreak ? 1 : 0) }

  /// φ' in a region.
  public func slope(inRegion region: UInt8) -> Double {
    region == 1 ? 1 : region == 0 ? lowerSlope : upperSlope
  }

  /// φ(z) − φ' z in a region.
  public func intercept(inRegion region: UInt8) -> Double {
    switch region {
    case 0: lowerBreak.isFinite ? lowerBreak - lowerSlope * lowerBreak : 0
    case 1: 0
    default: upperBreak - upperSlope * upperBreak
    }
  }

  /// φ(z).
  public func value(_ z: Double) -> Double {
    switch region(z) {
    case 0: lowerBreak.isFinite ? lowerBreak + lowerSlope * (z - lowerBreak) : z
    case 1: z
    default: upperBreak + upperSlope * (z - upperBreak)
    }
  }

  /// The break between a region and the next higher one.
  public func upperEnd(ofRegion region: UInt8) -> Double { region == 0 ? lowerBreak : upperBreak }
}
