import Foundation
import Testing

@testable import MAGFigures

@Suite("Drawing with Cairo") struct CairoCanvasTests {
  /// A page of 20 × 10 points at one pixel a point, white, with `draw` on it, as gray.
  func pixels(_ draw: (inout CairoCanvas) -> Void) throws -> GrayImage {
    let metadata = FigureMetadata(title: "t", altText: "a")
    var canvas = CairoCanvas(
      format: .png, size: Size(20, 10), dotsPerInch: 72, metadata: metadata)
    canvas.fill(Path(Rect(x: 0, y: 0, width: 20, height: 10)), with: Color(hex: 0xFFFFFF))
    draw(&canvas)
    return try PNGFile.decodeGray(canvas.finish())
  }

  /// The pixels that are not white, as rows of # and dots.
  func picture(_ image: GrayImage) -> [String] {
    (0..<image.height).map { y in
      String((0..<image.width).map { x in image.pixels[y * image.width + x] < 128 ? "#" : "." })
    }
  }

  @Test("a filled rectangle covers exactly its pixels")
  func fill_rectangle_isExact() throws {
    let image = try pixels {
      $0.fill(Path(Rect(x: 3, y: 2, width: 5, height: 1)), with: black)
    }
    var expected = [String](repeating: String(repeating: ".", count: 20), count: 10)
    expected[2] = "...#####............"
    #expect(picture(image) == expected)
  }

  @Test("a stroke is as wide as it says, dashes leave gaps")
  func stroke_dashed_leavesGaps() throws {
    let image = try pixels {
      $0.stroke(
        .segment(Point(2, 5), Point(16, 5)), with: Stroke(black, width: 2, dash: [4, 2]))
    }
    let rows = picture(image)
    #expect(rows[3] == String(repeating: ".", count: 20))
    #expect(rows[4] == "..####..####..##....")
    #expect(rows[5] == rows[4])
    #expect(rows[6] == rows[3])
  }

  @Test("round caps reach beyond the ends, butt caps do not")
  func stroke_caps_differ() throws {
    func ink(_ cap: Stroke.Cap) throws -> Int {
      try pixels {
        $0.stroke(
          .segment(Point(6, 5), Point(14, 5)), with: Stroke(black, width: 6, cap: cap))
      }.pixels.count { $0 < 128 }
    }
    #expect(try ink(.butt) == 8 * 6)
    #expect(try ink(.round) > 8 * 6 + 20)
  }

  @Test("nothing shows outside a clip, and the clip ends with its body")
  func clip_outside_isEmpty() throws {
    let whole = Path(Rect(x: 0, y: 0, width: 20, height: 10))
    let image = try pixels { canvas in
      canvas.clipped(to: Rect(x: 4, y: 4, width: 2, height: 2)) { $0.fill(whole, with: black) }
      canvas.fill(Path(Rect(x: 19, y: 9, width: 1, height: 1)), with: black)
    }
    #expect(image.pixels.count { $0 == 0 } == 5)
    #expect(image.pixels[4 * 20 + 4] == 0 && image.pixels[9 * 20 + 19] == 0)
  }

  @Test("image pixels are copied, not smoothed")
  func image_enlarged_isNearest() throws {
    let checks = GrayImage(width: 2, height: 2, pixels: [0, 200, 100, 50])
    let image = try pixels { $0.draw(checks, in: Rect(x: 4, y: 1, width: 8, height: 8)) }
    for y in 0..<8 {
      for x in 0..<8 {
        let expected = checks.pixels[(y / 4) * 2 + x / 4]
        #expect(image.pixels[(y + 1) * 20 + x + 4] == expected, "\(x), \(y)")
      }
    }
    #expect(image.pixels[3] == 255)
  }

  @Test("text leaves its ink inside the measured box, upright and turned")
  func text_ink_isInsideBox() throws {
    var style = plainText
    style.size = 7
    for direction in [PlacedText.Direction.rightwards, .upwards] {
      let origin = direction == .upwards ? Point(10, 9) : Point(3, 8)
      let text = PlacedText("Hg", origin: origin, direction: direction, style: style)
      // Antialiasing may touch the pixel that the box ends in.
      let box = text.box(CairoTextMeasurer()).inset(by: -1)
      let image = try pixels { $0.draw(text) }
      var dark = 0
      for y in 0..<10 {
        for x in 0..<20 where image.pixels[y * 20 + x] < 200 {
          dark += 1
          #expect(box.contains(Rect(x: Double(x), y: Double(y), width: 1, height: 1), slack: 1e-9))
        }
      }
      #expect(dark > 8)
    }
  }

  @Test("every marker is about as large as the others", arguments: Marker.allCases)
  func marker_area_isAlike(_ marker: Marker) throws {
    let path = marker.path(at: Point(10, 5), size: 8)
    let image = try pixels { $0.fill(path, with: black) }
    let ink = image.pixels.reduce(0) { $0 + 1 - Double($1) / 255 }
    // A circle of diameter 8 has 50 square points.
    #expect((42...54).contains(ink))
  }

  @Test("opacity mixes with what lies below")
  func fill_faded_mixes() throws {
    let image = try pixels {
      $0.fill(Path(Rect(x: 0, y: 0, width: 1, height: 1)), with: black.faded(0.25))
    }
    #expect(abs(Int(image.pixels[0]) - 191) <= 1)
  }

  @Test("an empty path draws nothing in any format", arguments: FigureFormat.allCases)
  func path_empty_drawsNothing(_ format: FigureFormat) throws {
    func bytes(_ draw: (inout CairoCanvas) -> Void) throws -> Data {
      let metadata = FigureMetadata(title: "t", altText: "a")
      var canvas = CairoCanvas(
        format: format, size: Size(20, 10), dotsPerInch: 72, metadata: metadata)
      draw(&canvas)
      return try canvas.finish()
    }
    let drawn = try bytes {
      $0.stroke(Path(), with: Stroke(black, width: 1))
      $0.fill(Path(polygon: []), with: black)
    }
    #expect(try bytes { _ in } == drawn)
  }

  @Test("a page too large for Cairo is an error, not a crash")
  func page_huge_isRefused() {
    let metadata = FigureMetadata(title: "t", altText: "a")
    let canvas = CairoCanvas(
      format: .png, size: Size(40_000, 10), dotsPerInch: 72, metadata: metadata)
    let refused = failure { _ = try canvas.finish() }
    #expect(refused?.description.hasPrefix("Cairo could not draw the png figure: ") == true)
  }
}
