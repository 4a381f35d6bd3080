import Foundation
import Testing

@testable import MAGFigures

@Suite("Charts as data") struct ChartFigureTests {
  func texts(_ chart: ChartFigure, width: Double = 234) throws -> [String] {
    try FigureLayout(chart.figure(theme: .paper), width: width).recorded().texts.map(\.text)
  }

  @Test("every form comes back from its JSON", arguments: SmallFigures.charts.map(\.name))
  func json_roundTrip_isEqual(_ name: String) throws {
    let chart = try #require(SmallFigures.charts.first { $0.name == name })
    let data = try chart.json()
    #expect(String(decoding: data, as: UTF8.self).hasPrefix("{\n  \"schema\": \"mag.plot/1\""))
    #expect(try ChartFigure.read(data, from: "x") == chart)
    #expect(try FigureData(reading: data, from: "x").figure.schema == "mag.plot/1")
  }

  @Test("what has a default can be left out of the JSON")
  func json_leastKeys_areEnough() throws {
    let text = """
      {"schema": "mag.plot/1", "name": "It", "caption": "C.", "rows": [{"panels": [
        {"kind": "plot", "series": [{"kind": "line", "name": "a", "x": [0, 1], "y": [1, null]}]}]}]}
      """
    let chart = try ChartFigure.read(Data(text.utf8), from: "x")
    #expect(
      chart
        == ChartFigure(
          name: "It", caption: "C.", .plot(.init(series: [.line("a", x: [0, 1], y: [1, nil])]))))
  }

  @Test(
    "keys that nobody reads are refused with those that are known",
    arguments: [
      ("\"captoin\": \"\",", "", "there is no key 'captoin'; known are schema, name, caption"),
      ("", "\"limit\": [0, 1],", "there is no key 'limit'; known are title, x, y, heights"),
    ])
  func json_strayKey_isRefused(_ outer: String, _ inner: String, _ words: String) {
    let text = """
      {"schema": "mag.plot/1", \(outer) "name": "It", "caption": "C.", "rows": [{"panels": [
        {"kind": "plot", \(inner) "series": [{"kind": "ecdf", "name": "a", "values": [1]}]}]}]}
      """
    let found = failure { _ = try ChartFigure.read(Data(text.utf8), from: "x.json") }
    #expect(found?.description.contains(words) == true, "\(found?.description ?? "nothing")")
    #expect(found?.kind == .badData)
  }

  @Test("undefined values are not drawn, are counted in a note, and are empty in the table")
  func undefined_values_areCounted() throws {
    let chart = SmallFigures.plot(
      "line", .line("a", x: [0, 1, 2, 3], y: [1, nil, 3, 4]), .line("b", x: [nil], y: [nil]),
      .line("b", x: [0, 3], y: [2, 2]))
    let failed = failure { try chart.validate() }
    #expect(
      failed
        == .nothingToDraw(
          figure: "line", what: "line \"b\" in panel 1 of row 1 has no defined value"))
    let drawn = SmallFigures.plot("line", .line("a", x: [0, 1, 2, 3], y: [1, nil, 3, 4]))
    #expect(try texts(drawn).contains("Undefined and not drawn: a 1."))
    let rows = String(decoding: drawn.table.data, as: UTF8.self).split(separator: "\n")
    #expect(rows[0] == "panel,title,kind,series,category,item,x,x_upper,y,y_lower,y_upper")
    #expect(rows[1] == "1,,line,a,,,0.0,,1.0,," && rows[2] == "1,,line,a,,,1.0,,,,")
    // One point before the gap, two after it: a line of one piece, and three markers.
    let calls = try FigureLayout(drawn.figure(theme: .paper), width: 234).recorded().calls
    let color = Theme.paper.series(0).color
    let lines = calls.compactMap { call -> Int? in
      guard case .stroke(let path, let stroke) = call, stroke.color == color else { return nil }
      return path.steps.count
    }
    #expect(lines.filter { $0 > 0 } == [2])
    let markers = calls.filter { if case .fill(_, color) = $0 { true } else { false } }
    #expect(markers.count == 3)
  }

  @Test("the table has a row for each bin, step, value, cell and pixel")
  func table_rows_areCounted() {
    let counts = [
      "histogram": 3 * 2, "ecdf": 3 + 2, "line": 6, "logarithmic": 2, "step": 3, "points": 3,
      "box": 9, "violin": 4,
      "bars": 4, "table": 2, "images": 4, "multiples": 6,
    ]
    for chart in SmallFigures.charts {
      if chart.name == "histogram" {
        // Bins of one common width over all values, for either series.
        let edges = chart.table.rows.map { $0[6] }
        #expect(
          edges.count.isMultiple(of: 2) && Set(edges.map { "\($0)" }).count * 2 == edges.count)
      } else {
        #expect(chart.table.rows.count == counts[chart.name], "\(chart.name)")
      }
    }
  }

  @Test("words for those who cannot see are composed of ranges and medians, or taken as given")
  func altText_composed_hasNumbers() {
    var chart = SmallFigures.plot("ecdf", .ecdf("a", values: [1, 2, 2, 4, nil]))
    #expect(chart.altText == "x. a, ecdf of 4 values: median 2, from 1 to 4.")
    chart.alternative = "A curve."
    #expect(chart.altText == "A curve.")
    let multiples = SmallFigures.charts.first { $0.name == "multiples" }?.altText
    #expect(
      multiples?.hasPrefix("Panel 1 (0 0): y against x. a, line: from 0 at 0 to 0 at 1. Panel 2")
        == true)
  }

  @Test("a choice keeps the series of these names in their order, and panels without a name")
  func selecting_names_keepsThem() throws {
    let chart = ChartFigure(
      name: "It", caption: "",
      rows: [
        .init([
          .plot(.init(series: [.ecdf("a", values: [1]), .ecdf("b", values: [2])])),
          .plot(.init(series: [.ecdf("a", values: [1])])),
        ]),
        .init([
          .images(.init(width: 1, height: 1, images: [.init(pixels: [0])], model: "a"))
        ]),
        .init([.images(.init(width: 1, height: 1, images: [.init(pixels: [0])]))]),
      ])
    #expect(chart.modelNames == ["a", "b"])
    let chosen = try chart.selecting(models: ["b"])
    #expect(chosen.rows.map(\.panels.count) == [1, 1])
    #expect(try chart.selecting(models: ["b", "a"]).plots[0].series.map(\.name) == ["b", "a"])
    #expect(
      failure { _ = try chart.selecting(models: ["c"]) }
        == .unknownModel(figure: "It", found: "c", known: ["a", "b"]))
  }

  @Test("labels name few curves of one plot, a legend many or several plots, categories themselves")
  func naming_automatic_suits() throws {
    func legend(_ chart: ChartFigure) throws -> [String] {
      try chart.figure(theme: .paper).legend.map(\.name)
    }
    let curves = (0..<5).map { ChartSeries.ecdf("c\($0)", values: [Double($0), 2]) }
    let few = SmallFigures.chart("It", .plot(.init(series: Array(curves.prefix(4)))))
    #expect(try legend(few).isEmpty)
    #expect(try texts(few).contains("c3"))
    let many = SmallFigures.chart("It", .plot(.init(series: curves)))
    #expect(try legend(many) == ["c0", "c1", "c2", "c3", "c4"])
    for name in ["box", "violin", "step", "multiples"] {
      let chart = try #require(SmallFigures.charts.first { $0.name == name })
      #expect(try legend(chart).isEmpty, "\(name)")
    }
    var forced = few
    forced.naming = .legend
    #expect(try legend(forced).count == 4)
    forced.naming = .none
    #expect(try legend(forced).isEmpty)
    #expect(try !texts(forced).contains("c3"))
  }

  @Test("models of the paper have their own style, other names the theme's in order")
  func styles_names_decide() {
    let mixed = ChartDrawing(
      SmallFigures.plot("ecdf", .ecdf("robust", values: [1]), .ecdf("x", values: [1])),
      theme: .paper)
    #expect(mixed.styles["robust"] == Theme.paper.series(2))
    let others = ChartDrawing(
      SmallFigures.plot("ecdf", .ecdf("y", values: [1]), .ecdf("x", values: [1])), theme: .paper)
    #expect(others.styles["y"] == Theme.paper.series(0))
    #expect(others.styles["x"] == Theme.paper.series(1))
  }

  @Test("histograms of plots that share x have the same bins, others their own")
  func histogram_sharedAxis_sharesBins() throws {
    func chart(_ sharing: ChartFigure.Sharing) -> ChartFigure {
      ChartFigure(
        name: "It", caption: "", sharing: sharing,
        rows: [
          .init([
            .plot(.init(series: [.histogram("a", values: [0, 1, 2])])),
            .plot(.init(series: [.histogram("a", values: [10, 11, 30])])),
          ])
        ])
    }
    func bins(_ chart: ChartFigure, _ plot: Int) -> [Double] {
      ChartDrawing(chart, theme: .paper).bins(of: chart.plots[plot]).edges
    }
    #expect(bins(chart(.x), 0) == bins(chart(.x), 1))
    #expect(bins(chart(.none), 0) != bins(chart(.none), 1))
    #expect(try texts(chart(.x)).joined(separator: " ").contains("shared (least"))
  }

  @Test("heights are percent of the defined values, counts, or densities of area one")
  func histogram_heights_areByHand() {
    let bins = ChartBins([[0, 1, 1, 3]], on: ChartAxis())
    let values = [0.0, 1, 1, 3]
    #expect(bins.heights(of: values, as: .count).reduce(0, +) == 4)
    #expect(abs(bins.heights(of: values, as: .percent).reduce(0, +) - 100) < 1e-9)
    let widths = zip(bins.edges, bins.edges.dropFirst()).map { $1 - $0 }
    let area = zip(bins.heights(of: values, as: .density), widths).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(abs(area - 1) < 1e-9)
    // On a logarithmic axis edges have a common ratio.
    let tens = ChartBins([[1, 10, 100, 1000]], on: ChartAxis(scale: .logarithmic)).edges
    let ratios = zip(tens, tens.dropFirst()).map { $1 / $0 }
    #expect(ratios.allSatisfy { abs($0 / ratios[0] - 1) < 1e-9 })
  }

  @Test("limits leave room at ends that are not given, but not beyond zero or a natural bound")
  func axis_limits_areByHand() {
    let axis = ChartAxis()
    #expect(axis.resolved(values: [0, 100]) == .linear(from: 0, to: 104))
    #expect(axis.resolved(values: [-100, 0]) == .linear(from: -104, to: 4))
    #expect(axis.resolved(values: [0, 1], natural: (0, 1)) == .linear(from: 0, to: 1))
    #expect(axis.resolved(values: [6]) == .linear(from: 3, to: 9))
    #expect(axis.resolved(values: [0], natural: (nil, nil)) == .linear(from: -1, to: 1))
    #expect(axis.resolved(values: []) == nil)
    #expect(ChartAxis(limits: [2, nil]).resolved(values: [50, 100]) == .linear(from: 2, to: 102))
    #expect(ChartAxis(limits: 2...3).resolved(values: []) == .linear(from: 2, to: 3))
    #expect(
      ChartAxis(scale: .logarithmic).resolved(values: [8]) == .logarithmic(from: 4, to: 16))
  }

  @Test("boxes of several names stand beside each other in their category")
  func places_severalNames_standBeside() {
    let plot = ChartPanel.Plot(series: [
      .box("a", values: [1], category: "p"), .box("b", values: [1], category: "p"),
      .box("a", values: [1], category: "q"),
    ])
    let places = ChartPlaces(plot, categories: ["p", "q"])
    #expect(abs(places.place(of: "a", in: "p") + 0.2) < 1e-12)
    #expect(abs(places.place(of: "b", in: "p") - 0.2) < 1e-12)
    #expect(abs(places.place(of: "a", in: "q") - 0.8) < 1e-12)
    #expect(places.halfWidth < 0.2)
    let single = ChartPlaces(.init(series: [.box("a", values: [1])]), categories: ["a"])
    #expect(single.place(of: "a", in: "a") == 0)
  }
}
