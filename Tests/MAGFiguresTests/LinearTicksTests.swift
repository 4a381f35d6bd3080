import Testing

@testable import MAGFigures

@Suite("Ticks of linear axes") struct LinearTicksTests {
  /// Ticks are multiples divided by a power of ten: correct to the last bit but for the product.
  static let tolerance = 1e-12

  @Test(
    "hand cases come out as a person would label them",
    arguments: [
      (0.0, 1.0, 6, [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]),
      (0.0, 0.3, 4, [0.0, 0.1, 0.2, 0.3]),
      (-1.0, 1.0, 5, [-1.0, -0.5, 0.0, 0.5, 1.0]),
      (0.0, 25.3, 6, [0.0, 5, 10, 15, 20, 25]),
      (0.4, 1.0, 7, [0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]),
      (0.0, 1000.0, 3, [0.0, 500, 1000]),
      (0.0, 1.0, 2, [0.0, 1.0]),
    ])
  func ticks_handCase_match(_ lower: Double, _ upper: Double, _ target: Int, _ expected: [Double]) {
    let ticks = LinearTicks.positions(from: lower, to: upper, target: target)
    #expect(ticks == expected)
  }

  @Test("ticks lie inside, ascend by equal steps and keep near the wanted count")
  func ticks_randomRanges_areInsideAndEven() {
    var generator = TestGenerator(5)
    for trial in 0..<400 {
      let scale = [1e-6, 0.01, 1, 37, 1e5][generator.integer(below: 5)]
      let lower = (generator.uniform() - 0.5) * scale
      let upper = lower + (0.01 + generator.uniform()) * scale
      let target = 2 + generator.integer(below: 10)
      let ticks = LinearTicks.positions(from: lower, to: upper, target: target)
      let context = "trial \(trial): \(lower)...\(upper), \(target) wanted: \(ticks)"
      #expect(ticks.count >= 2 && ticks.count <= 2 * target + 1, "\(context)")
      guard ticks.count >= 2 else { continue }
      let slack = 1e-9 * (upper - lower)
      #expect(ticks.allSatisfy { $0 >= lower - slack && $0 <= upper + slack }, "\(context)")
      let step = ticks[1] - ticks[0]
      #expect(step > 0, "\(context)")
      for (a, b) in zip(ticks, ticks.dropFirst()) {
        #expect(abs(b - a - step) < 1e-9 * scale, "\(context)")
      }
    }
  }

  @Test("scaling the axis by ten scales the ticks by ten")
  func ticks_scaledAxis_scale() {
    var generator = TestGenerator(6)
    for _ in 0..<50 {
      let lower = generator.uniform()
      let upper = lower + 0.5 + generator.uniform()
      let once = LinearTicks.positions(from: lower, to: upper, target: 5)
      let tenfold = LinearTicks.positions(from: 10 * lower, to: 10 * upper, target: 5)
      #expect(once.count == tenfold.count)
      for (a, b) in zip(once, tenfold) { #expect(abs(10 * a - b) < Self.tolerance * 100) }
    }
  }

  @Test("mirroring the axis mirrors the ticks when zero is inside")
  func ticks_symmetricAxis_areSymmetric() {
    for target in 3...9 {
      let ticks = LinearTicks.positions(from: -0.7, to: 0.7, target: target)
      #expect(ticks.contains(0))
      for tick in ticks { #expect(ticks.contains(-tick)) }
    }
  }

  @Test("a single value gives itself, no axis gives no ticks")
  func ticks_degenerateAxis_areFew() {
    #expect(LinearTicks.positions(from: 3, to: 3, target: 5) == [3])
    #expect(LinearTicks.positions(from: 1, to: 0, target: 5).isEmpty)
    #expect(LinearTicks.positions(from: .nan, to: 1, target: 5).isEmpty)
    #expect(LinearTicks.positions(from: 0, to: .infinity, target: 5).isEmpty)
  }

  @Test("a wish for fewer than two ticks counts as two")
  func ticks_noWish_areTwoOrMore() {
    #expect(LinearTicks.positions(from: 0, to: 1, target: 0).count >= 2)
  }
}

@Suite("Axes") struct AxisTests {
  @Test("tick labels have equal decimals and a true minus sign")
  func axis_negativeRange_labelsAreSet() {
    let axis = Axis(title: "x", scale: .linear(from: -0.5, to: 0.5))
    let texts = axis.ticks(length: 100, spacing: 25).map(\.text)
    #expect(texts == ["−0.50", "−0.25", "0.00", "0.25", "0.50"])
  }

  @Test("crowded names are thinned evenly")
  func axis_crowdedNames_areThinned() {
    let axis = Axis(title: "y", scale: .categorical((0..<10).map(String.init), padding: 0.5))
    #expect(axis.ticks(length: 100, spacing: 9).map(\.text) == (0..<10).map(String.init))
    #expect(axis.ticks(length: 100, spacing: 15).map(\.text) == ["0", "2", "4", "6", "8"])
    #expect(axis.ticks(length: 100, spacing: 25).map(\.text) == ["0", "3", "6", "9"])
  }

  @Test("a frame maps the ends of both scales to its corners")
  func frame_scaleEnds_areCorners() {
    let frame = PlotFrame(
      rect: Rect(x: 10, y: 20, width: 100, height: 50), x: .linear(from: 2, to: 4),
      y: .categorical(["a", "b", "c"], padding: 1))
    #expect(frame.point(2, -1) == Point(10, 70))
    #expect(frame.point(4, 3) == Point(110, 20))
    #expect(frame.point(3, 1) == Point(60, 45))
  }
}
