/// The names of a map's regions, each in the middle of its own where it has room.
struct RegionLabelMark: Mark {
  struct Label: Equatable {
    var text: String
    var x: Double
    var y: Double
    /// How far the region reaches around the point, in units of the axes.
    var radius: Double
  }

  var labels: [Label]
  var style: TextStyle
  /// The least room between a name and its region's edge, in points.
  static let clearance = 1.0

  func draw(on canvas: inout some Canvas, in frame: PlotFrame) {}

  func texts(in frame: PlotFrame, measurer: some TextMeasuring) -> [PlacedText] {
    let perUnit = abs(frame.x(1) - frame.x(0))
    return labels.compactMap { label in
      let text = PlacedText(
        label.text, at: frame.point(label.x, label.y), along: .middle, across: .middle,
        style: style, measurer: measurer)
      let box = text.box(measurer)
      let reach = (box.width * box.width + box.height * box.height).squareRoot() / 2
      return reach + Self.clearance <= label.radius * perUnit ? text : nil
    }
  }
}
