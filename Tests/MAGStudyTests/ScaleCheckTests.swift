import MAGData
import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGStudy

@Suite("Signs of a wrong scale") struct ScaleCheckTests {
  /// 400 images of two pixels: class 0 has the first pixel at 200 and the second at 50, class 1 the
  /// other way round, plus a little that differs from image to image.
  private func images() throws -> MeasurementSet {
    let labels = (0..<400).map { $0 % 2 }
    let bytes = labels.enumerated().flatMap { index, label -> [UInt8] in
      let bright = UInt8(200 + index % 7)
      let dark = UInt8(50 + index % 5)
      return label == 0 ? [bright, dark] : [dark, bright]
    }
    let set = ImageSet(bytes: bytes, labels: labels, height: 1, width: 2, classCount: 2)
    let basis = Matrix<Double>(rows: 1, columns: 2, storage: [1, 0])
    return try MeasurementSet(set, manifold: try Manifold(basis: basis), inputs: .raw)
  }

  /// Logits ±(x₀ − bound) of two classes.
  private func network(bound: Float, weight: Float = 1) throws -> Network<Float> {
    try Network<Float>(
      layers: [Dense(inputCount: 2, outputCount: 2)],
      parameters: [weight, 0, -weight, 0, -bound, bound])
  }

  @Test("a network of bytes shown [0, 1] takes all for one class, and 255 is pointed at")
  func bytes_shownUnit_areNoticed() throws {
    let check = try ScaleCheck(
      network(bound: 125), Preprocessing(), on: images(), tries: false)
    #expect(check.sign == .oneClass(1) && check.correct == 200 && check.count == 400)
    let hint = try #require(check.hint)
    #expect(hint.preprocessing == Preprocessing(inputScale: 255))
    #expect(hint.correct == 400 && hint.count == 400)
    #expect(
      check.sentence
        == "all 400 images are taken for class 1, but 400 with --scale 255; the network seems to "
        + "expect that scale, so give it if that is how it was trained.")
  }

  @Test("shown on its own scale it has no sign, and nothing is tried or said")
  func bytes_shownBytes_areFine() throws {
    for tries in [false, true] {
      let check = try ScaleCheck(
        network(bound: 125), Preprocessing(inputScale: 255), on: images(), tries: tries)
      #expect(check.sign == nil && check.hint == nil && check.sentence == nil)
      #expect(check.correct == 400)
    }
  }

  @Test("the options named undo what is in force")
  func hint_fromOther_namesAllThatDiffer() throws {
    // Right for [0, 1] alone: what a mean of 0.9 subtracts is too much.
    let check = try ScaleCheck(
      network(bound: 0.5), Preprocessing(inputMean: 0.9, inputStd: 0.25), on: images(),
      tries: false)
    #expect(check.hint?.preprocessing == Preprocessing())
    #expect(check.sentence?.contains("400 with --mean 0 --std 1;") == true)
  }

  @Test("a dead network is said to be dead, whatever the scale")
  func constant_logits_areNoticed() throws {
    let check = try ScaleCheck(
      network(bound: 1, weight: 0), Preprocessing(), on: images(), tries: true)
    #expect(check.sign == .constantLogits && check.hint == nil)
    #expect(
      check.sentence
        == "the logits are the same for all 400 images; check the scale of the inputs: try --scale "
        + "255, or --mean and --std.")
  }

  @Test("numbers a channel must be those of the images")
  func channels_other_areRefused() throws {
    let two = try #require(ChannelValues([0.5, 0.5]))
    #expect(throws: MeasureFailure.preprocessingChannels(expected: 1, found: 2)) {
      try ScaleCheck(
        network(bound: 1), Preprocessing(inputMean: two), on: images(), tries: false)
    }
  }

  @Test("the bound of chance, worked by hand, and too few images that have none")
  func chance_bound_isByHand() {
    let even = (0..<10_000).map { $0 % 10 }
    // 0.125 + 3.09 · 0.003.
    #expect(abs(ScaleSign.chanceBound(even) - 0.13427) < 1e-9)
    // Nine of ten are of one class: half way to 1.
    #expect(abs(ScaleSign.chanceBound(even.map { $0 == 0 ? 1 : 0 }) - 0.95) < 1e-12)
    func sign(_ correct: Int, of count: Int) -> ScaleSign? {
      let labels = (0..<count).map { $0 % 10 }
      let logits = Matrix<Float>(
        rows: count, columns: 2, storage: (0..<2 * count).map { Float($0) })
      return ScaleSign(
        logits: logits, predictions: (0..<count).map { $0 % 2 }, labels: labels, correct: correct)
    }
    #expect(sign(1342, of: 10_000) == .chance(bound: ScaleSign.chanceBound(even)))
    #expect(sign(1343, of: 10_000) == nil)
    #expect(sign(0, of: 99) == nil && sign(0, of: 100)?.name == "chance")
  }

  @Test("images of a spread are even and no more than there are")
  func spread_counts_areEven() throws {
    let set = try images()
    #expect(set.spread(4) == [0, 100, 200, 300])
    #expect(set.spread(1000) == Array(0..<400) && set.spread(3) == [0, 133, 266])
  }
}
