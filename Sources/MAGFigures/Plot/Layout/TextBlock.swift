import Foundation

/// Lines of text broken to a width, one paragraph after another, optionally on a tinted ground.
struct TextBlock {
  let texts: [PlacedText]
  private let ground: (rect: Rect, color: Color)?
  let height: Double

  /// - Parameter padding: room between the ground's border and the text; no ground without `fill`.
  init(
    _ paragraphs: [String], left: Double, top: Double, width: Double, style: TextStyle,
    fill: Color? = nil, padding: Double = 0, measurer: some TextMeasuring
  ) {
    let lines = paragraphs.flatMap {
      // A per cent sign keeps to its number.
      measurer.lines(
        of: $0.replacingOccurrences(of: " %", with: "\u{A0}%"), style: style,
        width: width - 2 * padding)
    }
    let lineHeight = style.size * 1.35
    texts = lines.enumerated().map { index, line in
      PlacedText(
        line, at: Point(left + padding, top + padding + lineHeight * (Double(index) + 0.5)),
        across: .middle, style: style, measurer: measurer)
    }
    let height = lines.isEmpty ? 0 : Double(lines.count) * lineHeight + 2 * padding
    self.height = height
    ground = fill.map { (Rect(x: left, y: top, width: width, height: height), $0) }
  }

  func draw(on canvas: inout some Canvas) {
    if let ground, height > 0 { canvas.fill(Path(ground.rect), with: ground.color) }
    for text in texts { canvas.draw(text) }
  }
}
