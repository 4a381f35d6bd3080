import Testing

@testable import MAGNumerics

@Suite("Elementwise kernels") struct KernelTests {
  static let kinds: [ActivationKind] = [
    .identity, .relu, .leakyReLU(slope: 0.1), .hardTanh, .sigmoid, .tanh, .gelu, .softplus,
    .elu(alpha: 1.5),
  ]
  /// Away from the kinks at 0 and ±1.
  static let points = [-3.0, -1.7, -0.9, -0.3, 0.2, 0.7, 1.4, 2.6]
  static let step = 1e-5
  /// Central differences with step h err by h²/6 times the third derivative (below 2 here), and by
  /// rounding over h: together below 1e-9.
  static let tolerance = 1e-9

  @Test("the slope is the derivative of the value", arguments: kinds)
  func slope_anyKind_equalsDifferences(_ kind: ActivationKind) {
    for x in Self.points {
      let difference = (kind.value(x + Self.step) - kind.value(x - Self.step)) / (2 * Self.step)
      #expect(abs(kind.slope(x, kind.value(x)) - difference) < Self.tolerance, "at \(x)")
    }
  }

  @Test("the curvature is the derivative of the slope", arguments: kinds)
  func curvature_anyKind_equalsDifferences(_ kind: ActivationKind) {
    for x in Self.points {
      let (up, down) = (x + Self.step, x - Self.step)
      let difference =
        (kind.slope(up, kind.value(up)) - kind.slope(down, kind.value(down))) / (2 * Self.step)
      #expect(abs(kind.curvature(x, kind.value(x)) - difference) < Self.tolerance, "at \(x)")
    }
  }

  @Test("values agree with those of PyTorch")
  func value_fixture_agreesWithPyTorch() throws {
    struct Values: Decodable {
      let x: [Double]
      let values: [String: [Double]]
    }
    let recorded: Values = try fixture("activations.json")
    #expect(recorded.values.count == Self.kinds.count)
    for (name, expected) in recorded.values {
      let kind = try #require(ActivationKind(name: name))
      for (x, value) in zip(recorded.x, expected) {
        // Two libraries' exp, tanh and erf: a few units in the last place of values below 40.
        #expect(abs(kind.value(x) - value) <= 1e-15 * max(1, abs(value)) * 8, "\(name) at \(x)")
      }
    }
  }

  @Test("at a kink the slope is the one from the left, from both sides 0 for hard tanh")
  func slope_atKink_isLeft() {
    #expect(ActivationKind.relu.slope(0.0, 0.0) == 0)
    #expect(ActivationKind.leakyReLU(slope: 0.1).slope(0.0, 0.0) == 0.1)
    #expect(ActivationKind.hardTanh.slope(1.0, 1.0) == 0)
    #expect(ActivationKind.hardTanh.slope(-1.0, -1.0) == 0)
  }

  @Test("far out nothing overflows", arguments: kinds)
  func value_farOut_isFinite(_ kind: ActivationKind) {
    for x: Float in [-200, 200] {
      let y = kind.value(x)
      #expect(y.isFinite && kind.slope(x, y).isFinite && kind.curvature(x, y).isFinite)
    }
  }

  @Test("a name reads back as its kind", arguments: kinds)
  func name_anyKind_readsBack(_ kind: ActivationKind) {
    #expect(ActivationKind(name: kind.name) == kind)
  }

  @Test(
    "other names are refused",
    arguments: ["", "ReLU", "relu:1", "elu:", "leaky-relu:nan", "elu:x", "gelu:0"])
  func name_unknown_isNil(_ name: String) { #expect(ActivationKind(name: name) == nil) }

  @Test("kernels on arrays equal the scalar functions", arguments: kinds)
  func kernels_arrays_equalScalarFunctions(_ kind: ActivationKind) {
    var generator = SeededGenerator(seed: 5)
    let x = (0..<37).map { _ in generator.uniform(-3, 3) } + [0.0, -0.0]
    let dx = x.map { _ in generator.uniform(-1, 1) }
    let bar = x.map { _ in generator.uniform(-1, 1) }
    let y = run(x, into: x) { Double.activate(kind, $0[0], into: $1) }
    #expect(y == x.map { kind.value($0) })
    let dy = run(x, y, dx, into: x) {
      Double.differentiate(kind, at: $0[0], output: $0[1], times: $0[2], into: $1)
    }
    #expect(dy == x.indices.map { kind.slope(x[$0], y[$0]) * dx[$0] })
    let target = run(x, y, dx, bar, into: dx) {
      Double.addCurvature(
        kind, at: $0[0], output: $0[1], tangent: $0[2], cotangent: $0[3], into: $1)
    }
    for i in x.indices {
      let expected = dx[i] + kind.curvature(x[i], y[i]) * dx[i] * bar[i]
      #expect(abs(target[i] - expected) <= 1e-15 * 4)
    }
  }

  @Test("ReLU shuts out NaN, and the gate follows the input")
  func rectify_nan_isZero() {
    let x: [Float] = [.nan, -1, 0, 2, .infinity, -.infinity, 1, 1, 3]
    let y = run(x, into: x) { Float.rectify($0[0], into: $1) }
    #expect(y == [0, 0, 0, 2, .infinity, 0, 1, 1, 3])
    let ones = [Float](repeating: 7, count: 9)
    #expect(
      run(ones, x, into: x) { Float.gate($0[0], by: $0[1], into: $1) }
        == [0, 0, 0, 7, 7, 0, 7, 7, 7])
  }

  @Test("addScaled and combine are what their names say")
  func linearKernels_smallCase_areHandWorked() {
    let (x, y): ([Double], [Double]) = ([1, -2, 3], [10, 20, 30])
    #expect(run(x, into: y) { Double.addScaled(2, $0[0], into: $1) } == [12, 16, 36])
    #expect(run(x, y, into: x) { Double.combine(3, $0[0], -1, $0[1], into: $1) } == [-7, -26, -21])
  }

  @Test("a dot product of floats is summed in float64", arguments: [0, 1, 7, 8, 9, 64, 1001])
  func dot_floats_isSummedInDouble(_ count: Int) {
    var generator = SeededGenerator(seed: 6)
    let x = (0..<count).map { _ in Float(generator.uniform(-1, 1)) }
    let y = (0..<count).map { _ in Float(generator.uniform(-1, 1)) }
    var result = 0.0
    _ = run(x, y, into: x) { inputs, _ in result = Float.dot(inputs[0], inputs[1]) }
    let expected = zip(x, y).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    #expect(abs(result - expected) <= 1e-15 * Double(count + 1))
  }

  @Test("sums of columns; of no rows they are zeros")
  func sumRows_smallCase_isHandWorked() {
    let x = Matrix<Float>(rows: 3, columns: 2, storage: [1, 2, 3, 4, 5, 6])
    var sums: [Float] = [9, 9]
    x.withReadView { x in
      sums.withUnsafeMutableBufferPointer { Float.sumRows(of: x, into: $0) }
    }
    #expect(sums == [9, 12])
    x.withReadView { x in
      sums.withUnsafeMutableBufferPointer { Float.sumRows(of: x.rows(0..<0), into: $0) }
    }
    #expect(sums == [0, 0])
  }
}
