/// A whole figure as a value: what is shown, without places. `FigureLayout` finds the places.
public struct Figure: Sendable {
  public enum Body: Sendable {
    case plots(PlotGrid)
    case sheet(PlotSheet)
    case images(ImageGrid)
  }

  /// What messages call it, e.g. "Figure 1".
  public var name: String
  public var metadata: FigureMetadata
  public var theme: Theme
  /// What stands over everything, inside the graphic; nil for nothing.
  public var title: String?
  /// A warning that must be seen with the picture, drawn on a tinted ground above it.
  public var notice: String?
  public var legend: [LegendEntry]
  public var body: Body
  /// Small print below the picture.
  public var notes: [String]

  public init(
    name: String, metadata: FigureMetadata, theme: Theme, title: String? = nil,
    notice: String? = nil, legend: [LegendEntry] = [], body: Body, notes: [String] = []
  ) {
    self.name = name
    self.metadata = metadata
    self.theme = theme
    self.title = title
    self.notice = notice
    self.legend = legend
    self.body = body
    self.notes = notes
  }
}

/// Plots in rows and columns that share both axes: ticks stand at the left and at the foot only.
public struct PlotGrid: Sendable {
  public struct Cell: Sendable {
    public var title: String?
    /// Drawn in order, the last on top.
    public var marks: [any Mark]

    public init(title: String? = nil, marks: [any Mark]) {
      self.title = title
      self.marks = marks
    }
  }

  /// What stands over a column: two small pictures and a text between them.
  public struct ColumnHeader: Sendable {
    public var leading: Picture?
    public var trailing: Picture?
    /// Wordings from the longest to the shortest; the first that fits is shown.
    public var wordings: [String]

    public init(leading: Picture? = nil, trailing: Picture? = nil, wordings: [String]) {
      self.leading = leading
      self.trailing = trailing
      self.wordings = wordings
    }
  }

  /// A title beside a row, running upwards.
  public struct RowTitle: Sendable {
    public var text: String
    public var color: Color

    public init(_ text: String, color: Color) {
      self.text = text
      self.color = color
    }
  }

  /// How high plots are: a share of their width within bounds in points.
  public struct Height: Sendable, Equatable {
    public var aspect: Double
    public var smallest: Double
    public var largest: Double

    public init(aspect: Double, smallest: Double, largest: Double) {
      self.aspect = aspect
      self.smallest = smallest
      self.largest = largest
    }

    public func points(forWidth width: Double) -> Double {
      min(max(width * aspect, smallest), largest)
    }
  }

  public var x: Axis
  public var y: Axis
  /// About how far apart the ticks of each axis stand, in points.
  public var xSpacing = 38.0
  public var ySpacing = 24.0
  public var columnHeaders: [ColumnHeader]
  public var rowTitles: [RowTitle]
  /// Row after row, all of one length.
  public var cells: [[Cell]]
  public var height: Height

  public init(
    x: Axis, y: Axis, columnHeaders: [ColumnHeader] = [], rowTitles: [RowTitle] = [],
    cells: [[Cell]], height: Height
  ) {
    self.x = x
    self.y = y
    self.columnHeaders = columnHeaders
    self.rowTitles = rowTitles
    self.cells = cells
    self.height = height
  }
}

/// Images in rows and columns with words under each.
public struct ImageGrid: Sendable {
  public struct Cell: Sendable {
    public var picture: Picture
    /// Lines under the image; the first is set in bold.
    public var lines: [String]

    public init(picture: Picture, lines: [String]) {
      self.picture = picture
      self.lines = lines
    }
  }

  public struct Row: Sendable {
    public var title: PlotGrid.RowTitle
    public var cells: [Cell]

    public init(title: PlotGrid.RowTitle, cells: [Cell]) {
      self.title = title
      self.cells = cells
    }
  }

  public var columnTitles: [String]
  public var rows: [Row]
  /// The largest side of an image in points.
  public var largestSide = 120.0

  public init(columnTitles: [String], rows: [Row]) {
    self.columnTitles = columnTitles
    self.rows = rows
  }
}
