import MAGNumerics

/// The attributes by which a node says how its window slides over an image.
///
/// One axis is read as an image of height 1, so that convolutions and poolings of signals need
/// nothing of their own.
struct ONNXWindow {
  private let node: ONNXNode
  /// 1 or 2.
  private let axes: Int

  init(_ node: ONNXNode, axes: Int) {
    self.node = node
    self.axes = axes
  }

  /// The window over an image.
  ///
  /// - Parameter kernel: its extents where a weight has them; otherwise the node must say them.
  /// - Throws: `ONNXFailure.badNode` for numbers that make no window.
  func window(
    over image: ImageExtents, kernel weight: [Int]? = nil
  ) throws(ONNXFailure) -> Window2D {
    let stated = try node.integers("kernel_shape")
    guard let kernel = weight ?? stated, kernel.count == axes, stated ?? kernel == kernel else {
      throw node.failure(
        "expected a kernel_shape of \(weight.map { "\($0)" } ?? "\(axes) numbers"), found "
          + "\(stated.map { "\($0)" } ?? "none")")
    }
    let sizes = try pair("kernel_shape", kernel)
    let strides = try pair("strides", node.integers("strides"))
    let dilations = try pair("dilations", node.integers("dilations"))
    let pads = try pads(
      image, reach: (dilations.0 * (sizes.0 - 1) + 1, dilations.1 * (sizes.1 - 1) + 1),
      strides: strides)
    return Window2D(
      kernelHeight: sizes.0, kernelWidth: sizes.1, strideY: strides.0, strideX: strides.1,
      top: pads.begin.0, left: pads.begin.1, bottom: pads.end.0, right: pads.end.1,
      dilationY: dilations.0, dilationX: dilations.1)
  }

  /// What is said of rows and of columns.
  private typealias Pair = (Int, Int)

  /// No number of a window is larger: products of two do not overflow.
  static let largest = 1 << 24

  /// A number for each direction, 1 where the node says none.
  private func pair(
    _ name: String, _ stated: [Int]?
  ) throws(ONNXFailure) -> Pair {
    let numbers = stated ?? [Int](repeating: 1, count: axes)
    guard numbers.count == axes, numbers.allSatisfy({ (1...Self.largest).contains($0) }) else {
      throw node.failure("expected \(axes) numbers from 1 up as its \(name), found \(numbers)")
    }
    return axes == 1 ? (1, numbers[0]) : (numbers[0], numbers[1])
  }

  /// The padding before and behind the image, as given or as `auto_pad` asks for it.
  private func pads(
    _ image: ImageExtents, reach: Pair, strides: Pair
  ) throws(ONNXFailure) -> (begin: Pair, end: Pair) {
    let rule = try node.text("auto_pad") ?? "NOTSET"
    let pads = try node.integers("pads") ?? [Int](repeating: 0, count: 2 * axes)
    guard pads.count == 2 * axes, pads.allSatisfy({ (0...Self.largest).contains($0) }) else {
      throw node.failure("expected \(2 * axes) numbers from 0 up as its pads, found \(pads)")
    }
    guard rule == "NOTSET" || pads.allSatisfy({ $0 == 0 }) else {
      throw node.failure("it has pads \(pads) and auto_pad \(rule), of which one is meant")
    }
    let height = same(image.height, reach.0, strides.0)
    let width = same(image.width, reach.1, strides.1)
    switch rule {
    case "NOTSET", "VALID":
      return axes == 1
        ? ((0, pads[0]), (0, pads[1])) : ((pads[0], pads[1]), (pads[2], pads[3]))
    case "SAME_UPPER": return ((height.less, width.less), (height.more, width.more))
    case "SAME_LOWER": return ((height.more, width.more), (height.less, width.less))
    default: throw node.failure("its auto_pad \(rule) is unknown")
    }
  }

  /// The padding that makes ⌈size / stride⌉ outputs, in two halves that differ by at most 1.
  private func same(_ size: Int, _ reach: Int, _ stride: Int) -> (less: Int, more: Int) {
    let outputs = (size + stride - 1) / stride
    let total = max(0, (outputs - 1) * stride + reach - size)
    return (total / 2, total - total / 2)
  }
}
