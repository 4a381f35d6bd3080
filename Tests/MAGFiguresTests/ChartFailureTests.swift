import Foundation
import Testing

@testable import MAGFigures

@Suite("Charts that cannot be drawn") struct ChartFailureTests {
  static func plot(
    x: ChartAxis = ChartAxis(), y: ChartAxis = ChartAxis(), _ series: ChartSeries...,
    references: [ChartPanel.Plot.Reference] = []
  ) -> ChartFigure {
    ChartFigure(
      name: "It", caption: "", .plot(.init(x: x, y: y, series: series, references: references)))
  }

  static let line = ChartSeries.line("a", x: [0, 1], y: [1, 2])
  static let box = ChartSeries.box("a", values: [1, 2])

  static func map(
    _ values: [[Double?]], limits: [Double] = [], colors: ChartPanel.Colors = .sequential,
    decimals: Int? = nil
  ) -> ChartFigure {
    ChartFigure(
      name: "It", caption: "",
      .heatMap(
        .init(
          x: "", y: "", columns: ["p", "q"], rows: ["r"], values: values, quantity: "",
          colors: colors, limits: limits, decimals: decimals)))
  }

  static func images(_ pixels: [Double?]..., width: Int = 2, columns: Int? = nil) -> ChartFigure {
    ChartFigure(
      name: "It", caption: "",
      .images(
        .init(width: width, height: 1, images: pixels.map { .init(pixels: $0) }, columns: columns)))
  }

