extension Figure2 {
  public func figure(theme: Theme) throws(FigureFailure) -> Figure {
    try validate()
    let styles = ModelStyles(models.map(\.name), theme: theme)
    // Below class 0 there is room for the strip of kinks.
    let classes = Axis(
      title: "predicted class",
      scale: .categorical((0..<classCount).map(String.init), padding: 0.9), gridLines: true)
    var grid = PlotGrid(
      x: Axis(title: "position t along the path", scale: .linear(from: 0, to: 1)), y: classes,
      columnHeaders: pairs.map(Figure2.header),
      rowTitles: models.map { PlotGrid.RowTitle($0.name, color: styles[$0.name].color) },
      cells: models.map { model in
        model.walks.map { walk in
          PlotGrid.Cell(marks: Figure2.marks(walk, style: styles[model.name], theme: theme))
        }
      },
      height: PlotGrid.Height(
        aspect: 0.6, smallest: 80 * theme.typeScale, largest: 80 * theme.typeScale))
    grid.ySpacing = 6.65
    return Figure(
      name: name, metadata: metadata, theme: theme, notice: notice, body: .plots(grid),
      notes: [
        "Short lines: decision boundaries, tilted by their angle to the path (90°, upright: "
          + "head-on)."
          + (isClipped ? " Images are clipped to [0,\u{A0}1] for display." : "")
      ] + [methodNote].compactMap { $0 })
  }

  private var isClipped: Bool {
    pairs.contains { pair in
      (pair.from.pixels + pair.to.pixels).contains { !(0...1).contains($0) }
    }
  }

  public func validate() throws(FigureFailure) {
    guard !pairs.isEmpty, !models.isEmpty else {
      throw .nothingToDraw(figure: name, what: "it needs at least one pair and one model")
    }
    try require([classCount], in: 1...10_000, "the count of classes")
    for (number, pair) in pairs.enumerated() {
      for end in [pair.from, pair.to] {
        try requireImage(
          end.pixels, width: end.width, height: end.height, "an end of pair \(number)")
      }
    }
    for model in models {
      guard model.walks.count == pairs.count else {
        throw .mismatched(
          figure: name, what: "the walks of model \"\(model.name)\"",
          expected: "\(pairs.count), one a pair", found: "\(model.walks.count)")
      }
      for walk in model.walks { try validate(walk, of: model) }
    }
  }

  private func validate(_ walk: Walk, of model: Model) throws(FigureFailure) {
    let places = walk.crossings.map(\.t)
    try requireFinite(places + walk.kinks, "every position of model \"\(model.name)\"")
    try require(
      walk.crossings.compactMap(\.angleDegrees), in: .rightAngle,
      "every angle of model \"\(model.name)\"")
    let what = "the crossings of model \"\(model.name)\""
    guard places.allSatisfy({ (0...1).contains($0) }), places == places.sorted() else {
      throw .mismatched(
        figure: name, what: what, expected: "ascending positions in 0...1", found: "\(places)")
    }
    var current = walk.startClass
    for crossing in walk.crossings {
      guard crossing.fromClass == current, (0..<classCount).contains(current),
        (0..<classCount).contains(crossing.toClass)
      else {
        throw .mismatched(
          figure: name, what: what + " at t = \(crossing.t)",
          expected: "a change from class \(current) within 0..<\(classCount)",
          found: "\(crossing.fromClass) to \(crossing.toClass)")
      }
      current = crossing.toClass
    }
    guard (0..<classCount).contains(current) else {
      throw .mismatched(
        figure: name, what: "the class of model \"\(model.name)\"",
        expected: "0..<\(classCount)", found: "\(current)")
    }
  }

  private static func header(_ pair: Pair) -> PlotGrid.ColumnHeader {
    func named(_ end: EndPoint) -> String { end.label.map(String.init) ?? "?" }
    func picture(_ end: EndPoint) -> Picture {
      Picture(width: end.width, height: end.height, values: end.pixels)
    }
    let short = "\(named(pair.from)) → \(named(pair.to))"
    var wordings = [short]
    if let from = pair.from.index, let to = pair.to.index {
      wordings.insert("\(short) (images \(from), \(to))", at: 0)
    }
    return PlotGrid.ColumnHeader(
      leading: picture(pair.from), trailing: picture(pair.to), wordings: wordings)
  }

  private static func marks(_ walk: Walk, style: SeriesStyle, theme: Theme) -> [any Mark] {
    var pieces: [StepMark.Piece] = []
    var from = 0.0
    var current = walk.startClass
    for crossing in walk.crossings {
      pieces.append(StepMark.Piece(from: from, to: crossing.t, value: Double(current)))
      from = crossing.t
      current = crossing.toClass
    }
    pieces.append(StepMark.Piece(from: from, to: 1, value: Double(current)))
    var marks: [any Mark] = []
    if !walk.kinks.isEmpty {
      marks.append(
        DensityStrip(
          positions: walk.kinks, height: 4, color: theme.quiet.faded(0.6),
          lineWidth: theme.hairline))
    }
    marks.append(
      StepMark(
        pieces: pieces, style: style, lineWidth: theme.lineWidth * 1.5,
        riserWidth: theme.hairline * 1.5))
    for crossing in walk.crossings {
      let text = crossing.angleDegrees.map { NumberText.fixed($0, decimals: 1) + "°" }
      marks.append(
        TiltMark(
          x: crossing.t, y: Double(crossing.fromClass + crossing.toClass) / 2,
          degrees: crossing.angleDegrees, length: 18,
          stroke: Stroke(theme.ink, width: theme.lineWidth, cap: .round),
          label: text ?? "undefined", labelStyle: theme.tick,
          leader: Stroke(theme.quiet, width: theme.hairline)))
    }
    return marks
  }
}
