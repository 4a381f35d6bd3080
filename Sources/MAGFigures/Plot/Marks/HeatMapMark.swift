/// A table of values as coloured cells, with the number in each cell where all of them fit.
///
/// Columns lie at x = 0, 1, 2 … and rows from the top down at y = rows − 1, …, 1, 0: the places of
/// `Axis.columns` and `Axis.rows`. Cells without a value have the undefined colour and a stroke from
/// corner to corner.
public struct HeatMapMark: Mark {
  /// Row after row from the top, all of one length.
  public let values: [[Double?]]
  public var colors: ColorScale
  public var textStyle: TextStyle
  /// Decimals of the numbers; `nil` writes none.
  public var decimals: Int?

  /// - Precondition: rows of one length.
  public init(
    values: [[Double?]], colors: ColorScale, textStyle: TextStyle, decimals: Int? = nil
  ) {
    precondition(
      values.allSatisfy { $0.count == values[0].count }, "the rows of a table have one length")
    self.values = values
    self.colors = colors
    self.textStyle = textStyle
    self.decimals = decimals
  }

  private var rows: Int { values.count }
  private var columns: Int { values.first?.count ?? 0 }

  private func cell(_ row: Int, _ column: Int, in frame: PlotFrame) -> Rect {
    let y = Double(rows - 1 - row)
    let corner = frame.point(Double(column) - 0.5, y + 0.5)
    let opposite = frame.point(Double(column) + 0.5, y - 0.5)
    return Rect(
      x: corner.x, y: corner.y, width: opposite.x - corner.x, height: opposite.y - corner.y)
  }

  public func draw(on canvas: inout some Canvas, in frame: PlotFrame) {
    guard rows > 0, columns > 0 else { return }
    let first = cell(0, 0, in: frame)
    let last = cell(rows - 1, columns - 1, in: frame)
    let image = ColorImage(
      width: columns, height: rows, colors: values.flatMap { $0.map(colors.color) })
    canvas.draw(
      image,
      in: Rect(x: first.x, y: first.y, width: last.maxX - first.x, height: last.maxY - first.y))
    var strokes = Path()
    for row in 0..<rows {
      for column in 0..<columns where values[row][column]?.isNaN ?? true {
        let cell = cell(row, column, in: frame)
        strokes.addSegment(Point(cell.x, cell.maxY), Point(cell.maxX, cell.y))
      }
    }
    canvas.stroke(strokes, with: Stroke(ink(on: colors.undefined).faded(0.5), width: 0.5))
  }

  public func texts(in frame: PlotFrame, measurer: some TextMeasuring) -> [PlacedText] {
    guard let decimals, rows > 0, columns > 0 else { return [] }
    let room = cell(0, 0, in: frame).inset(by: 1)
    var texts: [PlacedText] = []
    for row in 0..<rows {
      for column in 0..<columns {
        guard let value = values[row][column], !value.isNaN else { continue }
        let text = NumberText.fixed(value, decimals: decimals)
        let style = textStyle.colored(ink(on: colors.color(value)))
        // Numbers in some cells alone would be read as if they were the ones that matter.
        guard measurer.width(of: text, style: style) <= room.width,
          measurer.capHeight(style) <= room.height
        else { return [] }
        texts.append(
          PlacedText(
            text, at: cell(row, column, in: frame).center, along: .middle, across: .middle,
            style: style, measurer: measurer))
      }
    }
    return texts
  }

  /// Black or white, whichever has more contrast to the ground.
  private func ink(on ground: Color) -> Color {
    let (black, white) = (Color(hex: 0x000000), Color(hex: 0xFFFFFF))
    return black.contrast(with: ground) >= white.contrast(with: ground) ? black : white
  }
}
