import MAGNetwork
import MAGNumerics

/// A graph of affine and piecewise linear layers, in Double, laid out for walks.
///
/// - Memory: the parameters twice, and for convolutions 8 bytes for each input that each position
///   sees.
struct PiecewiseGraph: Sendable {
  let network: Network<Double>
  /// One a layer of the network.
  let steps: [any GraphStep]
  /// How each layer takes its input.
  let inputs: [UnitLayout]
  /// The last layer that reads each layer's output; its own number where none does.
  let lastReaders: [Int]

  /// - Throws: `GeometryFailure.notPiecewiseLayer` or `.layerNotFinite` with the layer's number
  ///   from 1.
  init(_ network: Network<Double>) throws(GeometryFailure) {
    self.network = network
    var steps: [any GraphStep] = []
    var inputs: [UnitLayout] = []
    var lastReaders = Array(network.layers.indices)
    let whole = UnitLayout.whole(network.inputDimension)
    for (index, node) in network.nodes.enumerated() {
      guard node.parameters.allSatisfy(\.isFinite) else { throw .layerNotFinite(index + 1) }
      let layouts = node.sources.map { $0 < 0 ? whole : steps[$0].output }
      for source in node.sources where source >= 0 { lastReaders[source] = index }
      inputs.append(layouts[0])
      guard let step = GraphSteps.step(node, layouts[0]) else {
        throw .notPiecewiseLayer(index + 1, kind: node.layer.kindName)
      }
      steps.append(step)
    }
    self.steps = steps
    self.inputs = inputs
    self.lastReaders = lastReaders
  }
}

/// The steps of layers.
enum GraphSteps {
  /// The step of a node whose input is bundled in a given way, or nil if it has no straight pieces.
  static func step(_ node: NetworkNode<Double>, _ input: UnitLayout) -> (any GraphStep)? {
    let map = LayerMap(layer: node.layer, parameters: node.parameters)
    switch node.layer {
    case let layer as Dense: return dense(layer, map, input)
    case let layer as Convolution: return convolution(layer, map, input)
    case let layer as AveragePooling: return averagePooling(layer, map, input)
    case is ElementwiseAffine:
      return ScaleStep(output: input, factors: map.ofOnes, shifts: map.ofZeros)
    case let layer as Permutation: return RenameStep(order: layer.order, of: input)
    case let layer as Activation:
      return PiecewiseLinear(layer.kind).map { BreakStep(activation: $0, output: input) }
    case let layer as MaxPooling: return maxPooling(layer)
    default: return nil
    }
  }

  private static func dense(_ layer: Dense, _ map: LayerMap, _ input: UnitLayout) -> BlockStep {
    let weight = Matrix(
      rows: layer.outputCount, columns: layer.inputCount,
      storage: Array(map.parameters.prefix(layer.inputCount * layer.outputCount)))
    let sees = (0..<layer.inputCount).map { (unit: $0, target: $0) }
    return BlockStep(
      output: .whole(layer.outputCount),
      blocks: [BlockStep.Block(sources: sources(sees, input), weight: .shared(0))],
      weights: [weight.transposed().storage], layer: map)
  }

  /// A block is a group of channels at one position; all positions share a group's weights.
  private static func convolution(
    _ layer: Convolution, _ map: LayerMap, _ input: UnitLayout
  ) -> BlockStep {
    let (image, window) = (layer.input, layer.window)
    let depth = image.channels / layer.groups
    let width = layer.output.channels / layer.groups
    let taps = window.kernelHeight * window.kernelWidth
    let weights = (0..<layer.groups).map { group in
      let start = group * width * depth * taps
      return Matrix(
        rows: width, columns: depth * taps,
        storage: Array(map.parameters[start..<start + width * depth * taps])
      ).transposed().storage
    }
    var blocks: [BlockStep.Block] = []
    for group in 0..<layer.groups {
      for position in 0..<layer.output.planeCount {
        var sees: [(unit: Int, target: Int)] = []
        for (tap, place) in window.taps(at: position, of: layer.output, on: image) {
          for channel in 0..<depth {
            let unit = (group * depth + channel) * image.planeCount + place
            sees.append((unit, channel * taps + tap))
          }
        }
        blocks.append(BlockStep.Block(sources: sources(sees, input), weight: .shared(group)))
      }
    }
    return BlockStep(
      output: .positions(
        channels: layer.output.channels, plane: layer.output.planeCount, groups: layer.groups),
      blocks: blocks, weights: weights, layer: map)
  }

  private static func averagePooling(
    _ layer: AveragePooling, _ map: LayerMap, _ input: UnitLayout
  ) -> BlockStep {
    let image = layer.input
    // The mean of ones is the share of the window that lies inside the image.
    let shares = map.ofOnes
    let blocks = (0..<layer.output.planeCount).map { position in
      let taps = layer.window.taps(at: position, of: layer.output, on: image)
      let sees = taps.flatMap { tap in
        (0..<image.channels).map { (unit: $0 * image.planeCount + tap.place, target: $0) }
      }
      return BlockStep.Block(
        sources: sources(sees, input), weight: .factor(shares[position] / Double(taps.count)))
    }
    return BlockStep(
      output: .positions(channels: image.channels, plane: layer.output.planeCount),
      blocks: blocks, weights: [], layer: map)
  }

  private static func maxPooling(_ layer: MaxPooling) -> EnvelopeStep {
    let (image, plane) = (layer.input, layer.output.planeCount)
    let taps = (0..<plane).map { layer.window.taps(at: $0, of: layer.output, on: image) }
    let windows = (0..<image.channels * plane).map { output in
      taps[output % plane].map { output / plane * image.planeCount + $0.place }
    }
    return EnvelopeStep(
      output: .positions(channels: image.channels, plane: plane), windows: windows)
  }

  /// Units gathered by the bundles in which they stand.
  private static func sources(
    _ sees: [(unit: Int, target: Int)], _ input: UnitLayout
  ) -> [BlockStep.Source] {
    var sources: [BlockStep.Source] = []
    var numbers: [Int: Int] = [:]
    for (unit, target) in sees {
      let place = input.places[unit]
      let entry = BlockStep.Entry(column: Int32(place.column), target: Int32(target))
      if let number = numbers[place.bundle] {
        sources[number].entries.append(entry)
      } else {
        numbers[place.bundle] = sources.count
        sources.append(BlockStep.Source(bundle: place.bundle, entries: [entry]))
      }
    }
    return sources
  }
}

extension Window2D {
  /// The taps that lie inside an image, with where they stand in its plane, for one output position.
  fileprivate func taps(
    at position: Int, of output: ImageExtents, on image: ImageExtents
  ) -> [(tap: Int, place: Int)] {
    let y = position / output.width * strideY - top
    let x = position % output.width * strideX - left
    return (0..<kernelHeight * kernelWidth).compactMap { tap in
      let row = y + tap / kernelWidth * dilationY
      let column = x + tap % kernelWidth * dilationX
      guard 0..<image.height ~= row, 0..<image.width ~= column else { return nil }
      return (tap, row * image.width + column)
    }
  }
}
