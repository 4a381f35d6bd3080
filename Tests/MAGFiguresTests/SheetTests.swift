import Testing

@testable import MAGFigures

@Suite("Sheets of plots") struct SheetTests {
  let height = PlotGrid.Height(aspect: 0.5, smallest: 20, largest: 200)

  func plot(
    _ title: String? = nil, x: Scale = .linear(from: 0, to: 1), y: Scale = .linear(from: 0, to: 1),
    xTitle: String = "x", yTitle: String = "y"
  ) -> PlotSheet.Plot {
    PlotSheet.Plot(
      title: title, x: Axis(title: xTitle, scale: x), y: Axis(title: yTitle, scale: y), marks: [])
  }

  func figure(_ rows: [PlotSheet.Row]) -> Figure {
    Figure(
      name: "It", metadata: FigureMetadata(title: "", altText: ""), theme: .paper,
      body: .sheet(PlotSheet(rows: rows)))
  }

  func layout(_ rows: [PlotSheet.Row], width: Double = 400) throws -> FigureLayout {
    try FigureLayout(figure(rows), width: width, measurer: PlainMeasurer())
  }

  /// The rectangles between the axes, in the order of drawing.
  func panels(_ layout: FigureLayout) -> [Rect] {
    layout.recorded().calls.compactMap { call in
      if case .beginClip(let frame) = call { frame.inset(by: Theme.paper.markerSize) } else { nil }
    }
  }

  func texts(_ layout: FigureLayout) -> [String] { layout.recorded().texts.map(\.text) }

