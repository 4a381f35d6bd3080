/// One number for all channels of an image, or one for each.
///
/// In JSON a number, or an array of at least two.
public struct ChannelValues: Sendable, Equatable {
  /// Never empty.
  public let values: [Double]

  public init(_ value: Double) { values = [value] }

  /// Nil without values.
  public init?(_ values: [Double]) {
    if values.isEmpty { return nil }
    self.values = values
  }

  /// Numbers separated by commas, such as `0.5` or `0.49,0.48,0.45`; nil for any other text.
  public init?(text: String) {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      Double(part.filter { $0 != " " })
    }
    let numbers = parts.compactMap { $0 }
    guard numbers.count == parts.count else { return nil }
    self.init(numbers)
  }

  public var count: Int { values.count }

  /// The number of a channel; the one number where there is only one.
  public subscript(channel: Int) -> Double { values.count == 1 ? values[0] : values[channel] }

  /// As `init(text:)` reads it; whole numbers without a point.
  public var text: String {
    values.map { value in Int(exactly: value).map { "\($0)" } ?? "\(value)" }
      .joined(separator: ",")
  }
}

extension ChannelValues: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  public init(floatLiteral value: Double) { self.init(value) }
  public init(integerLiteral value: Int) { self.init(Double(value)) }
}

extension ChannelValues: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let value = try? container.decode(Double.self) {
      self.init(value)
      return
    }
    guard let values = ChannelValues(try container.decode([Double].self)) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "a number a channel, and at least one, is needed")
    }
    self = values
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if count == 1 { try container.encode(values[0]) } else { try container.encode(values) }
  }
}
