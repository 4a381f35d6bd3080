/// Places for the rows of a sheet: panels, titles, colour bars and images.
struct PlotSheetLayout: Sendable {
  private let theme: Theme
  private(set) var panels: [PanelLayout] = []
  private(set) var texts: [PlacedText] = []
  private(set) var images: [CaptionedImage] = []
  private(set) var bars: [(room: ColorBarRoom, plot: Rect)] = []
  private(set) var height = 0.0

  var omittedLabels: Int { panels.map(\.omittedLabels).reduce(0, +) }

  init(
    _ sheet: PlotSheet, on page: PageColumn, measurer: some TextMeasuring
  ) throws(FigureFailure) {
    theme = page.theme
    try sheet.validate(figure: page.figure)
    let sheet = PlotSheet(
      rows: sheet.rows.flatMap {
        $0.lines(width: page.width / theme.typeScale)
      })
    let hasTitles = sheet.rows.contains { $0.title != nil }
    let left =
      page.left + (hasTitles ? measurer.capHeight(theme.label) + 2 * theme.gap : 0)

    // Rows of the same relative widths are measured together.
    var groups: [[Double]: [Int]] = [:]
    for (index, row) in sheet.rows.enumerated() {
      groups[row.panels.map(\.width), default: []].append(index)
    }
    var geometries: [Int: (geometry: SheetGeometry, row: Int)] = [:]
    for members in groups.values.sorted(by: { $0[0] < $1[0] }) {
      let geometry = try SheetGeometry(
        members.map { sheet.rows[$0] }, left: left, on: page, measurer: measurer)
      for (row, index) in members.enumerated() { geometries[index] = (geometry, row) }
    }

    var y = page.top
    for (index, row) in sheet.rows.enumerated() {
      guard let (geometry, number) = geometries[index] else { continue }
      if index > 0 { y += 3 * theme.gap }
      y += placeTitles(row, geometry, below: y, measurer: measurer)
      let plots = geometry.heights[number]
      if let title = row.title {
        texts.append(
          PlacedText(
            title.text, at: Point(page.left, y + plots / 2), along: .middle, across: .top,
            direction: .upwards, style: theme.label.colored(title.color).bold, measurer: measurer))
      }
      var rects: [Rect?] = []
      var lowest = y + plots
      for (column, panel) in row.panels.enumerated() {
        let corner = Point(geometry.lefts[column], y)
        switch panel {
        case .plot(let plot):
          rects.append(
            geometry.rooms[number][column].map {
              place(
                plot, $0, at: corner, titleLeft: geometry.titleLefts[column],
                measurer: measurer)
            })
        case .blank: rects.append(nil)
        case .images(let images):
          rects.append(nil)
          let flow = ImageFlow(
            images, width: geometry.widths[column], theme: theme, measurer: measurer)
          let placed = flow.images(images, at: corner, theme: theme, measurer: measurer)
          self.images += placed
          texts += placed.flatMap(\.texts)
          lowest = max(lowest, y + flow.height)
        }
      }
      y = max(lowest, y + plots + placeFeet(row, rects, measurer: measurer))
    }
    height = y - page.top
  }

  /// The titles over a row's panels, the last lines on one height; gives the room they take.
  private mutating func placeTitles(
    _ row: PlotSheet.Row, _ geometry: SheetGeometry, below top: Double,
    measurer: some TextMeasuring
  ) -> Double {
    let style = theme.title.bold
    let titles = row.panels.enumerated().map { column, panel in
      // A title may reach over the room before the next panel.
      let next = geometry.lefts.dropFirst(column + 1).first.map { $0 - 2 * theme.gap }
      let right = max(next ?? 0, geometry.lefts[column] + geometry.widths[column])
      let width = right - geometry.lefts[column]
      return panel.title.map { measurer.titleLines(of: $0, style: style, width: width) } ?? []
    }
    guard let most = titles.map(\.count).max(), most > 0 else { return 0 }
    let lineHeight = PlotRoom.lineHeight(theme)
    let room =
      measurer.capHeight(style) + Double(most - 1) * lineHeight + 2 * theme.gap
    for (lines, left) in zip(titles, geometry.lefts) {
      for (line, text) in lines.enumerated() {
        let up = Double(lines.count - 1 - line) * lineHeight + 1.5 * theme.gap
        texts.append(PlacedText(text, origin: Point(left, top + room - up), style: style))
      }
    }
    return room
  }

