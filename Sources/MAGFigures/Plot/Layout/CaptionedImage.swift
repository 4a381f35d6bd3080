/// An image inside a square place, in its own shape and centred, with lines of words under it.
struct CaptionedImage: Sendable {
  let picture: Picture
  let frame: Rect
  let texts: [PlacedText]

  /// The width of the widest line under any of the images, in points.
  static func widestLine(
    _ cells: some Sequence<ImageGrid.Cell>, theme: Theme, measurer: some TextMeasuring
  ) -> Double {
    cells.flatMap { cell in
      cell.lines.enumerated().map { number, line in
        measurer.width(of: line, style: style(ofLine: number, theme))
      }
    }.max() ?? 0
  }

  private static func style(ofLine number: Int, _ theme: Theme) -> TextStyle {
    number == 0 ? theme.tick.bold : theme.tick
  }

  /// The height of a place with so many lines under it.
  static func height(side: Double, lines: Int, theme: Theme) -> Double {
    side + theme.gap + Double(lines) * lineHeight(theme)
  }

  init(
    _ cell: ImageGrid.Cell, at corner: Point, side: Double, theme: Theme,
    measurer: some TextMeasuring
  ) {
    picture = cell.picture
    frame = picture.frame(inSquare: side, at: corner)
    texts = cell.lines.enumerated().map { number, line in
      let down = CaptionedImage.lineHeight(theme) * (Double(number) + 0.5)
      return PlacedText(
        line, at: Point(corner.x + side / 2, corner.y + side + theme.gap + down), along: .middle,
        across: .middle, style: CaptionedImage.style(ofLine: number, theme), measurer: measurer)
    }
  }

  /// Draws the image and its border; the words are drawn with the other texts.
  func drawImage(on canvas: inout some Canvas, theme: Theme) {
    canvas.draw(picture, in: frame)
    canvas.stroke(Path(frame), with: Stroke(theme.quiet, width: theme.hairline))
  }

  private static func lineHeight(_ theme: Theme) -> Double { theme.tickSize * 1.35 }
}
