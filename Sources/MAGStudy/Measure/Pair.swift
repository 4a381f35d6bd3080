import MAGNumerics

/// How the classes of two images are related.
public enum PairRelation: String, Sendable, Codable {
  case otherClass = "other-class"
  case sameClass = "same-class"
}

/// The two images at the ends of a segment, by their numbers in the split.
public struct Pair: Sendable, Hashable, Codable {
  public var from: Int
  public var to: Int

  public init(from: Int, to: Int) {
    self.from = from
    self.to = to
  }

  /// Reads `7:2`; spaces around the numbers are allowed, signs are not.
  ///
  /// - Throws: `MeasureFailure.notPair`.
  public init(_ text: String) throws(MeasureFailure) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
      .map { $0.trimmingSpaces() }
    guard parts.count == 2, let from = Pair.number(parts[0]), let to = Pair.number(parts[1]) else {
      throw .notPair(text: text, line: nil)
    }
    self.init(from: from, to: to)
  }

  /// Reads a list such as `7:2,15:3`.
  ///
  /// - Throws: `MeasureFailure.notPair`, `.noPairs`.
  public static func list(_ text: String) throws(MeasureFailure) -> [Pair] {
    guard !text.trimmingSpaces().isEmpty else { throw .noPairs }
    var pairs: [Pair] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      pairs.append(try Pair(String(part).trimmingSpaces()))
    }
    return pairs
  }

  /// Reads a file's text: one pair a line, `7:2`, `7,2` or `7 2`; empty lines and what follows a #
  /// are left out.
  ///
  /// - Throws: `MeasureFailure.notPair` with the line, `.noPairs`.
  public static func lines(_ text: String) throws(MeasureFailure) -> [Pair] {
    try numberedLines(text).map(\.pair)
  }

  /// The same with the number of each pair's line, from 1.
  public static func numberedLines(
    _ text: String
  ) throws(MeasureFailure) -> [(line: Int, pair: Pair)] {
    var pairs: [(line: Int, pair: Pair)] = []
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() {
      let content = String(line.prefix { $0 != "#" }).trimmingSpaces()
      if content.isEmpty { continue }
      let words = content.split { ":, \t".contains($0) }
      guard words.count == 2, let from = number(words[0]), let to = number(words[1]) else {
        throw .notPair(text: content, line: index + 1)
      }
      pairs.append((index + 1, Pair(from: from, to: to)))
    }
    guard !pairs.isEmpty else { throw .noPairs }
    return pairs
  }

  /// Different pairs of different images whose classes are related as asked, drawn uniformly.
  ///
  /// - Randomness: two numbers an attempt, first `from`, then `to`; attempts that hit one image
  ///   twice, classes of the other relation, or a pair drawn before are dropped.
  /// - Throws: `MeasureFailure.noPairs` for none, `.tooFewPairs` when more than half of all such
  ///   pairs are asked for.
  public static func random(
    _ count: Int, labels: [Int], relation: PairRelation = .otherClass,
    using generator: inout SeededGenerator
  ) throws(MeasureFailure) -> [Pair] {
    guard count > 0 else { throw .noPairs }
    let most = drawable(labels, relation)
    guard count <= most else {
      throw .tooFewPairs(asked: count, available: most, relation: relation)
    }
    var pairs: [Pair] = []
    var seen: Set<Pair> = []
    while pairs.count < count {
      let from = generator.integer(below: labels.count)
      let pair = Pair(from: from, to: generator.integer(below: labels.count))
      guard pair.from != pair.to,
        (labels[pair.from] == labels[pair.to]) == (relation == .sameClass),
        seen.insert(pair).inserted
      else { continue }
      pairs.append(pair)
    }
    return pairs
  }

  /// The same from a generator of this seed; fewer pairs where the labels have no more.
  public static func random(_ count: Int, labels: [Int], seed: UInt64) -> [Pair] {
    var generator = SeededGenerator(seed: seed)
    let count = min(count, drawable(labels, .otherClass))
    return (try? random(count, labels: labels, using: &generator)) ?? []
  }

  /// Half of the ordered pairs of different images so related: as many as are drawn quickly.
  private static func drawable(_ labels: [Int], _ relation: PairRelation) -> Int {
    var sizes: [Int: Int] = [:]
    for label in labels { sizes[label, default: 0] += 1 }
    let alike = sizes.values.reduce(0) { $0 + $1 * $1 }
    return relation == .sameClass
      ? (alike - labels.count) / 2 : (labels.count * labels.count - alike) / 2
  }

  private static func number(_ text: some StringProtocol) -> Int? {
    text.allSatisfy { $0.isASCII && $0.isNumber } ? Int(text) : nil
  }
}

extension StringProtocol {
  /// Without spaces and tabs at either end.
  fileprivate func trimmingSpaces() -> String {
    let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" }
    return String(drop(while: isSpace).reversed().drop(while: isSpace).reversed())
  }
}
