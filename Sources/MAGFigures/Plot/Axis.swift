/// One direction of a plot: its scale and what is written along it.
public struct Axis: Sendable, Equatable {
  /// The quantity with its unit.
  public var title: String
  public var scale: Scale
  public var gridLines: Bool

  public init(title: String, scale: Scale, gridLines: Bool = false) {
    self.title = title
    self.scale = scale
    self.gridLines = gridLines
  }

  /// The x axis of a table: a name in the middle of each column.
  public static func columns(title: String, names: [String]) -> Axis {
    Axis(title: title, scale: .categorical(names, padding: 0.5))
  }

  /// The y axis of a table: a name in the middle of each row, the first at the top.
  public static func rows(title: String, names: [String]) -> Axis {
    Axis(title: title, scale: .categorical(names.reversed(), padding: 0.5))
  }

  /// A place along the axis with what is written there.
  public struct Tick: Sendable, Equatable {
    public var value: Double
    public var text: String
  }

  /// The ticks for an axis `length` points long, at least about `spacing` points apart.
  ///
  /// A categorical axis shows every name, or every second, third … name when they would be closer.
  public func ticks(length: Double, spacing: Double) -> [Tick] {
    switch scale {
    case .linear(let lower, let upper):
      return Axis.linearTicks(from: lower, to: upper, length: length, spacing: spacing)
    case .logarithmic(let lower, let upper):
      let values = LogarithmicTicks.positions(
        from: lower, to: upper, target: Int(length / spacing) + 1)
      return values.count > 1
        ? values.map { Tick(value: $0, text: NumberText.power($0, among: values)) }
        : Axis.linearTicks(from: lower, to: upper, length: length, spacing: spacing)
    case .categorical(let names, _):
      let unit = length / (scale.upper - scale.lower)
      let every = max(1, Int((spacing / unit).rounded(.up)))
      return stride(from: 0, to: names.count, by: every).map {
        Tick(value: Double($0), text: names[$0])
      }
    }
  }

  /// The places of the shorter ticks between the labelled ones; only logarithmic axes have any.
  public var minorTicks: [Double] {
    guard case .logarithmic(let lower, let upper) = scale else { return [] }
    return LogarithmicTicks.minorPositions(from: lower, to: upper)
  }

  private static func linearTicks(
    from lower: Double, to upper: Double, length: Double, spacing: Double
  ) -> [Tick] {
    let values = LinearTicks.positions(from: lower, to: upper, target: Int(length / spacing) + 1)
    return zip(values, NumberText.ticks(values)).map { Tick(value: $0, text: $1) }
  }
}

/// Where a plot's values fall on the page.
public struct PlotFrame: Sendable, Equatable {
  public var rect: Rect
  public var x: Scale
  public var y: Scale

  public init(rect: Rect, x: Scale, y: Scale) {
    self.rect = rect
    self.x = x
    self.y = y
  }

  public func x(_ value: Double) -> Double { rect.x + x.share(of: value) * rect.width }

  public func y(_ value: Double) -> Double { rect.maxY - y.share(of: value) * rect.height }

  public func point(_ x: Double, _ y: Double) -> Point { Point(self.x(x), self.y(y)) }

  public func point(_ value: DataPoint) -> Point { point(value.x, value.y) }
}

/// A place in the units of a plot's axes.
public struct DataPoint: Sendable, Equatable, Codable {
  public var x: Double
  public var y: Double

  public init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }
}
