import Foundation
import Testing

@testable import MAGFigures

@Suite("Comparison of pages") struct PagePixelsTests {
  /// A page of the calls of a drawing without one of them.
  func page(_ size: Size, _ calls: [RecordingCanvas.Call], without left: Int? = nil) throws
    -> PagePixels
  {
    var canvas = CairoCanvas(
      format: .png, size: size, dotsPerInch: FormatAgreementTests.dpi,
      metadata: FigureMetadata(title: "t", altText: "a"))
    var calls = calls
    if let left { calls[left] = .text(PlacedText("", origin: Point(0, 0), style: plainText)) }
    draw(calls[...], on: &canvas)
    return try PagePixels(png: canvas.finish())
  }

  func draw(_ calls: ArraySlice<RecordingCanvas.Call>, on canvas: inout CairoCanvas) {
    var rest = calls
    while let call = rest.popFirst() {
      switch call {
      case .stroke(let path, let stroke): canvas.stroke(path, with: stroke)
      case .fill(let path, let color): canvas.fill(path, with: color)
      case .image(let image, let frame): canvas.draw(image, in: frame)
      case .colorImage(let image, let frame): canvas.draw(image, in: frame)
      case .text(let text): canvas.draw(text)
      case .beginClip(let frame):
        let inside = rest.prefix { $0 != .endClip }
        canvas.clipped(to: frame) { draw(inside, on: &$0) }
        rest = rest.dropFirst(inside.count)
      case .endClip: break
      }
    }
  }

  @Test("a page is like itself, and a missing curve or label fails the comparison")
  func pages_missingParts_differ() throws {
    let layout = try FigureLayout(
      SampleFigures.figure3().figure(theme: .paper), width: FigureWidth.column.points())
    let calls = layout.recorded().calls
    let whole = try page(layout.size, calls)
    #expect(whole.largestDifference(from: try page(layout.size, calls)).value == 0)
    var curves = 0
    var labels = 0
    for (index, call) in calls.enumerated() {
      switch call {
      // The control's hairline is as faint as what renderers differ by.
      case .stroke(_, let stroke) where stroke.width >= 1: curves += 1
      case .text(let text) where !text.text.allSatisfy(\.isWhitespace): labels += 1
      default: continue
      }
      let found = whole.largestDifference(from: try page(layout.size, calls, without: index))
      #expect(found.value > FormatAgreementTests.bound, "\(call): \(found.value)")
    }
    #expect(curves >= 8 && labels >= 20, "\(curves) curves, \(labels) labels")
  }

  @Test("a shift of half a pixel is no difference, one of three points is")
  func pages_shifted_areAlike() throws {
    let size = Size(100, 40)
    func calls(_ shift: Double) -> [RecordingCanvas.Call] {
      [
        .fill(Path(Rect(x: -1, y: -1, width: 102, height: 42)), Color(hex: 0xFFFFFF)),
        .text(PlacedText("Label 0.5", origin: Point(10 + shift, 20), style: plainText)),
        .stroke(
          Path.segment(Point(5 + shift, 30), Point(95 + shift, 35)), Stroke(black, width: 1.2)),
      ]
    }
    let still = try page(size, calls(0))
    #expect(still.largestDifference(from: try page(size, calls(0.25))).value < 0.05)
    #expect(still.largestDifference(from: try page(size, calls(3))).value > 0.3)
  }
}
