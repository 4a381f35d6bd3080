import MAGNetwork
import MAGNumerics

/// What happens to a pixel before a network's first layer: x ↦ (scale · x − mean) / std.
///
/// Measurements take it into the first layer, so that images, radii and gradients stay in pixel
/// units (a byte / 255) whatever a network was trained on.
public struct Preprocessing: Sendable, Equatable, Codable {
  public var inputScale: Double
  public var inputMean: Double
  public var inputStd: Double

  public init(inputScale: Double = 1, inputMean: Double = 0, inputStd: Double = 1) {
    self.inputScale = inputScale
    self.inputMean = inputMean
    self.inputStd = inputStd
  }

  /// What a checkpoint's metadata say; what they do not say is the identity.
  public init(_ metadata: CheckpointMetadata) {
    self.init(
      inputScale: metadata.number(.inputScale) ?? 1, inputMean: metadata.number(.inputMean) ?? 0,
      inputStd: metadata.number(.inputStd) ?? 1)
  }

  public var isIdentity: Bool { self == Preprocessing() }

  /// Refuses numbers that are not finite, and a scale or standard deviation of zero or below.
  ///
  /// - Throws: `MeasureFailure.preprocessing`.
  public func validate() throws(MeasureFailure) {
    for (option, value) in [("input-scale", inputScale), ("input-std", inputStd)] {
      guard value.isFinite, value > 0 else {
        throw .preprocessing(option: option, expected: "a positive number", found: value)
      }
    }
    guard inputMean.isFinite else {
      throw .preprocessing(option: "input-mean", expected: "a finite number", found: inputMean)
    }
  }

  /// The network of pixels x that equals `network` of preprocessed pixels, for all x.
  ///
  /// W ← (scale / std) W and b ← b − (mean / std) W 1, computed in Double and rounded once; the
  /// network itself where this is the identity.
  /// - Throws: `MeasureFailure.preprocessing`, `.preprocessingNeedsDense`; `NetworkFailure` never.
  public func folded<Element: Scalar>(
    into network: Network<Element>
  ) throws -> Network<Element> {
    try validate()
    if isIdentity { return network }
    guard let first = network.layers.first as? Dense else {
      throw MeasureFailure.preprocessingNeedsDense
    }
    let weightCount = first.inputCount * first.outputCount
    let weight = network.parameters[0..<weightCount].map { Double($0) }
    var bias = [Double](repeating: 0, count: first.outputCount)
    if first.hasBias {
      bias = network.parameters[weightCount..<weightCount + first.outputCount].map { Double($0) }
    }
    for row in bias.indices {
      let start = row * first.inputCount
      bias[row] -= inputMean / inputStd * weight[start..<start + first.inputCount].reduce(0, +)
    }
    let dense = Dense(inputCount: first.inputCount, outputCount: first.outputCount)
    return try Network(
      layers: [dense] + network.layers.dropFirst(),
      parameters: weight.map { Element($0 * inputScale / inputStd) } + bias.map { Element($0) }
        + network.parameters[first.parameterCount...])
  }
}
