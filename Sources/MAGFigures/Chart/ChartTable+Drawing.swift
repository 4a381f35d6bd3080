extension ChartPanel.HeatMap {
  func plot(theme: Theme) -> PlotSheet.Plot {
    let defined = values.flatMap { $0 }.compactMap { $0 }
    let scale = colors.scale(limits: limits, values: defined, theme: theme)
    var plot = PlotSheet.Plot(
      title: title, x: .columns(title: x, names: columns), y: .rows(title: y, names: rows),
      marks: [
        HeatMapMark(values: values, colors: scale, textStyle: theme.tick, decimals: decimals)
      ])
    // Names are as close as they can be read.
    plot.xSpacing = 9 + theme.tickSize / 2 * Double(columns.map(\.count).max() ?? 1)
    plot.ySpacing = 1.2 * theme.tickSize
    plot.colorBar = ColorBar(title: quantity, colors: scale)
    return plot
  }
}

extension ChartPanel.Images {
  /// The values of black and white, or of the two ends of the colours.
  var range: (lower: Double, upper: Double) {
    colors.range(limits: limits, values: images.flatMap(\.pixels).compactMap { $0 })
  }

  /// How many images stand in a line where there is room.
  var longestLine: Int { min(columns ?? images.count, images.count) }

  func panel(theme: Theme) -> PlotSheet.Images {
    let range = range
    let scale = ColorScale(
      colors == .diverging ? theme.diverging : ColorMap([Color(hex: 0), Color(hex: 0xFFFFFF)]),
      domain: .linear(from: range.lower, to: range.upper),
      undefined: colors == .diverging ? theme.undefined : theme.noticeFill)
    let cells = images.map { image in
      let picture: Picture =
        image.pixels.contains { $0 == nil } || colors == .diverging
        ? .color(ColorImage(width: width, height: height, colors: image.pixels.map(scale.color)))
        : .gray(
          GrayImage(
            width: width, height: height, values: image.pixels.compactMap { $0 },
            black: range.lower, white: range.upper))
      return ImageGrid.Cell(picture: picture, lines: image.lines)
    }
    var panel = PlotSheet.Images(title: title, cells: cells, columns: columns)
    panel.largestSide = 72
    return panel
  }
}

extension ChartPanel.Colors {
  /// The values at the two ends: as given, or those of the values; diverging ones of one size.
  ///
  /// Where all values are equal the range is 1 wide above them, or around 0.
  func range(limits: [Double], values: [Double]) -> (lower: Double, upper: Double) {
    if limits.count == 2 { return (limits[0], limits[1]) }
    let (least, most) = (values.min() ?? 0, values.max() ?? 0)
    switch self {
    case .sequential: return least < most ? (least, most) : (least, least + 1)
    case .diverging:
      let size = max(abs(least), abs(most))
      return size > 0 ? (-size, size) : (-1, 1)
    }
  }

  fileprivate func scale(limits: [Double], values: [Double], theme: Theme) -> ColorScale {
    let range = range(limits: limits, values: values)
    return ColorScale(
      self == .diverging ? theme.diverging : theme.sequential,
      domain: .linear(from: range.lower, to: range.upper), undefined: theme.undefined)
  }
}
