/// The widths of the panels of aligned rows of a sheet, and what each plot takes around it.
///
/// Column by column from the left: room for labels before the plot, the plot, room for labels after
/// it. As in `PanelGeometry`, labels decide the room and the room decides the labels, so both are
/// found in turn until the labels fit.
struct SheetGeometry {
  /// Where the plots of each column begin, and how wide they are.
  private(set) var lefts: [Double] = []
  private(set) var widths: [Double] = []
  /// Where the titles of y of each column begin: all at one place.
  private(set) var titleLefts: [Double] = []
  /// For each row the height of its plots, 0 without any.
  private(set) var heights: [Double] = []
  /// For each row and column what the plot takes; `nil` for images.
  private(set) var rooms: [[PlotRoom?]] = []

  /// - Parameters:
  ///   - rows: at least one, all with the same relative widths of panels.
  ///   - left: where the first column's labels begin.
  /// - Throws: `.tooNarrow` when a plot would be narrower than `PanelGeometry.narrowestPanel`
  ///   points, or images narrower than their words.
  init(
    _ rows: [PlotSheet.Row], left: Double, on page: PageColumn, measurer: some TextMeasuring
  ) throws(FigureFailure) {
    let theme = page.theme
    let shares = rows[0].panels.map(\.width)
    let whole = shares.reduce(0, +)
    let between = 2 * theme.gap
    var before = shares.map { _ in 0.0 }
    var after = before
    while true {
      let room =
        page.left + page.width - left - before.reduce(0, +) - after.reduce(0, +)
        - between * Double(shares.count - 1)
      let wanted = shares.map { room * $0 / whole }
      widths = wanted.map { max($0, PanelGeometry.narrowestPanel) }
      measure(rows, theme: theme, measurer: measurer)
      let needs = shares.indices.map { column in
        let rooms = rooms.compactMap { $0[column] }
        return (
          before: rooms.map(\.before).max() ?? 0, after: rooms.map(\.after).max() ?? 0
        )
      }
      if zip(needs, before).allSatisfy({ $0.before <= $1 })
        && zip(needs, after).allSatisfy({ $0.after <= $1 })
      {
        let missing = missingWidth(rows, wanted: wanted, theme: theme, measurer: measurer)
        guard missing <= 0 else { throw page.tooNarrow(missing: missing) }
        break
      }
      for column in shares.indices {
        before[column] = max(before[column], needs[column].before)
        after[column] = max(after[column], needs[column].after)
      }
    }
    var x = left
    for column in shares.indices {
      titleLefts.append(x)
      x += before[column]
      lefts.append(x)
      x += widths[column] + after[column] + between
    }
  }

  private mutating func measure(
    _ rows: [PlotSheet.Row], theme: Theme, measurer: some TextMeasuring
  ) {
    heights = rows.map { row in
      let plots = zip(row.panels, widths).compactMap { panel, width in
        panel.plot.map { (plot: $0, width: width) }
      }
      guard let widest = plots.map(\.width).max() else { return 0 }
      let height = row.height.points(forWidth: widest)
      guard plots.allSatisfy(\.plot.equalAspect) else { return height }
      return plots.map { PlotRoom.size(of: $0.plot, in: Size($0.width, height)).height }.max()
        ?? height
    }
    rooms = zip(rows, heights).map { row, height in
      zip(row.panels, widths).map { panel, width in
        panel.plot.map {
          PlotRoom($0, place: Size(width, height), theme: theme, measurer: measurer)
        }
      }
    }
  }

  /// How many points of page width are lacking, found now that all labels are known.
  private func missingWidth(
    _ rows: [PlotSheet.Row], wanted: [Double], theme: Theme, measurer: some TextMeasuring
  ) -> Double {
    let shares = rows[0].panels.map(\.width)
    var missing = 0.0
    for (column, share) in shares.enumerated() {
      var needed = PanelGeometry.narrowestPanel
      for row in rows {
        guard case .images(let images) = row.panels[column] else { continue }
        let flow = ImageFlow(images, width: wanted[column], theme: theme, measurer: measurer)
        needed = max(needed, wanted[column] + flow.missing)
      }
      missing = max(missing, (needed - wanted[column]) / share * shares.reduce(0, +))
    }
    return missing
  }
}
