/// What one plot of a sheet takes of its place: its own size, its ticks, and the room for labels
/// around it.
struct PlotRoom: Sendable {
  /// Of the plot between its axes; smaller than its place where the aspect is equal.
  let size: Size
  let xTicks: [Axis.Tick]
  let yTicks: [Axis.Tick]
  /// The lines of the title of y; none where the neighbour's serves.
  let yTitle: [String]
  let bar: ColorBarRoom?
  /// The room taken at the left of the plot, and at its right beyond its place.
  let before: Double
  let after: Double

  init(_ plot: PlotSheet.Plot, place: Size, theme: Theme, measurer: some TextMeasuring) {
    let size = PlotRoom.size(of: plot, in: place)
    self.size = size
    xTicks = plot.x.ticks(length: size.width, spacing: plot.xSpacing * theme.typeScale)
    yTicks = plot.y.ticks(length: size.height, spacing: plot.ySpacing * theme.typeScale)
    var left = theme.tickLength
    if plot.sharing.contains(.y) {
      yTitle = []
    } else {
      yTitle = measurer.titleLines(of: plot.y.title, style: theme.title, width: size.height)
      let widest = yTicks.map { measurer.width(of: $0.text, style: theme.tick) }.max() ?? 0
      left += 2 + widest + PlotRoom.titleRoom(lines: yTitle.count, theme, measurer)
    }
    bar = plot.colorBar.map {
      ColorBarRoom($0, height: size.height, theme: theme, measurer: measurer)
    }
    // The first and the last label of x reach out half their width.
    var right = bar.map { 2 * theme.gap + $0.width } ?? 0
    if !plot.sharing.contains(.x) {
      for tick in xTicks {
        let middle = plot.x.scale.share(of: tick.value) * size.width
        let half = measurer.width(of: tick.text, style: theme.tick) / 2
        left = max(left, half - middle)
        right = max(right, middle + half - size.width)
      }
    }
    before = left
    after = max(0, right - (place.width - size.width))
  }

  /// The part of a place that a plot takes.
  static func size(of plot: PlotSheet.Plot, in place: Size) -> Size {
    guard plot.equalAspect else { return place }
    let ratio =
      (plot.y.scale.upper - plot.y.scale.lower) / (plot.x.scale.upper - plot.x.scale.lower)
    return place.height < place.width * ratio
      ? Size(place.height / ratio, place.height) : Size(place.width, place.width * ratio)
  }

  /// The room across so many lines of a title, with what keeps it from the labels.
  static func titleRoom(lines: Int, _ theme: Theme, _ measurer: some TextMeasuring) -> Double {
    lines == 0
      ? 0
      : measurer.capHeight(theme.title) + Double(lines - 1) * lineHeight(theme) + 2 * theme.gap
  }

  static func lineHeight(_ theme: Theme) -> Double { theme.titleSize * 1.35 }
}

/// What a colour bar takes: the bar, its tick labels and its title at their right.
struct ColorBarRoom: Sendable {
  static let barWidth = 6.0
  /// Colours from foot to top.
  private static let steps = 128

  let bar: ColorBar
  let ticks: [Axis.Tick]
  private let title: [String]
  private let labelWidth: Double
  let width: Double

  init(_ bar: ColorBar, height: Double, theme: Theme, measurer: some TextMeasuring) {
    self.bar = bar
    ticks = Axis(title: bar.title, scale: bar.colors.domain).ticks(
      length: height, spacing: 24 * theme.typeScale)
    title = measurer.titleLines(of: bar.title, style: theme.title, width: height)
    labelWidth = ticks.map { measurer.width(of: $0.text, style: theme.tick) }.max() ?? 0
    width =
      ColorBarRoom.barWidth + theme.tickLength + 2 + labelWidth
      + PlotRoom.titleRoom(lines: title.count, theme, measurer)
  }

  /// The bar beside a plot.
  func rect(beside plot: Rect, theme: Theme) -> Rect {
    Rect(
      x: plot.maxX + 2 * theme.gap, y: plot.y, width: ColorBarRoom.barWidth, height: plot.height)
  }

  func texts(beside plot: Rect, theme: Theme, measurer: some TextMeasuring) -> [PlacedText] {
    let rect = rect(beside: plot, theme: theme)
    let left = rect.maxX + theme.tickLength + 2
    let labels = ticks.map { tick in
      PlacedText(
        tick.text, at: Point(left, place(tick.value, in: rect)), across: .middle,
        style: theme.tick, measurer: measurer)
    }
    let titles = title.enumerated().map { index, line in
      PlacedText(
        line,
        at: Point(
          left + labelWidth + 2 * theme.gap + Double(index) * PlotRoom.lineHeight(theme),
          rect.center.y), along: .middle, across: .top, direction: .upwards, style: theme.title,
        measurer: measurer)
    }
    return labels + titles
  }

  func draw(on canvas: inout some Canvas, beside plot: Rect, theme: Theme) {
    let rect = rect(beside: plot, theme: theme)
    let count = ColorBarRoom.steps
    let colors = (0..<count).map {
      bar.colors.map.color(at: 1 - (Double($0) + 0.5) / Double(count))
    }
    canvas.draw(ColorImage(width: 1, height: count, colors: colors), in: rect)
    var outline = Path(rect)
    for tick in ticks {
      let y = place(tick.value, in: rect)
      outline.addSegment(Point(rect.maxX, y), Point(rect.maxX + theme.tickLength, y))
    }
    canvas.stroke(outline, with: Stroke(theme.ink, width: theme.hairline))
  }

  private func place(_ value: Double, in rect: Rect) -> Double {
    rect.maxY - bar.colors.domain.share(of: value) * rect.height
  }
}
