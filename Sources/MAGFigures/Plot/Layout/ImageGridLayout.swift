/// Places for a grid of images with words under each.
struct ImageGridLayout: Sendable {
  static let narrowestImage = 36.0

  private let theme: Theme
  private(set) var texts: [PlacedText] = []
  private(set) var images: [CaptionedImage] = []
  private(set) var height = 0.0

  init(_ grid: ImageGrid, on page: PageColumn, measurer: some TextMeasuring) throws(FigureFailure) {
    theme = page.theme
    let columns = grid.columnTitles.count
    guard columns > 0, !grid.rows.isEmpty else {
      throw .nothingToDraw(figure: page.figure, what: "there are no images")
    }
    for row in grid.rows where row.cells.count != columns {
      throw .mismatched(
        figure: page.figure, what: "the images of row \"\(row.title.text)\"",
        expected: "\(columns)", found: "\(row.cells.count)")
    }
    let between = 4 * theme.gap
    let titleWidth = measurer.capHeight(theme.title) + 2 * theme.gap
    let count = Double(columns)
    let available = (page.width - titleWidth - between * (count - 1)) / count
    let widest = CaptionedImage.widestLine(
      grid.rows.flatMap(\.cells), theme: theme, measurer: measurer)
    let needed = max(ImageGridLayout.narrowestImage, widest - between + 1)
    guard available >= needed else { throw page.tooNarrow(missing: (needed - available) * count) }
    let side = min(available, grid.largestSide)
    // What the images leave over goes half to each end.
    let spare = (available - side) * count / 2
    let left = page.left + titleWidth + spare

    var y = page.top
    let capTitle = measurer.capHeight(theme.title)
    for (column, title) in grid.columnTitles.enumerated() {
      let middle = left + Double(column) * (side + between) + side / 2
      texts.append(
        PlacedText(
          title, at: Point(middle, y), along: .middle, across: .top, style: theme.title,
          measurer: measurer))
    }
    y += capTitle + measurer.descent(theme.title) + theme.gap
    for (index, row) in grid.rows.enumerated() {
      texts.append(
        PlacedText(
          row.title.text, at: Point(page.left + spare, y + side / 2), along: .middle, across: .top,
          direction: .upwards, style: theme.title.colored(row.title.color).bold, measurer: measurer)
      )
      for (column, cell) in row.cells.enumerated() {
        let x = left + Double(column) * (side + between)
        let image = CaptionedImage(
          cell, at: Point(x, y), side: side, theme: theme, measurer: measurer)
        images.append(image)
        texts += image.texts
      }
      y += CaptionedImage.height(
        side: side, lines: row.cells.map(\.lines.count).max() ?? 0, theme: theme)
      if index < grid.rows.count - 1 { y += 2 * theme.gap }
    }
    height = y - page.top
  }

  func draw(on canvas: inout some Canvas) {
    for image in images { image.drawImage(on: &canvas, theme: theme) }
    for text in texts { canvas.draw(text) }
  }
}
