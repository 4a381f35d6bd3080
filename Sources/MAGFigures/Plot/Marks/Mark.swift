/// Something drawn inside a plot: a description that knows how to put itself on a canvas.
public protocol Mark: Sendable {
  func draw(on canvas: inout some Canvas, in frame: PlotFrame)
  /// Where the mark's ink will be, so that labels keep clear of it.
  func ink(in frame: PlotFrame) -> [Ink]
  /// Labels the mark asks for; they are placed together with those of all other marks.
  func labels(in frame: PlotFrame) -> [LabelRequest]
  /// Texts that have their place, such as numbers in cells; labels keep clear of them.
  func texts(in frame: PlotFrame, measurer: some TextMeasuring) -> [PlacedText]
}

extension Mark {
  public func ink(in frame: PlotFrame) -> [Ink] { [] }
  public func labels(in frame: PlotFrame) -> [LabelRequest] { [] }
  public func texts(in frame: PlotFrame, measurer: some TextMeasuring) -> [PlacedText] { [] }
}

/// A piece of drawn ink, as far as labels must know it.
public enum Ink: Sendable, Equatable {
  case segment(Point, Point)
  /// A light area: a label may lie on it at a small price.
  case area(Rect)

  /// Segments through the points in order.
  static func polyline(_ points: [Point]) -> [Ink] {
    zip(points, points.dropFirst()).map { .segment($0, $1) }
  }
}

/// A text that wants to stand near a point of a plot, wherever there is room.
public struct LabelRequest: Sendable, Equatable {
  public enum Side: Sendable, Equatable { case left, right, above, below }

  public var text: String
  public var anchor: Point
  /// Further points that the label may stand at just as well, such as those of a curve.
  public var others: [Point] = []
  public var style: TextStyle
  /// The side that is taken unless something is in the way.
  public var preferred: Side
  /// The least distance to the anchor in points.
  public var distance = 2.5
  /// The thin line to the anchor, drawn where the label had to move away from it.
  public var leader: Stroke?
  /// The colour that the label lies on, to set it off from lines; nil for the figure's ground.
  public var ground: Color?

  public init(
    _ text: String, anchor: Point, style: TextStyle, preferred: Side = .right,
    leader: Stroke? = nil,
    ground: Color? = nil
  ) {
    self.text = text
    self.anchor = anchor
    self.style = style
    self.preferred = preferred
    self.leader = leader
    self.ground = ground
  }
}
