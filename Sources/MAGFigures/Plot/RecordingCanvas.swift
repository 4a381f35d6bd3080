/// A canvas that keeps the list of what was drawn, for tests of layout without pixels.
public struct RecordingCanvas: Canvas, Sendable {
  public enum Call: Sendable, Equatable {
    case stroke(Path, Stroke)
    case fill(Path, Color)
    case image(GrayImage, Rect)
    case colorImage(ColorImage, Rect)
    case text(PlacedText)
    case beginClip(Rect)
    case endClip
  }

  public private(set) var calls: [Call] = []

  public init() {}

  public mutating func stroke(_ path: Path, with stroke: Stroke) {
    calls.append(.stroke(path, stroke))
  }

  public mutating func fill(_ path: Path, with color: Color) { calls.append(.fill(path, color)) }

  public mutating func draw(_ image: GrayImage, in frame: Rect) {
    calls.append(.image(image, frame))
  }

  public mutating func draw(_ image: ColorImage, in frame: Rect) {
    calls.append(.colorImage(image, frame))
  }

  public mutating func draw(_ text: PlacedText) { calls.append(.text(text)) }

  public mutating func clipped(to frame: Rect, _ body: (inout RecordingCanvas) -> Void) {
    calls.append(.beginClip(frame))
    body(&self)
    calls.append(.endClip)
  }

  /// All pieces of text in the order of drawing.
  public var texts: [PlacedText] {
    calls.compactMap { if case .text(let text) = $0 { text } else { nil } }
  }
}
