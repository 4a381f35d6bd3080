import MAGNumerics

/// Convolutions, poolings and paddings of images.
extension ONNXTranslator {
  /// What is computed from the image, seen as one image of channels with one or two axes.
  private struct Picture {
    let step: Int
    let extents: ImageExtents
    /// 1 for signals, which have the height 1; 2 for images.
    let axes: Int

    /// The shape of a result.
    func shape(_ extents: ImageExtents) -> [Int] {
      [1, extents.channels] + [extents.height, extents.width].suffix(axes)
    }
  }

  static func notOneImage(_ shape: [Int]) -> String {
    "expected one image [1, channels, height, width], found extents \(shape) (if the first is a "
      + "batch, export with a dynamic batch axis)"
  }

  private mutating func picture(_ node: ONNXNode) throws(ONNXFailure) -> Picture {
    let (step, shape) = try computed(node, 0)
    guard (3...4).contains(shape.count), shape[0] == 1 else {
      throw node.failure(Self.notOneImage(shape))
    }
    return Picture(
      step: step,
      extents: ImageExtents(
        channels: shape[1], height: shape.count == 3 ? 1 : shape[2], width: shape[shape.count - 1]),
      axes: shape.count - 2)
  }

  /// An image and a window over it, the zeros that a Pad put around it counted as the window's own.
  private func unpadded(_ picture: Picture, _ window: Window2D) -> (Picture, Window2D) {
    let step = program.steps[picture.step]
    guard case .padding(let layer) = step.operation else { return (picture, window) }
    let margin = layer.window
    return (
      Picture(step: step.operands[0], extents: layer.input, axes: picture.axes),
      Window2D(
        kernelHeight: window.kernelHeight, kernelWidth: window.kernelWidth,
        strideY: window.strideY, strideX: window.strideX, top: margin.top + window.top,
        left: margin.left + window.left, bottom: margin.bottom + window.bottom,
        right: margin.right + window.right, dilationY: window.dilationY,
        dilationX: window.dilationX)
    )
  }

  /// Conv: a cross-correlation with weights [out, in / group, kernel…].
  mutating func convolution(_ node: ONNXNode) throws(ONNXFailure) -> Value {
    let picture = try picture(node)
    let weight = try constant(node, 1)
    let groups = try node.integer("group") ?? 1
    let channels = picture.extents.channels
    guard weight.isFloatingPoint, weight.extents.count == picture.axes + 2,
      weight.extents.allSatisfy({ $0 > 0 }), groups > 0, channels.isMultiple(of: groups),
      weight.extents[0].isMultiple(of: groups), weight.extents[1] == channels / groups
    else {
      throw node.failure(
        "expected floating-point weights [outputs, channels / groups, kernel] for \(channels) "
          + "channels in \(groups) groups, found "
          + "\(weight.isFloatingPoint ? "" : "whole numbers of ")extents \(weight.extents)")
    }
    let outputs = weight.extents[0]
    let bias = try optionalConstant(node, 2)
    if let bias, !bias.isFloatingPoint || bias.extents != [outputs] {
      throw node.failure("expected a bias of \(outputs) numbers, found extents \(bias.extents)")
    }
    let (inner, window) = try unpadded(
      picture,
      ONNXWindow(node, axes: picture.axes).window(
        over: picture.extents, kernel: Array(weight.extents.dropFirst(2))))
    // Before the layer is tried: padding that no memory holds is no window that does not fit.
    let height = inner.extents.height + window.top + window.bottom
    let width = inner.extents.width + window.left + window.right
    try spend([channels, height, width], node)
    guard
      let layer = Convolution(
        input: inner.extents, outputChannels: outputs, window: window, groups: groups,
        hasBias: false)
    else { throw node.failure(Self.doesNotFit(window, inner.extents)) }
    // What a convolution needs beside its weights, which a large stride makes larger than the image.
    try spend(layer.shape.workspace, node)
    let linear = ONNXLinear(
      .convolution(layer), weight: weight.values, bias: bias?.values, name: node.inputs[1])
    return try append(
      .linear(linear), to: inner.step, shape: picture.shape(layer.output), node)
  }

  /// MaxPool or AveragePool.
  mutating func pooling(_ node: ONNXNode, _ known: ONNXOperator) throws(ONNXFailure) -> Value {
    let picture = try picture(node)
    guard try !node.flag("storage_order") else {
      throw node.failure("expected the storage order 0 (rows first), found 1")
    }
    let window = try ONNXWindow(node, axes: picture.axes).window(over: picture.extents)
    let ceilMode = try node.flag("ceil_mode")
    if known == .maxPool {
      return try pool(picture, window, isLargest: true, ceilMode: ceilMode, node)
    }
    let countsPadding = try node.flag("count_include_pad")
    let (inner, whole) = unpadded(picture, window)
    // The zeros of a Pad count; so they may become padding only if all of it counts.
    if inner.step != picture.step, countsPadding || !window.hasPadding {
      return try pool(inner, whole, countsPadding: true, ceilMode: ceilMode, node)
    }
    return try pool(picture, window, countsPadding: countsPadding, ceilMode: ceilMode, node)
  }

  /// GlobalMaxPool or GlobalAveragePool: a window as large as the image.
  mutating func globalPooling(
    _ node: ONNXNode, _ known: ONNXOperator
  ) throws(ONNXFailure) -> Value {
    try globalPool(picture(node), isLargest: known == .globalMaxPool, node)
  }

