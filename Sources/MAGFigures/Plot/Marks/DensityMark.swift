/// Many points as counts in square-meshed bins, coloured by count; few points as points.
///
/// The plot is cut into `cells` × `cells` bins of equal size on the page, whatever the scales. A bin
/// with points is filled with the colour of its count, one without is left free. Points outside the
/// axes are not counted. Cost: points + bins.
public struct DensityMark: Mark {
  /// So many points or fewer are drawn singly: more would cover each other.
  public static let pointLimit = 400
  /// Counts are rounded to so many colours, so that bins of one colour are one path.
  private static let levels = 32.0

  public var points: [DataPoint]
  /// Bins across and down the plot.
  public var cells = 64
  /// The colour of a count; `largestCount` gives the domain's upper end.
  public var colors: ColorScale
  /// How single points look.
  public var pointStyle: SeriesStyle
  public var pointSize: Double

  public init(
    points: [DataPoint], colors: ColorScale, pointStyle: SeriesStyle, pointSize: Double
  ) {
    self.points = points
    self.colors = colors
    self.pointStyle = pointStyle
    self.pointSize = pointSize
  }

  /// The count of the fullest bin, 0 without points on the axes.
  public static func largestCount(
    _ points: [DataPoint], x: Scale, y: Scale, cells: Int = 64
  ) -> Int {
    counts(points, x: x, y: y, cells: cells).max() ?? 0
  }

  /// Counts in row-major order, the first row at the foot of the plot.
  static func counts(_ points: [DataPoint], x: Scale, y: Scale, cells: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: cells * cells)
    for point in points {
      let (across, up) = (x.share(of: point.x), y.share(of: point.y))
      guard (0...1).contains(across), (0...1).contains(up) else { continue }
      let column = min(Int(across * Double(cells)), cells - 1)
      counts[min(Int(up * Double(cells)), cells - 1) * cells + column] += 1
    }
    return counts
  }

  private var isSparse: Bool { points.count <= DensityMark.pointLimit }

  private func bin(_ index: Int, in frame: PlotFrame) -> Rect {
    let size = Size(frame.rect.width / Double(cells), frame.rect.height / Double(cells))
    return Rect(
      x: frame.rect.x + Double(index % cells) * size.width,
      y: frame.rect.maxY - Double(index / cells + 1) * size.height, width: size.width,
      height: size.height)
  }

  public func draw(on canvas: inout some Canvas, in frame: PlotFrame) {
    guard !isSparse else {
      for point in points {
        canvas.fill(
          (pointStyle.marker ?? .circle).path(at: frame.point(point), size: pointSize),
          with: pointStyle.color.faded(0.6))
      }
      return
    }
    var paths: [Int: Path] = [:]
    let counts = DensityMark.counts(points, x: frame.x, y: frame.y, cells: cells)
    for (index, count) in counts.enumerated() where count > 0 {
      let share = min(max(colors.domain.share(of: Double(count)), 0), 1)
      let level = Int((share * DensityMark.levels).rounded())
      // A little larger than its bin, so that no seam shows between neighbours.
      paths[level, default: Path()].addRect(bin(index, in: frame).inset(by: -0.05))
    }
    for (level, path) in paths.sorted(by: { $0.key < $1.key }) {
      canvas.fill(path, with: colors.map.color(at: Double(level) / DensityMark.levels))
    }
  }

  public func ink(in frame: PlotFrame) -> [Ink] {
    if isSparse {
      return points.map { point in
        let center = frame.point(point)
        return .area(
          Rect(x: center.x, y: center.y, width: 0, height: 0).inset(by: -pointSize / 2))
      }
    }
    let counts = DensityMark.counts(points, x: frame.x, y: frame.y, cells: cells)
    return counts.indices.filter { counts[$0] > 0 }.map { .area(bin($0, in: frame)) }
  }
}
