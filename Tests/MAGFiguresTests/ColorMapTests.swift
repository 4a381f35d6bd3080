import Foundation
import Testing

@testable import MAGFigures

@Suite("Colour maps") struct ColorMapTests {
  /// CIE L* of the colour, 0 to 100.
  func lightness(_ color: Color) -> Double {
    let luminance = color.luminance
    return luminance > 0.008856 ? 116 * cbrt(luminance) - 16 : 903.3 * luminance
  }

  @Test("lightness rises evenly, so that grey prints keep the order")
  func maps_lightness_isEven() {
    // Viridis keeps even steps in CAM02-UCS; in L* its nine steps lie between 7.3 and 9.6.
    for (map, slack) in [(ColorMap.viridis, 1.5), (.diverging, 0.5)] {
      let steps = (0...90).map { lightness(map.color(at: Double($0) / 90)) }
      #expect(zip(steps, steps.dropFirst()).allSatisfy { $0 < $1 })
      let rise = (steps[90] - steps[0]) / 9
      for step in stride(from: 0, to: 90, by: 10) {
        #expect(abs(steps[step + 10] - steps[step] - rise) < slack)
      }
    }
  }

  @Test("the order of lightness stays for readers with any colour blindness")
  func maps_dichromats_keepOrder() {
    for (name, rows) in ThemeTests.deficiencies {
      for map in [ColorMap.viridis, .diverging] {
        let steps = (0...20).map { ThemeTests().lab(map.color(at: Double($0) / 20), rows)[0] }
        #expect(zip(steps, steps.dropFirst()).allSatisfy { $0 < $1 }, "\(name)")
      }
    }
  }

  @Test("the middle of the diverging map is neutral and its sides are not")
  func diverging_middle_isGray() {
    let middle = ColorMap.diverging.color(at: 0.5)
    #expect(middle == Color(hex: 0x898989))
    let (low, high) = (ColorMap.diverging.color(at: 0), ColorMap.diverging.color(at: 1))
    #expect(low.blue > low.red + 0.3 && high.red > high.blue + 0.3)
  }

  @Test("control points are met, between them colours are mixed, beyond them kept")
  func color_shares_areMixed() {
    let map = ColorMap([Color(hex: 0), Color(hex: 0xFF0000), Color(hex: 0xFF8000)])
    #expect(map.color(at: 0.5) == Color(hex: 0xFF0000))
    #expect(map.color(at: 0.25) == Color(red: 0.5, green: 0, blue: 0))
    for (share, hex) in [(-1.0, 0), (2, 0xFF8000), (.infinity, 0xFF8000), (.nan, 0)] {
      #expect(map.color(at: share) == Color(hex: UInt32(hex)))
    }
    #expect(map.reversed.color(at: 0) == map.color(at: 1))
  }

  @Test("undefined values have their own colour, others lie by the domain's scale")
  func scale_values_areColored() {
    let map = ColorMap([Color(hex: 0), Color(hex: 0xFFFFFF)])
    let scale = ColorScale(
      map, domain: .logarithmic(from: 1, to: 100), undefined: Color(hex: 0xFF00FF))
    #expect(scale.color(nil) == scale.undefined && scale.color(.nan) == scale.undefined)
    #expect(scale.color(10) == map.color(at: 0.5))
    #expect(scale.color(0) == map.color(at: 0) && scale.color(1e9) == map.color(at: 1))
  }

  @Test("the faintest colour of a theme stands out from the ground", arguments: [true, false])
  func sequential_faintest_isSeen(_ isDark: Bool) {
    let theme = isDark ? Theme.dark : .paper
    let (faint, strong) = (theme.sequential.color(at: 0), theme.sequential.color(at: 1))
    #expect(faint.contrast(with: theme.background) >= 1.9)
    #expect(strong.contrast(with: theme.background) >= 12)
  }
}

@Suite("Colour images") struct ColorImageTests {
  @Test("colours become the nearest bytes")
  func image_colors_areRounded() {
    let image = ColorImage(
      width: 2, height: 1,
      colors: [Color(hex: 0x0180FF), Color(red: -1, green: 2, blue: .nan)])
    #expect(image.pixels == [1, 128, 255, 0, 255, 0])
  }

  @Test("a colour image is drawn pixel for pixel in a PNG and at its place")
  func image_png_isExact() throws {
    let image = ColorImage(
      width: 2, height: 2, pixels: [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255])
    let canvas = CairoCanvas(
      format: .png, size: Size(4, 4), dotsPerInch: 72,
      metadata: FigureMetadata(title: "", altText: ""))
    canvas.fill(Path(Rect(x: 0, y: 0, width: 4, height: 4)), with: Color(hex: 0))
    canvas.draw(image, in: Rect(x: 0, y: 0, width: 4, height: 4))
    let gray = try PNGFile.decodeGray(canvas.finish())
    // Read as gray, the four pixels keep the order of their luminance.
    let order = [8, 0, 2, 10].map { gray.pixels[$0] }
    #expect(order == order.sorted() && Set(order).count == 4)
    #expect(gray.pixels[0] == gray.pixels[5] && gray.pixels[2] == gray.pixels[7])
  }

  @Test("values become a picture by their number: a plane is grey, three are colours")
  func picture_values_decideColor() {
    let planes = [0, 0.2, 1, 2, -1, 0.6]
    #expect(
      Picture(width: 2, height: 1, values: planes)
        == .color(ColorImage(width: 2, height: 1, pixels: [0, 255, 0, 51, 255, 153])))
    #expect(
      Picture(width: 2, height: 1, values: [-0.1, 0.1], black: -0.1, white: 0.1)
        == .gray(GrayImage(width: 2, height: 1, pixels: [0, 255])))
    #expect(Picture.valueCounts(width: 2, height: 3) == [6, 18])
  }

  @Test("a picture keeps its shape in a square and is centred")
  func picture_frame_keepsShape() {
    let wide = Picture(width: 4, height: 2, values: [Double](repeating: 0, count: 8))
    let frame = wide.frame(inSquare: 20, at: Point(1, 2))
    #expect(frame == Rect(x: 1, y: 7, width: 20, height: 10))
  }

  @Test("SVG and PDF hold the image, the same bytes each time")
  func image_vectorFormats_areStable() throws {
    func render(_ format: FigureFormat) throws -> Data {
      let canvas = CairoCanvas(
        format: format, size: Size(50, 50), dotsPerInch: 72,
        metadata: FigureMetadata(title: "", altText: ""))
      canvas.draw(
        ColorImage(width: 1, height: 2, pixels: [1, 2, 3, 200, 100, 0]),
        in: Rect(x: 5, y: 5, width: 40, height: 40))
      return try canvas.finish()
    }
    for format in FigureFormat.allCases { #expect(try render(format) == render(format)) }
    #expect(String(decoding: try render(.svg), as: UTF8.self).contains("<image"))
  }

  @Test("pictures know their extents whatever their kind")
  func picture_kinds_haveExtents() {
    let gray = Picture.gray(GrayImage(width: 2, height: 1, pixels: [0, 0]))
    let color = Picture.color(ColorImage(width: 1, height: 2, pixels: [0, 0, 0, 0, 0, 0]))
    #expect((gray.width, gray.height) == (2, 1) && (color.width, color.height) == (1, 2))
  }
}
