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
