import MAGFigures

extension SmallFigures {
  /// A chart of one panel, called `name`.
  static func chart(_ name: String, _ panel: ChartPanel) -> ChartFigure {
    ChartFigure(name: name, caption: "One \(name).", panel)
  }

  static func plot(_ name: String, x: String? = "x", _ series: ChartSeries...) -> ChartFigure {
    chart(
      name,
      .plot(.init(x: ChartAxis(x), y: ChartAxis(name == "ecdf" ? nil : "y"), series: series)))
  }

  /// One chart of every form.
  static var charts: [ChartFigure] {
    [
      plot(
        "histogram", .histogram("a", values: [1, 2, 2, 3, nil]), .histogram("b", values: [3, 4])),
      plot("ecdf", .ecdf("a", values: [1, 2, 2, 3]), .ecdf("b", values: [3, 4])),
      plot(
        "line",
        .line("a", x: [0, 1, 2], y: [1, nil, 3], lower: [0, nil, 2], upper: [2, nil, 4]),
        .line("b", x: [0, 1, 2], y: [2, 2, 1], markers: false)),
      chart(
        "logarithmic",
        .plot(
          .init(
            x: ChartAxis("x", scale: .logarithmic, limits: 1...100), y: ChartAxis("y"),
            series: [.line("a", x: [10, 20], y: [0, 1])]))),
      plot("step", .step("a", edges: [0, 1, 3, 4], y: [1, 2, nil])),
      plot(
        "points", .points("a", x: [1, 2], y: [3, nil], lower: [2, nil], upper: [5, nil]),
        .points("b", x: [2], y: [1], labels: ["it"])),
      plot(
        "box", x: nil, .box("a", values: [1, 2, 3, 4, 5, 12]), .box("b", values: [2, 4, 6])),
      plot("violin", x: nil, .violin("a", values: [1, 2, 2, 3])),
      plot(
        "bars", x: nil, .bars("a", categories: ["p", "q"], y: [1, nil]),
        .bars("b", categories: ["p", "q"], y: [2, -1], lower: [1, -2], upper: [3, 0])),
      chart(
        "table",
        .heatMap(
          .init(
            x: "to", y: "from", columns: ["p", "q"], rows: ["r"], values: [[-1, nil]],
            quantity: "angle", colors: .diverging, decimals: 0))),
      chart(
        "images",
        .images(
          .init(
            width: 2, height: 1,
            images: [
              .init(pixels: [0, 0.5], lines: ["one"]), .init(pixels: [nil, 1], lines: ["two"]),
            ]))),
      ChartFigure(
        name: "multiples", caption: "Small multiples.", sharing: .both,
        rows: (0..<2).map { row in
          .init(
            (0..<2 - row).map { column in
              .plot(
                .init(
                  title: "\(row) \(column)", x: ChartAxis("x"), y: ChartAxis("y"),
                  series: [.line("a", x: [0, 1], y: [0, Double(row + column)])],
                  references: [.init(.y, 1, label: "one")]))
            }, title: "row \(row)")
        }),
    ]
  }
}
