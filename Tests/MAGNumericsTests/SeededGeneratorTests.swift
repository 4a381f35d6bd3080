import Testing

@testable import MAGNumerics

@Suite("The seeded generator") struct SeededGeneratorTests {
  struct Recorded: Decodable {
    let seed: String
    let stream: [UInt64]
    let words: [String]
    let uniforms: [Double]
    let permutation: [Int]
  }

  private func generator(_ recorded: Recorded) throws -> SeededGenerator {
    let seed = try #require(UInt64(recorded.seed))
    switch recorded.stream.count {
    case 0: return SeededGenerator(seed: seed)
    case 1: return SeededGenerator(seed: seed, stream: recorded.stream[0])
    default: return SeededGenerator(seed: seed, stream: recorded.stream[0], recorded.stream[1])
    }
  }

  @Test("words, uniform numbers and permutations are those of an independent implementation")
  func generator_fixture_agreesWithPython() throws {
    let cases: [Recorded] = try fixture("generator.json")
    #expect(cases.count == 6)
    for recorded in cases {
      var words = try generator(recorded)
      #expect(recorded.words.map { UInt64($0) } == recorded.words.map { _ in words.next() })
      var uniforms = try generator(recorded)
      #expect(recorded.uniforms == recorded.uniforms.map { _ in uniforms.uniform() })
      var order = try generator(recorded)
      #expect(recorded.permutation == order.permutation(10))
    }
  }

  @Test("streams of one seed differ, in number and in length")
  func generator_streams_differ() {
    var generators = [
      SeededGenerator(seed: 1), SeededGenerator(seed: 2), SeededGenerator(seed: 1, stream: 0),
      SeededGenerator(seed: 1, stream: 1), SeededGenerator(seed: 1, stream: 0, 1),
      SeededGenerator(seed: 1, stream: 1, 0),
    ]
    let firsts = generators.indices.map { generators[$0].next() }
    #expect(Set(firsts).count == firsts.count)
  }

  @Test("uniform numbers fill [0, 1) evenly")
  func uniform_manyDraws_fillEvenly() {
    var generator = SeededGenerator(seed: 11)
    var bins = [Int](repeating: 0, count: 10)
    for _ in 0..<100_000 {
      let value = generator.uniform()
      #expect(value >= 0 && value < 1)
      bins[Int(value * 10)] += 1
    }
    // Each bin has mean 10 000 and standard deviation 95: 5 of them.
    #expect(bins.allSatisfy { abs($0 - 10_000) < 475 })
  }

  @Test("integers below a bound are evenly drawn, and 1 leaves no choice")
  func integer_manyDraws_areEven() {
    var generator = SeededGenerator(seed: 12)
    var bins = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { bins[generator.integer(below: 7)] += 1 }
    // Mean 10 000, standard deviation 93.
    #expect(bins.allSatisfy { abs($0 - 10_000) < 465 })
    #expect(generator.integer(below: 1) == 0)
  }

  @Test("normal numbers have mean 0, variance 1 and the right tails")
  func normal_manyDraws_haveMoments() {
    var generator = SeededGenerator(seed: 13)
    let draws = (0..<100_000).map { _ in generator.normal() }
    let mean = draws.reduce(0, +) / 100_000
    let variance = draws.reduce(0) { $0 + $1 * $1 } / 100_000
    // Standard errors 0.0032 and 0.0045; beyond 1.96 lie 5 %, standard error 0.07 %.
    #expect(abs(mean) < 0.016 && abs(variance - 1) < 0.023)
    #expect(abs(draws.count { abs($0) > 1.96 } - 5000) < 345)
  }

  @Test("a permutation holds every index once", arguments: [0, 1, 2, 3, 100])
  func permutation_anyCount_holdsEachOnce(_ count: Int) {
    var generator = SeededGenerator(seed: 14)
    #expect(generator.permutation(count).sorted() == Array(0..<count))
  }

  @Test("all orders of three are equally likely")
  func permutation_three_isUniform() {
    var generator = SeededGenerator(seed: 15)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<60_000 { counts[generator.permutation(3), default: 0] += 1 }
    #expect(counts.count == 6)
    // Mean 10 000, standard deviation 91.
    #expect(counts.values.allSatisfy { abs($0 - 10_000) < 460 })
  }

  @Test("a range of numbers stays in its range")
  func uniform_range_staysInside() {
    var generator = SeededGenerator(seed: 16)
    let draws = (0..<1000).map { _ in generator.uniform(-2, 3) }
    #expect(draws.allSatisfy { $0 >= -2 && $0 <= 3 })
    #expect((draws.min() ?? 0) < -1.9 && (draws.max() ?? 0) > 2.9)
  }
}
