/// How densely positions lie along x, as a faint strip at the foot of the plot.
///
/// Up to `rugLimit` positions are drawn as single ticks; more are counted in columns about a point
/// wide, whose darkness is proportional to the count (the fullest column has the full colour).
public struct DensityStrip: Mark {
  public static let rugLimit = 60

  public var positions: [Double]
  /// In points.
  public var height: Double
  public var color: Color
  public var lineWidth: Double

  public init(positions: [Double], height: Double, color: Color, lineWidth: Double) {
    self.positions = positions
    self.height = height
    self.color = color
    self.lineWidth = lineWidth
  }

  private func strip(in frame: PlotFrame) -> Rect {
    Rect(
      x: frame.rect.x, y: frame.rect.maxY - height, width: frame.rect.width, height: height)
  }

  public func draw(on canvas: inout some Canvas, in frame: PlotFrame) {
    let strip = strip(in: frame)
    let inside = positions.filter { $0 >= frame.x.lower && $0 <= frame.x.upper }
    if inside.count <= DensityStrip.rugLimit {
      var path = Path()
      for position in inside {
        let x = frame.x(position)
        path.addSegment(Point(x, strip.y), Point(x, strip.maxY))
      }
      canvas.stroke(path, with: Stroke(color, width: lineWidth))
      return
    }
    let columns = max(1, Int(strip.width))
    var counts = [Int](repeating: 0, count: columns)
    for position in inside {
      let share = (frame.x(position) - strip.x) / strip.width
      counts[min(max(Int(share * Double(columns)), 0), columns - 1)] += 1
    }
    guard let fullest = counts.max(), fullest > 0 else { return }
    let width = strip.width / Double(columns)
    for (column, count) in counts.enumerated() where count > 0 {
      let cell = Rect(
        x: strip.x + Double(column) * width, y: strip.y, width: width, height: strip.height)
      canvas.fill(Path(cell), with: color.faded(Double(count) / Double(fullest)))
    }
  }

  public func ink(in frame: PlotFrame) -> [Ink] { [.area(strip(in: frame))] }
}
