/// Places for a grid of plots: panels, axes, headers and labels.
struct PlotGridLayout: Sendable {
  private let theme: Theme
  private let grid: PlotGrid
  private(set) var panels: [PanelLayout] = []
  private(set) var texts: [PlacedText] = []
  private(set) var images: [(image: Picture, frame: Rect)] = []
  private(set) var height = 0.0
  private(set) var omittedLabels = 0

  init(_ grid: PlotGrid, on page: PageColumn, measurer: some TextMeasuring) throws(FigureFailure) {
    self.grid = grid
    theme = page.theme
    guard let columns = grid.cells.first?.count, columns > 0 else {
      throw .nothingToDraw(figure: page.figure, what: "there are no plots")
    }
    for (found, what) in [
      (
        grid.cells.map(\.count).first { $0 != columns } ?? columns,
        "the length of every row of plots"
      ),
      (grid.columnHeaders.isEmpty ? columns : grid.columnHeaders.count, "the count of headers"),
    ] where found != columns {
      throw .mismatched(
        figure: page.figure, what: what, expected: "\(columns)", found: "\(found)")
    }
    let geometry = try PanelGeometry(grid, columns: columns, on: page, measurer: measurer)
    let panelHeight = geometry.panel.height

    // Down: headers, then each row of panels, then ticks and the title of x.
    var y = page.top
    y += placeHeaders(geometry, top: y, measurer: measurer)
    let firstTop = y
    for (row, cells) in grid.cells.enumerated() {
      if cells.contains(where: { $0.title != nil }) {
        y += measurer.capHeight(theme.title) + 2 * theme.gap
      }
      for (column, cell) in cells.enumerated() {
        let left = geometry.x(ofColumn: column)
        let rect = Rect(x: left, y: y, width: geometry.panel.width, height: panelHeight)
        if let title = cell.title {
          texts.append(
            PlacedText(
              title, origin: Point(left, y - 1.5 * theme.gap), style: theme.title.bold))
        }
        let last = row == grid.cells.count - 1
        let panel = PanelLayout(
          cell.marks, in: rect, x: grid.x, y: grid.y, xTicks: geometry.xTicks,
          yTicks: geometry.yTicks, labelling: [last ? .x : [], column == 0 ? .y : []],
          theme: theme, measurer: measurer)
        panels.append(panel)
        texts += panel.tickTexts
        omittedLabels += panel.omittedLabels
      }
      if row < grid.rowTitles.count {
        let title = grid.rowTitles[row]
        texts.append(
          PlacedText(
            title.text, at: Point(geometry.rowTitleX, y + panelHeight / 2), along: .middle,
            across: .top,
            direction: .upwards, style: theme.label.colored(title.color).bold, measurer: measurer))
      }
      y += panelHeight + (row < grid.cells.count - 1 ? 2.5 * theme.gap : 0)
    }
    texts.append(
      PlacedText(
        grid.y.title, at: Point(geometry.titleX, (firstTop + y) / 2), along: .middle, across: .top,
        direction: .upwards, style: theme.title, measurer: measurer))
    y += theme.tickLength + 2 + measurer.capHeight(theme.tick) + 2 * theme.gap
    for (line, text) in measurer.lines(of: grid.x.title, style: theme.title, width: page.width)
      .enumerated()
    {
      if line > 0 { y += PlotRoom.lineHeight(theme) }
      texts.append(
        PlacedText(
          text, at: Point(geometry.middle(columns: columns), y), along: .middle, across: .top,
          style: theme.title, measurer: measurer))
    }
    y += measurer.capHeight(theme.title) + measurer.descent(theme.title)
    height = y - page.top
  }

  /// Headers above the columns; gives their height.
  private mutating func placeHeaders(
    _ geometry: PanelGeometry, top: Double, measurer: some TextMeasuring
  ) -> Double {
    guard !grid.columnHeaders.isEmpty else { return 0 }
    let width = geometry.panel.width
    let side = min(24, width * 0.3)
    for (column, header) in grid.columnHeaders.enumerated() {
      let x = geometry.x(ofColumn: column)
      let ends = [(header.leading, x), (header.trailing, x + width - side)]
      for (image, imageX) in ends {
        guard let image else { continue }
        images.append((image, image.frame(inSquare: side, at: Point(imageX, top))))
      }
      let room = width - 2 * (side + theme.gap)
      let wording = header.wordings.first {
        measurer.width(of: $0, style: theme.label) <= room
      }
      guard let wording else { continue }
      texts.append(
        PlacedText(
          wording, at: Point(x + width / 2, top + side / 2), along: .middle, across: .middle,
          style: theme.label, measurer: measurer))
    }
    return side + 2 * theme.gap
  }

  func draw(on canvas: inout some Canvas) {
    for panel in panels { panel.draw(on: &canvas) }
    for (image, frame) in images {
      canvas.draw(image, in: frame)
      canvas.stroke(Path(frame), with: Stroke(theme.quiet, width: theme.hairline))
    }
    for text in texts { canvas.draw(text) }
  }
}
