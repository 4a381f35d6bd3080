import Foundation
import Testing

@testable import MAGFigures

@Suite("Where figures draw") struct DrawingBoundsTests {
  /// Figures at the edge of what is drawn, beside the usual ones.
  static var figures: [any PaperFigure] {
    var edge = SampleFigures.figure2(pairs: 1)
    for row in edge.models.indices {
      edge.models[row].walks[0].crossings = [
        .init(t: 0, fromClass: row, toClass: 9, angleDegrees: 90),
        .init(t: 1, fromClass: 9, toClass: 0, angleDegrees: 0),
      ]
      edge.models[row].walks[0].startClass = row
      edge.models[row].walks[0].kinks = [0, 1, -3, 4]
    }
    var beyond = SampleFigures.figure3()
    for index in beyond.models[0].curves[0].values.indices {
      beyond.models[0].curves[0].values[index].accuracy = 1 + Double(index)
      beyond.models[0].curves[0].values[index].upper = 30
    }
    return SampleFigures.all + [edge, beyond]
  }

  func layout(_ figure: any PaperFigure, _ theme: Theme) throws -> FigureLayout {
    try FigureLayout(figure.figure(theme: theme), width: FigureWidth.page.points())
  }

  /// The box around a path, in points.
  func box(_ path: Path) -> Rect? {
    var low = Point(.infinity, .infinity)
    var high = Point(-.infinity, -.infinity)
    func add(_ point: Point, _ reach: Double) {
      low = Point(min(low.x, point.x - reach), min(low.y, point.y - reach))
      high = Point(max(high.x, point.x + reach), max(high.y, point.y + reach))
    }
    for step in path.steps {
      switch step {
      case .move(let point), .line(let point): add(point, 0)
      case .circle(let center, let radius): add(center, radius)
      case .close: break
      }
    }
    return low.x > high.x
      ? nil : Rect(x: low.x, y: low.y, width: high.x - low.x, height: high.y - low.y)
  }

  @Test("nothing is drawn outside the page but the ground", arguments: figures.indices)
  func calls_everyFigure_stayOnPage(_ index: Int) throws {
    let layout = try layout(Self.figures[index], .paper)
    let page = Rect(x: 0, y: 0, width: layout.size.width, height: layout.size.height)
    var clip: Rect?
    for (number, call) in layout.recorded().calls.enumerated() {
      switch call {
      case .beginClip(let frame):
        #expect(clip == nil, "clips do not nest")
        // A plot's clip leaves room for half a marker, which the margin may lack a hair of.
        #expect(page.inset(by: -0.5).contains(frame), "call \(number): \(frame)")
        clip = frame
      case .endClip: clip = nil
      case .stroke(let path, let stroke) where clip == nil:
        if let box = box(path) {
          #expect(page.contains(box.inset(by: -stroke.width / 2)), "call \(number): \(box)")
        }
      case .fill(let path, _) where clip == nil && number > 0:
        if let box = box(path) { #expect(page.contains(box), "call \(number): \(box)") }
      case .image(_, let frame): #expect(page.contains(frame), "call \(number)")
      default: break
      }
    }
    #expect(clip == nil)
  }

  @Test("every place and every size that is drawn is a number", arguments: figures.indices)
  func calls_everyFigure_areFinite(_ index: Int) throws {
    for theme in [Theme.paper, .dark] {
      let calls: [RecordingCanvas.Call] = try layout(Self.figures[index], theme).recorded().calls
      for call in calls {
        let numbers: [Double] =
          switch call {
          case .stroke(let path, let stroke): places(path) + [stroke.width] + stroke.dash
          case .fill(let path, let color): places(path) + [color.opacity]
          case .image(_, let frame), .colorImage(_, let frame), .beginClip(let frame):
            [frame.x, frame.y, frame.width, frame.height]
          case .text(let text): [text.origin.x, text.origin.y, text.style.size]
          case .endClip: []
          }
        #expect(numbers.allSatisfy { $0.isFinite }, "\(call)")
      }
    }
  }

  func places(_ path: Path) -> [Double] {
    path.steps.flatMap { step -> [Double] in
      switch step {
      case .move(let point), .line(let point): [point.x, point.y]
      case .circle(let center, let radius): [center.x, center.y, radius]
      case .close: []
      }
    }
  }

  @Test("tick labels and titles stand outside the plots, angles and means inside")
  func texts_panels_areKeptFree() throws {
    let layout = try layout(SampleFigures.figure3(), .paper)
    let measurer = CairoTextMeasurer()
    let calls = layout.recorded().calls
    let panels = calls.compactMap { call -> Rect? in
      if case .beginClip(let frame) = call { frame.inset(by: Theme.paper.markerSize) } else { nil }
    }
    #expect(panels.count == 2)
    for text in layout.recorded().texts {
      for panel in panels {
        #expect(text.box(measurer).overlap(with: panel) == 0, "\(text.text)")
      }
    }
    let one = try self.layout(SampleFigures.figure1(count: 200), .paper).recorded()
    let frame = try #require(
      one.calls.compactMap { call -> Rect? in
        if case .beginClip(let frame) = call { frame } else { nil }
      }.first)
    for name in SampleFigures.names {
      let label = try #require(one.texts.first { $0.text.hasPrefix("\(name) 0.") })
      #expect(frame.contains(label.box(measurer)), "\(label.text)")
    }
  }