  static var wrong: [(ChartFigure, String)] {
    let log = ChartAxis(scale: .logarithmic)
    let many = (0..<9).map { ChartSeries.ecdf("c\($0)", values: [1]) }
    var wrong: [(ChartFigure, String)] = []
    func add(_ chart: ChartFigure, _ words: String) { wrong.append((chart, words)) }
    add(ChartFigure(name: "It", caption: "", rows: []), "it has no panels")
    add(
      ChartFigure(
        name: "It", caption: "",
        rows: [.init(Array(repeating: .plot(.init(series: [line])), count: 13))]),
      "1 to 12 rows of 1 to 12 panels, found rows of 13"
    )
    add(
      ChartFigure(
        name: "It", caption: "", rows: [.init([.plot(.init(series: [line]))], aspect: 9)]),
      "the aspect of row 1 should be 0.1 to 4, found 9.0"
    )
    add(plot(), "panel 1 of row 1 has no series")
    add(plot(.line("", x: [0], y: [0])), "the name of every series")
    add(
      ChartFigure(name: "It", caption: "", .plot(.init(series: many))),
      "the number of names of series should be at most 8"
    )
    add(
      plot(line, box),
      "the kind of \"a\" in panel 1 of row 1 should be one that stands beside line"
    )
    add(plot(.line("a", x: [0, 1], y: [1])), "the count of y of line \"a\"")
    add(
      plot(.line("a", x: [1, 0], y: [1, 2])),
      "x of line \"a\" in panel 1 of row 1 should be in ascending"
    )
    add(plot(.line("a", x: [0, .nan], y: [1, 2])), "every number of line \"a\"")
    add(plot(.ecdf("a", values: [.infinity])), "must be a finite number")
    add(plot(.ecdf("a", values: [1e13])), "found 10000000000000.0")
    add(plot(.ecdf("a", values: [])), "has no defined value")
    add(plot(.ecdf("a", values: [nil])), "has no defined value")
    add(plot(.line("a", x: [0], y: [1], lower: [0])), "lower and upper, found one of them")
    add(
      plot(.line("a", x: [0], y: [1], lower: [0], upper: [nil])),
      "every interval of line \"a\" in panel 1 of row 1 should be two ends"
    )
    add(plot(.line("a", x: [0], y: [1], lower: [2], upper: [3])), "2.0 to 3.0 around 1.0")
    add(plot(.line("a", x: [0], y: [1], lower: [], upper: [3])), "the count of lower")
    add(plot(.points("a", x: [0], y: [1], labels: [])), "the count of labels")
    add(
      plot(.line(.init("a", x: [0], y: [1], labels: ["l"]))), "without labels, which points have"
    )
    add(plot(.step("a", edges: [0, 1], y: [1, 2])), "the count of edges of step \"a\"")
    add(plot(.step("a", edges: [0, 0], y: [1])), "the edges of step \"a\"")
    add(plot(.bars("a", categories: ["p"], y: [1, 2])), "the count of y of bars \"a\"")
    add(plot(.bars("a", categories: ["p", "p"], y: [1, 2])), "should be different names")
    add(plot(.ecdf(.init("a", values: [1], category: "p"))), "without category, found \"p\"")
    add(plot(x: ChartAxis(categories: ["q"]), box), "one of q, found \"a\"")
    add(plot(x: ChartAxis(categories: ["a", "a"]), box), "the categories of x")
    add(plot(x: ChartAxis(categories: ["q"]), line), "the categories of x")
    add(plot(x: ChartAxis(limits: 0...1), box), "the limits of x")
    add(plot(x: log, box), "the scale of x in panel 1 of row 1 should be categorical")
    add(plot(x: ChartAxis(scale: .categorical), line), "linear or logarithmic, found categorical")
    add(
      plot(x: log, line),
      "on a logarithmic axis, in panel 1 of row 1 should be greater than 0, found 0.0"
    )
    add(plot(y: log, .ecdf("a", values: [1])), "linear for ecdf, which begins at 0")
    add(
      plot(x: ChartAxis(limits: [1, 0]), line),
      "a lower and a greater upper end, found [1.0, 0.0]"
    )
    add(plot(x: ChartAxis(limits: [1]), line), "the limits of x")
    add(plot(x: ChartAxis(limits: [5, nil]), line), "the limits in panel 1 of row 1")
    add(plot(line, references: [.init(.y, .nan)]), "every number of the reference line of y")
    add(plot(box, references: [.init(.x, 1)]), "on an axis of numbers, found categories")
    add(plot(y: log, line, references: [.init(.y, 0)]), "greater than 0, found 0.0")
    add(map([]), "has no values")
    add(map([[nil, nil]]), "has no values")
    add(map([[1, 2], [1, 2]]), "the count of rows of values")
    add(map([[1]]), "the count of values of row \"r\"")
    add(map([[1, .nan]]), "every number of row \"r\"")
    add(map([[1, 2]], limits: [2, 2]), "the limits of the colours")
    add(
      map([[1, 2]], limits: [-1, 2], colors: .diverging),
      "of one size around 0, found -1.0 and 2.0"
    )
    add(map([[1, 2]], decimals: 11), "the decimals")
    add(images(), "has no images")
    add(images([1]), "the count of pixels (2 × 1) of image 1")
    add(images([nil, nil]), "have no defined pixel")
    add(images([1, .infinity]), "every number of image 1")
    add(images([1], width: 0), "1 to 4096 pixels each way, found 0 × 1")
    add(images([1, 2], columns: 0), "the columns of images")
    add(
      ChartFigure(
        name: "It", caption: "", sharing: .x,
        rows: [
          .init([.plot(.init(x: ChartAxis(limits: 0...1), series: [line]))]),
          .init([.plot(.init(series: [line]))]),
        ]), "x of plots that share it should be of one scale"
    )
    return wrong
  }

  @Test("each mistake has its sentence and is bad data", arguments: wrong.indices)
  func figure_wrong_hasItsSentence(_ index: Int) {
    let (chart, words) = Self.wrong[index]
    let found = failure { _ = try chart.figure(theme: .paper) }
    #expect(found?.description.contains(words) == true, "\(words): \(found?.description ?? "none")")
    #expect(found?.description.hasPrefix("It") == true)
    #expect(found?.kind == .badData)
  }

  @Test("words and tables of wrong charts do not trap once they are checked from a file")
  func read_wrong_isRefused() throws {
    for (chart, words) in Self.wrong {
      guard let data = try? chart.json() else { continue }
      let found = failure {
        let read = try ChartFigure.read(data, from: "x.json")
        _ = (read.caption, read.altText, read.table.data)
        // Only the axes' own bounds are found out while drawing.
        _ = try read.figure(theme: .paper)
      }
      #expect(found != nil, "\(words)")
    }
  }
}
