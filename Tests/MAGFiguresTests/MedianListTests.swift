import Testing

@testable import MAGFigures

@Suite("Lists of medians") struct MedianListTests {
  let frame = PlotFrame(
    rect: Rect(x: 0, y: 0, width: 200, height: 100), x: .linear(from: 0, to: 1),
    y: .linear(from: 0, to: 1))

  private func list(_ samples: [[Double]]) -> MedianListMark {
    MedianListMark(
      curves: samples.map { ECDFMark(values: $0, style: plainSeries, lineWidth: 1) }, decimals: 2,
      textStyle: plainText)
  }

  @Test("curves at the right leave the upper left free, curves at the left the lower right")
  func place_corner_isFree() {
    let right = list([[0.9, 0.95], [0.97, 0.98]]).place(in: frame)
    #expect(right.x == 4 && right.y == 4)
    let left = list([[0, 0.01, 0.02], [0.01, 0.03]]).place(in: frame)
    #expect(left.maxX == 196 && left.maxY == 96)
  }

  @Test("the medians stand below each other in the order of the curves, each behind its line")
  func list_texts_areMedians() {
    let mark = list([[0.9, 0.8, 0.7], [], [0.5, 1]])
    let texts = mark.texts(in: frame, measurer: CairoTextMeasurer())
    #expect(texts.map(\.text) == ["0.80", "0.75"])
    #expect(texts[0].origin.y < texts[1].origin.y && texts[0].origin.x == texts[1].origin.x)
    let place = mark.place(in: frame)
    for text in texts { #expect(place.contains(text.box(CairoTextMeasurer()), slack: 0.5)) }
    var canvas = RecordingCanvas()
    mark.draw(on: &canvas, in: frame)
    #expect(canvas.calls.count == 2)
    #expect(list([]).texts(in: frame, measurer: CairoTextMeasurer()).isEmpty)
  }
}
