/// A name that finds room somewhere along a curve.
public struct CurveLabelMark: Mark {
  /// So many places along the curve are tried at most.
  static let places = 16

  public var text: String
  /// At least one point, in ascending order of x.
  public var curve: [DataPoint]
  public var style: TextStyle
  public var leader: Stroke?

  public init(
    _ text: String, along curve: [DataPoint], style: TextStyle, leader: Stroke? = nil
  ) {
    self.text = text
    self.curve = curve
    self.style = style
    self.leader = leader
  }

  public func draw(on canvas: inout some Canvas, in frame: PlotFrame) {}

  public func labels(in frame: PlotFrame) -> [LabelRequest] {
    let inside = curve.map { frame.point($0) }.filter {
      (frame.rect.x...frame.rect.maxX).contains($0.x)
        && (frame.rect.y...frame.rect.maxY).contains($0.y)
    }
    guard let end = inside.last else { return [] }
    // From the end backwards, at even steps through the points.
    let count = min(CurveLabelMark.places, inside.count)
    let others = (1..<max(1, count)).map {
      inside[(inside.count - 1) * (count - 1 - $0) / (count - 1)]
    }
    var request = LabelRequest(text, anchor: end, style: style, preferred: .above, leader: leader)
    request.others = others
    return [request]
  }
}
