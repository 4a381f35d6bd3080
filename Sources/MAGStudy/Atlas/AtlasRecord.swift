/// One walked line of an atlas.
///
/// In JSON one object: `checkpoint`, `family`, `number`, then what `PairResult` writes (ends, method,
/// status, pieces, classes, length, crossings and, on lines that have one, `certificate`).
public struct AtlasRecord: Codable, Equatable, Sendable {
  /// The network's name.
  public var checkpoint: String
  public var family: AtlasFamily
  /// The line's number in its family, from 0.
  public var number: Int
  /// For adversarial lines both ends carry the natural image's number and label.
  public var result: PairResult

  init(checkpoint: String, family: AtlasFamily, number: Int, result: PairResult) {
    self.checkpoint = checkpoint
    self.family = family
    self.number = number
    self.result = result
  }

  private enum CodingKeys: String, CodingKey {
    case checkpoint, family, number
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    checkpoint = try container.decode(String.self, forKey: .checkpoint)
    family = try container.decode(AtlasFamily.self, forKey: .family)
    number = try container.decode(Int.self, forKey: .number)
    result = try PairResult(from: decoder)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(checkpoint, forKey: .checkpoint)
    try container.encode(family, forKey: .family)
    try container.encode(number, forKey: .number)
    try result.encode(to: encoder)
  }
}
