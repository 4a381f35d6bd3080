import Testing

@testable import MAGFigures

@Suite("Draw calls of a small figure") struct SnapshotTests {
  /// One line a call: what is drawn and where, in points with one decimal.
  func describe(_ calls: [RecordingCanvas.Call]) -> [String] {
    func number(_ value: Double) -> String { NumberText.fixed(value, decimals: 1) }
    func place(_ point: Point) -> String { "\(number(point.x)),\(number(point.y))" }
    func path(_ path: Path) -> String {
      path.steps.map { step in
        switch step {
        case .move(let point): "M\(place(point))"
        case .line(let point): "L\(place(point))"
        case .close: "Z"
        case .circle(let center, let radius): "C\(place(center))r\(number(radius))"
        }
      }.joined(separator: " ")
    }
    return calls.map { call in
      switch call {
      case .stroke(let outline, let stroke): "stroke \(number(stroke.width)) \(path(outline))"
      case .fill(let outline, let color): "fill \(number(color.opacity)) \(path(outline))"
      case .image(let image, let frame):
        "image \(image.width)x\(image.height) \(place(Point(frame.x, frame.y)))"
      case .colorImage(let image, let frame):
        "colors \(image.width)x\(image.height) \(place(Point(frame.x, frame.y)))"
      case .text(let text): "text \(place(text.origin)) \(text.direction) \(text.text)"
      case .beginClip(let frame):
        "clip \(place(Point(frame.x, frame.y))) \(place(Point(frame.maxX, frame.maxY)))"
      case .endClip: "unclip"
      }
    }
  }

  @Test("a plot with one line is drawn exactly so")
  func plot_oneLine_hasTheseCalls() throws {
    let line = LineMark(
      values: [.init(x: 0, y: 0), .init(x: 1, y: 1)], style: plainSeries, lineWidth: 1.2,
      markerSize: 3)
    let grid = PlotGrid(
      x: Axis(title: "x", scale: .linear(from: 0, to: 1)),
      y: Axis(title: "y", scale: .linear(from: 0, to: 1)),
      cells: [[PlotGrid.Cell(title: "A", marks: [line])]],
      height: PlotGrid.Height(aspect: 1, smallest: 40, largest: 40))
    let figure = Figure(
      name: "It", metadata: FigureMetadata(title: "", altText: ""), theme: .paper,
      body: .plots(grid), notes: ["n"])
    let layout = try FigureLayout(figure, width: 100, measurer: PlainMeasurer())
    #expect(layout.size == Size(100, 96))
    #expect(describe(layout.recorded().calls) == SnapshotTests.expected)
  }

  @Test("a grid of images is drawn exactly so")
  func images_oneRow_haveTheseCalls() throws {
    let image = GrayImage(width: 2, height: 2, pixels: [0, 1, 2, 3])
    let grid = ImageGrid(
      columnTitles: ["one"],
      rows: [
        ImageGrid.Row(
          title: PlotGrid.RowTitle("r", color: black),
          cells: [ImageGrid.Cell(picture: .gray(image), lines: ["bold", "plain"])])
      ])
    let figure = Figure(
      name: "It", metadata: FigureMetadata(title: "", altText: ""), theme: .paper, notice: "N",
      body: .images(grid))
    let layout = try FigureLayout(figure, width: 72, measurer: PlainMeasurer())
    #expect(describe(layout.recorded().calls) == SnapshotTests.expectedImages)
  }

  static let expected = [
    "fill 1.0 M−1.0,−1.0 L101.0,−1.0 L101.0,97.0 L−1.0,97.0 Z",
    "clip 19.2,11.2 95.2,58.0",
    "stroke 1.2 M22.6,54.6 L91.8,14.6",
    "unclip",
    "stroke 0.6 M22.6,14.6 L22.6,54.6 L91.8,54.6 M22.6,54.6 L22.6,57.1 "
      + "M91.8,54.6 L91.8,57.1 M20.1,54.6 L22.6,54.6 M20.1,14.6 L22.6,14.6",
    "text 22.6,10.1 rightwards A",
    "text 20.9,64.0 rightwards 0",
    "text 90.0,64.0 rightwards 1",
    "text 14.6,57.1 rightwards 0",
    "text 14.6,17.1 rightwards 1",
    "text 8.6,30.8 upwards y",
    "text 55.2,75.6 rightwards x",
    "text 3.0,90.4 rightwards n",
  ]
  static let expectedImages = [
    "fill 1.0 M−1.0,−1.0 L73.0,−1.0 L73.0,114.0 L−1.0,114.0 Z",
    "fill 1.0 M3.0,3.0 L69.0,3.0 L69.0,17.5 L3.0,17.5 Z",
    "text 5.5,12.7 rightwards N",
    "image 2x2 14.6,33.7",
    "stroke 0.4 M14.6,33.7 L69.0,33.7 L69.0,88.1 L14.6,88.1 Z",
    "text 35.8,29.1 rightwards one",
    "text 8.6,62.9 upwards r",
    "text 34.8,98.2 rightwards bold",
    "text 33.0,107.7 rightwards plain",
  ]
}
