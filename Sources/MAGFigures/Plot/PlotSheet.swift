/// Rows of panels from top to bottom; unlike in a `PlotGrid` every plot has its own axes.
///
/// Rows that have as many panels of the same relative widths are aligned: their plots begin and end
/// at the same places. Neighbouring plots of a row with the same title of x get it once, in the
/// middle of them. Titles too long for their panel are broken into lines.
public struct PlotSheet: Sendable {
  public struct Row: Sendable {
    /// From left to right.
    public var panels: [Panel]
    /// How high the row's plots are, from the width of the widest. Where all have equal aspect they
    /// are no higher than they need; images take the height they need.
    public var height: PlotGrid.Height
    public var title: PlotGrid.RowTitle?
    /// Where panels with their labels would be narrower than so many points, the row is broken into
    /// lines of as many panels each; `nil` for one line at any width.
    public var narrowestPanel: Double?
    /// The most panels of a line, however wide it is; `nil` for all.
    public var mostPanels: Int?

    public init(panels: [Panel], height: PlotGrid.Height, title: PlotGrid.RowTitle? = nil) {
      self.panels = panels
      self.height = height
      self.title = title
    }
  }

  public enum Panel: Sendable {
    case plot(Plot)
    case images(Images)
    /// Room left free.
    case blank(width: Double)

    var width: Double {
      switch self {
      case .plot(let plot): plot.width
      case .images(let images): images.width
      case .blank(let width): width
      }
    }

    var title: String? {
      switch self {
      case .plot(let plot): plot.title
      case .images(let images): images.title
      case .blank: nil
      }
    }

    var plot: Plot? {
      if case .plot(let plot) = self { plot } else { nil }
    }
  }

  /// Which labels a plot leaves to a neighbour that has the same scale.
  public struct Sharing: OptionSet, Sendable {
    public let rawValue: Int

    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Tick labels and title of x are those of the plot below, in the next row.
    public static let x = Sharing(rawValue: 1)
    /// Tick labels and title of y are those of the plot at the left.
    public static let y = Sharing(rawValue: 2)
  }

  /// One plot with its own axes.
  public struct Plot: Sendable {
    public var title: String?
    public var x: Axis
    public var y: Axis
    /// Drawn in order, the last on top.
    public var marks: [any Mark]
    /// The share of the row's width relative to the other panels.
    public var width = 1.0
    /// Whether one unit of x is as long as one of y; the plot then fills its place in one direction
    /// only.
    public var equalAspect = false
    public var sharing: Sharing = []
    public var colorBar: ColorBar?
    /// About how far apart the ticks of each axis stand, in points.
    public var xSpacing = 38.0
    public var ySpacing = 24.0

    public init(title: String? = nil, x: Axis, y: Axis, marks: [any Mark]) {
      self.title = title
      self.x = x
      self.y = y
      self.marks = marks
    }
  }

  /// Images in lines from left to right with words under each.
  public struct Images: Sendable {
    public var title: String?
    public var cells: [ImageGrid.Cell]
    /// So many in a line, fewer where the words under them would not fit; `nil` for all.
    public var columns: Int?
    /// The share of the row's width relative to the other panels.
    public var width = 1.0
    /// The largest side of an image in points.
    public var largestSide = 120.0

    public init(title: String? = nil, cells: [ImageGrid.Cell], columns: Int? = nil) {
      self.title = title
      self.cells = cells
      self.columns = columns
    }
  }

  public var rows: [Row]

  public init(rows: [Row]) { self.rows = rows }
}
