/// The class along x as a strip at the foot of a plot: a field for each run of one class, with its
/// number where there is room for it.
public struct ClassStripMark: Mark {
  public struct Run: Sendable, Equatable {
    public var from: Double
    public var to: Double
    public var number: Int

    public init(from: Double, to: Double, number: Int) {
      self.from = from
      self.to = to
      self.number = number
    }
  }

  /// In ascending order, each beginning where the one before ends.
  public var runs: [Run]
  /// In points.
  public var height: Double
  public var textStyle: TextStyle
  /// Of the fields in turn; neighbours differ.
  public var fills: [Color]

  public init(runs: [Run], height: Double, textStyle: TextStyle, fills: [Color]) {
    self.runs = runs
    self.height = height
    self.textStyle = textStyle
    self.fills = fills
  }

  private func field(_ run: Run, in frame: PlotFrame) -> Rect {
    let left = frame.x(run.from)
    return Rect(
      x: left, y: frame.rect.maxY - height, width: max(0, frame.x(run.to) - left), height: height)
  }

  public func draw(on canvas: inout some Canvas, in frame: PlotFrame) {
    for (place, run) in runs.enumerated() where !fills.isEmpty {
      canvas.fill(Path(field(run, in: frame)), with: fills[place % fills.count])
    }
  }

  public func ink(in frame: PlotFrame) -> [Ink] { runs.map { .area(field($0, in: frame)) } }

  public func texts(in frame: PlotFrame, measurer: some TextMeasuring) -> [PlacedText] {
    runs.compactMap { run in
      let field = field(run, in: frame)
      let text = "\(run.number)"
      guard measurer.width(of: text, style: textStyle) + 2 <= field.width else { return nil }
      return PlacedText(
        text, at: field.center, along: .middle, across: .middle, style: textStyle,
        measurer: measurer)
    }
  }
}
