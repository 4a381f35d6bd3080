import MAGFiles

/// The medians of distribution functions as a list, each behind a sample of its curve's line, in the
/// corner that the curves leave free.
///
/// A distribution function rises from the lower left to the upper right, so that its upper left or
/// its lower right is free, even where curves are too steep and close for labels beside them.
struct MedianListMark: Mark {
  private static let sampleWidth = 14.0
  private static let margin = 4.0
  private static let lineSpacing = 1.3

  /// In the order of the list; those without values are left out.
  var curves: [ECDFMark]
  var decimals: Int
  var textStyle: TextStyle

  private var drawn: [ECDFMark] { curves.filter { !$0.values.isEmpty } }

  /// The text's width for the widest number of so many places, in points.
  private var textWidth: Double { textStyle.size * 0.65 * Double(decimals + 2) }

  private var size: Size {
    Size(
      MedianListMark.sampleWidth + MedianListMark.margin + textWidth,
      Double(drawn.count) * textStyle.size * MedianListMark.lineSpacing)
  }

  /// Where the list stands: in the upper left unless only the lower right has room for it.
  func place(in frame: PlotFrame) -> Rect {
    let height = (size.height + MedianListMark.margin) / max(frame.rect.height, 1)
    func places(_ share: Double) -> [Double] {
      drawn.map { frame.x(OrderStatistics.quantile(min(max(share, 0), 1), ofSorted: $0.values)) }
    }
    let left = frame.rect.x + MedianListMark.margin
    let right = frame.rect.maxX - MedianListMark.margin - size.width
    let above = (places(1 - height).min() ?? frame.rect.maxX) - (left + size.width)
    let below = right - (places(height).max() ?? frame.rect.x)
    let isAbove = above >= 0 || above >= below
    return Rect(
      x: isAbove ? left : right,
      y: isAbove
        ? frame.rect.y + MedianListMark.margin
        : frame.rect.maxY - MedianListMark.margin - size.height,
      width: size.width, height: size.height)
  }

  private func lines(in frame: PlotFrame) -> [(curve: ECDFMark, start: Point)] {
    let place = place(in: frame)
    let height = textStyle.size * MedianListMark.lineSpacing
    return drawn.enumerated().map { line, curve in
      (curve, Point(place.x, place.y + (Double(line) + 0.5) * height))
    }
  }

  func draw(on canvas: inout some Canvas, in frame: PlotFrame) {
    for (curve, start) in lines(in: frame) {
      canvas.stroke(
        .segment(start, Point(start.x + MedianListMark.sampleWidth, start.y)),
        with: Stroke(curve.style.color, width: curve.lineWidth, dash: curve.style.dash))
    }
  }

  func texts(in frame: PlotFrame, measurer: some TextMeasuring) -> [PlacedText] {
    lines(in: frame).map { curve, start in
      PlacedText(
        NumberText.fixed(OrderStatistics.quantile(0.5, ofSorted: curve.values), decimals: decimals),
        at: Point(start.x + MedianListMark.sampleWidth + MedianListMark.margin, start.y),
        across: .middle, style: textStyle.colored(curve.style.color), measurer: measurer)
    }
  }
}
