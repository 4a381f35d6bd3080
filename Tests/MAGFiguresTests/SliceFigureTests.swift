import Foundation
import Testing

@testable import MAGFigures

/// A window of 4 × 2 pixels and two lines a pixel.
private func raster(_ lines: [[Double]]? = nil) -> ClassRaster {
  ClassRaster(
    minX: -2, maxX: 2, minY: -1, maxY: 1, columns: 4, rows: 2,
    lines: lines ?? [[0, 1.25, 1, 4], [0, 1.75, 1, 4], [2, 4], [2, 3, 0, 4]])
}

private func panel(_ name: String, _ raster: ClassRaster, isExact: Bool = true)
  -> SliceFigure.Panel
{
  SliceFigure.Panel(
    model: name, isExact: isExact, isComplete: isExact, spacing: 0.5,
    xTitle: "distance from 3 to 5", yTitle: "distance across, towards 9", gradientDegrees: nil,
    places: [SliceFigure.Place(index: 3, label: 7, predictedClass: 0, x: -1, y: 0)],
    regions: [SliceFigure.Region(label: 0, share: 0.4), SliceFigure.Region(label: 1, share: 0.6)],
    raster: raster,
    arcs: [SliceFigure.Arc(leftClass: 0, rightClass: 1, x: [-0.5, 0.25], y: [-1, 0])])
}

/// A hundred pixels across with a class on the left, one on the right, and a corner of a third.
private func plain(_ names: [String]) -> SliceFigure {
  let lines = (0..<100).map { $0 < 97 ? [0.0, 50, 1, 100] : [2.0, 3, 0, 50, 1, 100] }
  let raster = ClassRaster(
    minX: -2, maxX: 2, minY: -2, maxY: 2, columns: 100, rows: 100, lines: lines)
  return SliceFigure(
    panels: names.map { panel($0, raster) },
    shots: [SliceFigure.Shot(index: 3, label: 7, width: 2, height: 1, pixels: [0, 1])])
}

@Suite("Rasters of classes") struct ClassRasterTests {
  @Test("a pixel's shares are the lengths of its classes on its lines")
  func coverage_twoLines_isMeanLength() {
    let row = raster().coverage(ofRow: 0)
    #expect((0..<4).map { row[$0].map(\.class) } == [[0], [0, 1], [1], [1]])
    // The boundary lies at 1.25 and at 1.75: half of the second pixel on average.
    #expect(row[1].map(\.share) == [0.5, 0.5])
    #expect(row[0].map(\.share) == [1])
    let upper = raster().coverage(ofRow: 1)
    #expect(upper[3].map(\.class) == [2, 0] && upper[3].map(\.share) == [0.5, 0.5])
  }

  @Test("random runs cover every pixel by exactly 1")
  func coverage_randomRuns_sumToOne() {
    var generator = TestGenerator(4)
    let lines = (0..<30).map { _ in
      let ends = (0..<generator.integer(below: 9)).map { _ in 10 * generator.uniform() }.sorted()
      return (ends + [10]).flatMap { [Double(generator.integer(below: 4)), $0] }
    }
    let raster = ClassRaster(
      minX: 0, maxX: 1, minY: 0, maxY: 1, columns: 10, rows: 10, lines: lines)
    #expect(raster.flaw == nil)
    for row in 0..<10 {
      let coverage = raster.coverage(ofRow: row)
      for pixel in (0..<10).map({ coverage[$0] }) {
        #expect(abs(pixel.reduce(0) { $0 + $1.share } - 1) < 1e-12)
        #expect(pixel.allSatisfy { $0.share > 0 })
      }
    }
  }

  @Test("the picture has its highest row first and mixes colours by share")
  func image_fourPixels_isMixed() {
    let shades = [0.0, 1.0, 0.2]
    let image = raster().image { Color(red: shades[$0 % 3], green: 0, blue: 1) }
    #expect(image.width == 4 && image.height == 2)
    #expect((0..<8).map { image.pixels[3 * $0] } == [51, 51, 51, 26, 0, 128, 255, 255])
    #expect(image.pixels.indices.allSatisfy { $0 % 3 != 2 || image.pixels[$0] == 255 })
  }

  @Test("the class of a pixel is the one that covers most of it")
  func classes_mostCovered_isNamed() {
    let found = raster([[0, 1.25, 1, 4], [0, 1.5, 1, 4], [2, 4], [2, 2.9, 0, 4]]).classes()
    #expect(found == [[0, 1, 1, 1], [2, 2, 2, 2]])
  }

