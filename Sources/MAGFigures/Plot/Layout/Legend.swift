/// One line of a legend: a sample of the line or area and its name.
public struct LegendEntry: Sendable, Equatable {
  /// What stands before the name.
  public enum Sample: Sendable, Equatable {
    /// A piece of the line, with its marker where it has one.
    case line
    /// The marker alone.
    case marker
    /// An outlined area with this opacity.
    case area(fill: Double)
  }

  public var name: String
  public var style: SeriesStyle
  public var lineWidth: Double
  public var sample = Sample.line

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

  private static let lineWidth = 17.0
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
      let sampleWidth = LegendLayout.width(of: entry.sample, theme)
      let needed = sampleWidth + theme.gap + textWidth
      if x > left && x + needed > left + width {
        x = left
        y += lineHeight
      }
      let text = PlacedText(
        entry.name, at: Point(x + sampleWidth + theme.gap, y), across: .middle,
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
      draw(item.entry, from: item.start, on: &canvas)
      canvas.draw(item.text)
    }
  }

  /// How much of its line a sample takes, in points.
  private static func width(of sample: LegendEntry.Sample, _ theme: Theme) -> Double {
    switch sample {
    case .line: lineWidth
    case .marker: theme.markerSize * 1.4
    case .area: theme.labelSize * 1.1
    }
  }

  private func draw(_ entry: LegendEntry, from start: Point, on canvas: inout some Canvas) {
    let style = entry.style
    let width = LegendLayout.width(of: entry.sample, theme)
    let middle = Point(start.x + width / 2, start.y)
    switch entry.sample {
    case .line:
      canvas.stroke(
        .segment(start, Point(start.x + width, start.y)),
        with: Stroke(style.color, width: entry.lineWidth, dash: style.dash))
      if let marker = style.marker {
        canvas.fill(marker.path(at: middle, size: theme.markerSize), with: style.color)
      }
    case .marker:
      canvas.fill(
        (style.marker ?? .circle).path(at: middle, size: theme.markerSize), with: style.color)
    case .area(let fill):
      let height = theme.labelSize * 0.8
      let area = Rect(x: start.x, y: start.y - height / 2, width: width, height: height)
      canvas.fill(Path(area), with: style.color.faded(fill))
      canvas.stroke(Path(area), with: Stroke(style.color, width: theme.axisWidth))
    }
  }
}
