/// An empirical distribution function: at x the share of the samples that are x or less.
///
/// A right-continuous step line from 0 at the left end of the plot to the last step's height at its
/// right end; k samples at one value make one step of k/total. Steps closer together than
/// `resolution` on the page are drawn as one, at the first's place: no eye sees the difference, and
/// files of many samples stay small.
public struct ECDFMark: Mark {
  /// The confidence band's bounds from `x` up to the next bound's x.
  public struct Bound: Sendable, Equatable {
    public var x: Double
    public var lower: Double
    public var upper: Double

    public init(x: Double, lower: Double, upper: Double) {
      self.x = x
      self.lower = lower
      self.upper = upper
    }
  }

  /// In points.
  static let resolution = 0.1

  /// In ascending order.
  public let values: [Double]
  /// How many samples there are, with those that have no value; the curve ends at
  /// `values.count / total`.
  public let total: Int
  public var style: SeriesStyle
  public var lineWidth: Double
  /// In ascending order of x; empty for no band.
  public var band: [Bound] = []
  public var bandOpacity = 0.2

  /// - Parameters:
  ///   - values: in any order; what is not a number has no place and is left out.
  ///   - total: the values' count without samples that have none.
  ///   - style: the colour and the dash of the curve.
  ///   - lineWidth: in points.
  public init(values: [Double], total: Int? = nil, style: SeriesStyle, lineWidth: Double) {
    let sorted = values.filter { !$0.isNaN }.sorted()
    self.values = sorted
    self.total = max(total ?? sorted.count, sorted.count)
    self.style = style
    self.lineWidth = lineWidth
  }

  /// Every distinct value with the share of samples that are no larger, in ascending order.
  var steps: [DataPoint] {
    var steps: [DataPoint] = []
    for (index, value) in values.enumerated()
    where index + 1 == values.count || values[index + 1] > value {
      steps.append(DataPoint(value, Double(index + 1) / Double(total)))
    }
    return steps
  }

  /// The corners of a right-continuous step line through `steps` from height `start`.
  private func corners(_ steps: [DataPoint], from start: Double, in frame: PlotFrame) -> [Point] {
    let left = frame.rect.x
    var corners = [Point(left, frame.y(start))]
    var end = left
    for step in steps {
      // What lies before the plot is there from its left end on, what lies beyond comes to none.
      let x = max(frame.x(step.x), left)
      guard x <= frame.rect.maxX else { break }
      let y = frame.y(step.y)
      if x - end < ECDFMark.resolution && corners.count > 1 || x == left {
        corners[corners.count - 1].y = y
      } else {
        corners.append(Point(x, corners[corners.count - 1].y))
        corners.append(Point(x, y))
        end = x
      }
    }
    corners.append(Point(frame.rect.maxX, corners[corners.count - 1].y))
    return corners
  }

  public func draw(on canvas: inout some Canvas, in frame: PlotFrame) {
    guard !values.isEmpty else { return }
    if let first = band.first {
      // The band begins where its first bounds do.
      let begin = max(frame.x(first.x), frame.rect.x)
      let lower = corners(band.map { DataPoint($0.x, $0.lower) }, from: first.lower, in: frame)
      let upper = corners(band.map { DataPoint($0.x, $0.upper) }, from: first.upper, in: frame)
      let outline = (upper + lower.reversed()).map { Point(max($0.x, begin), $0.y) }
      canvas.fill(Path(polygon: outline), with: style.color.faded(bandOpacity))
    }
    canvas.stroke(
      Path(through: corners(steps, from: 0, in: frame)),
      with: Stroke(style.color, width: lineWidth, dash: style.dash))
  }

  public func ink(in frame: PlotFrame) -> [Ink] {
    values.isEmpty ? [] : Ink.polyline(corners(steps, from: 0, in: frame))
  }
}
