/// How values lie along an axis.
public enum Scale: Sendable, Equatable {
  /// Real numbers between two bounds; the bounds are kept as they are.
  case linear(from: Double, to: Double)
  /// Names at 0, 1, 2 …, with `padding` units of room before the first and after the last.
  case categorical([String], padding: Double)

  public var lower: Double {
    switch self {
    case .linear(let lower, _): lower
    case .categorical(_, let padding): -padding
    }
  }

  public var upper: Double {
    switch self {
    case .linear(_, let upper): upper
    case .categorical(let names, let padding): Double(names.count - 1) + padding
    }
  }
}

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
      let values = LinearTicks.positions(
        from: lower, to: upper, target: Int(length / spacing) + 1)
      let decimals = NumberText.decimals(for: values)
      return values.map { Tick(value: $0, text: NumberText.fixed($0, decimals: decimals)) }
    case .categorical(let names, _):
      let unit = length / (scale.upper - scale.lower)
      let every = max(1, Int((spacing / unit).rounded(.up)))
      return stride(from: 0, to: names.count, by: every).map {
        Tick(value: Double($0), text: names[$0])
      }
    }
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

  public func x(_ value: Double) -> Double {
    rect.x + (value - x.lower) / (x.upper - x.lower) * rect.width
  }

  public func y(_ value: Double) -> Double {
    rect.maxY - (value - y.lower) / (y.upper - y.lower) * rect.height
  }

  public func point(_ x: Double, _ y: Double) -> Point { Point(self.x(x), self.y(y)) }
}
