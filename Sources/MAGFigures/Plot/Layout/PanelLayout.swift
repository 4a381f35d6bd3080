/// One plot with every place decided: grid lines, marks, axes and labels.
struct PanelLayout: Sendable {
  /// Which tick labels are written.
  struct Labelling: OptionSet, Sendable {
    let rawValue: Int
    static let x = Labelling(rawValue: 1)
    static let y = Labelling(rawValue: 2)
  }

  private let theme: Theme
  let frame: PlotFrame
  private let x: Axis
  private let y: Axis
  private let xTicks: [Axis.Tick]
  private let yTicks: [Axis.Tick]
  private let marks: [any Mark]
  private let markTexts: [PlacedText]
  private let labels: [LabelPlacer.Placed]
  let omittedLabels: Int
  /// The tick labels, which stand outside the plot.
  let tickTexts: [PlacedText]

  init(
    _ marks: [any Mark], in rect: Rect, x: Axis, y: Axis, xTicks: [Axis.Tick],
    yTicks: [Axis.Tick], labelling: Labelling, theme: Theme, measurer: some TextMeasuring
  ) {
    self.theme = theme
    self.x = x
    self.y = y
    self.xTicks = xTicks
    self.yTicks = yTicks
    self.marks = marks
    let frame = PlotFrame(rect: rect, x: x.scale, y: y.scale)
    self.frame = frame
    var tickTexts: [PlacedText] = []
    if labelling.contains(.x) {
      for tick in xTicks {
        let at = Point(frame.x(tick.value), rect.maxY + theme.tickLength + 2)
        tickTexts.append(
          PlacedText(
            tick.text, at: at, along: .middle, across: .top, style: theme.tick, measurer: measurer))
      }
    }
    if labelling.contains(.y) {
      for tick in yTicks {
        let at = Point(rect.x - theme.tickLength - 2, frame.y(tick.value))
        tickTexts.append(
          PlacedText(
            tick.text, at: at, along: .end, across: .middle, style: theme.tick, measurer: measurer))
      }
    }
    self.tickTexts = tickTexts
    let markTexts = marks.flatMap { $0.texts(in: frame, measurer: measurer) }
    var placer = LabelPlacer(
      bounds: rect.inset(by: 1), taken: markTexts.map { $0.box(measurer) },
      ink: marks.flatMap { $0.ink(in: frame) })
    labels = placer.place(marks.flatMap { $0.labels(in: frame) }, measurer: measurer)
    omittedLabels = placer.omitted.count
    self.markTexts = markTexts
  }

  func draw(on canvas: inout some Canvas) {
    let rect = frame.rect
    var lines = Path()
    if y.gridLines {
      for tick in yTicks {
        lines.addSegment(
          Point(rect.x, frame.y(tick.value)), Point(rect.maxX, frame.y(tick.value)))
      }
    }
    if x.gridLines {
      for tick in xTicks {
        lines.addSegment(
          Point(frame.x(tick.value), rect.y), Point(frame.x(tick.value), rect.maxY))
      }
    }
    if !lines.steps.isEmpty {
      canvas.stroke(lines, with: Stroke(theme.faint, width: theme.hairline))
    }
    canvas.clipped(to: rect.inset(by: -theme.markerSize)) { clipped in
      for mark in marks { mark.draw(on: &clipped, in: frame) }
    }
    canvas.stroke(spines, with: Stroke(theme.ink, width: theme.axisWidth))
    for text in markTexts { canvas.draw(text) }
    for label in labels {
      if let leader = label.leader, let stroke = label.request.leader {
        canvas.stroke(.segment(leader.0, leader.1), with: stroke)
      }
    }
    for label in labels {
      canvas.fill(
        Path(label.box.inset(by: -0.6)),
        with: (label.request.ground ?? theme.background).faded(0.75))
      canvas.draw(label.text)
    }
  }

  /// The lines at the left and at the foot with their ticks; minor ticks are half as long.
  private var spines: Path {
    let rect = frame.rect
    var spines = Path(through: [
      Point(rect.x, rect.y), Point(rect.x, rect.maxY), Point(rect.maxX, rect.maxY),
    ])
    for (values, length) in [
      (xTicks.map(\.value), theme.tickLength), (x.minorTicks, theme.tickLength / 2),
    ] {
      for value in values {
        let x = frame.x(value)
        spines.addSegment(Point(x, rect.maxY), Point(x, rect.maxY + length))
      }
    }
    for (values, length) in [
      (yTicks.map(\.value), theme.tickLength), (y.minorTicks, theme.tickLength / 2),
    ] {
      for value in values {
        let y = frame.y(value)
        spines.addSegment(Point(rect.x - length, y), Point(rect.x, y))
      }
    }
    return spines
  }
}
