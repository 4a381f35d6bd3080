/// A histogram as a light area under a stepped outline.
///
/// Heights are drawn as they come, counts or shares. Bins of height 0 have neither area nor outline,
/// so that a bin without values looks like the ground. `HistogramBins` says to which bin a value on an
/// edge belongs.
public struct HistogramMark: Mark {
  /// One more than there are heights, ascending.
  public var edges: [Double]
  /// The height of every bin in units of the y axis.
  public var heights: [Double]
  public var style: SeriesStyle
  public var lineWidth: Double
  /// Opacity of the area relative to the outline.
  public var fill = 0.18
  /// A label that stands at the highest bin.
  public var label: String?
  public var labelStyle: TextStyle
  public var leader: Stroke?

  public init(
    edges: [Double], heights: [Double], style: SeriesStyle, lineWidth: Double, label: String?,
    labelStyle: TextStyle, leader: Stroke?
  ) {
    self.edges = edges
    self.heights = heights
    self.style = style
    self.lineWidth = lineWidth
    self.label = label
    self.labelStyle = labelStyle
    self.leader = leader
  }

  /// The outlines of each run of neighbouring bins that are not empty, from base line to base line.
  private func outlines(in frame: PlotFrame) -> [[Point]] {
    var runs: [[Point]] = []
    var run: [Point] = []
    for bin in heights.indices {
      if heights[bin] > 0 {
        if run.isEmpty { run.append(frame.point(edges[bin], 0)) }
        run.append(frame.point(edges[bin], heights[bin]))
        run.append(frame.point(edges[bin + 1], heights[bin]))
      }
      if !run.isEmpty, heights[bin] <= 0 || bin == heights.count - 1 {
        run.append(frame.point(edges[heights[bin] > 0 ? bin + 1 : bin], 0))
        runs.append(run)
        run = []
      }
    }
    return runs
  }

  public func draw(on canvas: inout some Canvas, in frame: PlotFrame) {
    for outline in outlines(in: frame) {
      canvas.fill(Path(polygon: outline), with: style.color.faded(fill))
    }
    for outline in outlines(in: frame) {
      canvas.stroke(
        Path(through: outline), with: Stroke(style.color, width: lineWidth, dash: style.dash))
    }
  }

  public func ink(in frame: PlotFrame) -> [Ink] {
    var ink = outlines(in: frame).flatMap { Ink.polyline($0) }
    for bin in heights.indices where heights[bin] > 0 {
      let corner = frame.point(edges[bin], heights[bin])
      ink.append(
        .area(
          Rect(
            x: corner.x, y: corner.y, width: frame.x(edges[bin + 1]) - corner.x,
            height: frame.rect.maxY - corner.y)))
    }
    return ink
  }

  public func labels(in frame: PlotFrame) -> [LabelRequest] {
    guard let label, let peak = heights.max(), peak > 0, let bin = heights.firstIndex(of: peak)
    else { return [] }
    // The left shoulder of the highest bin: most cosines crowd towards the right end.
    return [
      LabelRequest(
        label, anchor: frame.point(edges[bin], peak), style: labelStyle.colored(style.color),
        preferred: .left, leader: leader)
    ]
  }
}
