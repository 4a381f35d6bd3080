import MAGFiles
import MAGNumerics

/// The map of each kind of layer, held against the shape that it takes and the tensors it has.
extension ArchitectureLowering {
  typealias Map = (layer: (any Layer)?, parameters: [Float], shape: ArchitectureShape)

  /// The map of a layer; without one where the elements stay as they are.
  mutating func map(
    _ layer: ArchitectureLayer, of shape: ArchitectureShape
  ) throws(CheckpointFailure) -> Map {
    switch layer.kind {
    case .dense(let names, let isTransposed):
      return try dense(layer, names, isTransposed, of: shape)
    case .convolution(let names, let window, let groups, let isTransposed):
      return try convolution(layer, names, window, groups: groups, isTransposed, of: shape)
    case .batchNormalization(let names, let epsilon):
      return try normalization(layer, names, epsilon: epsilon, of: shape)
    case .maxPooling(let choice, let ceilMode):
      let extents = try image(layer, shape)
      let pooling = MaxPooling(
        input: extents, window: choice.window(over: extents), ceilMode: ceilMode)
      guard let pooling else { throw doesNotFit(layer, shape) }
      return (pooling, [], .image(pooling.output))
    case .averagePooling(let choice, let countsPadding, let ceilMode):
      let extents = try image(layer, shape)
      let pooling = AveragePooling(
        input: extents, window: choice.window(over: extents), countsPadding: countsPadding,
        ceilMode: ceilMode)
      guard let pooling else { throw doesNotFit(layer, shape) }
      return (pooling, [], .image(pooling.output))
    case .flatten(let byPixels):
      guard byPixels, case .image(let extents) = shape, extents.channels > 1,
        extents.height * extents.width > 1
      else { return (nil, [], .row(shape.count)) }
      let pixels = extents.height * extents.width
      let order = (0..<extents.count).map { place in
        place % extents.channels * pixels + place / extents.channels
      }
      return (Permutation(order: order), [], .row(shape.count))
    case .reshape(let result):
      guard result.count == shape.count else {
        throw located(
          layer.problem("expected \(shape.count) elements as in \(shape), found \(result)"))
      }
      return (nil, [], result)
    case .sum: return (nil, [], shape)
    }
  }

  private mutating func dense(
    _ layer: ArchitectureLayer, _ names: ArchitectureLayer.TensorNames, _ isTransposed: Bool?,
    of shape: ArchitectureShape
  ) throws(CheckpointFailure) -> Map {
    guard case .row(let inputs) = shape else {
      throw located(
        layer.problem("a dense layer takes rows, found \(shape): put a flatten before it"))
    }
    let weight = try required(.weight, of: layer, names)
    let isTransposed = isTransposed ?? weight.liesInputsFirst
    guard weight.extents.count == 2, weight.extents[isTransposed ? 0 : 1] == inputs,
      weight.count > 0
    else {
      throw unfit(
        layer, weight, expected: isTransposed ? "[\(inputs), outputs]" : "[outputs, \(inputs)]")
    }
    let outputs = weight.extents[isTransposed ? 1 : 0]
    let bias = try bias(of: layer, names, beside: weight, count: outputs)
    let parameters = try tensors.values(weight, order: isTransposed ? [1, 0] : nil, for: layer)
    return (
      Dense(inputCount: inputs, outputCount: outputs, hasBias: bias != nil),
      parameters + (bias ?? []), .row(outputs)
    )
  }

  private mutating func convolution(
    _ layer: ArchitectureLayer, _ names: ArchitectureLayer.TensorNames, _ choice: WindowChoice,
    groups: Int, _ isTransposed: Bool?, of shape: ArchitectureShape
  ) throws(CheckpointFailure) -> Map {
    let extents = try image(layer, shape)
    let weight = try required(.weight, of: layer, names)
    // TensorFlow keeps [height, width, inputs, outputs].
    let order = isTransposed ?? weight.liesInputsFirst ? [3, 2, 0, 1] : [0, 1, 2, 3]
    guard weight.extents.count == 4, weight.count > 0 else {
      throw unfit(layer, weight, expected: "four axes")
    }
    let kernel = order.map { weight.extents[$0] }
    let (inputs, overflow) = kernel[1].multipliedReportingOverflow(by: groups)
    guard !overflow, inputs == extents.channels else {
      throw unfit(
        layer, weight,
        expected:
          "\(extents.channels) input channels in \(groups == 1 ? "one group" : "\(groups) groups")")
    }
    let bias = try bias(of: layer, names, beside: weight, count: kernel[0])
    let convolution = Convolution(
      input: extents, outputChannels: kernel[0],
      window: choice.window(over: extents, kernel: [kernel[2], kernel[3]]), groups: groups,
      hasBias: bias != nil)
    guard let convolution else { throw doesNotFit(layer, shape) }
    let parameters = try tensors.values(weight, order: order, for: layer)
    return (convolution, parameters + (bias ?? []), .image(convolution.output))
  }