  @Test(
    "lines that do not run from edge to edge in order are named",
    arguments: [
      [], [[0, 4]], [[0, 3], [0, 4]], [[0, 2, 1], [0, 4]], [[0, 3, 1, 2, 1, 4], [0, 4]],
      [[-1, 4], [0, 4]], [[0.5, 4], [0, 4]],
    ] as [[[Double]]])
  func flaw_badLines_isFound(_ lines: [[Double]]) { #expect(raster(lines).flaw != nil) }
}

@Suite("Names of regions") struct RegionPoleTests {
  @Test("a square's pole is its middle, and its radius half its side")
  func pole_square_isItsMiddle() throws {
    var classes = [[Int]](repeating: [Int](repeating: 0, count: 9), count: 9)
    for y in 2..<7 { for x in 1..<6 { classes[y][x] = 1 } }
    let poles = RegionPoles.find(classes)
    let pole = try #require(poles.first { $0.label == 1 })
    #expect(poles.count == 2 && pole.x == 3.5 && pole.y == 4.5 && pole.radius == 2.5)
  }

  @Test("two regions of one class have a pole each, and touching corners do not join them")
  func pole_diagonal_isNotJoined() {
    #expect(RegionPoles.find([[0, 1], [1, 0]]).map(\.label) == [0, 1, 1, 0])
    #expect(RegionPoles.find([]).isEmpty)
  }

  @Test("a pole keeps away from a mark")
  func pole_mark_isAvoided() throws {
    let classes = [[Int]](repeating: [Int](repeating: 0, count: 21), count: 21)
    let plain = try #require(RegionPoles.find(classes).first)
    #expect(plain.x == 10.5 && plain.y == 10.5)
    let moved = try #require(RegionPoles.find(classes, avoiding: [(x: 10.5, y: 10.5)]).first)
    let (dx, dy) = (moved.x - 10.5, moved.y - 10.5)
    #expect((dx * dx + dy * dy).squareRoot() >= moved.radius && moved.radius > 3)
  }

  @Test("a name without room in its region is left out")
  func names_small_areLeftOut() {
    let frame = PlotFrame(
      rect: Rect(x: 0, y: 0, width: 100, height: 100), x: .linear(from: 0, to: 10),
      y: .linear(from: 0, to: 10))
    let style = TextStyle(family: "F", size: 10, color: ClassPalette.ink)
    // Half the diagonal of a box of 5 × 7 points is 4.3 points, and a point is kept free.
    let mark = RegionLabelMark(
      labels: [
        .init(text: "3", x: 5, y: 5, radius: 0.54), .init(text: "4", x: 2, y: 2, radius: 0.52),
      ], style: style)
    let texts = mark.texts(in: frame, measurer: PlainMeasurer())
    #expect(texts.map(\.text) == ["3"])
    let box = texts.first?.box(PlainMeasurer()) ?? Rect(x: 0, y: 0, width: 0, height: 0)
    #expect(abs(box.x + box.width / 2 - 50) < 1e-9 && abs(box.y + box.height / 2 - 50) < 1e-9)
  }
}

@Suite("The figure of slices") struct SliceFigureTests {
  private func layout(_ figure: SliceFigure) throws -> RecordingCanvas {
    try FigureLayout(figure.figure(theme: .paper), width: FigureWidth.page.points()).recorded()
  }

  @Test("a panel shows its raster, its boundary, its mark and the names of large regions")
  func figure_onePanel_showsAll() throws {
    let canvas = try layout(plain(["baseline"]))
    let images = canvas.calls.compactMap { call -> ColorImage? in
      if case .colorImage(let image, _) = call { image } else { nil }
    }
    #expect(images.map(\.width) == [100])
    let texts = canvas.texts.map(\.text)
    #expect(texts.contains("0") && texts.contains("1") && texts.contains("3 (7)"))
    #expect(texts.contains("baseline") && texts.contains("image 3") && texts.contains("label 7"))
    #expect(texts.contains { $0.hasPrefix("Exact on 100 scan lines") })
  }

