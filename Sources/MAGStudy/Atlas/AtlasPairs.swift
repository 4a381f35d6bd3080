import MAGNumerics

/// The ends of all lines of an atlas: the same for every network, given seed and labels.
///
/// - `other-class` and `same-class`: `Pair.random` from the stream (seed, family), so that fewer
///   pairs are the first of more, and no family depends on which others are walked.
/// - `adversarial`: every image of the split once, in a random order, from the stream (seed,
///   family, pass); then, in further passes, all of them again in other orders. A pair leads from
///   an image to itself, which stands for its adversarial image.
/// - Memory: 16 bytes a line.
public struct AtlasPairs: Sendable, Equatable {
  private let imageCount: Int
  private var pairs: [AtlasFamily: [Pair]] = [:]

  /// - Throws: `MeasureFailure.noPairs`, `.tooFewPairs`.
  public init(_ settings: AtlasSettings, labels: [Int]) throws(MeasureFailure) {
    imageCount = labels.count
    guard !labels.isEmpty else { throw .tooFewPairs(asked: settings.pairs, available: 0) }
    for family in settings.families {
      var generator = SeededGenerator(seed: settings.seed, stream: Self.stream, family.stream)
      pairs[family] =
        switch family {
        case .otherClass:
          try Pair.random(settings.pairs, labels: labels, using: &generator)
        case .sameClass:
          try Pair.random(
            settings.pairs, labels: labels, relation: .sameClass, using: &generator)
        case .adversarial:
          Self.passes(settings.pairs, over: labels.count, seed: settings.seed)
        }
    }
  }

  /// The pairs of a family, in order; none for a family that was not asked for.
  public subscript(family: AtlasFamily) -> [Pair] { pairs[family] ?? [] }

  /// In which pass over the images an adversarial line stands.
  public func pass(ofLine number: Int) -> Int { number / imageCount }

  /// The numbers of some of the lines of a family, evenly spaced from the first on.
  public static func evenlySpaced(_ count: Int, of lines: Int) -> [Int] {
    let count = min(count, lines)
    return (0..<count).map { $0 * lines / count }
  }

  /// "ATLAS" in this package's alphabet of streams.
  private static let stream: UInt64 = 0xA71A5

  private static func passes(_ count: Int, over images: Int, seed: UInt64) -> [Pair] {
    var result: [Pair] = []
    result.reserveCapacity(count)
    var pass: UInt64 = 0
    while result.count < count {
      var generator = SeededGenerator(
        seed: seed, stream: stream, AtlasFamily.adversarial.stream, pass)
      result += generator.permutation(images).prefix(count - result.count)
        .map { Pair(from: $0, to: $0) }
      pass += 1
    }
    return result
  }
}
