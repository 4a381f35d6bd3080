/// A step function: constant pieces joined by thin risers.
public struct StepMark: Mark {
  public struct Piece: Sendable, Equatable {
    public var from: Double
    public var to: Double
    public var value: Double

    public init(from: Double, to: Double, value: Double) {
      self.from = from
      self.to = to
      self.value = value
    }
  }

  /// In ascending order, each beginning where the one before ends.
  public var pieces: [Piece]
  public var style: SeriesStyle
  public var lineWidth: Double
  public var riserWidth: Double

  public init(pieces: [Piece], style: SeriesStyle, lineWidth: Double, riserWidth: Double) {
    self.pieces = pieces
    self.style = style
    self.lineWidth = lineWidth
    self.riserWidth = riserWidth
  }

  private func risers(in frame: PlotFrame) -> [(Point, Point)] {
    zip(pieces, pieces.dropFirst()).map {
      (frame.point($0.to, $0.value), frame.point($0.to, $1.value))
    }
  }

  private func treads(in frame: PlotFrame) -> [(Point, Point)] {
    pieces.map { (frame.point($0.from, $0.value), frame.point($0.to, $0.value)) }
  }

  public func draw(on canvas: inout some Canvas, in frame: PlotFrame) {
    var riserPath = Path()
    for (start, end) in risers(in: frame) { riserPath.addSegment(start, end) }
    canvas.stroke(riserPath, with: Stroke(style.color.faded(0.6), width: riserWidth))
    var treadPath = Path()
    for (start, end) in treads(in: frame) { treadPath.addSegment(start, end) }
    canvas.stroke(treadPath, with: Stroke(style.color, width: lineWidth, cap: .round))
  }

  public func ink(in frame: PlotFrame) -> [Ink] {
    (risers(in: frame) + treads(in: frame)).map { .segment($0.0, $0.1) }
  }
}
