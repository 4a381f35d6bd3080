/// One panel of a chart.
public enum ChartPanel: Sendable, Equatable {
  /// Series between two axes.
  case plot(Plot)
  /// A table of values as coloured cells with a colour bar.
  case heatMap(HeatMap)
  /// Images on one scale of greys or colours.
  case images(Images)

  /// Series between two axes. Histograms, ECDFs, and lines, steps and points stand on axes of
  /// numbers; boxes, violins and bars on categories along x.
  public struct Plot: Codable, Sendable, Equatable {
    /// What a histogram's heights are.
    public enum Heights: String, Codable, Sendable, CaseIterable {
      /// The share of the sample's defined values, in percent.
      case percent
      case count
      /// The share per unit of x, so that the area is 1.
      case density
    }

    /// A thin line across the plot at one value.
    public struct Reference: Codable, Sendable, Equatable {
      public enum Direction: String, Codable, Sendable, CaseIterable { case x, y }

      /// The axis on which the value lies.
      public var axis: Direction
      public var value: Double
      public var label: String?

      public init(_ axis: Direction, _ value: Double, label: String? = nil) {
        self.axis = axis
        self.value = value
        self.label = label
      }
    }

    public var title: String?
    public var x: ChartAxis
    public var y: ChartAxis
    /// The last is drawn first, so that the first lies on top.
    public var series: [ChartSeries]
    public var heights: Heights
    public var references: [Reference]

    public init(
      title: String? = nil, x: ChartAxis = ChartAxis(), y: ChartAxis = ChartAxis(),
      series: [ChartSeries], heights: Heights = .percent, references: [Reference] = []
    ) {
      self.title = title
      self.x = x
      self.y = y
      self.series = series
      self.heights = heights
      self.references = references
    }
  }

  /// How values become colours.
  public enum Colors: String, Codable, Sendable, CaseIterable {
    /// From the theme's faint to its strong end: magnitudes. Images are grey, the smallest black.
    case sequential
    /// To both sides of zero, with limits of one size: signed values.
    case diverging
  }

  public struct HeatMap: Codable, Sendable, Equatable {
    public var title: String?
    /// What columns and rows stand for.
    public var x: String
    public var y: String
    public var columns: [String]
    public var rows: [String]
    /// Row after row from the top; nil where undefined.
    public var values: [[Double?]]
    /// The quantity with its unit, beside the colour bar.
    public var quantity: String
    public var colors: Colors
    /// The values at the two ends of the colours; empty for those of the values.
    public var limits: [Double]
    /// Decimals of the numbers in the cells; nil writes none.
    public var decimals: Int?
    /// The model it belongs to, for the choice of models; nil to stay with any.
    public var model: String?

    public init(
      title: String? = nil, x: String, y: String, columns: [String], rows: [String],
      values: [[Double?]], quantity: String, colors: Colors = .sequential, limits: [Double] = [],
      decimals: Int? = nil, model: String? = nil
    ) {
      self.title = title
      self.x = x
      self.y = y
      self.columns = columns
      self.rows = rows
      self.values = values
      self.quantity = quantity
      self.colors = colors
      self.limits = limits
      self.decimals = decimals
      self.model = model
    }
  }

  public struct Images: Codable, Sendable, Equatable {
    public struct Image: Codable, Sendable, Equatable {
      /// Row after row from the top; nil where undefined.
      public var pixels: [Double?]
      /// Words under the image, the first line bold.
      public var lines: [String]

      public init(pixels: [Double?], lines: [String] = []) {
        self.pixels = pixels
        self.lines = lines
      }
    }

    public var title: String?
    public var width: Int
    public var height: Int
    /// From left to right.
    public var images: [Image]
    /// So many in a line, fewer where their words need the room; nil for all.
    public var columns: Int?
    public var colors: Colors
    /// The values of black and white, or of the two ends of the colours; empty for those of all
    /// images of the panel together.
    public var limits: [Double]
    /// The model they belong to, for the choice of models; nil to stay with any.
    public var model: String?

    public init(
      title: String? = nil, width: Int, height: Int, images: [Image], columns: Int? = nil,
      colors: Colors = .sequential, limits: [Double] = [], model: String? = nil
    ) {
      self.title = title
      self.width = width
      self.height = height
      self.images = images
      self.columns = columns
      self.colors = colors
      self.limits = limits
      self.model = model
    }
  }

  public var title: String? {
    switch self {
    case .plot(let plot): plot.title
    case .heatMap(let map): map.title
    case .images(let images): images.title
    }
  }
}
