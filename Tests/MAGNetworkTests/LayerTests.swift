import MAGNumerics
import Testing

@testable import MAGNetwork

@Suite("Layers") struct LayerTests {
  static let layers: [any Layer] =
    [Dense(inputCount: 5, outputCount: 4), Dense(inputCount: 3, outputCount: 7, hasBias: false)]
    + [
      ActivationKind.identity, .relu, .leakyReLU(slope: 0.1), .hardTanh, .sigmoid, .tanh, .gelu,
      .softplus, .elu(alpha: 1.5),
    ].map { Activation($0, count: 6) } + imageLayers.compactMap(\.self)
    + [
      ElementwiseAffine(count: 6, group: 3), ElementwiseAffine(count: 6, group: 1),
      Permutation(order: [3, 0, 4, 1, 2]),
    ]
  private static let image = ImageExtents(channels: 4, height: 5, width: 4)
  private static let window = Window2D(
    kernelHeight: 3, kernelWidth: 2, strideY: 2, top: 1, right: 1, dilationX: 2)
  static let imageLayers: [(any Layer)?] = [
    Convolution(input: image, outputChannels: 3, window: window),
    Convolution(input: image, outputChannels: 6, window: window, groups: 2, hasBias: false),
    MaxPooling(input: image, window: window),
    AveragePooling(input: image, window: window, countsPadding: true, ceilMode: true),
    AveragePooling(input: image, window: window, countsPadding: false),
  ]
  static let rows = 4
  static let step = 1e-5
  /// Central differences with step 1e-5 in Double: 1e-10 of truncation, 1e-11 of rounding.
  static let tolerance = 1e-8

  /// A probe of a layer with inputs, input tangents and output cotangents.
  private func probe(
    _ index: Int
  ) -> (probe: LayerProbe, x: Matrix<Double>, dx: Matrix<Double>, bar: Matrix<Double>) {
    let layer = Self.layers[index]
    var generator = SeededGenerator(seed: 9, stream: UInt64(index))
    let x: Matrix<Double> = randomMatrix(Self.rows, layer.inputCount, -2, 2, using: &generator)
    let dx: Matrix<Double> = randomMatrix(Self.rows, layer.inputCount, using: &generator)
    let bar: Matrix<Double> = randomMatrix(Self.rows, layer.outputCount, using: &generator)
    return (LayerProbe(layer), x, dx, bar)
  }

  private func moved(_ x: Matrix<Double>, _ dx: Matrix<Double>, by step: Double) -> Matrix<Double> {
    Matrix(
      rows: x.rows, columns: x.columns,
      storage: zip(x.storage, dx.storage).map { $0 + step * $1 })
  }

  @Test("tangent and pullback are transposes of each other", arguments: layers.indices)
  func pullback_random_isTransposeOfTangent(_ index: Int) {
    let (probe, x, dx, bar) = probe(index)
    let forward = dot(bar.storage, probe.tangent(x, dx).storage)
    let reverse = dot(probe.pullback(x, bar).storage, dx.storage)
    #expect(abs(forward - reverse) < 1e-13)
    #expect(forward != 0)
  }

  @Test("the tangent is the derivative of the output", arguments: layers.indices)
  func tangent_differences_agree(_ index: Int) {
    let (probe, x, dx, _) = probe(index)
    let up = probe.forward(moved(x, dx, by: Self.step)).storage
    let down = probe.forward(moved(x, dx, by: -Self.step)).storage
    let difference = zip(up, down).map { ($0 - $1) / (2 * Self.step) }
    #expect(relativeError(probe.tangent(x, dx).storage, difference) < Self.tolerance)
  }

  @Test(
    "the curvature is the derivative of the pullback along the tangent", arguments: layers.indices)
  func curvature_differences_agree(_ index: Int) {
    let (probe, x, dx, bar) = probe(index)
    let up = probe.pullback(moved(x, dx, by: Self.step), bar).storage
    let down = probe.pullback(moved(x, dx, by: -Self.step), bar).storage
    let difference = zip(up, down).map { ($0 - $1) / (2 * Self.step) }
    let start = Matrix<Double>(
      rows: x.rows, columns: x.columns, storage: x.storage.map { _ in 0.5 })
    let found = probe.curvature(x, dx, bar, onto: start).storage.map { $0 - 0.5 }
    #expect(relativeError(found, difference) < Self.tolerance)
  }

  @Test(
    "the parameter gradient of primal and tangent rows is the derivative of both pairings",
    arguments: layers.indices.filter { layers[$0].parameterCount > 0 })
  func parameterGradient_differences_agree(_ index: Int) {
    let (probe, x, dx, bar) = probe(index)
    var generator = SeededGenerator(seed: 10)
    let tangentBar: Matrix<Double> = randomMatrix(Self.rows, bar.columns, using: &generator)
    let inputs = Matrix(
      rows: 2 * Self.rows, columns: x.columns, storage: x.storage + dx.storage)
    let cotangents = Matrix(
      rows: 2 * Self.rows, columns: bar.columns, storage: bar.storage + tangentBar.storage)
    let gradient = probe.parameterGradient(cotangents, inputs, primalRows: Self.rows)
    func pairing(_ probe: LayerProbe) -> Double {
      dot(bar.storage, probe.forward(x).storage)
        + dot(tangentBar.storage, probe.tangent(x, dx).storage)
    }
    let difference = probe.parameters.indices.map { parameter in
      var (up, down) = (probe, probe)
      up.parameters[parameter] += Self.step
      down.parameters[parameter] -= Self.step
      return (pairing(up) - pairing(down)) / (2 * Self.step)
    }
    #expect(relativeError(gradient, difference) < Self.tolerance)
  }

