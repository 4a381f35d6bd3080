/// How the images of a sheet are set in lines: as many in each as asked for and as their words allow.
struct ImageFlow: Sendable {
  static let narrowestImage = 20.0

  let columns: Int
  let side: Double
  let height: Double
  /// How much narrower the place is than one image needs, in points.
  let missing: Double
  private let lineHeights: [Double]

  init(_ images: PlotSheet.Images, width: Double, theme: Theme, measurer: some TextMeasuring) {
    let between = 2 * theme.gap
    let count = images.cells.count
    let needed = max(
      ImageFlow.narrowestImage,
      CaptionedImage.widestLine(images.cells, theme: theme, measurer: measurer))
    let fitting = max(1, Int((width + between) / (needed + between)))
    if let columns = images.columns {
      self.columns = min(max(1, columns), fitting)
    } else {
      // Lines of even length rather than full ones and a rest.
      let lines = (count + fitting - 1) / fitting
      columns = lines == 0 ? 1 : (count + lines - 1) / lines
    }
    missing = max(0, needed - width)
    let available = (width - between * Double(columns - 1)) / Double(columns)
    side = min(max(available, needed), max(images.largestSide, needed))
    var lineHeights: [Double] = []
    for start in stride(from: 0, to: count, by: columns) {
      let line = images.cells[start..<min(start + columns, count)]
      lineHeights.append(
        CaptionedImage.height(
          side: side, lines: line.map(\.lines.count).max() ?? 0, theme: theme))
    }
    self.lineHeights = lineHeights
    height = lineHeights.reduce(0, +) + 2 * theme.gap * Double(max(0, lineHeights.count - 1))
  }

  func images(
    _ images: PlotSheet.Images, at corner: Point, theme: Theme, measurer: some TextMeasuring
  ) -> [CaptionedImage] {
    var y = corner.y
    return images.cells.enumerated().map { index, cell in
      let (line, column) = (index / columns, index % columns)
      if column == 0 && line > 0 { y += lineHeights[line - 1] + 2 * theme.gap }
      let x = corner.x + Double(column) * (side + 2 * theme.gap)
      return CaptionedImage(
        cell, at: Point(x, y), side: side, theme: theme, measurer: measurer)
    }
  }
}
