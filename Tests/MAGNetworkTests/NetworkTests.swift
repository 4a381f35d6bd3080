import MAGNumerics
import Testing

@testable import MAGNetwork

@Suite("Networks") struct NetworkTests {
  private func failure(_ layers: [any Layer], _ count: Int) -> NetworkFailure? {
    #expect(throws: NetworkFailure.self) {
      try Network<Float>(layers: layers, parameters: [Float](repeating: 0, count: count))
    }
  }

  @Test("no layers, ill-fitting layers, one class and a wrong count are refused with a sentence")
  func init_wrongLayers_isRefused() {
    let dense = Dense(inputCount: 3, outputCount: 4)
    #expect(failure([], 0) == .noLayers)
    #expect(
      failure([dense, Activation(.relu, count: 5)], 16)
        == .layersDoNotFit(layer: 1, expected: 4, found: 5))
    #expect(failure([Dense(inputCount: 3, outputCount: 1)], 4) == .tooFewClasses(1))
    #expect(failure([dense], 15) == .wrongParameterCount(expected: 16, found: 15))
    #expect(
      "\(NetworkFailure.layersDoNotFit(layer: 1, expected: 4, found: 5))"
        == "layer 1 takes 5 inputs, but the layer before it gives 4; "
        + "check the sizes of neighbouring layers")
    #expect("\(NetworkFailure.tooFewClasses(1))".contains("1 logit;"))
    #expect(NetworkFailure.noLayers.kind == .badData)
  }

  @Test("a perceptron's layers, dimensions and tensors")
  func perceptron_sizes_giveLayers() throws {
    let network: Network<Float> = try network([6, 5, 4, 3], .tanh)
    #expect(
      network.layers.count == 5 && network.layers[1] as? Activation == Activation(.tanh, count: 5))
    #expect(network.inputDimension == 6 && network.classCount == 3)
    #expect(network.parameters.count == 6 * 5 + 5 + 5 * 4 + 4 + 4 * 3 + 3)
    #expect(network.offsets == [0, 35, 35, 59, 59])
    #expect(network.tensor(layer: 2, named: "bias") == Array(network.parameters[55..<59]))
    #expect(network.tensor(layer: 1, named: "weight") == nil)
  }

  @Test("the same generator gives the same network, in both precisions")
  func initialization_seed_repeats() throws {
    let narrow: Network<Float> = try network([6, 5, 3], seed: 4)
    let wide: Network<Double> = try network([6, 5, 3], seed: 4)
    #expect(Network<Float>(wide).parameters == narrow.parameters)
    #expect(try network([6, 5, 3], seed: 5, as: Float.self).parameters != narrow.parameters)
  }

  @Test("a chain of dense layers is recognised with its activations, other chains are not")
  func fullyConnected_layers_areRecognised() throws {
    let chain: Network<Double> = try network([6, 5, 3], .elu(alpha: 1))
    let stages = try #require(chain.fullyConnected)
    #expect(stages.map(\.activation) == [.elu(alpha: 1), .identity])
    #expect(stages[0].weight.storage == chain.tensor(layer: 0, named: "weight"))
    #expect(stages[1].bias == chain.tensor(layer: 2, named: "bias"))
    let first = try Network<Double>(
      layers: [Activation(.relu, count: 2), Dense(inputCount: 2, outputCount: 2, hasBias: false)],
      parameters: [1, 2, 3, 4])
    #expect(first.fullyConnected == nil)
    let unbiased = try Network<Double>(
      layers: [Dense(inputCount: 2, outputCount: 2, hasBias: false)], parameters: [1, 2, 3, 4])
    #expect(unbiased.fullyConnected?[0].bias == [0, 0])
  }
}
