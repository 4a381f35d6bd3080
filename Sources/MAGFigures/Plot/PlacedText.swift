/// A piece of text with its final place: the start of its baseline and the way it runs.
public struct PlacedText: Sendable, Equatable {
  public enum Direction: Sendable { case rightwards, upwards }
  public enum Along: Sendable { case start, middle, end }
  /// Where the anchor lies across the line: on the baseline, at the top or the middle of the
  /// capitals, or at the bottom of the descenders.
  public enum Across: Sendable { case baseline, top, middle, bottom }

  public var text: String
  public var origin: Point
  public var direction: Direction
  public var style: TextStyle

  public init(_ text: String, origin: Point, direction: Direction = .rightwards, style: TextStyle) {
    self.text = text
    self.origin = origin
    self.direction = direction
    self.style = style
  }

  /// Text hung on an anchor. `along` and `across` are meant in the text's own direction: for text
  /// that runs upwards, `.top` is its left side.
  public init(
    _ text: String, at anchor: Point, along: Along = .start, across: Across = .baseline,
    direction: Direction = .rightwards, style: TextStyle, measurer: some TextMeasuring
  ) {
    let advance = measurer.width(of: text, style: style)
    let back =
      switch along {
      case .start: 0.0
      case .middle: advance / 2
      case .end: advance
      }
    let down =
      switch across {
      case .baseline: 0.0
      case .top: measurer.capHeight(style)
      case .middle: measurer.capHeight(style) / 2
      case .bottom: -measurer.descent(style)
      }
    let origin =
      switch direction {
      case .rightwards: Point(anchor.x - back, anchor.y + down)
      case .upwards: Point(anchor.x + down, anchor.y + back)
      }
    self.init(text, origin: origin, direction: direction, style: style)
  }

  /// The box around the ink on the page.
  public func box(_ measurer: some TextMeasuring) -> Rect {
    let ink = measurer.extent(of: text, style: style).ink
    switch direction {
    case .rightwards:
      return Rect(
        x: origin.x + ink.x, y: origin.y + ink.y, width: ink.width, height: ink.height)
    case .upwards:
      return Rect(
        x: origin.x + ink.y, y: origin.y - ink.maxX, width: ink.height, height: ink.width)
    }
  }
}
