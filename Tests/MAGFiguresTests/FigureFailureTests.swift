import MAGFiles
import Testing

@testable import MAGFigures

@Suite("Failures of figures") struct FigureFailureTests {
  static let all: [(FigureFailure, FailureKind, [String])] = [
    (.widthOutOfRange(inches: 0.2), .usage, ["1.0", "24.0", "0.2", "column"]),
    (.unknownWidth("wide"), .usage, ["column", "page", "\"wide\""]),
    (.unknownFormat("jpg"), .usage, ["png, png@2x, svg, pdf", "\"jpg\""]),
    (.dotsPerInchOutOfRange(5), .usage, ["36", "1200", "5"]),
    (.tooNarrow(figure: "Figure 2", inches: 2, neededInches: 4.5), .usage, ["Figure 2", "4.5"]),
    (.nothingToDraw(figure: "Figure 1", what: "no model"), .badData, ["Figure 1", "no model"]),
    (.notFinite(figure: "Figure 1", what: "every cosine"), .badData, ["every cosine", "finite"]),
    (
      .mismatched(figure: "F", what: "the pixels", expected: "784", found: "3"), .badData,
      ["the pixels", "784", "3"]
    ),
    (.png(action: "read", reason: "bad CRC"), .badData, ["PNG", "read", "bad CRC"]),
    (.drawing(format: "svg", reason: "no memory"), .software, ["svg", "no memory"]),
    (.unreadable(what: "a.json", reason: "cut"), .badData, ["a.json", "cut"]),
  ]

  @Test("each is one sentence with its facts and the right kind", arguments: all.indices)
  func failure_each_tellsFacts(_ index: Int) {
    let (failure, kind, facts) = Self.all[index]
    #expect(failure.kind == kind)
    for fact in facts { #expect(failure.description.contains(fact), "\(fact)") }
    #expect(!failure.description.contains("\n"))
  }
}

@Suite("Room for panels") struct PanelGeometryTests {
  static let height = PlotGrid.Height(aspect: 0.5, smallest: 50, largest: 100)

  func geometry(_ x: Axis, _ y: Axis, columns: Int, width: Double) throws -> PanelGeometry {
    let cells = [[PlotGrid.Cell]](
      repeating: [PlotGrid.Cell](repeating: PlotGrid.Cell(marks: []), count: columns), count: 1)
    let grid = PlotGrid(x: x, y: y, cells: cells, height: Self.height)
    let page = PageColumn(
      figure: "It", left: 3, top: 3, width: width - 6, pageWidth: width, theme: .paper)
    return try PanelGeometry(grid, columns: columns, on: page, measurer: PlainMeasurer())
  }

  @Test("tick labels fit their room at every width")
  func room_anyWidth_holdsTickLabels() throws {
    let measurer = PlainMeasurer()
    let style = Theme.paper.tick
    for columns in 1...3 {
      for width in stride(from: 234.0, through: 486, by: 7) {
        for top in [0.3, 1, 17.3, 2500] {
          let x = Axis(title: "x", scale: .linear(from: 0, to: top))
          let y = Axis(title: "y", scale: .linear(from: -top, to: top))
          let room = try geometry(x, y, columns: columns, width: width)
          let context = "\(columns) columns, width \(width), to \(top)"
          let yWidest = room.yTicks.map { measurer.width(of: $0.text, style: style) }.max() ?? 0
          #expect(room.left - yWidest - Theme.paper.tickLength - 2 >= room.rowTitleX, "\(context)")
          let xWidest = room.xTicks.map { measurer.width(of: $0.text, style: style) }.max() ?? 0
          #expect(room.between >= xWidest, "\(context)")
          let right = room.x(ofColumn: columns - 1) + room.panel.width + xWidest / 2
          #expect(right <= width - 3 + 1e-9, "\(context)")
          #expect(room.panel.width >= PanelGeometry.narrowestPanel, "\(context)")
        }
      }
    }
  }

  @Test("heights follow the width between their bounds")
  func height_aspect_isBounded() {
    #expect(Self.height.points(forWidth: 40) == 50)
    #expect(Self.height.points(forWidth: 150) == 75)
    #expect(Self.height.points(forWidth: 900) == 100)
  }

  @Test("the middle of all columns is the middle of the picture")
  func middle_columns_isHalfway() throws {
    let axis = Axis(title: "a", scale: .linear(from: 0, to: 1))
    let room = try geometry(axis, axis, columns: 3, width: 400)
    #expect(abs(room.middle(columns: 3) - (room.x(ofColumn: 1) + room.panel.width / 2)) < 1e-9)
  }
}
