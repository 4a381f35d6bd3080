import MAGGeometry

/// The class changes on the segment between two images.
public struct PairResult: Codable, Equatable, Sendable {
  /// An end of the segment.
  public struct EndPoint: Codable, Equatable, Sendable {
    /// The image's number in its split; nil for a picture.
    public var index: Int?
    public var label: Int?
    /// The file of a picture, as it was given.
    public var path: String?

    public init(index: Int? = nil, label: Int? = nil, path: String? = nil) {
      self.index = index
      self.label = label
      self.path = path
    }

    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(index, forKey: .index)
      try container.encode(label, forKey: .label)
      if let path { try container.encode(path, forKey: .path) }
    }
  }

  public var from: EndPoint
  public var to: EndPoint
  public var method: PathMethod
  public var status: LineStatus
  /// The number of affine pieces; nil if sampled.
  public var pieces: Int?
  /// The class just after t = 0 and the one just before t = 1.
  public var startClass: Int
  public var endClass: Int
  /// The distance between the ends, in pixel units.
  public var length: Double
  /// In order of t.
  public var crossings: [Crossing]
  /// All kinks in (0, 1), in order, if they were asked for; left out of JSON when nil.
  public var kinkPositions: [Double]?
  /// The check of an exact path by fresh forward passes, if asked for; likewise.
  public var certificate: LineCertificate?
  /// What uniform samples would have said, if asked for; likewise.
  public var audit: PathAudit?

  init(from: EndPoint, to: EndPoint, path: LinePath) {
    self.from = from
    self.to = to
    method = path.method
    status = path.status
    pieces = path.pieces
    startClass = path.startClass
    endClass = path.endClass
    length = path.length
    crossings = path.crossings
    kinkPositions = path.kinkPositions
    certificate = path.certificate
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(from, forKey: .from)
    try container.encode(to, forKey: .to)
    try container.encode(method, forKey: .method)
    try container.encode(status, forKey: .status)
    try container.encode(pieces, forKey: .pieces)
    try container.encode(startClass, forKey: .startClass)
    try container.encode(endClass, forKey: .endClass)
    try container.encode(length, forKey: .length)
    try container.encode(crossings, forKey: .crossings)
    if let kinkPositions { try container.encode(kinkPositions, forKey: .kinkPositions) }
    if let certificate { try container.encode(certificate, forKey: .certificate) }
    if let audit { try container.encode(audit, forKey: .audit) }
  }
}
