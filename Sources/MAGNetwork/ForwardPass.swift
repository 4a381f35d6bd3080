import MAGNumerics

/// Reusable memory for the outputs of a network's layers, and the passes that fill it.
///
/// Either every output is kept, for a reverse pass, or outputs give their memory to later ones once
/// all that take them have done so. One pass serves one caller at a time.
final class ForwardPass<Element: Scalar> {
  private let memory: [MatrixBuffer<Element>]
  /// Which of `memory` holds each layer's output.
  private let places: [Int]
  /// The sum that is the input of a layer with several sources.
  private let sums: [MatrixBuffer<Element>?]
  /// Dense layers prepared for many batches, or nothing.
  private let packed: [PackedProduct<Element>?]

  /// - Cost: memory of capacity · (sum of the layers' widths, and of the sums') elements; of the two
  ///   or three widest if outputs are not kept.
  init(
    _ network: Network<Element>, capacity: Int, keepingOutputs: Bool,
    packed: [PackedProduct<Element>?] = []
  ) {
    self.packed = packed
    let layers = network.layers
    places = keepingOutputs ? Array(layers.indices) : Self.sharedPlaces(network.sources)
    var widths = [Int](repeating: 0, count: (places.max() ?? 0) + 1)
    for (layer, place) in zip(layers, places) {
      widths[place] = max(widths[place], layer.outputCount)
    }
    memory = widths.map { MatrixBuffer(capacity: capacity, columns: $0) }
    sums = zip(layers, network.sources).map { layer, sources in
      sources.count == 1 ? nil : MatrixBuffer(capacity: capacity, columns: layer.inputCount)
    }
  }

  /// Gives each layer the first place that nobody reads any more.
  private static func sharedPlaces(_ sources: [[Int]]) -> [Int] {
    var lastUse = Array(sources.indices)
    for (layer, sources) in sources.enumerated() {
      for source in sources where source >= 0 { lastUse[source] = layer }
    }
    var freeFrom: [Int] = []
    return lastUse.enumerated().map { layer, last in
      let place = freeFrom.firstIndex { $0 < layer } ?? freeFrom.count
      if place == freeFrom.count { freeFrom.append(last) } else { freeFrom[place] = last }
      return place
    }
  }

  /// The logits [n, classes] of images [n, d]; valid until the next call.
  func logits(
    _ network: Network<Element>, _ parameters: [UnsafeMutableBufferPointer<Element>],
    _ images: MatrixView<Element>
  ) -> MatrixView<Element> {
    let n = images.rows
    for (index, layer) in network.layers.enumerated() {
      let input = input(of: index, network, images)
      if sums[index] != nil {
        for (place, source) in network.sources[index].enumerated() {
          let summand = source < 0 ? images : output(of: source, network, n)
          if place == 0 { input.copy(from: summand) } else { Elementwise.add(summand, to: input) }
        }
      }
      let output = output(of: index, network, n)
      if !packed.isEmpty, let product = packed[index] {
        product.multiply(input, into: output)
      } else {
        layer.forward(input, parameters: parameters[index], into: output)
      }
    }
    return output(of: network.layers.count - 1, network, n)
  }

  /// Where a layer's output is, as long as it is kept.
  func output(of layer: Int, _ network: Network<Element>, _ n: Int) -> MatrixView<Element> {
    memory[places[layer]].view(rows: n, columns: network.layers[layer].outputCount)
  }

  /// Where a layer finds its input: its source's output, or the sum of several.
  func input(
    of layer: Int, _ network: Network<Element>, _ images: MatrixView<Element>
  ) -> MatrixView<Element> {
    if let sum = sums[layer] { return sum.view(rows: images.rows) }
    let source = network.sources[layer][0]
    return source < 0 ? images : output(of: source, network, images.rows)
  }
}
