/// Places for a grid of plots: panels, axes, headers and labels.
struct PlotGridLayout: Sendable {
  struct Panel: Sendable {
    var frame: PlotFrame
    var marks: [any Mark]
    var labels: [LabelPlacer.Placed]
    var xTicks: [Axis.Tick]
    var yTicks: [Axis.Tick]
  }

  private let theme: Theme
  private let grid: PlotGrid
  private(set) var panels: [Panel] = []
  private(set) var texts: [PlacedText] = []
  private(set) var images: [(image: GrayImage, frame: Rect)] = []
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
        let frame = PlotFrame(rect: rect, x: grid.x.scale, y: grid.y.scale)
        let last = row == grid.cells.count - 1
        panels.append(
          panel(
            cell, frame: frame, ticks: geometry, labelX: last,
            labelY: column == 0, measurer: measurer))
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
    texts.append(
      PlacedText(
        grid.x.title, at: Point(geometry.middle(columns: columns), y), along: .middle,
        across: .top, style: theme.title, measurer: measurer))
    y += measurer.capHeight(theme.title) + measurer.descent(theme.title)
    height = y - page.top
  }

  /// One panel: its tick labels join `texts`, its labels find their places.
  private mutating func panel(
    _ cell: PlotGrid.Cell, frame: PlotFrame, ticks: PanelGeometry, labelX: Bool, labelY: Bool,
    measurer: some TextMeasuring
  ) -> Panel {
    let rect = frame.rect
    if labelX {
      for tick in ticks.xTicks {
        let at = Point(frame.x(tick.value), rect.maxY + theme.tickLength + 2)
        texts.append(
          PlacedText(
            tick.text, at: at, along: .middle, across: .top, style: theme.tick, measurer: measurer))
      }
    }
    if labelY {
      for tick in ticks.yTicks {
        let at = Point(rect.x - theme.tickLength - 2, frame.y(tick.value))
        texts.append(
          PlacedText(
            tick.text, at: at, along: .end, across: .middle, style: theme.tick, measurer: measurer))
      }
    }
    var placer = LabelPlacer(
      bounds: rect.inset(by: 1), ink: cell.marks.flatMap { $0.ink(in: frame) })
    let labels = placer.place(cell.marks.flatMap { $0.labels(in: frame) }, measurer: measurer)
    omittedLabels += placer.omitted.count
    return Panel(
      frame: frame, marks: cell.marks, labels: labels, xTicks: ticks.xTicks, yTicks: ticks.yTicks)
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
        images.append((image, Rect(x: imageX, y: top, width: side, height: side)))
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
    for panel in panels { draw(panel, on: &canvas) }
    for (image, frame) in images {
      canvas.draw(image, in: frame)
      canvas.stroke(Path(frame), with: Stroke(theme.quiet, width: theme.hairline))
    }
    for text in texts { canvas.draw(text) }
  }

  private func draw(_ panel: Panel, on canvas: inout some Canvas) {
    let frame = panel.frame
    let rect = frame.rect
    var lines = Path()
    if grid.y.gridLines {
      for tick in panel.yTicks {
        lines.addSegment(
          Point(rect.x, frame.y(tick.value)), Point(rect.maxX, frame.y(tick.value)))
      }
    }
    if grid.x.gridLines {
      for tick in panel.xTicks {
        lines.addSegment(
          Point(frame.x(tick.value), rect.y), Point(frame.x(tick.value), rect.maxY))
      }
    }
    if !lines.steps.isEmpty {
      canvas.stroke(lines, with: Stroke(theme.faint, width: theme.hairline))
    }
    canvas.clipped(to: rect.inset(by: -theme.markerSize)) { clipped in
      for mark in panel.marks { mark.draw(on: &clipped, in: frame) }
    }
    var spines = Path(through: [
      Point(rect.x, rect.y), Point(rect.x, rect.maxY), Point(rect.maxX, rect.maxY),
    ])
    for tick in panel.xTicks {
      let x = frame.x(tick.value)
      spines.addSegment(Point(x, rect.maxY), Point(x, rect.maxY + theme.tickLength))
    }
    for tick in panel.yTicks {
      let y = frame.y(tick.value)
      spines.addSegment(Point(rect.x - theme.tickLength, y), Point(rect.x, y))
    }
    canvas.stroke(spines, with: Stroke(theme.ink, width: theme.axisWidth))
    for label in panel.labels {
      if let leader = label.leader, let stroke = label.request.leader {
        canvas.stroke(.segment(leader.0, leader.1), with: stroke)
      }
    }
    for label in panel.labels {
      canvas.fill(Path(label.box.inset(by: -0.6)), with: theme.background.faded(0.75))
      canvas.draw(label.text)
    }
  }
}
