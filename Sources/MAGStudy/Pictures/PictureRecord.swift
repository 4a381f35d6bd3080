import MAGFigures

/// What a picture was, and what was done to make an image like the data's of it.
public struct PictureRecord: Codable, Equatable, Sendable {
  public var path: String
  public var sha256: String
  /// As stored.
  public var width: Int
  public var height: Int
  public var bitDepth: Int
  public var colorType: PNGPicture.ColorType
  public var isInterlaced: Bool
  public var isInverted: Bool
  /// Whether there was transparency, which counts as black.
  public var overBlack: Bool
  /// Whether colours were weighted into grey.
  public var toGrey: Bool
  /// How each axis was resampled; nil where it had the data's size.
  public var horizontal: AxisResampling.Filter?
  public var vertical: AxisResampling.Filter?

  private enum CodingKeys: String, CodingKey {
    case path, sha256, width, height, bitDepth, colorType, isInterlaced, isInverted, overBlack
    case toGrey, horizontal, vertical
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(path, forKey: .path)
    try container.encode(sha256, forKey: .sha256)
    try container.encode(width, forKey: .width)
    try container.encode(height, forKey: .height)
    try container.encode(bitDepth, forKey: .bitDepth)
    try container.encode(colorType, forKey: .colorType)
    try container.encode(isInterlaced, forKey: .isInterlaced)
    try container.encode(isInverted, forKey: .isInverted)
    try container.encode(overBlack, forKey: .overBlack)
    try container.encode(toGrey, forKey: .toGrey)
    try container.encode(horizontal, forKey: .horizontal)
    try container.encode(vertical, forKey: .vertical)
  }

  /// What was done in one sentence; nil where the file's bytes were taken as they are.
  ///
  /// - Parameter size: of the data, such as `28 × 28`.
  public func notice(size: String) -> String? {
    var steps: [String] = []
    if isInverted { steps.append("inverted") }
    if overBlack { steps.append("laid over black") }
    if toGrey { steps.append("turned to grey by 0.299 R + 0.587 G + 0.114 B") }
    if let resized { steps.append("resized to \(size) (width × height) \(resized)") }
    if bitDepth == 16 { steps.append("rounded to 8 bits") }
    guard !steps.isEmpty else { return nil }
    return "\(path): \(width) × \(height), \(colorType.rawValue), \(bitDepth) bits: "
      + steps.joined(separator: ", ") + "."
  }

  /// The filters in words; nil where both axes had the data's size.
  private var resized: String? {
    func words(_ filter: AxisResampling.Filter) -> String {
      filter == .area ? "area averages" : "bilinear interpolation"
    }
    switch (horizontal, vertical) {
    case (nil, nil): return nil
    case (let filter?, nil): return "by \(words(filter)) across"
    case (nil, let filter?): return "by \(words(filter)) down"
    case (let across?, let down?) where across == down: return "by \(words(across))"
    case (let across?, let down?): return "by \(words(across)) across and \(words(down)) down"
    }
  }
}
