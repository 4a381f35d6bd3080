/// A figure with every place decided, ready to be drawn on any canvas.
///
/// From top to bottom: title, notice, legend, plots or images, notes. The width is given, the height
/// follows. The same layout serves every format, so that they agree.
public struct FigureLayout: Sendable {
  private enum Body: Sendable {
    case plots(PlotGridLayout)
    case sheet(PlotSheetLayout)
    case images(ImageGridLayout)
  }

  public let size: Size
  public let metadata: FigureMetadata
  private let background: Color
  private let title: TextBlock
  private let notice: TextBlock
  private let legend: LegendLayout
  private let body: Body
  private let notes: TextBlock

  /// - Parameters:
  ///   - figure: what is laid out.
  ///   - width: in points.
  ///   - measurer: tells the extents of text.
  /// - Throws: `.missingFont` where the theme's family is not there, `.tooNarrow` when plots or
  ///   images would have no room, `.nothingToDraw` and
  ///   `.mismatched` for bodies without panels, with ragged rows or with unusable scales.
  public init(
    _ figure: Figure, width: Double, measurer: some TextMeasuring = CairoTextMeasurer()
  ) throws(FigureFailure) {
    do {
      self = try FigureLayout(laying: figure, width: width, measurer: measurer)
    } catch {
      guard case .tooNarrow(let name, let inches, var enough) = error else { throw error }
      // Where one part has room another may lack it still: tell a width that does.
      for _ in 0..<8 {
        do {
          _ = try FigureLayout(laying: figure, width: enough * 72, measurer: measurer)
          break
        } catch {
          guard case .tooNarrow(_, _, let next) = error else { break }
          enough = next
        }
      }
      throw .tooNarrow(figure: name, inches: inches, neededInches: enough)
    }
  }

  private init(
    laying figure: Figure, width: Double, measurer: some TextMeasuring
  ) throws(FigureFailure) {
    let theme = figure.theme
    try measurer.require(family: theme.family)
    let left = theme.margin
    let room = width - 2 * theme.margin
    var top = theme.margin
    title = TextBlock(
      figure.title.map { [$0] } ?? [], left: left, top: top, width: room, style: theme.title.bold,
      measurer: measurer)
    top += title.height + (title.height > 0 ? theme.gap : 0)
    notice = TextBlock(
      figure.notice.map { [$0] } ?? [], left: left, top: top, width: room,
      style: theme.note.colored(theme.ink).bold, fill: theme.noticeFill, padding: 2.5,
      measurer: measurer)
    top += notice.height + (notice.height > 0 ? 2 * theme.gap : 0)
    legend = LegendLayout(
      figure.legend, left: left, top: top, width: room, theme: theme, measurer: measurer)
    top += legend.height + (legend.height > 0 ? 2 * theme.gap : 0)
    let page = PageColumn(
      figure: figure.name, left: left, top: top, width: room, pageWidth: width, theme: theme)
    var small = figure.notes
    var omitted = 0
    switch figure.body {
    case .plots(let grid):
      let layout = try PlotGridLayout(grid, on: page, measurer: measurer)
      body = .plots(layout)
      top += layout.height
      omitted = layout.omittedLabels
    case .sheet(let sheet):
      let layout = try PlotSheetLayout(sheet, on: page, measurer: measurer)
      body = .sheet(layout)
      top += layout.height
      omitted = layout.omittedLabels
    case .images(let grid):
      let layout = try ImageGridLayout(grid, on: page, measurer: measurer)
      body = .images(layout)
      top += layout.height
    }
    if omitted > 0 {
      small.append(
        omitted == 1
          ? "1 label found no room and is left out; the data file has it."
          : "\(omitted) labels found no room and are left out; the data file has them.")
    }
    if !small.isEmpty { top += 2 * theme.gap }
    notes = TextBlock(
      small, left: left, top: top, width: room, style: theme.note, measurer: measurer)
    size = Size(width, (top + notes.height + theme.margin).rounded(.up))
    metadata = figure.metadata
    background = theme.background
    try requireRoom(on: page, measurer: measurer)
  }

  /// Everything that is written but for the labels inside plots, which keep to them.
  private var texts: [PlacedText] {
    let words = title.texts + notice.texts + legend.texts + notes.texts
    switch body {
    case .plots(let layout): return words + layout.texts
    case .sheet(let layout): return words + layout.texts
    case .images(let layout): return words + layout.texts
    }
  }

  /// Makes sure that no word is cut off by an edge.
  ///
  /// - Throws: `.tooNarrow`; `.tooHigh` for more than PDF readers and PNG images have room for.
  private func requireRoom(
    on page: PageColumn, measurer: some TextMeasuring
  ) throws(FigureFailure) {
    guard size.height <= FigureLayout.greatestHeight else {
      throw .tooHigh(figure: page.figure, inches: (size.height / 72).rounded())
    }
    var missing = 0.0
    for box in texts.map({ $0.box(measurer) }) {
      missing = max(missing, box.maxX - size.width, -box.x, box.maxY - size.height, -box.y)
    }
    if missing > 0.5 { throw page.tooNarrow(missing: 2 * missing) }
  }

  /// 100 inches, in points.
  private static let greatestHeight = 7200.0

  public func draw(on canvas: inout some Canvas) {
    // A little beyond the edge: the last row of pixels may be a part of a point more.
    canvas.fill(
      Path(Rect(x: 0, y: 0, width: size.width, height: size.height).inset(by: -1)), with: background
    )
    title.draw(on: &canvas)
    notice.draw(on: &canvas)
    legend.draw(on: &canvas)
    switch body {
    case .plots(let layout): layout.draw(on: &canvas)
    case .sheet(let layout): layout.draw(on: &canvas)
    case .images(let layout): layout.draw(on: &canvas)
    }
    notes.draw(on: &canvas)
  }
}

/// The room that the body of a figure is laid out in.
struct PageColumn {
  var figure: String
  var left: Double
  var top: Double
  var width: Double
  var pageWidth: Double
  var theme: Theme

  /// The failure for a body that lacks `missing` points of width.
  func tooNarrow(missing: Double) -> FigureFailure {
    let needed = ((pageWidth + missing) / 72 * 20).rounded(.up) / 20
    return .tooNarrow(figure: figure, inches: pageWidth / 72, neededInches: needed)
  }
}
