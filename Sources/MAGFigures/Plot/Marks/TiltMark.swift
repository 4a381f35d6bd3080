import Foundation

/// A short segment tilted against the horizontal by an angle, with the angle written beside it.
///
/// The horizontal stands for the direction of travel: 0° lies along it, 90° stands across it.
/// An angle that is not defined is drawn as an open circle.
public struct TiltMark: Mark {
  public var x: Double
  public var y: Double
  /// In degrees, 0...90; `nil` where it is undefined.
  public var degrees: Double?
  /// The whole length of the segment in points; in a narrow plot at most a sixth of its width.
  public var length: Double
  public var stroke: Stroke
  public var label: String
  public var labelStyle: TextStyle
  public var leader: Stroke?

  public init(
    x: Double, y: Double, degrees: Double?, length: Double, stroke: Stroke, label: String,
    labelStyle: TextStyle, leader: Stroke?
  ) {
    self.x = x
    self.y = y
    self.degrees = degrees
    self.length = length
    self.stroke = stroke
    self.label = label
    self.labelStyle = labelStyle
    self.leader = leader
  }

  /// The two ends; rising to the right, whatever the side the boundary leans to in the input space.
  public func ends(in frame: PlotFrame) -> (Point, Point)? {
    guard let degrees else { return nil }
    let center = frame.point(x, y)
    let angle = degrees * Double.pi / 180
    let half = min(length, frame.rect.width / 6) / 2
    let dx = cos(angle) * half
    let dy = sin(angle) * half
    return (Point(center.x - dx, center.y + dy), Point(center.x + dx, center.y - dy))
  }

  public func draw(on canvas: inout some Canvas, in frame: PlotFrame) {
    if let (start, end) = ends(in: frame) {
      canvas.stroke(.segment(start, end), with: stroke)
    } else {
      canvas.stroke(Marker.circle.path(at: frame.point(x, y), size: length / 3), with: stroke)
    }
  }

  public func ink(in frame: PlotFrame) -> [Ink] {
    guard let (start, end) = ends(in: frame) else {
      let center = frame.point(x, y)
      return [
        .area(Rect(x: center.x, y: center.y, width: 0, height: 0).inset(by: -length / 6))
      ]
    }
    return [.segment(start, end)]
  }

  public func labels(in frame: PlotFrame) -> [LabelRequest] {
    [
      LabelRequest(
        label, anchor: frame.point(x, y), style: labelStyle, preferred: .right, leader: leader)
    ]
  }
}
