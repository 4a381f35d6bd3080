import Testing

@testable import MAGFigures

@Suite("Logarithmic axes") struct LogarithmicAxisTests {
  func texts(_ lower: Double, _ upper: Double, length: Double = 200, spacing: Double = 38)
    -> [String]
  {
    Axis(title: "x", scale: .logarithmic(from: lower, to: upper)).ticks(
      length: length, spacing: spacing
    ).map(\.text)
  }

  @Test("values lie by their logarithm, the bounds at 0 and 1")
  func share_powers_areEven() {
    let scale = Scale.logarithmic(from: 0.01, to: 100)
    for (value, share) in [(0.01, 0.0), (0.1, 0.25), (1, 0.5), (10, 0.75), (100, 1), (1000, 1.25)] {
      #expect(abs(scale.share(of: value) - share) < 1e-12)
    }
  }

  @Test(
    "zero and negative values lie far outside, at a number", arguments: [0, -1, -Double.infinity])
  func share_notPositive_isFinite(_ value: Double) {
    let share = Scale.logarithmic(from: 0.1, to: 10).share(of: value)
    #expect(share.isFinite && share < -10)
  }

  @Test(
    "decades are labelled, few of them with 2 and 5, fewer as on a linear axis",
    arguments: [
      (0.01, 100.0, ["0.01", "0.1", "1", "10", "100"]),
      (0.05, 20.0, ["0.1", "1", "10"]),
      (0.5, 20.0, ["1", "10"]),
      (0.15, 0.9, ["0.2", "0.5"]),
      (3.0, 30.0, ["5", "10", "20"]),
      (6.1, 9.2, ["6.5", "7.0", "7.5", "8.0", "8.5", "9.0"]),
      (1.0, 1e6, ["10⁰", "10²", "10⁴", "10⁶"]),
      (2e-6, 5e-6, ["2·10⁻⁶", "5·10⁻⁶"]),
      (1e-12, 1.0, ["10⁻¹²", "10⁻⁹", "10⁻⁶", "10⁻³", "10⁰"]),
    ])
  func ticks_ranges_areLabelled(_ lower: Double, _ upper: Double, _ expected: [String]) {
    #expect(texts(lower, upper) == expected)
  }

  @Test("labels of powers say their tick's value, from the smallest to the largest")
  func ticks_extremes_areLabelled() {
    #expect(texts(1e-300, 1e300).count >= 2)
    #expect(texts(.leastNonzeroMagnitude, 1).allSatisfy { $0.hasPrefix("10") })
    #expect(NumberText.superscripted(-1_234_567_890) == "⁻¹²³⁴⁵⁶⁷⁸⁹⁰")
  }

  @Test("ticks lie inside the axis, ascend and keep their distance")
  func ticks_randomRanges_keepDistance() {
    var generator = TestGenerator(5)
    for _ in 0..<300 {
      let lower = 1e-6 * (1 + 1e6 * generator.uniform())
      let upper = lower * (1.5 + 1e4 * generator.uniform() * generator.uniform())
      let axis = Axis(title: "", scale: .logarithmic(from: lower, to: upper))
      let ticks = axis.ticks(length: 150, spacing: 30)
      let shares = ticks.map { axis.scale.share(of: $0.value) }
      #expect(ticks.count >= 2, "\(lower) to \(upper)")
      #expect(shares.allSatisfy { (-1e-9...1 + 1e-9).contains($0) })
      #expect(shares == shares.sorted() && Set(ticks.map(\.text)).count == ticks.count)
    }
  }

  @Test("minor ticks stand at 1 to 9 times the powers, and on long axes at the powers")
  func minorTicks_decades_areAll() {
    let axis = Axis(title: "", scale: .logarithmic(from: 0.8, to: 30))
    #expect(
      axis.minorTicks.map { NumberText.fixed($0, decimals: 1) } == [
        "0.8", "0.9", "1.0", "2.0", "3.0", "4.0", "5.0", "6.0", "7.0", "8.0", "9.0", "10.0",
        "20.0", "30.0",
      ])
    #expect(Axis(title: "", scale: .logarithmic(from: 1e-6, to: 1e6)).minorTicks.count == 13)
    #expect(Axis(title: "", scale: .linear(from: 1, to: 10)).minorTicks.isEmpty)
  }

  @Test("bounds that have no logarithm give no ticks and no place")
  func bounds_unusable_areKnown() {
    for (lower, upper) in [(0.0, 1.0), (-1, 1), (2, 1), (1, 1), (1, .infinity), (.nan, 1)] {
      #expect(!Scale.logarithmic(from: lower, to: upper).isUsable)
      #expect(LogarithmicTicks.positions(from: lower, to: upper, target: 4).isEmpty)
      #expect(LogarithmicTicks.minorPositions(from: lower, to: upper).isEmpty)
    }
    #expect(Scale.logarithmic(from: 1, to: 2).isUsable)
    #expect(!Scale.linear(from: 1, to: 1).isUsable && Scale.linear(from: -1, to: 1).isUsable)
    #expect(!Scale.categorical([], padding: 0.4).isUsable)
    #expect(Scale.categorical(["a"], padding: 0.5).isUsable)
  }

  @Test("rows are named from the top, columns from the left")
  func tableAxes_names_areOrdered() {
    let rows = Axis.rows(title: "r", names: ["a", "b", "c"]).ticks(length: 90, spacing: 10)
    #expect(rows.map(\.text) == ["c", "b", "a"] && rows.map(\.value) == [0, 1, 2])
    let columns = Axis.columns(title: "c", names: ["a", "b"]).ticks(length: 90, spacing: 10)
    #expect(columns.map(\.text) == ["a", "b"])
  }
}

@Suite("Quantiles") struct QuantileTests {
  @Test("quantiles are interpolated as NumPy does")
  func quantiles_smallSamples_areKnown() throws {
    // numpy.quantile([1, 2, 4, 8], [.05, .25, .5, .75, .95])
    let found = try #require(Quantiles(of: [8, 1, 4, 2]))
    for (value, expected) in [
      (found.p5, 1.15), (found.p25, 1.75), (found.p50, 3), (found.p75, 5), (found.p95, 7.4),
    ] {
      #expect(abs(value - expected) < 1e-12)
    }
    #expect(Quantiles(of: [3])?.p5 == 3 && Quantiles(of: [3])?.p95 == 3)
    #expect(Quantiles(of: []) == nil)
  }
}
