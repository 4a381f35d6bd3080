import Foundation

@testable import MAGFigures

/// A page as pixels, to be compared with the same page out of another renderer.
///
/// Every pixel stands for how far the channel that differs most is from that of the ground (the
/// first pixel), in 0...1, after a blur by the mean of 3 × 3 pixels.
struct PagePixels {
  let width: Int
  let height: Int
  private let ink: [Float]

  init(png: Data) throws {
    let picture = try PNGFile.decode(png)
    (width, height) = (picture.width, picture.height)
    let (width, height) = (width, height)
    let raw = picture.samples.withUnsafeBufferPointer { samples in
      (0..<width * height).map { at -> Float in
        (0..<3).map { abs(Float(samples[4 * at + $0]) - Float(samples[$0])) / 65535 }.max() ?? 0
      }
    }
    ink = PagePixels.neighbours(raw, width, height) { ($0 + $1 + $2) / 3 }
  }

  /// Joins every pixel with its neighbours, along rows and then along columns; at the edge the pixel
  /// stands for the neighbour that is not there.
  private static func neighbours(
    _ values: [Float], _ width: Int, _ height: Int, _ join: (Float, Float, Float) -> Float
  ) -> [Float] {
    var along = values
    var across = values
    for y in 0..<height {
      for x in 0..<width {
        let at = y * width + x
        along[at] = join(
          values[x > 0 ? at - 1 : at], values[at], values[x + 1 < width ? at + 1 : at])
      }
    }
    for y in 0..<height {
      for x in 0..<width {
        let at = y * width + x
        across[at] = join(
          along[y > 0 ? at - width : at], along[at], along[y + 1 < height ? at + width : at])
      }
    }
    return across
  }

  /// The largest difference of a tile of 32 × 32 pixels, over all tiles at steps of 16 pixels.
  ///
  /// A pixel differs by how far it lies outside of the range of the other page's pixels within one
  /// pixel, so that half a pixel's shift and other smoothing are none. A tile differs by the mean of
  /// that, whichever page is taken first, over the mean ink, which is taken as 0.15 at least: in a
  /// tile with less, renderers' ways with hairlines would count for more than they are.
  func largestDifference(from other: PagePixels) -> (value: Float, x: Int, y: Int) {
    let columns = min(width, other.width)
    let rows = min(height, other.height)
    let ours = outside(other, columns, rows)
    let theirs = other.outside(self, columns, rows)
    var largest: (value: Float, x: Int, y: Int) = (0, 0, 0)
    for top in stride(from: 0, to: max(1, rows - 16), by: 16) {
      for left in stride(from: 0, to: max(1, columns - 16), by: 16) {
        var (first, second, own, others): (Float, Float, Float, Float) = (0, 0, 0, 0)
        for y in top..<min(top + 32, rows) {
          for x in left..<min(left + 32, columns) {
            first += ours[y * columns + x]
            second += theirs[y * columns + x]
            own += ink[y * width + x]
            others += other.ink[y * other.width + x]
          }
        }
        let value = max(first, second) / max(own, others, 0.15 * 32 * 32)
        if value > largest.value { largest = (value, left, top) }
      }
    }
    return largest
  }

  /// How far every pixel lies outside of what the other page has within one pixel of it.
  private func outside(_ other: PagePixels, _ columns: Int, _ rows: Int) -> [Float] {
    let low = PagePixels.neighbours(other.ink, other.width, other.height) { min($0, $1, $2) }
    let high = PagePixels.neighbours(other.ink, other.width, other.height) { max($0, $1, $2) }
    var result = [Float](repeating: 0, count: columns * rows)
    for y in 0..<rows {
      for x in 0..<columns {
        let value = ink[y * width + x]
        let at = y * other.width + x
        result[y * columns + x] = max(0, value - high[at], low[at] - value)
      }
    }
    return result
  }
}