  /// gamma (x − μ) / √(σ² + ε) + beta, one number each for every channel of images or every element
  /// of rows, computed in Double and rounded once.
  private mutating func normalization(
    _ layer: ArchitectureLayer, _ names: ArchitectureLayer.TensorNames, epsilon: Double,
    of shape: ArchitectureShape
  ) throws(CheckpointFailure) -> Map {
    var (channels, group) = (shape.count, 1)
    if case .image(let extents) = shape {
      (channels, group) = (extents.channels, extents.height * extents.width)
    }
    let mean = try channelwise(.mean, of: layer, names, count: channels)
    let variance = try channelwise(.variance, of: layer, names, count: channels)
    guard let mean, let variance else {
      throw located(layer.problem("expected tensors of a mean and a variance"))
    }
    guard let least = variance.min(), Double(least) + epsilon > 0 else {
      throw located(layer.problem("expected a variance from 0"))
    }
    let gamma = try channelwise(.weight, of: layer, names, count: channels)
    let beta = try channelwise(.bias, of: layer, names, count: channels)
    var (scales, shifts): ([Float], [Float]) = ([], [])
    for index in 0..<channels {
      let scale = Double(gamma?[index] ?? 1) / (Double(variance[index]) + epsilon).squareRoot()
      scales.append(Float(scale))
      shifts.append(Float(Double(beta?[index] ?? 0) - Double(mean[index]) * scale))
    }
    return (ElementwiseAffine(count: shape.count, group: group), scales + shifts, shape)
  }

  /// - Throws: `CheckpointFailure.architecture` unless the layer takes images.
  private func image(
    _ layer: ArchitectureLayer, _ shape: ArchitectureShape
  ) throws(CheckpointFailure) -> ImageExtents {
    guard case .image(let extents) = shape else {
      throw located(
        layer.problem("expected images, found \(shape): give input as [channels, height, width]"))
    }
    return extents
  }

  private func required(
    _ part: ArchitectureTensors.Part, of layer: ArchitectureLayer,
    _ names: ArchitectureLayer.TensorNames
  ) throws(CheckpointFailure) -> StoredTensor {
    guard let found = try tensor(part, of: layer, names) else {
      let words =
        if case .prefix(let prefix) = names { " that is \(prefix)'s" } else { "" }
      throw located(layer.problem("\(tensors.path) holds no \(part.rawValue)\(words)"))
    }
    return found
  }

  private func tensor(
    _ part: ArchitectureTensors.Part, of layer: ArchitectureLayer,
    _ names: ArchitectureLayer.TensorNames
  ) throws(CheckpointFailure) -> StoredTensor? {
    do throws(ArchitectureLayer.Problem) {
      return try tensors.tensor(part, of: layer, names)
    } catch {
      throw located(error)
    }
  }

  /// The bias of a layer; where its tensors go by a prefix, a missing one is said.
  private mutating func bias(
    of layer: ArchitectureLayer, _ names: ArchitectureLayer.TensorNames,
    beside weight: StoredTensor, count: Int
  ) throws(CheckpointFailure) -> [Float]? {
    let bias = try channelwise(.bias, of: layer, names, count: count)
    if bias == nil, case .prefix = names { note(missingBias: weight) }
    return bias
  }

  /// A part with one number a channel; NumPy programs keep it as a row or a column.
  private mutating func channelwise(
    _ part: ArchitectureTensors.Part, of layer: ArchitectureLayer,
    _ names: ArchitectureLayer.TensorNames, count: Int
  ) throws(CheckpointFailure) -> [Float]? {
    guard let tensor = try tensor(part, of: layer, names) else { return nil }
    guard tensor.count == count, tensor.extents.count(where: { $0 != 1 }) <= 1 else {
      throw unfit(layer, tensor, expected: "[\(count)]")
    }
    return try tensors.values(tensor, for: layer)
  }

  private func unfit(
    _ layer: ArchitectureLayer, _ tensor: StoredTensor, expected: String
  ) -> CheckpointFailure {
    located(
      layer.problem("tensor \(tensor.name): expected \(expected), found \(tensor.extents)"))
  }

  private func doesNotFit(
    _ layer: ArchitectureLayer, _ shape: ArchitectureShape
  ) -> CheckpointFailure {
    located(layer.problem("its window, strides and groups do not fit \(shape)"))
  }
}

extension StoredTensor {
  /// Whether its name is one by which programs keep weights as [inputs, outputs].
  var liesInputsFirst: Bool {
    LayerName(name)?.orientation == .inputsFirst
  }
}
