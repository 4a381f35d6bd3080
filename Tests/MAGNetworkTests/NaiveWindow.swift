import MAGNumerics

@testable import MAGNetwork

/// Convolution and pooling by their definitions: plain loops over one image, nothing shared with
/// the package but the types that hold the numbers.
struct NaiveWindow {
  let input: ImageExtents
  let window: Window2D

  /// The element at a position of a channel that may lie in the padding.
  private func index(_ channel: Int, _ y: Int, _ x: Int) -> Int? {
    guard y >= 0, y < input.height, x >= 0, x < input.width else { return nil }
    return (channel * input.height + y) * input.width + x
  }

  /// The padded position of a tap.
  private func position(_ output: (y: Int, x: Int), _ tap: (y: Int, x: Int)) -> (y: Int, x: Int) {
    (
      output.y * window.strideY - window.top + tap.y * window.dilationY,
      output.x * window.strideX - window.left + tap.x * window.dilationX
    )
  }

  func convolution(
    _ image: [Double], weight: [Double], bias: [Double]?, output: ImageExtents, groups: Int
  ) -> [Double] {
    var result: [Double] = []
    let inputs = input.channels / groups
    let outputs = output.channels / groups
    for o in 0..<output.channels {
      for y in 0..<output.height {
        for x in 0..<output.width {
          var sum = bias?[o] ?? 0
          for c in 0..<inputs {
            for i in 0..<window.kernelHeight {
              for j in 0..<window.kernelWidth {
                let place = position((y, x), (i, j))
                guard let index = index(o / outputs * inputs + c, place.y, place.x) else {
                  continue
                }
                let tap = ((o * inputs + c) * window.kernelHeight + i) * window.kernelWidth + j
                sum += weight[tap] * image[index]
              }
            }
          }
          result.append(sum)
        }
      }
    }
    return result
  }

  /// Each window's elements inside the image, and how many of its taps lie in image or padding.
  func windows(_ image: [Double], output: ImageExtents) -> [(elements: [Double], padded: Int)] {
    var result: [(elements: [Double], padded: Int)] = []
    for channel in 0..<output.channels {
      for y in 0..<output.height {
        for x in 0..<output.width {
          var (elements, padded): ([Double], Int) = ([], 0)
          for i in 0..<window.kernelHeight {
            for j in 0..<window.kernelWidth {
              let place = position((y, x), (i, j))
              if let index = index(channel, place.y, place.x) { elements.append(image[index]) }
              if place.y < input.height + window.bottom, place.x < input.width + window.right {
                padded += 1
              }
            }
          }
          result.append((elements, padded))
        }
      }
    }
    return result
  }

  /// A window of random numbers on an image of random extents.
  static func random(_ generator: inout SeededGenerator) -> NaiveWindow {
    func draw(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
    let input = ImageExtents(
      channels: 4, height: draw(5...11), width: draw(5...11))
    let window = Window2D(
      kernelHeight: draw(1...3), kernelWidth: draw(1...3), strideY: draw(1...3),
      strideX: draw(1...3), top: draw(0...2), left: draw(0...2), bottom: draw(0...2),
      right: draw(0...2), dilationY: draw(1...2), dilationX: draw(1...2))
    return NaiveWindow(input: input, window: window)
  }
}
