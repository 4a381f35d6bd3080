import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGStudy

@Suite("Preprocessing") struct MeasurePreprocessingTests {
  /// Sixteen float32 products of magnitude 3, twice.
  static let tolerance: Float = 2e-5

  @Test("the folded network of pixels equals the network of preprocessed pixels")
  func folded_images_giveSameLogits() throws {
    let network = try Toy.network()
    let preprocessing = Preprocessing(inputScale: 2, inputMean: 0.1307, inputStd: 0.3081)
    let images = try Toy.measured(.raw).images
    let prepared = Matrix<Float>(
      rows: images.rows, columns: images.columns,
      storage: images.storage.map { (2 * $0 - 0.1307) / 0.3081 })
    let expected = network.logits(prepared)
    let found = try preprocessing.folded(into: network).logits(images)
    for (a, b) in zip(expected.storage, found.storage) {
      #expect(abs(a - b) <= Self.tolerance * max(1, abs(a)))
    }
  }

  @Test("the identity leaves the network as it is")
  func folded_identity_changesNothing() throws {
    let network = try Toy.network()
    #expect(try Preprocessing().folded(into: network).parameters == network.parameters)
  }

  @Test("a first layer without bias gets one")
  func folded_withoutBias_addsOne() throws {
    let network = try Network<Double>(
      layers: [Dense(inputCount: 2, outputCount: 2, hasBias: false)], parameters: [1, 2, 3, 4])
    // (x − 1) / 2: W / 2, b = −½ W 1.
    let folded = try Preprocessing(inputMean: 1, inputStd: 2).folded(into: network)
    #expect(folded.parameters == [0.5, 1, 1.5, 2, -1.5, -3.5])
  }

  @Test("numbers come from a checkpoint's metadata, the rest is the identity")
  func init_metadata_readsNumbers() {
    let metadata = CheckpointMetadata([("input_mean", "0.5"), ("input_std", "junk")])
    #expect(Preprocessing(metadata) == Preprocessing(inputMean: 0.5))
  }

  @Test(
    "a scale or deviation that is not positive, or a number that is not finite, is refused",
    arguments: [
      Preprocessing(inputScale: 0), Preprocessing(inputStd: -1),
      Preprocessing(inputMean: .infinity), Preprocessing(inputStd: .nan),
    ])
  func validate_meaningless_isRefused(_ preprocessing: Preprocessing) {
    #expect(throws: MeasureFailure.self) { try preprocessing.validate() }
  }

  @Test("a network that begins with an activation is refused")
  func folded_activationFirst_isRefused() throws {
    let network = try Network<Float>(
      layers: [Activation(.relu, count: 2), Dense(inputCount: 2, outputCount: 2)],
      parameters: [1, 0, 0, 1, 0, 0])
    #expect(throws: MeasureFailure.preprocessingNeedsDense) {
      try Preprocessing(inputScale: 2).folded(into: network)
    }
  }
}
