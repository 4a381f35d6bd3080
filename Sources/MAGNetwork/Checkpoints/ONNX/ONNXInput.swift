/// The image that a graph takes: its name and shape, the batch axis being one image.
struct ONNXInput {
  let name: String
  let shape: [Int]
  /// The product of `shape`.
  let count: Int
  /// Of a colour image whose channels come last: element i of the graph's image is pixel `order[i]`
  /// of one with channels first. Nil where both are the same.
  let order: [Int]?
  let assumptions: [String]

  /// - Parameter inputs: of the graph, its constants left out.
  /// - Throws: `ONNXFailure.badGraph` if there is not one array of floating-point numbers whose
  ///   extents, but for the first, are given.
  init(_ inputs: [ONNXValueInfo]) throws(ONNXFailure) {
    guard inputs.count == 1, let input = inputs.first else {
      throw .badGraph(
        reason: "expected one input, found \(Self.listed(inputs))",
        advice: "export a model that takes images alone")
    }
    guard let type = input.elementType, ONNXElementType.known[type]?.stored.isFloatingPoint == true
    else {
      throw .badGraph(
        reason: "expected an input of floating-point numbers, found elements of type "
          + (input.elementType.map(ONNXElementType.name) ?? "unknown"),
        advice: "export the model with a float32 example")
    }
    let extents = input.extents ?? []
    var shape: [Int] = []
    for (axis, extent) in extents.enumerated() {
      switch extent {
      case .fixed(let value) where value > 0: shape.append(Int(value))
      case .dynamic where axis == 0 && extents.count > 1: shape.append(1)
      default: throw Self.badShape(extents)
      }
    }
    guard !shape.isEmpty, shape.count <= ONNXShape.largestRank, let count = ONNXShape.count(shape)
    else { throw Self.badShape(extents) }
    name = input.name
    self.shape = shape
    self.count = count
    order = Self.order(shape)
    assumptions = Self.assumptions(
      extents, count: count, type: type, isChannelsLast: order != nil)
  }

  /// An image [1, height, width, 3] of more than 3 × 3 pixels holds colours last, as Keras keeps
  /// them; all others are taken as channels first, ONNX's own custom.
  private static func order(_ shape: [Int]) -> [Int]? {
    let channels = 3
    guard shape.count == 4, shape[3] == channels, min(shape[1], shape[2]) > channels else {
      return nil
    }
    let plane = shape[1] * shape[2]
    return (0..<plane).flatMap { pixel in (0..<channels).map { $0 * plane + pixel } }
  }

  private static func assumptions(
    _ extents: [ONNXValueInfo.Extent], count: Int, type: Int32, isChannelsLast: Bool
  ) -> [String] {
    var sentences: [String] = []
    if case .dynamic(let axis)? = extents.first {
      sentences.append(
        "The first axis\(axis.isEmpty ? "" : " (\(axis))") of the input \(text(extents)) is taken "
          + "as the batch.")
    }
    if isChannelsLast {
      sentences.append(
        "The input \(text(extents)) is taken as colour images with channels last; images with "
          + "channels first are put in that order before it.")
    } else if extents.count != 2 {
      sentences.append(
        "The input \(text(extents)) is taken as \(count) pixels in row-major order.")
    }
    if type != ONNXElementType.float {
      sentences.append(
        "The graph takes \(ONNXElementType.name(type)); all is computed in float32.")
    }
    return sentences
  }

  private static func badShape(_ extents: [ONNXValueInfo.Extent]) -> ONNXFailure {
    .badGraph(
      reason: "expected an input shape such as [batch, 784] whose extents after the first are "
        + "given, found \(text(extents))",
      advice: "export the model with fixed image sizes")
  }

  /// For example `[batch, 1, 28, 28]`.
  private static func text(_ extents: [ONNXValueInfo.Extent]) -> String {
    let words = extents.map { extent in
      switch extent {
      case .fixed(let value): "\(value)"
      case .dynamic(let name): name.isEmpty ? "?" : name
      }
    }
    return "[\(words.joined(separator: ", "))]"
  }

  /// For example `2 (images, lengths)`.
  static func listed(_ values: [ONNXValueInfo]) -> String {
    if values.isEmpty { return "none" }
    return "\(values.count) (\(values.map(\.name).joined(separator: ", ")))"
  }
}
