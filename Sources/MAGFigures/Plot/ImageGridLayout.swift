/// Places for a grid of images with words under each.
struct ImageGridLayout: Sendable {
  static let narrowestImage = 36.0

  private let theme: Theme
  private(set) var texts: [PlacedText] = []
  private(set) var images: [(image: GrayImage, frame: Rect)] = []
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
    let widest =
      grid.rows.flatMap(\.cells).flatMap(\.lines).map {
        measurer.width(of: $0, style: theme.tick.bold)
      }.max() ?? 0
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
    let lineHeight = theme.tickSize * 1.35
    for (index, row) in grid.rows.enumerated() {
      texts.append(
        PlacedText(
          row.title.text, at: Point(page.left + spare, y + side / 2), along: .middle, across: .top,
          direction: .upwards, style: theme.title.colored(row.title.color).bold, measurer: measurer)
      )
      for (column, cell) in row.cells.enumerated() {
        let x = left + Double(column) * (side + between)
        let ratio = Double(cell.image.height) / Double(cell.image.width)
        let size = Size(side * min(1, 1 / ratio), side * min(1, ratio))
        let frame = Rect(
          x: x + (side - size.width) / 2, y: y + (side - size.height) / 2, width: size.width,
          height: size.height)
        images.append((cell.image, frame))
        for (number, line) in cell.lines.enumerated() {
          let at = Point(
            x + side / 2, y + side + theme.gap + lineHeight * (Double(number) + 0.5))
          texts.append(
            PlacedText(
              line, at: at, along: .middle, across: .middle,
              style: number == 0 ? theme.tick.bold : theme.tick, measurer: measurer))
        }
      }
      let lines = Double(row.cells.map(\.lines.count).max() ?? 0)
      y += side + theme.gap + lines * lineHeight
      if index < grid.rows.count - 1 { y += 2 * theme.gap }
    }
    height = y - page.top
  }

  func draw(on canvas: inout some Canvas) {
    for (image, frame) in images {
      canvas.draw(image, in: frame)
      canvas.stroke(Path(frame), with: Stroke(theme.quiet, width: theme.hairline))
    }
    for text in texts { canvas.draw(text) }
  }
}
