import MAGFiles

extension ChartPanel: Codable {
  private enum Kind: String, Codable {
    case plot
    case heatMap = "heat_map"
    case images
  }
  private enum KindKey: String, CodingKey { case kind }

  public init(from decoder: any Decoder) throws {
    switch try decoder.container(keyedBy: KindKey.self).decode(Kind.self, forKey: .kind) {
    case .plot: self = .plot(try Plot(from: decoder))
    case .heatMap: self = .heatMap(try HeatMap(from: decoder))
    case .images: self = .images(try Images(from: decoder))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var head = encoder.container(keyedBy: KindKey.self)
    switch self {
    case .plot(let plot):
      try head.encode(Kind.plot, forKey: .kind)
      try plot.encode(to: encoder)
    case .heatMap(let map):
      try head.encode(Kind.heatMap, forKey: .kind)
      try map.encode(to: encoder)
    case .images(let images):
      try head.encode(Kind.images, forKey: .kind)
      try images.encode(to: encoder)
    }
  }
}

extension ChartPanel.Plot {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case title, x, y, heights, series, references
  }

  public init(from decoder: any Decoder) throws {
    let keys = try decoder.strictContainer(keyedBy: CodingKeys.self, also: ["kind"])
    title = try keys.decodeIfPresent(String.self, forKey: .title)
    x = try keys.decodeIfPresent(ChartAxis.self, forKey: .x) ?? ChartAxis()
    y = try keys.decodeIfPresent(ChartAxis.self, forKey: .y) ?? ChartAxis()
    heights = try keys.decodeIfPresent(Heights.self, forKey: .heights) ?? .percent
    series = try keys.decode([ChartSeries].self, forKey: .series)
    references = try keys.decodeIfPresent([Reference].self, forKey: .references) ?? []
  }
}

extension ChartPanel.Plot.Reference {
  private enum CodingKeys: String, CodingKey, CaseIterable { case axis, value, label }

  public init(from decoder: any Decoder) throws {
    let keys = try decoder.strictContainer(keyedBy: CodingKeys.self)
    axis = try keys.decode(Direction.self, forKey: .axis)
    value = try keys.decode(Double.self, forKey: .value)
    label = try keys.decodeIfPresent(String.self, forKey: .label)
  }
}

extension ChartPanel.HeatMap {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case title, model, x, y, columns, rows, quantity, colors, limits, decimals, values
  }

  public init(from decoder: any Decoder) throws {
    let keys = try decoder.strictContainer(keyedBy: CodingKeys.self, also: ["kind"])
    title = try keys.decodeIfPresent(String.self, forKey: .title)
    model = try keys.decodeIfPresent(String.self, forKey: .model)
    x = try keys.decodeIfPresent(String.self, forKey: .x) ?? ""
    y = try keys.decodeIfPresent(String.self, forKey: .y) ?? ""
    columns = try keys.decode([String].self, forKey: .columns)
    rows = try keys.decode([String].self, forKey: .rows)
    quantity = try keys.decode(String.self, forKey: .quantity)
    colors = try keys.decodeIfPresent(ChartPanel.Colors.self, forKey: .colors) ?? .sequential
    limits = try keys.decodeIfPresent([Double].self, forKey: .limits) ?? []
    decimals = try keys.decodeIfPresent(Int.self, forKey: .decimals)
    values = try keys.decode([[Double?]].self, forKey: .values)
  }
}

extension ChartPanel.Images {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case title, model, width, height, columns, colors, limits, images
  }

  public init(from decoder: any Decoder) throws {
    let keys = try decoder.strictContainer(keyedBy: CodingKeys.self, also: ["kind"])
    title = try keys.decodeIfPresent(String.self, forKey: .title)
    model = try keys.decodeIfPresent(String.self, forKey: .model)
    width = try keys.decode(Int.self, forKey: .width)
    height = try keys.decode(Int.self, forKey: .height)
    columns = try keys.decodeIfPresent(Int.self, forKey: .columns)
    colors = try keys.decodeIfPresent(ChartPanel.Colors.self, forKey: .colors) ?? .sequential
    limits = try keys.decodeIfPresent([Double].self, forKey: .limits) ?? []
    images = try keys.decode([Image].self, forKey: .images)
  }
}

extension ChartPanel.Images.Image {
  private enum CodingKeys: String, CodingKey, CaseIterable { case lines, pixels }

  public init(from decoder: any Decoder) throws {
    let keys = try decoder.strictContainer(keyedBy: CodingKeys.self)
    lines = try keys.decodeIfPresent([String].self, forKey: .lines) ?? []
    pixels = try keys.decode([Double?].self, forKey: .pixels)
  }
}
