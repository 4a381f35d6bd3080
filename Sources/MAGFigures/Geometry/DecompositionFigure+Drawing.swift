import Foundation

extension DecompositionFigure {
  public func figure(theme: Theme) throws(FigureFailure) -> Figure {
    try validate()
    let styles = ModelStyles(models.map(\.name), theme: theme)
    let drawing = Drawing(theme: theme, styles: styles)
    var rows: [PlotSheet.Row] = []
    var notes: [String] = []
    let inSpan = models.filter { !$0.factors.isEmpty }
    let leaving = models.filter { !$0.terms.isEmpty }
    if !inSpan.isEmpty {
      let points = inSpan.map { model in
        model.factors.map {
          DataPoint(DecompositionFigure.capDegrees($0.alignment), $0.angle)
        }
      }
      let most = Drawing.largestCount(points, x: Drawing.degrees, y: Drawing.degrees)
      rows.append(drawing.caps(inSpan.map(\.name), points, largestCount: most))
      rows.append(
        drawing.distributions(
          [
            (
              "on-manifold factor c(n)",
              inSpan.map { model in (model.name, model.factors.map(\.alignment)) }
            ),
            (
              "in-manifold cosine",
              inSpan.map { model in (model.name, model.factors.map(\.cosine)) }
            ),
          ], scale: .linear(from: 0, to: 1), shares: "share of crossings"))
      notes += drawing.densityNote(points, largestCount: most)
    }
    if !leaving.isEmpty {
      let points = leaving.map { $0.terms.map { DataPoint($0.on, $0.off) } }
      let scale = Drawing.termScale(points)
      let most = Drawing.largestCount(points, x: scale, y: scale)
      rows.append(
        drawing.terms(
          leaving.map(\.name), points, angles: leaving.map { $0.terms.map(\.angle) },
          scale: scale, largestCount: most))
      rows.append(
        drawing.distributions(
          [
            ("on-manifold term", leaving.map { ($0.name, $0.terms.map(\.on)) }),
            ("off-manifold term", leaving.map { ($0.name, $0.terms.map(\.off)) }),
          ], scale: scale, shares: "share of crossings"))
      if inSpan.isEmpty { notes += drawing.densityNote(points, largestCount: most) }
    }
    return Figure(
      name: name, metadata: metadata, theme: theme, notice: notice,
      legend: models.map { model in
        LegendEntry(
          model.name, style: drawing.lineStyle(model.name), lineWidth: theme.lineWidth)
      },
      body: .sheet(PlotSheet(rows: rows)),
      notes: ["Paths: \(paths). Numbers are medians; dots lie at the medians of both axes."] + notes
        + kindNotes + [methodNote].compactMap { $0 })
  }

  /// What is not in the rows that are drawn.
  private var kindNotes: [String] {
    var notes: [String] = []
    let kinds = models.map { ($0.name, inSpan: $0.factors.count, leaving: $0.terms.count) }
    if kinds.contains(where: { $0.leaving > 0 }) {
      let counts = kinds.map { "\($0.0) \($0.leaving) of \($0.inSpan + $0.leaving)" }
      notes.append(
        "On paths that leave the span, without a cap: \(counts.joined(separator: ", ")) crossings.")
    }
    let undefined = models.filter { $0.undefinedCount > 0 }.map {
      "\($0.name) \($0.undefinedCount)"
    }
    if !undefined.isEmpty {
      notes.append("Without parts (no normal in the span): \(undefined.joined(separator: ", ")).")
    }
    return notes
  }

  /// How far sin θ may be from what its parts give: parts are written with all digits.
  private static let tolerance = 1e-6

  public func validate() throws(FigureFailure) {
    guard hasParts else {
      throw .nothingToDraw(figure: name, what: "no model has a crossing with parts")
    }
    for model in models {
      for (number, crossing) in model.crossings.enumerated() {
        let what = "crossing \(number) of model \"\(model.name)\""
        let numbers = [
          crossing.angleDegrees, crossing.alignment, crossing.inManifoldCosine,
          crossing.directionAlignment, crossing.onManifoldTerm, crossing.offManifoldTerm,
        ].compactMap { $0 }
        try requireFinite(numbers, "every number of " + what)
        let product: (angle: Double, sine: Double)
        switch crossing.parts {
        case .factors(let angle, let alignment, let cosine): product = (angle, alignment * cosine)
        case .terms(let angle, let on, let off): product = (angle, on + off)
        case nil: continue
        }
        let sine = sin(product.angle * Double.pi / 180)
        guard (0...90).contains(product.angle),
          abs(sine - product.sine) <= DecompositionFigure.tolerance
        else {
          throw .mismatched(
            figure: name, what: "the sine of the angle of " + what,
            expected: "the \(product.sine) that its parts give", found: "\(sine)")
        }
      }
    }
  }
}

