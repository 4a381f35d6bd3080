/// The numbers of a convolution: what is read where, and what comes out.
///
/// y[o, p] = b[o] + Σ over channels c of o's group and taps t of w[o, c, t] · x[c, tap t of window
/// p], padding counting as zero (a cross-correlation, as in PyTorch and ONNX).
///
/// Kernels work on a *lattice*: the image with its padding, each channel cut into the phases of the
/// stride (rows and columns of equal remainder). There the values that one tap meets at consecutive
/// output positions are neighbours, for any stride and dilation. Positions are counted with the
/// lattice's row length `pitch`, which is a little more than the output's width; what falls between
/// two rows is computed and dropped.
public struct ConvolutionShape: Sendable, Hashable {
  public let input: ImageExtents
  public let output: ImageExtents
  public let window: Window2D
  public let groups: Int

  /// - Returns: nil if no window fits, the channels do not divide into the groups, or an extent
  ///   makes no sense (see `ImageExtents.isUsable`).
  public init?(
    input: ImageExtents, outputChannels: Int, window: Window2D, groups: Int
  ) {
    guard let positions = window.outputs(of: input), groups > 0, outputChannels > 0,
      input.channels % groups == 0, outputChannels % groups == 0
    else { return nil }
    output = ImageExtents(
      channels: outputChannels, height: positions.height, width: positions.width)
    self.input = input
    self.window = window
    self.groups = groups
    let axes = [window.vertical, window.horizontal]
    let phaseExtents = zip(axes, [input.height, input.width]).map { axis, size in
      (size + axis.before + axis.after + axis.stride - 1) / axis.stride
    }
    pitch = phaseExtents[1]
    phaseCount = phaseExtents[0] * phaseExtents[1]
    let lattice = ImageExtents(
      channels: input.channels, height: window.strideY * window.strideX,
      width: phaseCount)
    let weight = ImageExtents(
      channels: outputChannels, height: input.channels / groups,
      width: window.kernelHeight * window.kernelWidth)
    let columns = ImageExtents(channels: weight.height, height: weight.width, width: pitch)
    guard output.isUsable, lattice.isUsable, weight.isUsable, columns.isUsable else { return nil }
  }

  /// The row length of a phase.
  let pitch: Int
  /// The elements of a phase.
  let phaseCount: Int

  /// The extents of the weight, [outputs, inputs a group, kernel height, kernel width].
  public var weightExtents: [Int] {
    [output.channels, input.channels / groups, window.kernelHeight, window.kernelWidth]
  }
  /// K, the inputs of one output value.
  public var depth: Int {
    input.channels / groups * window.kernelHeight * window.kernelWidth
  }
  public var weightCount: Int { output.channels * depth }

  /// The elements of one channel in the lattice.
  var channelCount: Int { window.strideY * window.strideX * phaseCount }
  /// The elements of a lattice, with room for the last run to reach beyond it.
  var latticeCount: Int { input.channels * channelCount + pitch + Self.lanes }
  /// Runs are read in vectors of up to this many elements.
  static let lanes = 16

  /// The numbers that a convolution takes beside its weights, its input and its output: a lattice
  /// and at least one output row's patches. A stride larger than the image makes the lattice larger
  /// too.
  public var workspace: Int { latticeCount + depth * pitch }

  /// Where the values of one tap of a channel begin.
  func offset(channel: Int, row: Int, column: Int) -> Int {
    let (y, x) = (row * window.dilationY, column * window.dilationX)
    let phase = y % window.strideY * window.strideX + x % window.strideX
    return channel * channelCount + phase * phaseCount + y / window.strideY * pitch
      + x / window.strideX
  }

  /// The offsets of all taps of a group, in the order of a weight's elements.
  func offsets(group: Int) -> [Int] {
    let channels = input.channels / groups
    return (group * channels..<(group + 1) * channels).flatMap { channel in
      (0..<window.kernelHeight).flatMap { row in
        (0..<window.kernelWidth).map { offset(channel: channel, row: row, column: $0) }
      }
    }
  }

  /// The parts of a channel that are runs both in an image's row and in the lattice.
  func places() -> [(image: Int, count: Int, lattice: Int)] {
    var result: [(image: Int, count: Int, lattice: Int)] = []
    for row in 0..<input.height {
      let y = row + window.top
      for phase in 0..<window.strideX {
        let first = ((phase - window.left) % window.strideX + window.strideX) % window.strideX
        guard first < input.width else { continue }
        let start =
          (y % window.strideY * window.strideX + phase) * phaseCount
          + y / window.strideY * pitch + (first + window.left) / window.strideX
        result.append(
          (row * input.width + first, (input.width - 1 - first) / window.strideX + 1, start))
      }
    }
    return result
  }

  /// Output rows handled at once, so that `elements` values a position stay in a core's own cache.
  func stripRows(elements: Int) -> Int {
    max(1, min(output.height, Self.stripElements / (elements * pitch)))
  }
  private static let stripElements = 1 << 16
}
