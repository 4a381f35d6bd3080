extension PlotSheet {
  /// Checks everything about a sheet that can be known before its places are.
  ///
  /// - Throws: `.nothingToDraw` for a sheet or a row without panels, `.mismatched` for a relative
  ///   width that is not positive, a scale without room, equal aspect on a scale that has no units,
  ///   and labels left to a neighbour with another scale or to none.
  func validate(figure: String) throws(FigureFailure) {
    guard !rows.isEmpty, rows.allSatisfy({ !$0.panels.isEmpty }) else {
      throw .nothingToDraw(figure: figure, what: "there is a sheet or a row without panels")
    }
    for (index, row) in rows.enumerated() {
      for (column, panel) in row.panels.enumerated() {
        let place = "panel \(column + 1) of row \(index + 1)"
        guard panel.width > 0, panel.width.isFinite else {
          throw .mismatched(
            figure: figure, what: "the relative width of \(place)",
            expected: "a positive number", found: "\(panel.width)")
        }
        switch panel {
        case .blank: break
        case .images(let images):
          guard !images.cells.isEmpty else {
            throw .nothingToDraw(figure: figure, what: "\(place) has no images")
          }
        case .plot(let plot):
          let scales =
            [plot.x.scale, plot.y.scale] + (plot.colorBar.map { [$0.colors.domain] } ?? [])
          for scale in scales {
            guard scale.isUsable else {
              throw .mismatched(
                figure: figure, what: "a scale of \(place)",
                expected: "finite bounds in ascending order, positive if logarithmic",
                found: "\(scale)")
            }
          }
          guard !plot.equalAspect || plot.x.scale.isLinear && plot.y.scale.isLinear else {
            throw .mismatched(
              figure: figure, what: "the scales of \(place)", expected: "linear for equal aspect",
              found: "\(plot.x.scale) and \(plot.y.scale)")
          }
          try validateSharing(plot, row: index, column: column, place: place, figure: figure)
        }
      }
    }
  }

  private func validateSharing(
    _ plot: Plot, row: Int, column: Int, place: String, figure: String
  ) throws(FigureFailure) {
    if plot.sharing.contains(.y) {
      let left = column > 0 ? rows[row].panels[column - 1].plot : nil
      guard let left, left.y.scale == plot.y.scale else {
        throw .mismatched(
          figure: figure, what: "the scale of y that \(place) shares with the plot at its left",
          expected: left.map { "\($0.y.scale)" } ?? "that of a plot", found: "\(plot.y.scale)")
      }
    }
    if plot.sharing.contains(.x) {
      let next = row + 1 < rows.count ? rows[row + 1].panels : []
      let isAligned = next.map(\.width) == rows[row].panels.map(\.width)
      let below = isAligned ? next[column].plot : nil
      guard let below, below.x.scale == plot.x.scale else {
        throw .mismatched(
          figure: figure, what: "the scale of x that \(place) shares with the plot below",
          expected: below.map { "\($0.x.scale)" } ?? "that of an aligned plot",
          found: "\(plot.x.scale)")
      }
    }
  }
}
