import MAGNumerics

/// A dense layer or a convolution with its numbers in Double, so that elementwise arithmetic beside
/// it can be folded in and every parameter is rounded once.
///
/// Both are rows of weights, one an output channel, whose columns belong to input channels: a dense
/// layer is the case where every channel is one element.
struct ONNXLinear {
  enum Form {
    case dense(inputs: Int)
    /// Without a bias, which stands here.
    case convolution(Convolution)
  }

  let form: Form
  /// One row an output channel: [out, in] or [out, in / groups, kernel height, kernel width].
  private(set) var weight: [Double]
  /// One number an output channel.
  private(set) var bias: [Double]?
  /// Of the weight's tensor, for failures.
  let name: String

  init(_ form: Form, weight: [Double], bias: [Double]?, name: String) {
    self.form = form
    self.weight = weight
    self.bias = bias
    self.name = name
  }

  /// The input channels that each group of output channels takes, and the weights for each.
  private var columns: (channels: Int, groups: Int, area: Int) {
    switch form {
    case .dense(let inputs): (inputs, 1, 1)
    case .convolution(let layer):
      (
        layer.input.channels / layer.groups, layer.groups,
        layer.window.kernelHeight * layer.window.kernelWidth
      )
    }
  }

  private var rowLength: Int { columns.channels * columns.area }
  /// The output channels.
  private var rows: Int { weight.count / rowLength }

  private var hasPadding: Bool {
    guard case .convolution(let layer) = form else { return false }
    return layer.window.hasPadding
  }

  /// The layer that does this one first, then s ⊙ y + t; nil where an output channel holds several
  /// of its numbers.
  ///
  /// s ⊙ (W x + b) + t is diag(s) W x + (s ⊙ b + t), whatever the window: each output of a channel
  /// is one row's product with some patch, zeros of the padding included.
  func followed(by affine: ONNXAffine) -> ONNXLinear? {
    guard let (scale, shift) = affine.numbers(rows) else { return nil }
    var result = self
    var bias = bias ?? [Double](repeating: 0, count: rows)
    for row in 0..<rows {
      for index in row * rowLength..<(row + 1) * rowLength { result.weight[index] *= scale[row] }
      bias[row] = bias[row] * scale[row] + shift[row]
    }
    result.bias = bias
    return result
  }

  /// The layer that does s ⊙ x + t first, then this one; nil where that is no such layer.
  ///
  /// W (s ⊙ x + t) + b is W diag(s) x + (W t + b) if each input channel has one s and one t. With
  /// padding there must be no t: a patch at the border takes its zeros after the map, so that W t
  /// would differ from place to place.
  func preceded(by affine: ONNXAffine) -> ONNXLinear? {
    let (channels, groups, area) = columns
    guard let (scale, shift) = affine.numbers(channels * groups),
      !hasPadding || affine.hasNoShift
    else { return nil }
    var result = self
    var bias = bias ?? [Double](repeating: 0, count: rows)
    for row in 0..<rows {
      let first = row / (rows / groups) * channels
      for column in 0..<rowLength {
        let index = row * rowLength + column
        bias[row] += weight[index] * shift[first + column / area]
        result.weight[index] *= scale[first + column / area]
      }
    }
    result.bias = bias
    return result
  }

  /// The dense layer that takes element `order[i]` of its input where this one takes element i: the
  /// same numbers in other columns; nil for convolutions.
  func reading(_ order: [Int]) -> ONNXLinear? {
    guard case .dense = form else { return nil }
    var result = self
    for start in stride(from: 0, to: weight.count, by: rowLength) {
      for (column, place) in order.enumerated() {
        result.weight[start + place] = weight[start + column]
      }
    }
    return result
  }

  /// The layer of the network.
  var layer: any Layer {
    switch form {
    case .dense(let inputs):
      Dense(inputCount: inputs, outputCount: rows, hasBias: bias != nil)
    case .convolution(let layer): bias == nil ? layer : layer.biased
    }
  }
}