  @Test("panels share the width by their weights, after the room for labels")
  func row_widths_areShared() throws {
    var wide = plot()
    wide.width = 3
    let found = try panels(layout([.init(panels: [.plot(plot()), .plot(wide)], height: height)]))
    // Before each: the title (5.6 and 6 of room), the label "0.5" (10.5), tick and gap (4.5): 26.6;
    // after each half of the last label: 5.25; between: 6; margins: 3 and 3.
    let room = 400.0 - 6 - 2 * 26.6 - 2 * 5.25 - 6
    #expect(found.count == 2)
    for (rect, share) in zip(found, [0.25, 0.75]) { #expect(abs(rect.width - room * share) < 1e-9) }
    #expect(abs(found[0].x - 29.6) < 1e-9)
    #expect(abs(found[1].x - (29.6 + room / 4 + 5.25 + 6 + 26.6)) < 1e-9)
    // The widest plot decides the height of all.
    #expect(found.allSatisfy { abs($0.height - room * 0.75 / 2) < 1e-9 })
  }

  @Test("rows with as many panels are aligned, whatever their labels")
  func rows_columns_areAligned() throws {
    let large = plot(y: .linear(from: 0, to: 5e6))
    let found = try panels(
      layout([
        .init(panels: [.plot(plot()), .plot(large)], height: height),
        .init(panels: [.plot(large), .plot(plot())], height: height),
        .init(panels: [.plot(plot())], height: height),
      ]))
    #expect(found.count == 5)
    #expect(found[0].x == found[2].x && found[1].x == found[3].x)
    #expect(found[0].width == found[3].width && found[4].width > 2 * found[0].width)
    #expect(found[0].maxY < found[2].y && found[2].maxY < found[4].y)
  }

  @Test("equal aspect makes units as long in both directions and wastes no height")
  func plot_equalAspect_isScaled() throws {
    var square = plot(x: .linear(from: 0, to: 2), y: .linear(from: -1, to: 3))
    square.equalAspect = true
    let tall = PlotGrid.Height(aspect: 1, smallest: 20, largest: 100)
    let found = try panels(layout([.init(panels: [.plot(square)], height: tall)]))
    #expect(abs(found[0].height - 100) < 1e-9 && abs(found[0].width - 50) < 1e-9)
    var flat = plot(x: .linear(from: 0, to: 10), y: .linear(from: 0, to: 1))
    flat.equalAspect = true
    let low = try panels(layout([.init(panels: [.plot(flat), .plot(flat)], height: tall)]))
    #expect(low.allSatisfy { abs($0.width - 10 * $0.height) < 1e-9 && $0.height < 20 })
  }

  @Test("shared labels are written once, and the room goes to the plots")
  func plots_shared_areLabelledOnce() throws {
    var right = plot()
    right.sharing = .y
    var upper = plot()
    upper.sharing = .x
    var corner = plot()
    corner.sharing = [.x, .y]
    let shared = try layout([
      .init(panels: [.plot(upper), .plot(corner)], height: height),
      .init(panels: [.plot(plot()), .plot(right)], height: height),
    ])
    #expect(texts(shared).count { $0 == "y" } == 2 && texts(shared).count { $0 == "x" } == 1)
    let alone = try layout([.init(panels: [.plot(plot()), .plot(plot())], height: height)])
    #expect(panels(shared)[0].width > panels(alone)[0].width)
  }

  @Test("labels are left only to a neighbour with the same scale")
  func sharing_otherScale_isRefused() {
    func refusal(_ rows: [PlotSheet.Row]) -> FigureFailure? { failure { _ = try layout(rows) } }
    var right = plot(y: .linear(from: 0, to: 2))
    right.sharing = .y
    #expect(
      refusal([.init(panels: [.plot(plot()), .plot(right)], height: height)])
        == .mismatched(
          figure: "It",
          what: "the scale of y that panel 2 of row 1 shares with the plot at its left",
          expected: "linear(from: 0.0, to: 1.0)", found: "linear(from: 0.0, to: 2.0)"))
    #expect(
      refusal([.init(panels: [.plot(right)], height: height)])?.description
        .contains("should be that of a plot") == true)
    var upper = plot()
    upper.sharing = .x
    let below = plot(x: .logarithmic(from: 1, to: 2))
    for rows in [
      [PlotSheet.Row(panels: [.plot(upper)], height: height)],
      [
        .init(panels: [.plot(upper)], height: height),
        .init(panels: [.plot(below)], height: height),
      ],
      [
        .init(panels: [.plot(upper)], height: height),
        .init(panels: [.plot(plot()), .plot(plot())], height: height),
      ],
    ] {
      #expect(refusal(rows)?.description.contains("shares with the plot below") == true)
    }
  }

  @Test("sheets that cannot be drawn are refused, saying which panel")
  func sheet_bad_isRefused() {
    func refusal(_ panel: PlotSheet.Panel) -> String? {
      failure { _ = try layout([.init(panels: [panel], height: height)]) }?.description
    }
    #expect(failure { _ = try layout([]) }?.kind == .badData)
    #expect(failure { _ = try layout([.init(panels: [], height: height)]) }?.kind == .badData)
    #expect(refusal(.images(.init(cells: [])))?.contains("panel 1 of row 1 has no images") == true)
    for scale in [Scale.linear(from: 1, to: 1), .logarithmic(from: 0, to: 1)] {
      #expect(refusal(.plot(plot(x: scale)))?.contains("a scale of panel 1 of row 1") == true)
      var barred = plot()
      barred.colorBar = ColorBar(
        title: "b", colors: ColorScale(.viridis, domain: scale, undefined: black))
      #expect(refusal(.plot(barred))?.contains("a scale of panel 1") == true)
    }
    var logarithmic = plot(x: .logarithmic(from: 1, to: 2))
    logarithmic.equalAspect = true
    #expect(refusal(.plot(logarithmic))?.contains("linear for equal aspect") == true)
    var flat = plot()
    for width in [0, -1, Double.nan, .infinity] {
      flat.width = width
      #expect(refusal(.plot(flat))?.contains("a positive number") == true)
    }
  }

  @Test("neighbours' equal titles of x are written once in their middle, long ones broken")
  func feet_titles_areJoined() throws {
    let layout = try layout([
      .init(
        panels: [
          .plot(plot()), .plot(plot()),
          .plot(plot(xTitle: "a quantity with a long name and unit")),
        ], height: height)
    ])
    let found = panels(layout)
    let titles = layout.recorded().texts.filter { $0.text == "x" }
    #expect(titles.count == 1)
    #expect(abs((titles.first?.origin.x ?? 0) + 2 - (found[0].x + found[1].maxX) / 2) < 1e-9)
    let lines = layout.recorded().texts.map(\.text).filter {
      "a quantity with a long name and unit".contains($0) && $0.count > 1
    }
    #expect(lines.joined(separator: " ") == "a quantity with a long name and unit")
    #expect(lines.count > 1)
  }

  @Test("a row flows into aligned lines where its panels would be too narrow")
  func row_narrow_flows() throws {
    let panels = (0..<5).map { index in
      var plot = plot("n\(index)")
      if index > 0 { plot.sharing = .y }
      return PlotSheet.Panel.plot(plot)
    }
    var row = PlotSheet.Row(panels: panels, height: height)
    row.narrowestPanel = 100
    let wide = try layout([row], width: 520)
    #expect(Set(self.panels(wide).map(\.y)).count == 1)
    let narrow = try layout([row], width: 320)
    let found = self.panels(narrow)
    #expect(found.map(\.y) == [0, 0, 0, 3, 3].map { found[$0].y } && found[3].y > found[0].maxY)
    #expect(found[3].x == found[0].x && found[4].x == found[1].x)
    #expect(found.allSatisfy { $0.width == found[0].width })
    // Each line has its own labels of y.
    #expect(texts(narrow).count { $0 == "y" } == 2 && texts(wide).count { $0 == "y" } == 1)
  }

  @Test("a plot too narrow says how wide the page must be, and that is enough")
  func width_tooSmall_namesEnough() throws {
    let cell = ImageGrid.Cell(
      picture: .gray(GrayImage(width: 1, height: 1, pixels: [0])),
      lines: ["words of some width here"])
    for panel in [PlotSheet.Panel.plot(plot()), .images(.init(cells: [cell]))] {
      let rows = [PlotSheet.Row(panels: [panel, panel, panel], height: height)]
      guard case .tooNarrow(_, _, let needed)? = failure({ _ = try layout(rows, width: 100) })
      else {
        Issue.record("expected a refusal")
        continue
      }
      #expect(needed > 100 / 72)
      _ = try layout(rows, width: needed * 72)
    }
  }

  @Test("images flow in even lines under their title, as wide as the plot below")
  func images_words_decideColumns() throws {
    let image = ColorImage(width: 2, height: 1, pixels: [0, 0, 0, 1, 1, 1])
    let cells = (0..<10).map {
      ImageGrid.Cell(picture: .color(image), lines: ["step \($0)", "words"])
    }
    var images = PlotSheet.Images(title: "Steps", cells: cells)
    func frames(_ layout: FigureLayout) -> [Rect] {
      layout.recorded().calls.compactMap {
        if case .colorImage(_, let frame) = $0 { frame } else { nil }
      }
    }
    // "step 0" is 21 points wide: nine fit 250 points with 6 between, ten do not: two lines of five.
    let rows = { [PlotSheet.Row(panels: [.images(images)], height: self.height)] }
    let two = try frames(layout(rows(), width: 256))
    #expect(Set(two.map(\.y)).count == 2 && two[5].x == two[0].x && two[4].y == two[0].y)
    #expect(two.allSatisfy { abs($0.width - 2 * $0.height) < 1e-9 })
    images.columns = 3
    #expect(Set(try frames(layout(rows(), width: 256)).map(\.y)).count == 4)
    let both = try layout(rows() + [.init(panels: [.plot(plot())], height: height)])
    #expect(frames(both)[0].x == panels(both)[0].x)
    #expect(
      texts(both).contains("Steps") && frames(both).allSatisfy { $0.maxY < panels(both)[0].y })
  }

  @Test("a colour bar stands beside its plot with ticks and title, the plot makes room")
  func colorBar_place_isKept() throws {
    var barred = plot()
    barred.colorBar = ColorBar(
      title: "count",
      colors: ColorScale(.viridis, domain: .linear(from: 0, to: 8), undefined: black))
    let layout = try layout([.init(panels: [.plot(barred)], height: height)])
    let panel = panels(layout)[0]
    let bar = layout.recorded().calls.compactMap { call -> Rect? in
      if case .colorImage(_, let frame) = call { frame } else { nil }
    }
    #expect(
      bar == [Rect(x: panel.maxX + 6, y: panel.y, width: 6, height: panel.height)])
    let title = layout.recorded().texts.first { $0.text == "count" }
    #expect(title?.direction == .upwards)
    #expect((title?.box(PlainMeasurer()).maxX ?? 400) <= 397)
    #expect(texts(layout).contains("8"))
  }
}
