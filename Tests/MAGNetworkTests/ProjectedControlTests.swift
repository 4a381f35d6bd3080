import MAGNumerics
import Testing

@testable import MAGNetwork

@Suite("The projected control") struct ProjectedControlTests {
  /// Float32 parameters rounded once and two layers of float32 products of magnitude 1.
  static let tolerance = 1e-5

  private func example() throws -> (
    network: Network<Float>, basis: Matrix<Double>, coordinates: Matrix<Double>
  ) {
    var generator = SeededGenerator(seed: 5)
    return (
      try network([12, 9, 4]), try randomBasis(3, 12, using: &generator),
      randomMatrix(6, 3, using: &generator)
    )
  }

  private func logits(_ network: Network<Float>, _ images: Matrix<Double>) -> [Double] {
    network.logits(Matrix<Float>(images)).storage.map { Double($0) }
  }

  @Test("logits on the manifold stay, and every input gradient is on the manifold")
  func projection_uncentered_keepsLogits() throws {
    let (network, basis, coordinates) = try example()
    let control = try ProjectedControl.projectFirstLayer(of: network, onto: basis)
    let images = Product.of(coordinates, .asStored, basis, .asStored)
    #expect(relativeError(logits(control, images), logits(network, images)) < Self.tolerance)
    let g = Matrix<Double>(
      control.inputGradient(Matrix<Float>(images), labels: [0, 1, 2, 3, 0, 1], of: .loss))
    let part = Product.of(
      Product.of(g, .asStored, basis, .transposed), .asStored, basis, .asStored)
    #expect(relativeError(part.storage, g.storage) < Self.tolerance)
    #expect(control.parameters.suffix(40 + 9) == network.parameters.suffix(40 + 9))
    #expect(control.parameters != network.parameters)
  }

  @Test("with a mean, logits on the shifted manifold stay", arguments: [true, false])
  func projection_centered_keepsLogits(_ hasBias: Bool) throws {
    var (network, basis, coordinates) = try example()
    if !hasBias {
      network = try Network(
        layers: [Dense(inputCount: 12, outputCount: 9, hasBias: false)]
          + network.layers.dropFirst(),
        parameters: Array(network.parameters[0..<108] + network.parameters[117...]))
    }
    var generator = SeededGenerator(seed: 6)
    let mean: [Double] = randomMatrix(1, 12, using: &generator).storage
    var images = Product.of(coordinates, .asStored, basis, .asStored)
    for row in 0..<6 { for column in 0..<12 { images[row, column] += mean[column] } }
    let control = try ProjectedControl.projectFirstLayer(of: network, onto: basis, mean: mean)
    #expect(relativeError(logits(control, images), logits(network, images)) < Self.tolerance)
    let unshifted = try ProjectedControl.projectFirstLayer(of: network, onto: basis)
    #expect(relativeError(logits(unshifted, images), logits(network, images)) > 0.01)
  }

  @Test("norms on and off the manifold add up to the whole, and the control has none off it")
  func firstLayerNorms_parts_addUp() throws {
    let (network, basis, _) = try example()
    let norms = try ProjectedControl.firstLayerNorms(of: network, basis: basis)
    let weight = network.parameters[0..<108].map { Double($0) }
    let sum = norms.onManifold * norms.onManifold + norms.offManifold * norms.offManifold
    #expect(abs(sum - dot(weight, weight)) < 1e-12)
    let control = try ProjectedControl.projectFirstLayer(of: network, onto: basis)
    let after = try ProjectedControl.firstLayerNorms(of: control, basis: basis)
    #expect(abs(after.onManifold - norms.onManifold) < 1e-6)
    #expect(after.offManifold < 1e-6 && norms.offManifold > 0.5)
  }

  @Test("a case worked by hand")
  func projection_smallCase_isHandWorked() throws {
    let network = try Network<Float>(
      layers: Network<Float>.perceptron(sizes: [2, 2]), parameters: [3, 4, -1, 2, 10, 20])
    let axis = Matrix<Double>(rows: 1, columns: 2, storage: [1, 0])
    let control = try ProjectedControl.projectFirstLayer(of: network, onto: axis, mean: [5, 7])
    #expect(control.parameters == [3, 0, -1, 0, 38, 34])
    let norms = try ProjectedControl.firstLayerNorms(of: network, basis: axis)
    #expect(norms == FirstLayerNorms(onManifold: 10.squareRoot(), offManifold: 20.squareRoot()))
  }

  @Test("another first layer, another dimension, another mean are refused")
  func projection_wrongInput_isRefused() throws {
    let (network, basis, _) = try example()
    let narrow = Matrix<Double>(rows: 1, columns: 11)
    #expect(throws: ProjectedControlFailure.basisDiffers(expected: 12, found: 11)) {
      try ProjectedControl.projectFirstLayer(of: network, onto: narrow)
    }
    #expect(throws: ProjectedControlFailure.basisDiffers(expected: 12, found: 11)) {
      try ProjectedControl.firstLayerNorms(of: network, basis: narrow)
    }
    #expect(throws: ProjectedControlFailure.meanDiffers(expected: 12, found: 1)) {
      try ProjectedControl.projectFirstLayer(of: network, onto: basis, mean: [0])
    }
    let other = try Network<Float>(
      layers: [Activation(.relu, count: 12)] + network.layers, parameters: network.parameters)
    #expect(throws: ProjectedControlFailure.firstLayerNotDense) {
      try ProjectedControl.projectFirstLayer(of: other, onto: basis)
    }
    #expect(ProjectedControlFailure.firstLayerNotDense.kind == .badData)
  }
}
