import MAGNumerics

/// The window of a convolution or a pooling as a description gives it; pairs are (y, x).
struct WindowChoice: Equatable {
  typealias Problem = YAMLValue.Problem

  enum Padding: Equatable {
    case sides(top: Int, left: Int, bottom: Int, right: Int)
    /// As much as ⌈size / stride⌉ outputs need, the odd row and column behind the image, as in
    /// TensorFlow.
    case same
  }

  /// Nil for a convolution, whose weight says it, and for the pooling of a whole image.
  let kernel: [Int]?
  /// Nil for the kernel's size, or 1 for a convolution.
  let stride: [Int]?
  let padding: Padding
  let dilation: [Int]

  /// No window is larger.
  static let limit = 1 << 16

  init(_ keys: inout ArchitectureKeys, hasKernel: Bool) throws(Problem) {
    var kernel: [Int]?
    if hasKernel {
      guard let value = keys.take("window") else {
        throw keys.problem("expected window, the size of what is pooled, or all")
      }
      if value.content != .text("all", isPlain: true) {
        kernel = try Self.pair(value, "window", in: 1...Self.limit)
      }
    }
    self.kernel = kernel
    stride = try keys.take("stride").map { value throws(Problem) in
      try Self.pair(value, "stride", in: 1...Self.limit)
    }
    dilation =
      try keys.take("dilation").map { value throws(Problem) in
        try Self.pair(value, "dilation", in: 1...Self.limit)
      } ?? [1, 1]
    guard let value = keys.take("padding") else {
      padding = .sides(top: 0, left: 0, bottom: 0, right: 0)
      return
    }
    if value.content == .text("same", isPlain: true) {
      padding = .same
      return
    }
    let sides = try value.integers("padding", counts: [1, 2, 4], in: 0...Self.limit)
    switch sides.count {
    case 4: padding = .sides(top: sides[0], left: sides[1], bottom: sides[2], right: sides[3])
    default:
      let (y, x) = (sides[0], sides[sides.count - 1])
      padding = .sides(top: y, left: x, bottom: y, right: x)
    }
  }

  private static func pair(
    _ value: YAMLValue, _ key: String, in bounds: ClosedRange<Int>
  ) throws(Problem) -> [Int] {
    let numbers = try value.integers(key, counts: [1, 2], in: bounds)
    return [numbers[0], numbers[numbers.count - 1]]
  }

  /// The window over images of these extents.
  ///
  /// - Parameter kernel: of a convolution's weight, [height, width]; nil for the choice's own.
  func window(over image: ImageExtents, kernel given: [Int]? = nil) -> Window2D {
    let kernel = given ?? kernel ?? [image.height, image.width]
    let stride = stride ?? (given == nil ? kernel : [1, 1])
    var sides = (top: 0, left: 0, bottom: 0, right: 0)
    switch padding {
    case .sides(let top, let left, let bottom, let right): sides = (top, left, bottom, right)
    case .same:
      let y = Self.same(image.height, kernel[0], stride[0], dilation[0])
      let x = Self.same(image.width, kernel[1], stride[1], dilation[1])
      sides = (y / 2, x / 2, y - y / 2, x - x / 2)
    }
    return Window2D(
      kernelHeight: kernel[0], kernelWidth: kernel[1], strideY: stride[0], strideX: stride[1],
      top: sides.top, left: sides.left, bottom: sides.bottom, right: sides.right,
      dilationY: dilation[0], dilationX: dilation[1])
  }

  /// Rows of padding in all.
  private static func same(_ size: Int, _ kernel: Int, _ stride: Int, _ dilation: Int) -> Int {
    let outputs = (size + stride - 1) / stride
    return max((outputs - 1) * stride + dilation * (kernel - 1) + 1 - size, 0)
  }
}
