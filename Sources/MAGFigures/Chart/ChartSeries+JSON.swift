import MAGFiles

/// An object with a `kind` beside the keys that this kind has.
private enum KindKey: String, CodingKey { case kind }

extension ChartSeries: Codable {
  public init(from decoder: any Decoder) throws {
    switch try decoder.container(keyedBy: KindKey.self).decode(Kind.self, forKey: .kind) {
    case .histogram: self = .histogram(try Sample(from: decoder))
    case .ecdf: self = .ecdf(try Sample(from: decoder))
    case .box: self = .box(try Sample(from: decoder))
    case .violin: self = .violin(try Sample(from: decoder))
    case .line: self = .line(try Curve(from: decoder))
    case .points: self = .points(try Curve(from: decoder))
    case .step: self = .step(try Steps(from: decoder))
    case .bars: self = .bars(try Bars(from: decoder))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .histogram(let sample), .ecdf(let sample), .box(let sample), .violin(let sample):
      try encode(sample, to: encoder)
    case .line(let curve), .points(let curve): try encode(curve, to: encoder)
    case .step(let steps): try encode(steps, to: encoder)
    case .bars(let bars): try encode(bars, to: encoder)
    }
  }

  private func encode(_ fields: some Encodable, to encoder: any Encoder) throws {
    var head = encoder.container(keyedBy: KindKey.self)
    try head.encode(kind, forKey: .kind)
    try fields.encode(to: encoder)
  }
}

extension ChartSeries.Sample {
  private enum CodingKeys: String, CodingKey, CaseIterable { case name, category, values }

  public init(from decoder: any Decoder) throws {
    let keys = try decoder.strictContainer(keyedBy: CodingKeys.self, also: ["kind"])
    name = try keys.decode(String.self, forKey: .name)
    category = try keys.decodeIfPresent(String.self, forKey: .category)
    values = try keys.decode([Double?].self, forKey: .values)
  }
}

extension ChartSeries.Curve {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case name, x, y, lower, upper, labels, markers
  }

  public init(from decoder: any Decoder) throws {
    let keys = try decoder.strictContainer(keyedBy: CodingKeys.self, also: ["kind"])
    name = try keys.decode(String.self, forKey: .name)
    x = try keys.decode([Double?].self, forKey: .x)
    y = try keys.decode([Double?].self, forKey: .y)
    lower = try keys.decodeIfPresent([Double?].self, forKey: .lower)
    upper = try keys.decodeIfPresent([Double?].self, forKey: .upper)
    labels = try keys.decodeIfPresent([String?].self, forKey: .labels)
    markers = try keys.decodeIfPresent(Bool.self, forKey: .markers) ?? true
  }
}

extension ChartSeries.Steps {
  private enum CodingKeys: String, CodingKey, CaseIterable { case name, edges, y }

  public init(from decoder: any Decoder) throws {
    let keys = try decoder.strictContainer(keyedBy: CodingKeys.self, also: ["kind"])
    name = try keys.decode(String.self, forKey: .name)
    edges = try keys.decode([Double].self, forKey: .edges)
    y = try keys.decode([Double?].self, forKey: .y)
  }
}

extension ChartSeries.Bars {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case name, categories, y, lower, upper
  }

  public init(from decoder: any Decoder) throws {
    let keys = try decoder.strictContainer(keyedBy: CodingKeys.self, also: ["kind"])
    name = try keys.decode(String.self, forKey: .name)
    categories = try keys.decode([String].self, forKey: .categories)
    y = try keys.decode([Double?].self, forKey: .y)
    lower = try keys.decodeIfPresent([Double?].self, forKey: .lower)
    upper = try keys.decodeIfPresent([Double?].self, forKey: .upper)
  }
}
