import MAGFiles
import Testing

@testable import MAGFigures

@Suite("Drawings as text") struct DrawingTextTests {
  private let style = TextStyle(family: "Font", size: 8, color: Color(hex: 0))

  @Test("every call is the line that its kind and numbers say")
  func line_everyCall_isByHand() {
    var path = Path(polygon: [Point(0, 0), Point(10.00049, 0), Point(-0.0004, 2.5)])
    path.addCircle(center: Point(1, 2), radius: 0.25)
    let gray = GrayImage(width: 2, height: 1, pixels: [0, 255])
    let colored = ColorImage(width: 1, height: 1, pixels: [1, 2, 3])
    let frame = Rect(x: 1, y: 2, width: 3, height: 4)
    let calls: [RecordingCanvas.Call] = [
      .stroke(path, Stroke(Color(hex: 0x0072B2), width: 0.6)),
      .stroke(
        Path.segment(Point(0, 1), Point(2, 3)),
        Stroke(Color(hex: 0xFFFFFF).faded(0.5), width: 1, dash: [3, 1.5], cap: .round)),
      .fill(Path.segment(Point(0, 0), Point(1, 1)), Color(red: 2, green: -1, blue: .nan)),
      .image(gray, frame), .colorImage(colored, frame),
      .text(PlacedText("a \"b\"\n", origin: Point(1, 2), direction: .upwards, style: style.bold)),
      .beginClip(frame), .endClip,
    ]
    #expect(
      DrawingText().lines(calls) == [
        "stroke #0072b2 0.6 butt M 0 0 L 10 0 L 0 2.5 Z O 1 2 0.25",
        "stroke #ffffff/0.5 1 round [3 1.5] M 0 1 L 2 3",
        "fill #ff0000 M 0 0 L 1 1",
        "image 2x1 gray \(FileDigest.sha256([UInt8]([0, 255]))) 1 2 3 4",
        "image 1x1 rgb \(FileDigest.sha256([UInt8]([1, 2, 3]))) 1 2 3 4",
        "text #000000 8 bold upwards 1 2 \"Font\" \"a \\\"b\\\"\\u{10}\"",
        "clip 1 2 3 4", "unclip",
      ])
  }

  @Test(
    "numbers are rounded to the places asked for, without needless zeros or a negative zero",
    arguments: [
      (1.23456, 3, "1.235"), (1.5, 3, "1.5"), (-0.0001, 3, "0"), (-0.5, 0, "-1"), (120, 0, "120"),
      (-12.04, 2, "-12.04"), (0.05, 1, "0.1"), (1e300, 3, "1e+300"), (.nan, 3, "nan"),
      (0.001, 3, "0.001"), (1000, 3, "1000"),
    ])
  func number_rounding_isByHand(_ value: Double, _ decimals: Int, _ expected: String) {
    #expect(DrawingText(decimals: decimals).number(value) == expected)
  }

  private func layout(_ change: (inout Figure1) -> Void = { _ in }, width: Double = 300) throws
    -> FigureLayout
  {
    var figure = SampleFigures.figure1()
    change(&figure)
    return try FigureLayout(figure.figure(theme: .paper), width: width)
  }

  @Test("the digest is the same for the same drawing, and another for another")
  func digest_change_shows() throws {
    let digest = try layout().digest
    #expect(digest.count == 64)
    #expect(try layout().digest == digest)
    #expect(try layout(width: 301).digest != digest)
    #expect(try layout({ $0.models[0].name = "another" }).digest != digest)
    #expect(try layout({ $0.notice = "A sample" }).digest != digest)
  }
}
