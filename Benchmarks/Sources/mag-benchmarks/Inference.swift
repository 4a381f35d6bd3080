import MAG

/// The networks on which inference is timed; the same as in `peers/onnx_peer.py`.
enum InferenceSubject {
  static let perceptrons = [
    Workload.sizes, [784, 256, 256, 10], [784, 100, 100, 100, 100, 100, 10],
  ]
  private static let image = ImageExtents(channels: 1, height: 28, width: 28)

  /// conv 16 3×3, conv 32 3×3, each with ReLU and max pooling, and a dense layer.
  static func smallCNN() throws -> [any Layer] {
    try convolutional([(16, 3, 1), (32, 3, 1)], dense: [10])
  }

  /// conv 6 5×5, conv 16 5×5, each with ReLU and max pooling, and dense 120-84-10.
  static func leNet() throws -> [any Layer] {
    try convolutional([(6, 5, 2), (16, 5, 0)], dense: [120, 84, 10])
  }

  private static func convolutional(
    _ stages: [(channels: Int, kernel: Int, padding: Int)], dense: [Int]
  ) throws -> [any Layer] {
    var layers: [any Layer] = []
    var extents = image
    for stage in stages {
      let window = Window2D(
        kernelHeight: stage.kernel, kernelWidth: stage.kernel, top: stage.padding,
        left: stage.padding, bottom: stage.padding, right: stage.padding)
      let halves = Window2D(kernelHeight: 2, kernelWidth: 2, strideY: 2, strideX: 2)
      guard
        let convolution = Convolution(
          input: extents, outputChannels: stage.channels, window: window),
        let pooling = MaxPooling(input: convolution.output, window: halves)
      else { throw NetworkFailure.noLayers }
      layers += [convolution, Activation(.relu, count: convolution.outputCount), pooling]
      extents = pooling.output
    }
    return layers + Network<Float>.perceptron(sizes: [extents.count] + dense)
  }
}

extension Measurement {
  /// The predicted classes of 10 000 images by a network of these layers at its random start.
  static func inference(_ layers: [any Layer]) throws -> Measurement {
    var generator = SeededGenerator(seed: 0, stream: 7)
    let network = try Network<Float>(
      layers: layers, initialization: .pytorch, using: &generator)
    let images = Workload.images(Workload.measuredImages, stream: 4).images
    return .of("10 000 images") { _ = network.predictions(images) }
  }
}
