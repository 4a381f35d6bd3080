import Foundation
import MAGFiles

/// A sample's quantiles on a logarithmic axis, with its median as a number at the right edge.
///
/// Infinite numbers rank last: a line whose end is infinite runs up to the numbers, beyond all finite
/// ends, and where the median itself is infinite or there is no number at all, words take the mark's
/// place.
struct QuantileRow: Mark {
  /// At 5, 25, 50, 75 and 95 %; empty without numbers.
  let levels: [Double]
  var place = 0.0
  var style = SeriesStyle(color: Color(hex: 0))
  var rim = Color(hex: 0xFFFFFF)
  var textStyle: TextStyle?

  /// - Parameter ranked: in ascending order, 0 or more, infinite ones last.
  init(_ ranked: [Double]) {
    guard !ranked.isEmpty else {
      levels = []
      return
    }
    levels = [0.05, 0.25, 0.5, 0.75, 0.95].map {
      OrderStatistics.quantile($0, ofSorted: ranked)
    }
  }

  /// The median with three significant digits, "none" where infinite, "–" without numbers.
  var medianText: String {
    guard levels.count == 5 else { return "–" }
    let median = levels[2]
    guard median.isFinite else { return "none" }
    let digits = median > 0 ? Int(log10(median).rounded(.down)) : 0
    return NumberText.fixed(median, decimals: min(max(2 - digits, 0), 6))
  }

  /// The quantiles as far as the plot shows them; `nil` where words take their place.
  func quantiles(in frame: PlotFrame) -> Quantiles? {
    guard levels.count == 5, levels[2].isFinite else { return nil }
    let (lower, upper) = (frame.x.lower, frame.x.upper)
    let end = lower * pow(upper / lower, 1 / (1 + Self.numberShare))
    let shown = levels.map { min(max($0, lower), end) }
    return Quantiles(p5: shown[0], p25: shown[1], p50: shown[2], p75: shown[3], p95: shown[4])
  }

  private func mark(in frame: PlotFrame) -> QuantileMark? {
    quantiles(in: frame).map {
      QuantileMark($0, at: place, orientation: .horizontal, style: style, rim: rim)
    }
  }

  func draw(on canvas: inout some Canvas, in frame: PlotFrame) {
    mark(in: frame)?.draw(on: &canvas, in: frame)
  }

  func ink(in frame: PlotFrame) -> [Ink] { mark(in: frame)?.ink(in: frame) ?? [] }

  func texts(in frame: PlotFrame, measurer: some TextMeasuring) -> [PlacedText] {
    guard let textStyle else { return [] }
    return [
      PlacedText(
        medianText, at: Point(frame.rect.maxX - 2, frame.y(place)), along: .end, across: .middle,
        style: textStyle.colored(style.color), measurer: measurer)
    ]
  }

  /// A logarithmic scale for rows, with room for the numbers at its right end.
  ///
  /// - Parameter value: a positive number that the scale is to show whatever the rows.
  /// - Returns: nil if no row has a positive finite quantile.
  static func scale(_ rows: [QuantileRow], including value: Double? = nil) -> Scale? {
    let shown = rows.flatMap(\.levels).filter { $0 > 0 && $0.isFinite }
    guard let least = shown.min(), let greatest = shown.max() else { return nil }
    let (lower, upper) = (
      min(least, value ?? least) / 1.25, max(greatest, value ?? greatest) * 1.25
    )
    return .logarithmic(from: lower, to: upper * pow(upper / lower, numberShare))
  }

  /// The numbers' share of the axis: five digits where a plot is 150 points wide.
  private static let numberShare = 0.22
}
