/// What a figure is drawn on. Coordinates and widths are in points, the origin is the top left
/// corner, y grows downwards.
///
/// A canvas never throws while it is drawn on; what went wrong is reported when it is finished.
public protocol Canvas {
  mutating func stroke(_ path: Path, with stroke: Stroke)
  mutating func fill(_ path: Path, with color: Color)
  /// Draws every pixel of the image as an even rectangle: pixels are data and are not smoothed.
  mutating func draw(_ image: GrayImage, in frame: Rect)
  mutating func draw(_ image: ColorImage, in frame: Rect)
  mutating func draw(_ text: PlacedText)
  /// Everything drawn by `body` shows only inside `frame`.
  mutating func clipped(to frame: Rect, _ body: (inout Self) -> Void)
}
