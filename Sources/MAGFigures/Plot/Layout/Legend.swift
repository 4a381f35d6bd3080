/// One line of a legend: a sample of the line or area and its name.
public struct LegendEntry: Sendable, Equatable {
  public var name: String
  public var style: SeriesStyle
  public var lineWidth: Double

  public init(_ name: String, style: SeriesStyle, lineWidth: Double) {
    self.name = name
    self.style = style
    self.lineWidth = lineWidth
  }
}

/// Legend entries set in rows from left to right, broken where the width ends.
struct LegendLayout {
  private struct Item {
    var entry: LegendEntry
    var start: Point
    var text: PlacedText
  }

  private static let sampleWidth = 17.0
  private let items: [Item]
  private let theme: Theme
  let height: Double

  init(
    _ entries: [LegendEntry], left: Double, top: Double, width: Double, theme: Theme,
    measurer: some TextMeasuring
  ) {
    self.theme = theme
    let lineHeight = theme.labelSize * 1.45
    var items: [Item] = []
    var x = left
    var y = top + lineHeight / 2
    for entry in entries {
      let textWidth = measurer.width(of: entry.name, style: theme.label)
      let needed = LegendLayout.sampleWidth + theme.gap + textWidth
      if x > left && x + needed > left + width {
        x = left
        y += lineHeight
      }
      let text = PlacedText(
        entry.name, at: Point(x + LegendLayout.sampleWidth + theme.gap, y), across: .middle,
        style: theme.label, measurer: measurer)
      items.append(Item(entry: entry, start: Point(x, y), text: text))
      x += needed + 4 * theme.gap
    }
    self.items = items
    height = entries.isEmpty ? 0 : y + lineHeight / 2 - top
  }

  var texts: [PlacedText] { items.map(\.text) }

  func draw(on canvas: inout some Canvas) {
    for item in items {
      let end = Point(item.start.x + LegendLayout.sampleWidth, item.start.y)
      let style = item.entry.style
      canvas.stroke(
        .segment(item.start, end),
        with: Stroke(style.color, width: item.entry.lineWidth, dash: style.dash))
      if let marker = style.marker {
        let middle = Point((item.start.x + end.x) / 2, end.y)
        canvas.fill(marker.path(at: middle, size: theme.markerSize), with: style.color)
      }
      canvas.draw(item.text)
    }
  }
}