  @Test("a dense layer worked by hand")
  func dense_smallCase_isHandWorked() {
    var probe = LayerProbe(Dense(inputCount: 2, outputCount: 3))
    probe.parameters = [1, 2, 3, 4, 5, 6, 0.5, -0.5, 0]
    let x = Matrix<Double>(rows: 1, columns: 2, storage: [1, -1])
    let bar = Matrix<Double>(rows: 1, columns: 3, storage: [1, 0, 2])
    #expect(probe.forward(x).storage == [-0.5, -1.5, -1])
    #expect(probe.pullback(x, bar).storage == [11, 14])
    #expect(probe.parameterGradient(bar, x, primalRows: 1) == [1, -1, 0, 0, 2, -2, 1, 0, 2])
  }

  @Test("the tensors are those of nn.Linear, and their sizes add up")
  func dense_tensors_areNamedAsInPyTorch() {
    let dense = Dense(inputCount: 5, outputCount: 4)
    #expect(
      dense.tensors == [
        TensorShape(name: "weight", extents: [4, 5]), TensorShape(name: "bias", extents: [4]),
      ])
    #expect(dense.parameterCount == 24)
    #expect(Dense(inputCount: 5, outputCount: 4, hasBias: false).parameterCount == 20)
    #expect(Activation(.relu, count: 9).parameterCount == 0)
  }

  @Test("initial parameters keep within the scheme's bound and nearly reach it")
  func initialParameters_schemes_keepBounds() {
    let dense = Dense(inputCount: 100, outputCount: 50)
    var generator = SeededGenerator(seed: 1)
    let pytorch = dense.initialParameters(.pytorch, using: &generator)
    #expect(pytorch.count == 5050)
    #expect(pytorch.allSatisfy { abs($0) <= 0.1 } && pytorch.contains { abs($0) > 0.0999 })
    let he = dense.initialParameters(.he, using: &generator)
    let bound = 0.06.squareRoot()
    #expect(he.prefix(5000).allSatisfy { abs($0) <= bound } && he.contains { $0 > 0.999 * bound })
    #expect(he.suffix(50).allSatisfy { $0 == 0 })
  }
}

@Suite("Dense layers in a subspace") struct SubspaceLayerTests {
  private func check(hasBias: Bool, tangents withTangents: Bool) throws {
    var generator = SeededGenerator(seed: 12)
    let dense = Dense(inputCount: 9, outputCount: 6, hasBias: hasBias)
    let probe = LayerProbe(dense)
    let basis = try randomBasis(3, 9, using: &generator)
    let coordinates: Matrix<Double> = randomMatrix(5, 3, using: &generator)
    let images = Product.of(coordinates, .asStored, basis, .asStored)
    let tangents: Matrix<Double> = randomMatrix(withTangents ? 5 : 0, 9, using: &generator)
    let cotangents: Matrix<Double> = randomMatrix(withTangents ? 10 : 5, 6, using: &generator)
    var parameters = probe.parameters
    var restricted = Matrix<Double>(rows: 6, columns: 3)
    var output = Matrix<Double>(rows: 5, columns: 6)
    var gradient = [Double](repeating: .nan, count: parameters.count)
    parameters.withUnsafeMutableBufferPointer { parameters in
      basis.withReadView { basis in
        coordinates.withReadView { coordinates in
          restricted.withView { weights in
            dense.restrict(to: basis, parameters: parameters, into: weights)
            output.withView {
              dense.forward(
                coordinates: coordinates, restricted: weights, parameters: parameters, into: $0)
            }
            cotangents.withReadView { cotangents in
              tangents.withReadView { tangents in
                gradient.withUnsafeMutableBufferPointer {
                  dense.parameterGradient(
                    cotangents: cotangents, coordinates: coordinates, basis: basis,
                    tangents: withTangents ? tangents : nil, restricted: weights, into: $0)
                }
              }
            }
          }
        }
      }
    }
    let inputs = Matrix(
      rows: cotangents.rows, columns: 9, storage: images.storage + tangents.storage)
    // A few dozen float64 products of numbers below 1.
    #expect(relativeError(output.storage, probe.forward(images).storage) < 1e-14)
    #expect(
      relativeError(gradient, probe.parameterGradient(cotangents, inputs, primalRows: 5)) < 1e-14)
  }

  @Test(
    "output and gradient are those of the full inputs", arguments: [true, false], [true, false])
  func subspace_coordinates_equalFullInputs(_ hasBias: Bool, _ tangents: Bool) throws {
    try check(hasBias: hasBias, tangents: tangents)
  }
}
