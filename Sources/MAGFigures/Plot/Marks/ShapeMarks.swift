/// A colour image between given values of both axes; its pixels are data and are not smoothed.
public struct ColorImageMark: Mark {
  public var image: ColorImage
  /// The values at the image's left and right sides.
  public var x: ClosedRange<Double>
  /// The values at its foot and its top: the first row of pixels lies at `upperBound`.
  public var y: ClosedRange<Double>

  public init(image: ColorImage, x: ClosedRange<Double>, y: ClosedRange<Double>) {
    self.image = image
    self.x = x
    self.y = y
  }

  public func draw(on canvas: inout some Canvas, in frame: PlotFrame) {
    let corner = frame.point(x.lowerBound, y.upperBound)
    let opposite = frame.point(x.upperBound, y.lowerBound)
    canvas.draw(
      image,
      in: Rect(
        x: corner.x, y: corner.y, width: opposite.x - corner.x, height: opposite.y - corner.y))
  }
}

/// Many open lines of one kind, such as pieces of a boundary.
public struct PolylineMark: Mark {
  /// Each at least two points; shorter ones are not drawn.
  public var lines: [[DataPoint]]
  public var stroke: Stroke

  public init(lines: [[DataPoint]], stroke: Stroke) {
    self.lines = lines
    self.stroke = stroke
  }

  private func places(in frame: PlotFrame) -> [[Point]] {
    lines.map { $0.map { frame.point($0) } }
  }

  public func draw(on canvas: inout some Canvas, in frame: PlotFrame) {
    var path = Path()
    for line in places(in: frame) { path.append(Path(through: line)) }
    canvas.stroke(path, with: stroke)
  }

  public func ink(in frame: PlotFrame) -> [Ink] {
    places(in: frame).flatMap { Ink.polyline($0) }
  }
}

/// A filled area, such as a region that values cannot reach.
public struct PolygonMark: Mark {
  public var corners: [DataPoint]
  public var fill: Color

  public init(corners: [DataPoint], fill: Color) {
    self.corners = corners
    self.fill = fill
  }

  public func draw(on canvas: inout some Canvas, in frame: PlotFrame) {
    canvas.fill(Path(polygon: corners.map { frame.point($0) }), with: fill)
  }
}

/// Words that find room near a place.
public struct TextMark: Mark {
  public var text: String
  public var place: DataPoint
  public var style: TextStyle
  public var preferred: LabelRequest.Side
  /// The colour that the text lies on; nil for the figure's ground.
  public var ground: Color?

  public init(
    _ text: String, at place: DataPoint, style: TextStyle,
    preferred: LabelRequest.Side = .right, ground: Color? = nil
  ) {
    self.text = text
    self.place = place
    self.style = style
    self.preferred = preferred
    self.ground = ground
  }

  public func draw(on canvas: inout some Canvas, in frame: PlotFrame) {}

  public func labels(in frame: PlotFrame) -> [LabelRequest] {
    [
      LabelRequest(
        text, anchor: frame.point(place), style: style, preferred: preferred, ground: ground)
    ]
  }
}
