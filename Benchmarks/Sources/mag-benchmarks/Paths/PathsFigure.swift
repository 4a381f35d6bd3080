import Foundation
import MAG

extension PathsReport {
  /// Time a line and time a piece, against depth and against width, all on logarithmic axes.
  func figure(theme: Theme = .paper) -> Figure {
    let series = [
      Series("mag, 1 core", theme.series(0)) { $0.millisecondsOneThread },
      Series("mag, \(threads) threads", theme.series(1)) { $0.milliseconds },
      Series("PyTorch, \(peerSamples) samples, \(threads) threads", theme.series(2)) {
        $0.peerMilliseconds
      },
    ].filter { one in results.contains { one.value($0) != nil } }
    let pieces = [
      Series("mag, 1 core", theme.series(0)) { $0.millisecondsPerThousandPieces }
    ]
    return Figure(
      name: "Cost of exact paths",
      metadata: FigureMetadata(
        title: "Cost of exact paths against depth and width",
        altText: results.map(\.line).joined(separator: "; ")),
      theme: theme,
      legend: series.map { LegendEntry($0.name, style: $0.style, lineWidth: theme.lineWidth) },
      body: .sheet(
        PlotSheet(rows: [
          row("ms a line", series, theme), row("ms per 1 000 pieces", pieces, theme),
        ])),
      notes: [
        "He-initialised ReLU networks of 784 inputs and 10 classes; left: dense layers, 500 wide; "
          + "right: width of two hidden layers."
      ])
  }

  /// Writes paths.png, .svg and .pdf.
  func writeFigure(_ basename: URL) throws {
    try FigureWriter.write(
      figure(), basename: basename, formats: FigureFormat.allCases, width: .page)
  }

  private struct Series {
    let name: String
    let style: SeriesStyle
    let value: (PathsResult) -> Double?

    init(_ name: String, _ style: SeriesStyle, value: @escaping (PathsResult) -> Double?) {
      (self.name, self.style, self.value) = (name, style, value)
    }
  }

  private func row(_ title: String, _ series: [Series], _ theme: Theme) -> PlotSheet.Row {
    let y = Axis(
      title: title,
      scale: Self.scale(
        results.filter { $0.family != .checkpoint }.flatMap { result in
          series.compactMap { $0.value(result) }
        }), gridLines: true)
    let panels = [
      (
        PathsSubject.Family.depth, "dense layers", { (result: PathsResult) in Double(result.dense) }
      ),
      (.width, "width of the hidden layers", { Double($0.sizes[1]) }),
    ].map { family, title, place in
      let own = results.filter { $0.family == family }
      let marks: [any Mark] = series.map { one in
        LineMark(
          values: own.compactMap { result in
            one.value(result).map { LineMark.Value(x: place(result), y: $0) }
          }, style: one.style, lineWidth: theme.lineWidth, markerSize: theme.markerSize)
      }
      return PlotSheet.Panel.plot(
        PlotSheet.Plot(x: Axis(title: title, scale: Self.scale(own.map(place))), y: y, marks: marks)
      )
    }
    return PlotSheet.Row(
      panels: panels, height: PlotGrid.Height(aspect: 0.6, smallest: 80, largest: 140))
  }

  /// Logarithmic, with a quarter more at each end.
  private static func scale(_ values: [Double]) -> Scale {
    .logarithmic(from: (values.min() ?? 1) / 1.25, to: (values.max() ?? 1) * 1.25)
  }
}
