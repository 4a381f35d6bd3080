import Foundation

@testable import MAGFigures

/// Text whose measures can be worked out by hand: every character 0.5 em wide, capitals 0.7 em
/// high, descenders 0.2 em.
struct PlainMeasurer: TextMeasuring {
  func extent(of text: String, style: TextStyle) -> TextExtent {
    let width = 0.5 * style.size * Double(text.count)
    let below = text.contains { "gpqy".contains($0) } ? 0.2 * style.size : 0
    let above = 0.7 * style.size
    return TextExtent(
      advance: width, ink: Rect(x: 0, y: -above, width: width, height: above + below))
  }
}

/// A small generator of its own (a 64-bit linear congruence), so that samples never change.
struct TestGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func uniform() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) * 0x1p-53
  }

  /// Nearly normal: the sum of twelve uniform numbers less six.
  mutating func normal() -> Double { (0..<12).reduce(-6.0) { sum, _ in sum + uniform() } }

  mutating func integer(below bound: Int) -> Int { min(bound - 1, Int(uniform() * Double(bound))) }
}

/// A new empty folder; the caller removes it.
func makeTemporaryFolder() throws -> URL {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  return folder
}

/// The failure that `body` throws, or `nil` when it throws none.
func failure(_ body: () throws -> Void) -> FigureFailure? {
  do {
    try body()
    return nil
  } catch {
    return error as? FigureFailure
  }
}

extension FigureLayout {
  /// Everything the layout draws.
  func recorded() -> RecordingCanvas {
    var canvas = RecordingCanvas()
    draw(on: &canvas)
    return canvas
  }
}

/// A plain style for marks under test.
let black = Color(hex: 0x000000)
let plainText = TextStyle(family: "DejaVu Sans", size: 10, color: black)
let plainSeries = SeriesStyle(color: black)

extension PNGFile {
  /// A picture as 8-bit gray: colours weighted as the eye does, transparency over black. Of gray
  /// files the pixels as they are.
  static func decodeGray(_ bytes: Data) throws(FigureFailure) -> GrayImage {
    let picture = try decode(bytes)
    let pixels = stride(from: 0, to: picture.samples.count, by: 4).map { at in
      let parts = picture.samples[at..<at + 4].map { Double($0) }
      let gray = 0.299 * parts[0] + 0.587 * parts[1] + 0.114 * parts[2]
      return UInt8((gray * parts[3] / (65535 * 257)).rounded())
    }
    return GrayImage(width: picture.width, height: picture.height, pixels: pixels)
  }
}
