import Testing

@testable import MAGNumerics

@Suite("Piecewise linear functions") struct PiecewiseLinearTests {
  static let kinds: [ActivationKind] = [.identity, .relu, .leakyReLU(slope: 0.1), .hardTanh]

  @Test("value and slope are the activation's, on the breaks too", arguments: kinds)
  func value_activation_isTheSame(_ kind: ActivationKind) throws {
    let function = try #require(PiecewiseLinear(kind))
    for z in [-3.0, -1, -0.5, 0, 0.5, 1, 3] {
      #expect(function.value(z) == kind.value(z), "at \(z)")
    }
    for z in [-3.0, -0.5, 0, 0.5, 3] {
      #expect(function.slope(inRegion: function.region(z)) == kind.slope(z, kind.value(z)))
    }
  }

  @Test("a value on a break belongs to the region below")
  func region_onBreak_isBelow() {
    let function = PiecewiseLinear(lowerBreak: -1, upperBreak: 2, lowerSlope: 0.5, upperSlope: -1)
    #expect([-2.0, -1, 0, 2, 3].map(function.region) == [0, 0, 1, 1, 2])
    #expect([-3.0, -1, 0, 2, 4].map(function.value) == [-2, -1, 0, 2, 0])
    #expect(function.upperEnd(ofRegion: 0) == -1 && function.upperEnd(ofRegion: 1) == 2)
  }

  @Test("smooth kinds are none", arguments: [ActivationKind.tanh, .gelu, .elu(alpha: 1)])
  func init_smoothKind_isNil(_ kind: ActivationKind) { #expect(PiecewiseLinear(kind) == nil) }
}
