import MAGNumerics
import Testing

@testable import MAGStudy

@Suite("Pairs of images") struct MeasurePairTests {
  @Test("a list names its pairs in order")
  func list_valid_keepsOrder() throws {
    let pairs = try Pair.list("7:2, 15:3,7:2")
    #expect(pairs == [Pair(from: 7, to: 2), Pair(from: 15, to: 3), Pair(from: 7, to: 2)])
  }

  @Test(
    "a part that is no pair is refused and named",
    arguments: ["7", "7:", ":2", "a:b", "7:2:3", "-1:2", "7:2,,1:2", "1.5:2", "७:2"])
  func list_invalid_isRefused(_ text: String) {
    #expect(throws: MeasureFailure.self) { try Pair.list(text) }
  }

  @Test("an empty list is refused as no pairs")
  func list_empty_isRefused() {
    #expect(throws: MeasureFailure.noPairs) { try Pair.list(" ") }
  }

  @Test("a file's lines may use a colon, a comma or a space, with comments")
  func lines_threeForms_areRead() throws {
    let text = "# pairs\n7:2\r\n\n15, 3  # two\n 4 5\n"
    let expected = [Pair(from: 7, to: 2), Pair(from: 15, to: 3), Pair(from: 4, to: 5)]
    #expect(try Pair.lines(text) == expected)
  }

  @Test("a bad line is refused with its number")
  func lines_badLine_namesLine() {
    #expect(throws: MeasureFailure.notPair(text: "x y", line: 3)) {
      try Pair.lines("1:2\n\nx y\n")
    }
    #expect(throws: MeasureFailure.noPairs) { try Pair.lines("# nothing\n") }
  }

  @Test("random pairs join different classes, differ from each other, and follow from the seed")
  func random_pairs_areDifferentAndRepeatable() throws {
    let labels = (0..<50).map { $0 % 4 }
    let pairs = Pair.random(300, labels: labels, seed: 9)
    #expect(pairs.count == 300)
    #expect(Set(pairs).count == 300)
    #expect(pairs.allSatisfy { labels[$0.from] != labels[$0.to] })
    #expect(pairs == Pair.random(300, labels: labels, seed: 9))
    #expect(pairs != Pair.random(300, labels: labels, seed: 10))
  }

  @Test("fewer random pairs are the first of more")
  func random_fewer_isPrefix() {
    let labels = [0, 1, 2, 0, 1, 2, 0, 1]
    let many = Pair.random(12, labels: labels, seed: 1)
    #expect(Pair.random(5, labels: labels, seed: 1) == Array(many.prefix(5)))
  }

  @Test("more pairs than half of what the labels have are refused")
  func random_tooMany_isRefused() {
    var generator = SeededGenerator(seed: 0)
    // Two classes of two images: 8 ordered pairs across, 4 of them to be had.
    #expect(throws: MeasureFailure.tooFewPairs(asked: 5, available: 4)) {
      try Pair.random(5, labels: [0, 0, 1, 1], using: &generator)
    }
    #expect(throws: MeasureFailure.noPairs) {
      try Pair.random(0, labels: [0, 0, 1, 1], using: &generator)
    }
    #expect(Pair.random(5, labels: [1, 1, 1], seed: 0).isEmpty)
  }
}
