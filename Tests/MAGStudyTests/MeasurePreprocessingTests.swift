import Foundation
import MAGFiles
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
      Preprocessing(inputMean: ChannelValues(.infinity)),
      Preprocessing(inputStd: ChannelValues(.nan)),
    ])
  func validate_meaningless_isRefused(_ preprocessing: Preprocessing) {
    #expect(throws: MeasureFailure.self) { try preprocessing.validate() }
  }

  @Test("each channel has its own numbers, folded into a dense layer: worked by hand")
  func folded_channels_areOwn() throws {
    let network = try Network<Double>(
      layers: [Dense(inputCount: 4, outputCount: 2)], parameters: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    let preprocessing = Preprocessing(
      inputScale: 2, inputMean: try #require(ChannelValues([1, 3])),
      inputStd: try #require(ChannelValues([0.5, 4])))
    // Factors 4, 4, ½, ½ and shifts −2, −2, −¾, −¾.
    let folded = try preprocessing.folded(into: network)
    // Biases 9 − 2 · 3 − ¾ · 7 and 10 − 2 · 11 − ¾ · 15.
    let expected: [Double] = [4, 8, 1.5, 2, 20, 24, 3.5, 4, -2.25, -23.25]
    #expect(folded.parameters == expected)
    #expect(folded.layers.count == 1)
    #expect(throws: MeasureFailure.preprocessingChannels(expected: 1, found: 3)) {
      try Preprocessing(inputMean: try #require(ChannelValues([1, 2, 3]))).folded(into: network)
    }
    #expect(throws: MeasureFailure.preprocessingChannels(expected: 3, found: 2)) {
      try Preprocessing(
        inputMean: try #require(ChannelValues([1, 2, 3])),
        inputStd: try #require(ChannelValues([1, 2]))
      ).validate()
    }
  }

  @Test("before any other layer an affine one is put: padding stays zero after preprocessing")
  func folded_convolution_getsAffineFirst() throws {
    let extents = ImageExtents(channels: 2, height: 2, width: 2)
    let window = Window2D(
      kernelHeight: 3, kernelWidth: 3, top: 1, left: 1, bottom: 1, right: 1)
    let convolution = try #require(
      Convolution(input: extents, outputChannels: 1, window: window))
    var generator = SeededGenerator(seed: 4)
    let network = try Network<Double>(
      layers: [convolution], initialization: .he, using: &generator)
    let preprocessing = Preprocessing(
      inputScale: 2, inputMean: try #require(ChannelValues([0.25, 0.5])), inputStd: 0.5)
    let pixels = (0..<8).map { Double($0) / 8 }
    let prepared = pixels.enumerated().map { index, pixel in
      (2 * pixel - (index < 4 ? 0.25 : 0.5)) / 0.5
    }
    let folded = try preprocessing.folded(into: network)
    #expect(folded.layers.count == 2 && folded.isChain)
    let found = folded.logits(Matrix(rows: 1, columns: 8, storage: pixels)).storage
    let expected = network.logits(Matrix(rows: 1, columns: 8, storage: prepared)).storage
    for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-14) }
  }

  @Test("a network that reads its input twice gets the affine layer before both")
  func folded_residual_readsPreprocessed() throws {
    let node = { (layer: any Layer, parameters: [Double], sources: [Int]) in
      NetworkNode<Double>(layer, parameters: parameters, from: sources)
    }
    // y = relu(x) + x, then a dense layer of ones.
    let network = try Network<Double>(
      nodes: [
        node(Activation(.relu, count: 2), [], [-1]),
        node(Dense(inputCount: 2, outputCount: 2), [1, 0, 0, 1, 0, 0], [0, -1]),
      ], output: 1)
    let folded = try Preprocessing(inputMean: 1).folded(into: network)
    // Pixels 3 and −2 are seen as 2 and −3: 2 + 2 and 0 − 3.
    let logits = folded.logits(Matrix(rows: 1, columns: 2, storage: [3, -2]))
    #expect(logits.storage == [4, -3])
  }

  @Test("numbers a channel are read from text and JSON, and written as they came")
  func channelValues_forms_areRead() throws {
    #expect(ChannelValues(text: "0.5, 0.25,1e-1")?.values == [0.5, 0.25, 0.1])
    for text in ["", ",", "1,", "a", "1;2"] { #expect(ChannelValues(text: text) == nil) }
    let metadata = CheckpointMetadata([("input_mean", "0.1,0.2,0.3"), ("input_std", "0.5")])
    let read = Preprocessing(metadata)
    #expect(read.channelCount == 3 && read.inputStd[2] == 0.5 && read.inputMean[1] == 0.2)
    let line = try OrderedJSON.encodeLine(read)
    let text = String(decoding: line, as: UTF8.self)
    #expect(text.contains("\"input_mean\": [0.1, 0.2, 0.3], \"input_std\": 0.5"))
    #expect(try OrderedJSON.decode(Preprocessing.self, from: line) == read)
    #expect(throws: JSONFailure.self) {
      try OrderedJSON.decode(ChannelValues.self, from: Data("[]".utf8))
    }
  }
}
