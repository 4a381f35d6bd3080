import MAGNumerics
import Testing

@testable import MAGStudy

@Suite("Pairs of an atlas") struct AtlasPairsTests {
  private let labels = (0..<60).map { ($0 * $0) % 5 }

  private func pairs(
    _ count: Int, _ families: [AtlasFamily] = AtlasFamily.allCases, seed: UInt64 = 4
  ) throws -> AtlasPairs {
    var settings = AtlasToy.settings(count, families: families)
    settings.seed = seed
    return try AtlasPairs(settings, labels: labels)
  }

  @Test("pairs join different classes, one class, or an image and its own adversarial image")
  func families_pairs_areRelated() throws {
    let pairs = try pairs(150)
    for (family, isRelated) in [
      (AtlasFamily.otherClass, { labels[$0.from] != labels[$0.to] }),
      (.sameClass, { labels[$0.from] == labels[$0.to] && $0.from != $0.to }),
      (.adversarial, { $0.from == $0.to }),
    ] as [(AtlasFamily, (Pair) -> Bool)] {
      #expect(pairs[family].count == 150)
      #expect(pairs[family].allSatisfy(isRelated), "\(family)")
    }
    #expect(Set(pairs[.otherClass]).count == 150)
    #expect(Set(pairs[.sameClass]).count == 150)
  }

  @Test("every image is attacked once before any is attacked twice, in another order each time")
  func adversarial_passes_coverTheSplit() throws {
    let pairs = try pairs(150)
    let indices = pairs[.adversarial].map(\.from)
    #expect(Set(indices[0..<60]) == Set(0..<60))
    #expect(Set(indices[60..<120]) == Set(0..<60))
    #expect(Array(indices[0..<60]) != Array(indices[60..<120]))
    #expect(Set(indices[120...]).count == 30)
    #expect([0, 59, 60, 149].map { pairs.pass(ofLine: $0) } == [0, 0, 1, 2])
  }

  @Test("a family's pairs depend neither on the other families nor on how many more are drawn")
  func draws_otherFamilies_changeNothing() throws {
    let all = try pairs(150)
    for family in AtlasFamily.allCases {
      #expect(try pairs(150, [family])[family] == all[family])
      #expect(try pairs(40, [family])[family] == Array(all[family].prefix(40)))
      #expect(try pairs(150, seed: 5)[family] != all[family])
    }
    #expect(try pairs(10, [.otherClass])[.sameClass].isEmpty)
  }

  @Test("more pairs than half of those of one class are refused, naming how many there are")
  func sameClass_tooMany_isRefused() throws {
    var settings = AtlasToy.settings(5, families: [.sameClass])
    // Two classes of three and two images: 6 + 2 ordered pairs, half of them to be had.
    let labels = [0, 0, 0, 1, 1]
    #expect(
      throws: MeasureFailure.tooFewPairs(asked: 5, available: 4, relation: .sameClass)
    ) { try AtlasPairs(settings, labels: labels) }
    settings.pairs = 4
    #expect(try AtlasPairs(settings, labels: labels)[.sameClass].count == 4)
    let failure = MeasureFailure.tooFewPairs(asked: 5, available: 4, relation: .sameClass)
    #expect(failure.description.contains("of one class"))
    #expect(throws: MeasureFailure.self) { try AtlasPairs(settings, labels: []) }
  }

  @Test("the chosen lines are evenly spaced, all of them where there are few, none for 0")
  func evenlySpaced_lines_areSpread() {
    #expect(AtlasPairs.evenlySpaced(4, of: 10) == [0, 2, 5, 7])
    #expect(AtlasPairs.evenlySpaced(64, of: 3) == [0, 1, 2])
    #expect(AtlasPairs.evenlySpaced(0, of: 3).isEmpty)
  }

  @Test("settings that mean nothing are refused, each with its sentence")
  func settings_invalid_areRefused() throws {
    func refusal(_ change: (inout AtlasSettings) -> Void) -> AtlasFailure? {
      var settings = AtlasSettings()
      change(&settings)
      do {
        try settings.validate()
        return nil
      } catch {
        return error as? AtlasFailure
      }
    }
    #expect(refusal { _ in } == nil)
    #expect(refusal { $0.pairs = 0 } == .pairs(found: 0))
    #expect(refusal { $0.pairs = 100_000_001 } == .pairs(found: 100_000_001))
    #expect(refusal { $0.families = [] } == .noFamilies)
    #expect(refusal { $0.certificateLines = -1 } == .certificateLines(found: -1))
    #expect(refusal { $0.epsilon = 0 } == .epsilonZero)
    for failure in [
      AtlasFailure.pairs(found: 0), .noFamilies, .certificateLines(found: -1), .epsilonZero,
      .linesName(path: "a.txt"),
    ] {
      #expect(failure.kind == .usage && failure.description.hasSuffix("."))
    }
  }
}
