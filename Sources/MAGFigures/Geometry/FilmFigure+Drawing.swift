extension FilmFigure {
  public func figure(theme: Theme) throws(FigureFailure) -> Figure {
    try validate()
    let blocks = models.map { model in
      let isFirst = arrangement == .stacked || model == models[0]
      return panels(of: model, isFirst: isFirst, theme: theme)
    }
    let heights = panelHeights(theme)
    var rows: [PlotSheet.Row] = []
    switch arrangement {
    case .stacked:
      for block in blocks {
        rows += zip(block, heights).map { PlotSheet.Row(panels: [$0], height: $1) }
      }
    case .columns:
      rows = heights.enumerated().map { place, height in
        PlotSheet.Row(panels: blocks.map { $0[place] }, height: height)
      }
    }
    return Figure(
      name: name, metadata: metadata, theme: theme, notice: notice, legend: legend(theme),
      body: .sheet(PlotSheet(rows: rows)), notes: notes(theme))
  }

  /// The lines of a film and how they look.
  private struct Styles {
    let label: SeriesStyle
    let target: SeriesStyle
    let whole: SeriesStyle
    let step: SeriesStyle

    init(_ theme: Theme) {
      label = SeriesStyle(color: theme.series(1).color)
      target = SeriesStyle(color: theme.series(0).color, dash: [4, 1.5])
      whole = SeriesStyle(color: theme.series(2).color)
      step = SeriesStyle(color: theme.series(2).color, dash: [1.2, 1.4])
    }
  }

  private func legend(_ theme: Theme) -> [LegendEntry] {
    let styles = Styles(theme)
    var entries = [
      LegendEntry("margin of label \(label)", style: styles.label, lineWidth: theme.lineWidth)
    ]
    if let target {
      entries.append(
        LegendEntry("of target \(target)", style: styles.target, lineWidth: theme.lineWidth))
    }
    return entries + [
      LegendEntry("on-manifold share of δ", style: styles.whole, lineWidth: theme.lineWidth),
      LegendEntry("of each step", style: styles.step, lineWidth: theme.referenceWidth),
    ]
  }

  /// The largest entry of any perturbation shown.
  private var largestPerturbation: Double {
    models.flatMap { model in
      model.frames.flatMap { frame in
        zip(frame.pixels, model.frames[0].pixels).map { abs($0 - $1) }
      }
    }.max() ?? 0
  }

  private var isColor: Bool {
    models.contains { $0.frames.contains { $0.pixels.count != width * height } }
  }

  private func notes(_ theme: Theme) -> [String] {
    let pixels = models.flatMap { $0.frames.flatMap(\.pixels) }
    var text =
      "Short lines: decision boundaries at their places, tilted by their angle to the step (90°, "

      + "upright: head-on). The strip gives the class."
    if pixels.contains(where: { !(0...1).contains($0) }) {
      text += " Images are clipped to [0,\u{A0}1] for display."
    }
    if models.contains(where: { ($0.margins.first?.position ?? 0) < 0 }) {
      text += " The random start leads from −1 to 0."
    }
    if models.contains(where: { $0.shares.allSatisfy { $0.whole == nil } }) {
      text += " An attack that does not move has no share."
    }
    if showsPerturbations {
      let bound = NumberText.fixed(largestPerturbation, decimals: 3)
      text +=
        isColor
        ? " Perturbations δ, each colour by itself: none −\(bound), half 0, all +\(bound)."
        : theme.diverging == .diverging
          ? " Perturbations δ: blue −\(bound), grey 0, yellow +\(bound)."
          : " Perturbations δ: black −\(bound), mid grey 0, white +\(bound)."
    }
    if models.contains(where: \.isSampled) {
      text += " Class changes are sampled: some may be missed."
    }
    return [text]
  }

  private func panelHeights(_ theme: Theme) -> [PlotGrid.Height] {
    let scale = theme.typeScale
    let images = PlotGrid.Height(aspect: 0, smallest: 0, largest: 0)
    return [images] + (showsPerturbations ? [images] : []) + [
      PlotGrid.Height(aspect: 0.5, smallest: 70 * scale, largest: 84 * scale),
      PlotGrid.Height(aspect: 0.25, smallest: 54 * scale, largest: 54 * scale),
    ]
  }

  /// - Parameter isFirst: whether the titles of y stand here, and not at a model to the left.
  private func panels(of model: Model, isFirst: Bool, theme: Theme) -> [PlotSheet.Panel] {
    var images = PlotSheet.Images(title: model.name, cells: model.frames.map(cell))
    images.largestSide = 64
    var panels = [PlotSheet.Panel.images(images)]
    if showsPerturbations {
      let bound = largestPerturbation
      var images = PlotSheet.Images(
        cells: model.frames.map {
          perturbation($0, of: model, bound: bound > 0 ? bound : 1, theme)
        })
      images.largestSide = 64
      panels.append(.images(images))
    }
    let positions = model.margins.map(\.position)
    let x = Axis(
      title: "step of the attack",
      scale: .linear(from: positions.first ?? 0, to: positions.last ?? 1))
    return panels
      + [marginPlot(model, x: x, theme: theme), sharePlot(model, x: x, theme: theme)].map {
        var plot = $0
        if !isFirst { plot.y.title = "" }
        return .plot(plot)
      }
  }

  private func cell(_ frame: Frame) -> ImageGrid.Cell {
    ImageGrid.Cell(
      picture: Picture(width: width, height: height, values: frame.pixels),
      lines: [
        FilmFigure.name(frame), "class \(frame.predictedClass)",
        "p \(NumberText.probability(frame.probability))",
      ])
  }

  private static func name(_ frame: Frame) -> String {
    frame.position < 0 ? "image" : "step \(NumberText.fixed(frame.position, decimals: 0))"
  }

  private func perturbation(_ frame: Frame, of model: Model, bound: Double, _ theme: Theme)
    -> ImageGrid.Cell
  {
    let difference = zip(frame.pixels, model.frames[0].pixels).map { $0 - $1 }
    let share = model.shares.first { $0.position == frame.position }?.whole ?? nil
    let length = difference.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return ImageGrid.Cell(
      picture: picture(difference, bound: bound, theme),
      lines: [
        "‖δ‖ \(NumberText.fixed(length, decimals: 2))",
        share.map { "on \(NumberText.fixed(100 * $0, decimals: 0)) %" } ?? "on –",
      ])
  }

  /// A perturbation: in grey by the colours of signed values, in colour each channel from none at
  /// −bound to all at +bound.
  private func picture(_ difference: [Double], bound: Double, _ theme: Theme) -> Picture {
    guard difference.count == width * height else {
      return Picture(
        width: width, height: height, values: difference, black: -bound, white: bound)
    }
    let scale = ColorScale(
      theme.diverging, domain: .linear(from: -bound, to: bound), undefined: Color(hex: 0x898989))
    return .color(
      ColorImage(width: width, height: height, colors: difference.map { scale.color($0) }))
  }

  private func marginPlot(_ model: Model, x: Axis, theme: Theme) -> PlotSheet.Plot {
    let styles = Styles(theme)
    let values = model.margins.map(\.label) + model.margins.compactMap(\.target) + [0]
    let (low, high) = (values.min() ?? 0, values.max() ?? 0)
    let span = high > low ? high - low : 1
    // The strip of classes has the foot to itself.
    let stripHeight = theme.tickSize + 2.5
    let y = Axis(
      title: "margin (logits)",
      scale: .linear(from: low - 0.26 * span, to: high + 0.12 * span))
    var marks: [any Mark] = [
      ClassStripMark(
        runs: FilmFigure.runs(model, x), height: stripHeight, textStyle: theme.tick,
        fills: [theme.faint, theme.faint.faded(0.45)]),
      ReferenceLine(
        .y(0), stroke: Stroke(theme.quiet, width: theme.hairline), labelStyle: theme.label),
    ]
    let lines =
      [(styles.label, { $0.label }), (styles.target, { $0.target })]
      as [(SeriesStyle, (Margin) -> Double?)]
    for (style, value) in lines {
      let points = model.margins.compactMap { margin in
        value(margin).map { DataPoint(margin.position, $0) }
      }
      marks.append(
        PolylineMark(
          lines: [points],
          stroke: Stroke(style.color, width: theme.lineWidth, dash: style.dash)))
    }
    for change in model.changes {
      let angles = change.anglesDegrees.map { angle in
        angle.map { NumberText.fixed($0, decimals: 1) + "°" } ?? "undefined"
      }
      marks.append(
        TiltMark(
          x: change.position, y: 0, degrees: change.anglesDegrees.first ?? nil, length: 18,
          stroke: Stroke(theme.ink, width: theme.lineWidth, cap: .round),
          label: angles.joined(separator: " | "), labelStyle: theme.tick,
          leader: Stroke(theme.quiet, width: theme.hairline)))
    }
    var plot = PlotSheet.Plot(x: x, y: y, marks: marks)
    plot.sharing = .x
    return plot
  }

  private static func runs(_ model: Model, _ x: Axis) -> [ClassStripMark.Run] {
    let stops = [x.scale.lower] + model.changes.map(\.position) + [x.scale.upper]
    let classes = [model.startClass] + model.changes.map(\.toClass)
    return zip(zip(stops, stops.dropFirst()), classes).map {
      ClassStripMark.Run(from: $0.0, to: $0.1, number: $1)
    }
  }

  private func sharePlot(_ model: Model, x: Axis, theme: Theme) -> PlotSheet.Plot {
    let styles = Styles(theme)
    // Runs of points that have a share; a step's share holds all along it.
    var whole: [[DataPoint]] = [[]]
    var steps: [[DataPoint]] = [[]]
    for (before, share) in zip([nil] + model.shares.map { Optional($0) }, model.shares) {
      if let value = share.whole {
        whole[whole.count - 1].append(DataPoint(share.position, value))
      } else {
        whole.append([])
      }
      if let before, let value = share.step {
        steps[steps.count - 1] += [before.position, share.position].map { DataPoint($0, value) }
      } else {
        steps.append([])
      }
    }
    let y = Axis(title: "on-manifold share", scale: .linear(from: 0, to: 1))
    var marks: [any Mark] = whole.filter { $0.count > 1 }.map { run in
      PolygonMark(
        corners: [DataPoint(run[0].x, 0)] + run + [DataPoint(run[run.count - 1].x, 0)],
        fill: styles.whole.color.faded(0.15))
    }
    marks += [
      PolylineMark(
        lines: steps,
        stroke: Stroke(styles.step.color, width: theme.referenceWidth, dash: styles.step.dash)),
      PolylineMark(lines: whole, stroke: Stroke(styles.whole.color, width: theme.lineWidth)),
    ]
    var plot = PlotSheet.Plot(x: x, y: y, marks: marks)
    plot.ySpacing = 16
    return plot
  }
}
