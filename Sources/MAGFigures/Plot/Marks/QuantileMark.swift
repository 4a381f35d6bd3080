import MAGFiles

/// The 5, 25, 50, 75 and 95 % quantiles of a sample.
public struct Quantiles: Sendable, Equatable, Codable {
  public var p5: Double
  public var p25: Double
  public var p50: Double
  public var p75: Double
  public var p95: Double

  public init(p5: Double, p25: Double, p50: Double, p75: Double, p95: Double) {
    self.p5 = p5
    self.p25 = p25
    self.p50 = p50
    self.p75 = p75
    self.p95 = p95
  }

  /// The quantiles of finite values in any order; `nil` without values. Cost: a sort.
  public init?(of values: [Double]) {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return nil }
    func quantile(_ share: Double) -> Double { OrderStatistics.quantile(share, ofSorted: sorted) }
    self.init(
      p5: quantile(0.05), p25: quantile(0.25), p50: quantile(0.5), p75: quantile(0.75),
      p95: quantile(0.95))
  }
}

/// A sample's quantiles at one place: a thin line from 5 to 95 %, a thick one from 25 to 75 %, a dot
/// at the median.
public struct QuantileMark: Mark {
  public enum Orientation: Sendable { case vertical, horizontal }

  public var quantiles: Quantiles
  /// The place on the other axis: x of a vertical mark, y of a horizontal one.
  public var place: Double
  public var orientation: Orientation
  public var style: SeriesStyle
  public var thinWidth = 0.8
  public var thickWidth = 3.0
  public var dotSize = 3.4
  /// The colour of the dot's rim, usually the ground's.
  public var rim: Color
  /// A label beside the median.
  public var label: String?
  public var labelStyle: TextStyle?

  public init(
    _ quantiles: Quantiles, at place: Double, orientation: Orientation = .vertical,
    style: SeriesStyle, rim: Color
  ) {
    self.quantiles = quantiles
    self.place = place
    self.orientation = orientation
    self.style = style
    self.rim = rim
  }

  private func point(_ value: Double, in frame: PlotFrame) -> Point {
    switch orientation {
    case .vertical: frame.point(place, value)
    case .horizontal: frame.point(value, place)
    }
  }

  public func draw(on canvas: inout some Canvas, in frame: PlotFrame) {
    for (from, to, width) in [
      (quantiles.p5, quantiles.p95, thinWidth), (quantiles.p25, quantiles.p75, thickWidth),
    ] {
      canvas.stroke(
        .segment(point(from, in: frame), point(to, in: frame)),
        with: Stroke(style.color, width: width))
    }
    let median = point(quantiles.p50, in: frame)
    canvas.fill(Marker.circle.path(at: median, size: dotSize + 1.4), with: rim)
    canvas.fill(Marker.circle.path(at: median, size: dotSize), with: style.color)
  }

  public func ink(in frame: PlotFrame) -> [Ink] {
    [.segment(point(quantiles.p5, in: frame), point(quantiles.p95, in: frame))]
  }

  public func labels(in frame: PlotFrame) -> [LabelRequest] {
    guard let label, let labelStyle else { return [] }
    return [
      LabelRequest(
        label, anchor: point(quantiles.p50, in: frame), style: labelStyle.colored(style.color),
        preferred: orientation == .vertical ? .right : .above)
    ]
  }
}