/// Rows of the figure.
private struct Drawing {
  static let degrees = Scale.linear(from: 0, to: 90)
  /// Bins of the densities across and down.
  private static let cells = 40
  /// Sines of these angles are lines in the plane of the two terms.
  private static let angleLines = [15.0, 30, 60, 90]

  let theme: Theme
  let styles: ModelStyles

  static func largestCount(_ points: [[DataPoint]], x: Scale, y: Scale) -> Int {
    points.filter { $0.count > DensityMark.pointLimit }.map {
      DensityMark.largestCount($0, x: x, y: y, cells: cells)
    }.max() ?? 0
  }

  /// Both terms on one scale: the tenths around all of them and zero.
  static func termScale(_ points: [[DataPoint]]) -> Scale {
    let values: [Double] = points.joined().flatMap { [$0.x, $0.y] } + [0, 0.1]
    let lower = ((values.min() ?? 0) * 10).rounded(.down) / 10
    let upper = ((values.max() ?? 1) * 10).rounded(.up) / 10
    return .linear(from: lower, to: upper)
  }

  /// A plot for each model: angles against caps.
  func caps(_ names: [String], _ points: [[DataPoint]], largestCount: Int) -> PlotSheet.Row {
    let panels = names.indices.map { index in
      var marks: [any Mark] = [
        PolygonMark(
          corners: [DataPoint(0, 0), DataPoint(0, 90), DataPoint(90, 90)],
          fill: theme.faint.faded(0.5)),
        PolylineMark(
          lines: [0.25, 0.5, 0.75].map(Drawing.equalCosine),
          stroke: Stroke(theme.quiet.faded(0.5), width: theme.hairline)),
        PolylineMark(
          lines: [[DataPoint(0, 0), DataPoint(90, 90)]],
          stroke: Stroke(theme.quiet, width: theme.referenceWidth)),
        density(points[index], styles[names[index]], largestCount: largestCount),
      ]
      marks += medianDot(points[index])
      if index == 0 {
        marks.append(
          TextMark(
            "impossible", at: DataPoint(2, 86),
            style: theme.label.colored(theme.quiet), preferred: .right))
      }
      var plot = PlotSheet.Plot(
        title: title(names[index], points[index].map(\.y)),
        x: Axis(title: "cap arcsin c(n) (°)", scale: Drawing.degrees),
        y: Axis(title: "crossing angle θ (°)", scale: Drawing.degrees), marks: marks)
      plot.equalAspect = true
      if index > 0 { plot.sharing = .y }
      (plot.xSpacing, plot.ySpacing) = (20, 18)
      return PlotSheet.Panel.plot(plot)
    }
    return row(panels, narrowest: 76)
  }

  /// A plot for each model: the off-manifold term against the on-manifold term.
  func terms(
    _ names: [String], _ points: [[DataPoint]], angles: [[Double]], scale: Scale,
    largestCount: Int
  ) -> PlotSheet.Row {
    let panels = names.indices.map { index in
      var marks: [any Mark] = [
        PolylineMark(
          lines: [
            [DataPoint(scale.lower, 0), DataPoint(scale.upper, 0)],
            [DataPoint(0, scale.lower), DataPoint(0, scale.upper)],
          ], stroke: Stroke(theme.faint, width: theme.axisWidth)),
        PolylineMark(
          lines: ([0] + Drawing.angleLines).compactMap { Drawing.equalAngle($0, scale) },
          stroke: Stroke(theme.quiet.faded(0.5), width: theme.hairline)),
        density(points[index], styles[names[index]], largestCount: largestCount),
      ]
      marks += medianDot(points[index])
      if index == 0 { marks += angleLabels(scale) }
      var plot = PlotSheet.Plot(
        title: title(names[index], angles[index]),
        x: Axis(title: "on-manifold term of sin θ", scale: scale),
        y: Axis(title: "off-manifold term of sin θ", scale: scale), marks: marks)
      plot.equalAspect = true
      if index > 0 { plot.sharing = .y }
      (plot.xSpacing, plot.ySpacing) = (30, 18)
      return PlotSheet.Panel.plot(plot)
    }
    return row(panels, narrowest: 92)
  }

