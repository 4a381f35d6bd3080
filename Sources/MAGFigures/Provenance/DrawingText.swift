import Foundation
import MAGFiles

/// A drawing as text, one line a draw call: for digests and snapshots.
///
/// The text follows from the calls alone, whatever they are drawn to. Lengths and places are in
/// points, rounded to `decimals` places (in digests three: 1/1000 pt, a sixtieth of a dot at
/// 1200 dpi), trailing zeros left out, so that the last bits of a processor's arithmetic do
/// not show. Colours are rounded to bytes; images stand for their pixels' SHA-256.
///
///     stroke #000000 0.6 butt M 22.6 54.6 L 91.8 14.6
///     stroke #0072b2/0.5 1.2 round [3 2] M 22.6 54.6 L 91.8 14.6
///     fill #ffffff M 0 0 L 101 0 L 101 97 Z O 5 5 2
///     image 28x28 gray 9f86d081… 14.6 33.7 54.4 54.4
///     text #000000 8 regular rightwards 22.6 10.1 "DejaVu Sans" "A"
///     clip 19.2 11.2 76 46.8
///     unclip
public struct DrawingText: Sendable {
  /// The decimal places of numbers in digests.
  public static let digestDecimals = 3

  private let scale: Double
  private let decimals: Int

  /// - Parameter decimals: 0 to 6.
  public init(decimals: Int = DrawingText.digestDecimals) {
    self.decimals = min(max(decimals, 0), 6)
    scale = (0..<self.decimals).reduce(1.0) { value, _ in value * 10 }
  }

  /// One line a call.
  public func lines(_ calls: [RecordingCanvas.Call]) -> [String] { calls.map(line) }

  /// A call as one line without its end.
  public func line(_ call: RecordingCanvas.Call) -> String {
    switch call {
    case .stroke(let path, let stroke):
      let dash =
        stroke.dash.isEmpty ? "" : " [\(stroke.dash.map(number).joined(separator: " "))]"
      return "stroke \(color(stroke.color)) \(number(stroke.width)) \(stroke.cap)\(dash)"
        + steps(path)
    case .fill(let path, let paint): return "fill \(color(paint))\(steps(path))"
    case .image(let image, let frame):
      return picture(image.width, image.height, "gray", image.pixels, frame)
    case .colorImage(let image, let frame):
      return picture(image.width, image.height, "rgb", image.pixels, frame)
    case .text(let text):
      return "text \(color(text.style.color)) \(number(text.style.size)) \(text.style.weight) "
        + "\(text.direction) \(place(text.origin)) \(quoted(text.style.family)) "
        + quoted(text.text)
    case .beginClip(let frame): return "clip \(rectangle(frame))"
    case .endClip: return "unclip"
    }
  }

  /// A number without needless zeros and without a negative zero.
  func number(_ value: Double) -> String {
    let scaled = (value * scale).rounded()
    guard abs(scaled) < 1e15 else { return "\(value)" }
    let whole = Int(scaled)
    let unit = Int(scale)
    var digits = String(whole.magnitude % unit.magnitude)
    digits = String(repeating: "0", count: max(0, decimals - digits.count)) + digits
    while digits.last == "0" { digits.removeLast() }
    let sign = whole < 0 ? "-" : ""
    let head = "\(sign)\(whole.magnitude / unit.magnitude)"
    return digits.isEmpty || unit == 1 ? head : "\(head).\(digits)"
  }

  private func place(_ point: Point) -> String { "\(number(point.x)) \(number(point.y))" }

  private func rectangle(_ rect: Rect) -> String {
    "\(number(rect.x)) \(number(rect.y)) \(number(rect.width)) \(number(rect.height))"
  }

  private func steps(_ path: Path) -> String {
    var text = ""
    for step in path.steps {
      switch step {
      case .move(let point): text += " M \(place(point))"
      case .line(let point): text += " L \(place(point))"
      case .close: text += " Z"
      case .circle(let center, let radius): text += " O \(place(center)) \(number(radius))"
      }
    }
    return text
  }

  private func color(_ color: Color) -> String {
    let hex = color.hexadecimal
    return color.opacity == 1 ? hex : "\(hex)/\(DrawingText().number(color.opacity))"
  }

  private func picture(
    _ width: Int, _ height: Int, _ kind: String, _ pixels: [UInt8], _ frame: Rect
  ) -> String {
    "image \(width)x\(height) \(kind) \(FileDigest.sha256(pixels)) \(rectangle(frame))"
  }

  /// As JSON quotes it, so that a line stays one line.
  private func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case let scalar where scalar.value < 0x20: result += "\\u{\(scalar.value)}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

extension RecordingCanvas {
  /// What was drawn as text, one line a call.
  public func lines(decimals: Int = DrawingText.digestDecimals) -> [String] {
    DrawingText(decimals: decimals).lines(calls)
  }
}

extension FigureLayout {
  /// The SHA-256 of the page's size and all draw calls as `DrawingText`: what any canvas would be
  /// told, the same for every format and resolution.
  ///
  /// - Cost: one more drawing, to a list.
  public var digest: String {
    var canvas = RecordingCanvas()
    draw(on: &canvas)
    let text = DrawingText()
    let page = "page \(text.number(size.width)) \(text.number(size.height))"
    return FileDigest.sha256(Data(([page] + canvas.lines()).joined(separator: "\n").utf8))
  }
}
