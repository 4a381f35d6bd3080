import Foundation

extension SliceFigure {
  public func figure(theme: Theme) throws(FigureFailure) -> Figure {
    try validate()
    // Three panels a line at most, and no fewer than two: others would be too small to read.
    var maps = PlotSheet.Row(
      panels: panels.enumerated().map {
        .plot(plot($1, before: $0 > 0 ? panels[$0 - 1] : nil, theme))
      },
      height: PlotGrid.Height(aspect: tallest, smallest: 20, largest: Self.highest))
    maps.narrowestPanel = 90
    maps.mostPanels = panels.count == 4 ? 2 : 3
    var rows = [maps]
    if !shots.isEmpty { rows.append(PlotSheet.Row(panels: [.images(pictures)], height: Self.low)) }
    return Figure(
      name: name, metadata: metadata, theme: theme, notice: notice,
      body: .sheet(PlotSheet(rows: rows)), notes: [methodNote])
  }

  /// The height of the tallest window as a share of its width.
  private var tallest: Double {
    panels.map { ($0.raster.maxY - $0.raster.minY) / ($0.raster.maxX - $0.raster.minX) }.max() ?? 1
  }

  /// Four inches: a single panel leaves room for its words on a page.
  private static let highest = 288.0
  private static let low = PlotGrid.Height(aspect: 0.1, smallest: 20, largest: 60)

  private func plot(
    _ panel: Panel, before: Panel?, _ theme: Theme
  ) -> PlotSheet.Plot {
    let raster = panel.raster
    let dark = ClassPalette.ink
    var marks: [any Mark] = [
      ColorImageMark(
        image: raster.image(theme.classFill), x: raster.minX...raster.maxX,
        y: raster.minY...raster.maxY),
      PolylineMark(
        lines: panel.arcs.map { arc in zip(arc.x, arc.y).map { DataPoint($0, $1) } },
        stroke: Stroke(dark, width: theme.axisWidth, cap: .round)),
    ]
    if let degrees = panel.gradientDegrees {
      let reach = 0.3 * min(raster.maxX - raster.minX, raster.maxY - raster.minY)
      let end = DataPoint(
        reach * cos(degrees * .pi / 180), reach * sin(degrees * .pi / 180))
      marks.append(
        PolylineMark(
          lines: [[DataPoint(0, 0), end]],
          stroke: Stroke(dark, width: theme.lineWidth, dash: [2.5, 1.5])))
      marks.append(
        TextMark("g", at: end, style: theme.label.colored(dark), ground: ClassPalette.ground))
    }
    marks.append(
      PointMark(
        values: panel.places.map { PointMark.Value(x: $0.x, y: $0.y) },
        style: SeriesStyle(color: ClassPalette.ground, marker: .circle),
        markerSize: 1.7 * theme.markerSize, barWidth: 0))
    var points = PointMark(
      values: panel.places.map {
        PointMark.Value(x: $0.x, y: $0.y, label: "\($0.index) (\($0.label))")
      }, style: SeriesStyle(color: dark, marker: .circle), markerSize: theme.markerSize,
      barWidth: 0)
    points.labelStyle = theme.label
    points.labelGround = ClassPalette.ground
    marks.append(points)
    marks.append(RegionLabelMark(labels: names(panel), style: theme.title.bold.colored(dark)))
    var plot = PlotSheet.Plot(
      title: panel.model + (panel.isExact ? "" : " (sampled)"),
      x: Axis(title: panel.xTitle, scale: .linear(from: raster.minX, to: raster.maxX)),
      y: Axis(title: panel.yTitle, scale: .linear(from: raster.minY, to: raster.maxY)),
      marks: marks)
    plot.equalAspect = true
    plot.ySpacing = plot.xSpacing
    if let before, before.raster.minY == raster.minY, before.raster.maxY == raster.maxY,
      before.yTitle == panel.yTitle
    {
      plot.sharing = [.y]
    }
    return plot
  }

  /// The classes' names at the poles of their regions, in units of the axes.
  private func names(_ panel: Panel) -> [RegionLabelMark.Label] {
    let raster = panel.raster
    let pixel = (raster.maxX - raster.minX) / Double(raster.columns)
    let marks = panel.places.map {
      (x: ($0.x - raster.minX) / pixel, y: ($0.y - raster.minY) / pixel)
    }
    return RegionPoles.find(raster.classes(), avoiding: marks).map { pole in
      RegionLabelMark.Label(
        text: "\(pole.label)", x: raster.minX + pole.x * pixel, y: raster.minY + pole.y * pixel,
        radius: pole.radius * pixel)
    }
  }

  private var pictures: PlotSheet.Images {
    var images = PlotSheet.Images(
      cells: shots.map { shot in
        ImageGrid.Cell(
          picture: Picture(width: shot.width, height: shot.height, values: shot.pixels),
          lines: ["image \(shot.index)", "label \(shot.label)"])
      })
    images.largestSide = 48
    return images
  }
}