  @Test("the theme changes colours and nothing else", arguments: figures.indices)
  func theme_dark_keepsPlaces(_ index: Int) throws {
    let figure = Self.figures[index]
    let paper = try layout(figure, .paper).recorded().calls
    let dark = try layout(figure, .dark).recorded().calls
    #expect(paper.count == dark.count)
    var changed = 0
    for (light, other) in zip(paper, dark) {
      switch (light, other) {
      case (.stroke(let a, let one), .stroke(let b, let two)):
        #expect(a == b && one.width == two.width && one.dash == two.dash && one.cap == two.cap)
        changed += one.color == two.color ? 0 : 1
      case (.fill(let a, let one), .fill(let b, let two)):
        #expect(a == b && one.opacity == two.opacity)
        changed += one == two ? 0 : 1
      case (.text(let a), .text(let b)):
        #expect(a.text == b.text && a.origin == b.origin && a.direction == b.direction)
        changed += a.style.color == b.style.color ? 0 : 1
      default: #expect(light == other)
      }
    }
    #expect(changed * 2 > paper.count)
  }
}

@Suite("Figures in grey and on dark ground") struct GreyPrintTests {
  /// The picture of one legend entry at 300 dots an inch, as gray.
  func sample(_ index: Int, _ theme: Theme) throws -> GrayImage {
    var style = theme.series(index)
    style.color = black
    let entry = LegendEntry("", style: style, lineWidth: theme.lineWidth)
    let legend = LegendLayout(
      [entry], left: 1, top: 1, width: 40, theme: theme, measurer: CairoTextMeasurer())
    var canvas = CairoCanvas(
      format: .png, size: Size(20, 12), dotsPerInch: 300,
      metadata: FigureMetadata(title: "t", altText: "a"))
    canvas.fill(
      Path(Rect(x: 0, y: 0, width: 20, height: 12)), with: Color(hex: 0xFFFFFF))
    legend.draw(on: &canvas)
    return try PNGFile.decodeGray(canvas.finish())
  }

  @Test("the lines of the four models differ in a legend printed black on white")
  func legend_withoutColor_tellsApart() throws {
    let samples = try (0..<4).map { try sample($0, .paper) }
    for first in 0..<4 {
      for second in 0..<first {
        let different = zip(samples[first].pixels, samples[second].pixels).count {
          abs(Int($0) - Int($1)) > 100
        }
        // The line itself covers some 70 × 5 pixels.
        #expect(different > 40, "series \(first) and \(second)")
      }
    }
  }

  @Test("a dark figure has a dark ground in its corners and bright ink")
  func dark_pixels_areDark() throws {
    let png = try FigureWriter.render(
      SampleFigures.figure3().figure(theme: .dark), as: .png, width: .column, dpi: 72)
    let image = try PNGFile.decodeGray(png)
    let corners = [0, image.width - 1, image.pixels.count - image.width, image.pixels.count - 1]
    #expect(corners.allSatisfy { image.pixels[$0] < 40 })
    #expect(image.pixels.contains { $0 > 200 })
    let bright = image.pixels.count { $0 > 128 }
    #expect(bright * 4 < image.pixels.count)
  }

  @Test("the labels of a histogram have the colour of their model", arguments: [true, false])
  func labels_color_isTheModels(_ isDark: Bool) throws {
    let theme = isDark ? Theme.dark : .paper
    let layout = try FigureLayout(
      SampleFigures.figure1(count: 100).figure(theme: theme), width: 486)
    for (index, name) in SampleFigures.names.enumerated() {
      let label = layout.recorded().texts.first { $0.text.hasPrefix("\(name) 0.") }
      #expect(label?.style.color == theme.series(index).color)
    }
  }
}