  /// Distribution functions of some quantities side by side, all models in each.
  func distributions(
    _ quantities: [(title: String, samples: [(name: String, values: [Double])])], scale: Scale,
    shares: String
  ) -> PlotSheet.Row {
    let panels = quantities.enumerated().map { index, quantity in
      let curves = quantity.samples.map {
        ECDFMark(values: $0.values, style: lineStyle($0.name), lineWidth: theme.lineWidth)
      }
      var plot = PlotSheet.Plot(
        x: Axis(title: quantity.title, scale: scale),
        y: Axis(title: shares, scale: .linear(from: 0, to: 1), gridLines: true),
        marks: curves + [MedianListMark(curves: curves, decimals: 2, textStyle: theme.label)])
      if index > 0 { plot.sharing = .y }
      return PlotSheet.Panel.plot(plot)
    }
    var row = PlotSheet.Row(
      panels: panels, height: PlotGrid.Height(aspect: 0.62, smallest: 80, largest: 150))
    row.narrowestPanel = 90
    return row
  }

  func densityNote(_ points: [[DataPoint]], largestCount: Int) -> [String] {
    guard points.contains(where: { $0.count > DensityMark.pointLimit }) else { return [] }
    return [
      "Colour: crossings in a cell, from 1 (faint) to \(max(largestCount, 2)) (strong), by their "
        + "logarithm."
    ]
  }

  /// The style of a model's distribution, which has no markers.
  func lineStyle(_ name: String) -> SeriesStyle {
    var style = styles[name]
    style.marker = nil
    return style
  }

  private func row(_ panels: [PlotSheet.Panel], narrowest: Double) -> PlotSheet.Row {
    var row = PlotSheet.Row(
      panels: panels, height: PlotGrid.Height(aspect: 1, smallest: 40, largest: 200))
    row.narrowestPanel = narrowest
    return row
  }

  private func title(_ name: String, _ angles: [Double]) -> String {
    "\(name) \(NumberText.fixed(Quantiles(of: angles)?.p50 ?? 0, decimals: 1))°"
  }

  private func density(
    _ points: [DataPoint], _ style: SeriesStyle, largestCount: Int
  ) -> DensityMark {
    var mark = DensityMark(
      points: points,
      colors: ColorScale(
        theme.sequential, domain: .logarithmic(from: 1, to: Double(max(largestCount, 2))),
        undefined: theme.undefined), pointStyle: style, pointSize: 1.8)
    mark.cells = Drawing.cells
    return mark
  }

  private func medianDot(_ points: [DataPoint]) -> [any Mark] {
    guard let x = Quantiles(of: points.map(\.x)), let y = Quantiles(of: points.map(\.y)) else {
      return []
    }
    return [(theme.background, 5.4), (theme.ink, 3.6)].map { color, size in
      PointMark(
        values: [PointMark.Value(x: x.p50, y: y.p50)],
        style: SeriesStyle(color: color, marker: .circle), markerSize: size,
        barWidth: theme.hairline)
    }
  }

  /// θ against the cap for one in-manifold cosine: arcsin(cosine · sin cap).
  private static func equalCosine(_ cosine: Double) -> [DataPoint] {
    stride(from: 0.0, through: 90, by: 3).map { cap in
      let sine = cosine * sin(cap * Double.pi / 180)
      return DataPoint(cap, asin(sine) * 180 / Double.pi)
    }
  }

  /// The line on which both terms sum up to the sine of an angle, from edge to edge of the plot;
  /// `nil` where it passes by.
  private static func equalAngle(_ angle: Double, _ scale: Scale) -> [DataPoint]? {
    let sine = sin(angle * Double.pi / 180)
    let left = max(scale.lower, sine - scale.upper)
    let right = min(scale.upper, sine - scale.lower)
    return left < right ? [left, right].map { DataPoint($0, sine - $0) } : nil
  }

  /// The angles of the lines, where they leave the plot.
  private func angleLabels(_ scale: Scale) -> [any Mark] {
    Drawing.angleLines.compactMap { angle in
      let sine = sin(angle * Double.pi / 180)
      let x = max(scale.lower, sine - scale.upper)
      guard sine - x <= scale.upper, sine - x >= scale.lower else { return nil }
      return TextMark(
        "\(NumberText.fixed(angle, decimals: 0))°", at: DataPoint(x, sine - x),
        style: theme.label.colored(theme.quiet), preferred: .right)
    }
  }
}