  /// One plot with its labels; gives the rectangle between its axes.
  private mutating func place(
    _ plot: PlotSheet.Plot, _ room: PlotRoom, at corner: Point, titleLeft: Double,
    measurer: some TextMeasuring
  ) -> Rect {
    let rect = Rect(
      x: corner.x, y: corner.y, width: room.size.width, height: room.size.height)
    let panel = PanelLayout(
      plot.marks, in: rect, x: plot.x, y: plot.y, xTicks: room.xTicks, yTicks: room.yTicks,
      labelling: [plot.sharing.contains(.x) ? [] : .x, plot.sharing.contains(.y) ? [] : .y],
      theme: theme, measurer: measurer)
    panels.append(panel)
    texts += panel.tickTexts
    for (line, text) in room.yTitle.enumerated() {
      let x = titleLeft + Double(line) * PlotRoom.lineHeight(theme)
      texts.append(
        PlacedText(
          text, at: Point(x, rect.center.y), along: .middle, across: .top, direction: .upwards,
          style: theme.title, measurer: measurer))
    }
    if let bar = room.bar {
      bars.append((bar, rect))
      texts += bar.texts(beside: rect, theme: theme, measurer: measurer)
    }
    return rect
  }

  /// The titles of x under a row; gives the room that tick labels and titles take below the plots.
  private mutating func placeFeet(
    _ row: PlotSheet.Row, _ rects: [Rect?], measurer: some TextMeasuring
  ) -> Double {
    let labels = theme.tickLength + 2 + measurer.capHeight(theme.tick)
    var room = 0.0
    var column = 0
    while column < row.panels.count {
      let first = column
      column += 1
      guard let plot = row.panels[first].plot, !plot.sharing.contains(.x), let start = rects[first]
      else { continue }
      var end = start
      // Neighbours with the same title have it once.
      while column < row.panels.count, let next = row.panels[column].plot,
        next.x.title == plot.x.title, !next.sharing.contains(.x), let rect = rects[column]
      {
        end = rect
        column += 1
      }
      room = max(room, labels)
      let top = max(start.maxY, end.maxY) + labels + 2 * theme.gap
      let width = end.maxX - start.x
      let lines = measurer.titleLines(
        of: plot.x.title, style: theme.title, width: width + 2 * theme.gap)
      for (line, text) in lines.enumerated() {
        texts.append(
          PlacedText(
            text, at: Point(start.x + width / 2, top + Double(line) * PlotRoom.lineHeight(theme)),
            along: .middle, across: .top, style: theme.title, measurer: measurer))
      }
      if !lines.isEmpty {
        room = max(
          room,
          labels + PlotRoom.titleRoom(lines: lines.count, theme, measurer)
            + measurer.descent(theme.title))
      }
    }
    return room
  }

  func draw(on canvas: inout some Canvas) {
    for panel in panels { panel.draw(on: &canvas) }
    for (room, plot) in bars { room.draw(on: &canvas, beside: plot, theme: theme) }
    for image in images { image.drawImage(on: &canvas, theme: theme) }
    for text in texts { canvas.draw(text) }
  }
}

extension PlotSheet.Row {
  /// The row broken into lines of even length where its panels would be too narrow.
  ///
  /// A line that begins with a plot that shares y gets its own labels; the last line is filled up
  /// with room, so that its panels are no wider than the others.
  fileprivate func lines(width: Double) -> [PlotSheet.Row] {
    var fitting = max(1, mostPanels ?? panels.count)
    if let narrowestPanel, narrowestPanel > 0 {
      fitting = min(fitting, max(1, Int(width / narrowestPanel)))
    }
    let count = (panels.count + fitting - 1) / fitting
    guard count > 1 else { return [self] }
    let length = (panels.count + count - 1) / count
    return (0..<count).map { line in
      var row = self
      row.panels = Array(panels.dropFirst(line * length).prefix(length))
      if case .plot(var plot)? = row.panels.first {
        plot.sharing.remove(.y)
        row.panels[0] = .plot(plot)
      }
      row.panels += Array(
        repeating: .blank(width: panels[0].width), count: length - row.panels.count)
      if line > 0 { row.title = nil }
      return row
    }
  }
}
