/// The widths of what stands beside each other in a grid of plots, and the ticks that fit them.
///
/// From the left: title of y, row titles, tick labels, then panels with room between for the tick
/// labels at their ends, then half of the last tick label. Tick labels decide the room and the room
/// decides the ticks, so both are found in turn until the labels fit.
struct PanelGeometry {
  static let narrowestPanel = 36.0

  /// The left sides of the title of y and of the row titles.
  let titleX: Double
  let rowTitleX: Double
  private(set) var left = 0.0
  private(set) var panel = Size(0, 0)
  private(set) var between = 0.0
  private(set) var xTicks: [Axis.Tick] = []
  private(set) var yTicks: [Axis.Tick] = []

  /// - Throws: `.tooNarrow` when a panel would be narrower than `narrowestPanel` points.
  init(
    _ grid: PlotGrid, columns: Int, on page: PageColumn, measurer: some TextMeasuring
  ) throws(FigureFailure) {
    let theme = page.theme
    let count = Double(columns)
    func widest(_ ticks: [Axis.Tick]) -> Double {
      ticks.map { measurer.width(of: $0.text, style: theme.tick) }.max() ?? 0
    }
    titleX = page.left
    rowTitleX = titleX + measurer.capHeight(theme.title) + 2 * theme.gap
    let fixed =
      rowTitleX
      + (grid.rowTitles.isEmpty ? 0 : measurer.capHeight(theme.label) + 2 * theme.gap)
      + theme.tickLength + 2
    // Titles that run upwards decide how low panels can be.
    let rows = Double(grid.cells.count)
    let lowest = max(
      (measurer.width(of: grid.y.title, style: theme.title) - (rows - 1) * 2.5 * theme.gap) / rows,
      grid.rowTitles.map { measurer.width(of: $0.text, style: theme.label.bold) }.max() ?? 0)
    var xWidth = 0.0
    var yWidth = 0.0
    // Room only grows, and there are few different labellings: this ends after two or three turns.
    while true {
      left = fixed + yWidth
      between = max(3 * theme.gap, xWidth + 2 * theme.gap)
      let width =
        (page.left + page.width - xWidth / 2 - left - between * (count - 1)) / count
      let drawn = max(width, PanelGeometry.narrowestPanel)
      panel = Size(drawn, max(grid.height.points(forWidth: drawn), lowest))
      xTicks = grid.x.ticks(length: panel.width, spacing: grid.xSpacing * theme.typeScale)
      yTicks = grid.y.ticks(length: panel.height, spacing: grid.ySpacing * theme.typeScale)
      if widest(xTicks) <= xWidth && widest(yTicks) <= yWidth {
        // Only now are all labels known, so that the width asked for is enough.
        guard width == drawn else { throw page.tooNarrow(missing: (drawn - width) * count) }
        return
      }
      xWidth = max(xWidth, widest(xTicks))
      yWidth = max(yWidth, widest(yTicks))
    }
  }

  /// The left side of a column's panels.
  func x(ofColumn column: Int) -> Double { left + Double(column) * (panel.width + between) }

  /// The middle of all columns.
  func middle(columns: Int) -> Double { (left + x(ofColumn: columns - 1) + panel.width) / 2 }
}