  private mutating func globalPool(
    _ picture: Picture, isLargest: Bool, _ node: ONNXNode
  ) throws(ONNXFailure) -> Value {
    let window = Window2D(
      kernelHeight: picture.extents.height, kernelWidth: picture.extents.width)
    return try pool(picture, window, isLargest: isLargest, node)
  }

  private mutating func pool(
    _ picture: Picture, _ window: Window2D, isLargest: Bool = false, countsPadding: Bool = false,
    ceilMode: Bool = false, _ node: ONNXNode
  ) throws(ONNXFailure) -> Value {
    let positions = window.outputs(of: picture.extents, roundingUp: ceilMode)
    guard let positions else { throw node.failure(Self.doesNotFit(window, picture.extents)) }
    // A few bytes can ask for windows of any size: what they look at counts like what is computed.
    try spend(
      [
        picture.extents.channels, positions.height, positions.width, window.kernelHeight,
        window.kernelWidth,
      ], node)
    let layer: (any Layer)?
    if isLargest {
      layer = MaxPooling(input: picture.extents, window: window, ceilMode: ceilMode)
    } else {
      layer = AveragePooling(
        input: picture.extents, window: window, countsPadding: countsPadding, ceilMode: ceilMode)
    }
    guard let layer else { throw node.failure(Self.doesNotFit(window, picture.extents)) }
    let output = ImageExtents(
      channels: picture.extents.channels, height: positions.height, width: positions.width)
    return try append(.layer(layer), to: picture.step, shape: picture.shape(output), node)
  }

  private static func doesNotFit(_ window: Window2D, _ image: ImageExtents) -> String {
    "a window of \(window.kernelHeight)×\(window.kernelWidth), padded by [\(window.top), "
      + "\(window.left), \(window.bottom), \(window.right)], does not fit an image of "
      + "\(image.channels)×\(image.height)×\(image.width), or lies in the padding alone"
  }

  /// ReduceMax or ReduceMean over some axes: these are moved to the end, where they are a pooling
  /// with a window as large as the image.
  mutating func reduction(_ node: ONNXNode, _ known: ONNXOperator) throws(ONNXFailure) -> Value {
    let (_, shape) = try computed(node, 0)
    let listed = try integers(node, attribute: "axes", input: 1) ?? []
    let isNothing = try node.flag("noop_with_empty_axes")
    guard
      let reduced = listed.isEmpty && !isNothing
        ? Set(shape.indices) : ONNXShape.axes(listed, rank: shape.count)
    else { throw node.failure("its axes \(listed) do not fit extents \(shape)") }
    guard shape.count == 1 || !reduced.contains(0) || shape[0] > 1 else {
      throw node.failure("it runs over the batch axis of extents \(shape)")
    }
    let kept = shape.indices.filter { !reduced.contains($0) }
    let last = reduced.sorted()
    let moved = try permuted(value(node, 0), kept + last, node)
    guard case .computed(let step, _) = moved, let height = last.first else { return moved }
    // Their products are divisors of the number of elements.
    let picture = Picture(
      step: step,
      extents: ImageExtents(
        channels: kept.reduce(1) { $0 * shape[$1] }, height: shape[height],
        width: last.dropFirst().reduce(1) { $0 * shape[$1] }), axes: 2)
    let keepsAxes = try (node.integer("keepdims") ?? 1) != 0
    let result = try globalPool(picture, isLargest: known == .reduceMax, node)
    return try shaped(
      result,
      as: keepsAxes
        ? shape.indices.map { reduced.contains($0) ? 1 : shape[$0] } : kept.map { shape[$0] }, node)
  }

  /// Pad with zeros around images: a convolution of each channel with the one weight 1.
  mutating func padding(_ node: ONNXNode) throws(ONNXFailure) -> Value {
    let picture = try picture(node)
    let mode = try node.text("mode") ?? "constant"
    let values = try optionalConstant(node, 2)?.values ?? []
    let value = try node.number("value") ?? 0
    guard mode == "constant", value == 0, values.allSatisfy({ $0 == 0 }) else {
      throw node.failure("expected zeros around the image, found mode \(mode) and other values")
    }
    let rank = picture.axes + 2
    let pads = try integers(node, attribute: "pads", input: 1) ?? []
    guard node.inputs.count < 4 || node.inputs[3].isEmpty, pads.count == 2 * rank,
      [pads[0], pads[1], pads[rank], pads[rank + 1]].allSatisfy({ $0 == 0 }),
      pads.allSatisfy({ (0...ONNXWindow.largest).contains($0) })
    else {
      throw node.failure(
        "expected \(2 * rank) numbers of zeros to add, none to batch and channels, found \(pads)")
    }
    let window = Window2D(
      kernelHeight: 1, kernelWidth: 1, top: picture.axes == 1 ? 0 : pads[2], left: pads[rank - 1],
      bottom: picture.axes == 1 ? 0 : pads[2 * rank - 2], right: pads[2 * rank - 1])
    let channels = picture.extents.channels
    guard
      let layer = Convolution(
        input: picture.extents, outputChannels: channels, window: window, groups: channels,
        hasBias: false)
    else { throw node.failure(Self.doesNotFit(window, picture.extents)) }
    return try append(
      .padding(layer), to: picture.step, shape: picture.shape(layer.output), node)
  }
}
