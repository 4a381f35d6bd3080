import Foundation

/// One direction of a chart: what is measured along it and how far it goes.
public struct ChartAxis: Codable, Sendable, Equatable {
  public enum Kind: String, Codable, Sendable, CaseIterable {
    case linear
    /// All values must be greater than 0.
    case logarithmic
    /// Names instead of numbers, for boxes, violins and bars.
    case categorical
  }

  /// The quantity with its unit; nil for words that follow from what is drawn, where there are any.
  public var title: String?
  public var scale: Kind
  /// The lower and the upper end; nil for an end that follows from the values. Empty for both.
  public var limits: [Double?]
  /// The names of a categorical axis in order; nil for the order in which they first appear.
  public var categories: [String]?

  public init(
    _ title: String? = nil, scale: Kind = .linear, limits: [Double?] = [],
    categories: [String]? = nil
  ) {
    self.title = title
    self.scale = scale
    self.limits = limits
    self.categories = categories
  }

  public init(_ title: String? = nil, scale: Kind = .linear, limits: ClosedRange<Double>) {
    self.init(title, scale: scale, limits: [limits.lowerBound, limits.upperBound])
  }

  private enum CodingKeys: String, CodingKey, CaseIterable { case title, scale, limits, categories }

  public init(from decoder: any Decoder) throws {
    let keys = try decoder.strictContainer(keyedBy: CodingKeys.self)
    title = try keys.decodeIfPresent(String.self, forKey: .title)
    scale = try keys.decodeIfPresent(Kind.self, forKey: .scale) ?? .linear
    limits = try keys.decodeIfPresent([Double?].self, forKey: .limits) ?? []
    categories = try keys.decodeIfPresent([String].self, forKey: .categories)
  }
}

extension ChartAxis {
  /// The scale that shows values, with a little room at the ends that are not given.
  ///
  /// The room is 4 % of the values' span (of its logarithm), but it ends at a bound of `natural`
  /// that no value passes. Where all values are equal, it is half of them, or 1 around 0.
  ///
  /// - Parameters:
  ///   - values: finite, positive on a logarithmic scale.
  ///   - natural: bounds that the quantity has, e.g. 0 and 1 of a share.
  /// - Returns: nil when an end is neither given nor to be had from values.
  func resolved(values: [Double], natural: (lower: Double?, upper: Double?) = (0, nil)) -> Scale? {
    let given = limits.count == 2 ? (limits[0], limits[1]) : (nil, nil)
    var (lower, upper) = (given.0 ?? 0, given.1 ?? 1)
    if given.0 == nil || given.1 == nil {
      guard let least = values.min(), let most = values.max() else { return nil }
      let room = padded(least, most)
      if given.0 == nil {
        lower = room.lower
        if let bound = natural.lower, least >= bound { lower = max(lower, bound) }
      }
      if given.1 == nil {
        upper = room.upper
        if let bound = natural.upper, most <= bound { upper = min(upper, bound) }
      }
    }
    return scale == .logarithmic
      ? .logarithmic(from: lower, to: upper) : .linear(from: lower, to: upper)
  }

  private func padded(_ least: Double, _ most: Double) -> (lower: Double, upper: Double) {
    if scale == .logarithmic {
      guard least < most else { return (least / 2, most * 2) }
      let room = pow(most / least, 0.04)
      return (least / room, most * room)
    }
    guard least < most else {
      let room = least == 0 ? 1 : abs(least) / 2
      return (least - room, most + room)
    }
    let room = 0.04 * (most - least)
    return (least - room, most + room)
  }
}