  @Test("a single panel is at most four inches high, with as many ticks upwards as across")
  func figure_onePanel_leavesRoom() throws {
    let canvas = try layout(plain(["alone"]))
    let frames = canvas.calls.compactMap { call -> Rect? in
      if case .colorImage(_, let frame) = call { frame } else { nil }
    }
    #expect(frames.count == 1 && frames.allSatisfy { $0.height <= 288 })
    // From −2 to 2 on both axes: each number stands once beside and once below.
    #expect(canvas.texts.count { $0.text == "2.0" } >= 2)
    #expect(canvas.texts.count < 40)
  }

  @Test("panels of one size, whatever their number", arguments: 1...7)
  func figure_panels_areEqual(_ count: Int) throws {
    let canvas = try layout(plain((0..<count).map { "model \($0)" }))
    let frames = canvas.calls.compactMap { call -> Rect? in
      if case .colorImage(_, let frame) = call { frame } else { nil }
    }
    #expect(frames.count == count)
    for frame in frames {
      #expect(abs(frame.width - frame.height) < 1e-6)
      #expect(abs(frame.width - frames[0].width) < 0.15 * frames[0].width)
    }
  }

  @Test("a sampled panel is labelled so in its title, the note, the caption and the data")
  func figure_sampled_saysSo() throws {
    var figure = plain(["smooth"])
    figure.panels[0].isExact = false
    let texts = try layout(figure).texts.map(\.text)
    #expect(texts.contains("smooth (sampled)"))
    #expect(texts.contains { $0.hasPrefix("Sampled, not exact: smooth, every 0.50") })
    #expect(figure.caption.contains("Sampled, not exact"))
    let json = String(decoding: try figure.json(), as: UTF8.self).filter { $0 != " " }
    #expect(json.contains("\"is_exact\":false"))
  }

  @Test("boundaries that were not all followed are named")
  func figure_incomplete_saysSo() {
    var figure = plain(["a", "b"])
    #expect(!figure.caption.contains("not all followed"))
    figure.panels[1].isComplete = false
    #expect(figure.caption.contains("Boundaries not all followed: b."))
    #expect(figure.caption.contains("followed exactly"))
    for index in figure.panels.indices { figure.panels[index].isComplete = false }
    #expect(!figure.caption.contains("followed exactly"))
  }

  @Test("the direction of the gradient is drawn and explained")
  func figure_gradient_isDrawn() throws {
    var figure = plain(["a"])
    figure.panels[0].gradientDegrees = 30
    #expect(try layout(figure).texts.map(\.text).contains("g"))
    #expect(figure.caption.contains("along the parts") || figure.caption.contains("Dashed"))
  }

  @Test("the data read back equal, and the table holds places, shares and vertices")
  func figure_json_roundTrips() throws {
    let figure = plain(["a", "b"])
    #expect(try SliceFigure.read(figure.json(), from: "slice.json") == figure)
    let rows = figure.table.rows
    #expect(rows.count == 2 * (1 + 2 + 2))
    #expect(figure.altText.contains("class 1 60.0 %, class 0 40.0 %"))
  }

  @Test("what cannot be drawn is refused")
  func figure_badData_isRefused() throws {
    #expect(
      failure { _ = try SliceFigure(panels: [], shots: []).figure(theme: .paper) }
        == .nothingToDraw(figure: "Slice", what: "it has no panels"))
    var figure = plain(["a"])
    figure.panels[0].raster.lines[4] = [0, 7]
    #expect(
      failure { _ = try figure.figure(theme: .paper) }?.description.contains("raster") == true)
    figure = plain(["a"])
    figure.panels[0].arcs[0].x[1] = .nan
    #expect(
      failure { _ = try figure.figure(theme: .paper) }?.description.contains("vertex") == true)
    figure = plain(["a"])
    figure.panels[0].arcs[0].y.removeLast()
    #expect(failure { _ = try figure.figure(theme: .paper) } != nil)
    figure = plain(["a"])
    figure.panels[0].arcs[0].leftClass = -1
    #expect(failure { _ = try figure.figure(theme: .paper) } != nil)
    figure = plain(["a"])
    figure.shots[0].pixels = [1]
    #expect(failure { _ = try figure.figure(theme: .paper) } != nil)
  }

  @Test("it fits a column and a page, in every format")
  func figure_widths_areWritten() throws {
    let folder = try makeTemporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, width) in [("column", FigureWidth.column), ("page", .page)] {
      let files = try plain(["a", "b"]).write(
        basename: folder.appendingPathComponent(name),
        style: FigureStyle(width: width, dotsPerInch: 72))
      #expect(files.count == 5)
    }
  }
}
