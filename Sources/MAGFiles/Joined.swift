/// Two values as one JSON object: the keys of the first, then those of the second.
public struct Joined<First: Encodable, Second: Encodable>: Encodable {
  public var first: First
  public var second: Second

  public init(_ first: First, _ second: Second) {
    self.first = first
    self.second = second
  }

  public func encode(to encoder: any Encoder) throws {
    try first.encode(to: encoder)
    try second.encode(to: encoder)
  }
}
