import MAGData
import MAGNetwork
import MAGNumerics

/// What happens to a pixel before a network's first layer: x ↦ (scale · x − mean) / std, with one
/// mean and one standard deviation for all channels or one for each.
///
/// Measurements take it into the network, so that images, radii and gradients stay in pixel units
/// (a byte / 255) whatever a network was trained on.
public struct Preprocessing: Sendable, Equatable, Codable {
  public var inputScale: Double
  public var inputMean: ChannelValues
  public var inputStd: ChannelValues

  public init(
    inputScale: Double = 1, inputMean: ChannelValues = 0, inputStd: ChannelValues = 1
  ) {
    self.inputScale = inputScale
    self.inputMean = inputMean
    self.inputStd = inputStd
  }

  /// What a checkpoint's metadata say; what they do not say is the identity.
  public init(_ metadata: CheckpointMetadata) {
    func values(_ key: CheckpointKey) -> ChannelValues? {
      metadata[key].flatMap { ChannelValues(text: $0) }
    }
    self.init(
      inputScale: metadata.number(.inputScale) ?? 1, inputMean: values(.inputMean) ?? 0,
      inputStd: values(.inputStd) ?? 1)
  }

  public var isIdentity: Bool { self == Preprocessing() }

  /// How many channels it tells apart; 1 where all are treated alike.
  public var channelCount: Int { max(inputMean.count, inputStd.count) }

  /// Refuses numbers that are not finite, a scale or standard deviation of zero or below, and means
  /// and deviations of different numbers of channels.
  ///
  /// - Throws: `MeasureFailure.preprocessing`, `.preprocessingChannels`.
  public func validate() throws(MeasureFailure) {
    for (option, values) in [("scale", [inputScale]), ("std", inputStd.values)] {
      for value in values where !(value.isFinite && value > 0) {
        throw .preprocessing(option: option, expected: "a positive number", found: value)
      }
    }
    for value in inputMean.values where !value.isFinite {
      throw .preprocessing(option: "mean", expected: "a finite number", found: value)
    }
    for count in [inputMean.count, inputStd.count] where ![1, channelCount].contains(count) {
      throw .preprocessingChannels(expected: channelCount, found: count)
    }
  }

  /// Refuses numbers for other channels than the images have.
  ///
  /// - Throws: `MeasureFailure.preprocessingChannels`.
  public func check(_ images: ImageSet) throws(MeasureFailure) {
    guard [1, images.channels].contains(channelCount) else {
      throw .preprocessingChannels(expected: images.channels, found: channelCount)
    }
  }

  /// The network of pixels x that equals `network` of preprocessed pixels, for all x; the network
  /// itself where this is the identity.
  ///
  /// Where one dense layer alone reads the input, W ← W · scale / std and b ← b − W (mean / std),
  /// computed in Double and rounded once. Else a layer s x + t with s = scale / std and
  /// t = −mean / std goes before the network, since a convolution's padding is zero after it.
  /// Of d inputs each of c channels has d / c, one channel after the other.
  /// - Throws: `MeasureFailure.preprocessing`, `.preprocessingChannels`; `NetworkFailure` never.
  public func folded<Element: Scalar>(
    into network: Network<Element>
  ) throws -> Network<Element> {
    try validate()
    if isIdentity { return network }
    let count = network.inputDimension
    guard count % channelCount == 0 else {
      throw MeasureFailure.preprocessingChannels(expected: 1, found: channelCount)
    }
    let group = count / channelCount
    var nodes = network.nodes
    let input = NetworkNode<Element>.input
    let readers = nodes.indices.filter { nodes[$0].sources.contains(input) }
    if readers == [0], nodes[0].sources == [input], let dense = nodes[0].layer as? Dense {
      nodes[0] = folded(into: dense, nodes[0].parameters, group: group)
    } else {
      let channels = 0..<channelCount
      let parameters =
        channels.map { Element(inputScale / inputStd[$0]) }
        + channels.map { Element(-inputMean[$0] / inputStd[$0]) }
      let first = NetworkNode(
        ElementwiseAffine(count: count, group: group), parameters: parameters, from: [input])
      // The input's number is −1, so that it becomes the new first layer's.
      nodes =
        [first]
        + nodes.map { node in
          NetworkNode(
            node.layer, parameters: node.parameters, from: node.sources.map { $0 - input })
        }
    }
    return try Network(nodes: nodes, output: nodes.count - 1)
  }

  private func folded<Element: Scalar>(
    into dense: Dense, _ parameters: [Element], group: Int
  ) -> NetworkNode<Element> {
    let weightCount = dense.inputCount * dense.outputCount
    let weight = parameters[0..<weightCount].map { Double($0) }
    var bias = [Double](repeating: 0, count: dense.outputCount)
    if dense.hasBias { bias = parameters[weightCount...].map { Double($0) } }
    for row in bias.indices {
      for channel in 0..<channelCount {
        let start = row * dense.inputCount + channel * group
        bias[row] -=
          inputMean[channel] / inputStd[channel] * weight[start..<start + group].reduce(0, +)
      }
    }
    let scaled = weight.indices.map { index in
      Element(weight[index] * inputScale / inputStd[index % dense.inputCount / group])
    }
    return NetworkNode(
      Dense(inputCount: dense.inputCount, outputCount: dense.outputCount),
      parameters: scaled + bias.map { Element($0) }, from: [NetworkNode<Element>.input])
  }
}
