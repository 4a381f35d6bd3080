import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGGeometry

@Suite("Alignment") struct AlignmentTests {
  /// The plane of the first two of three axes.
  private let plane = matrix([[1, 0, 0], [0, 1, 0]])

  @Test("a gradient of (3, 0, 4) has cosine 3/5, ratio 5/3, rejection 4/5")
  func alignment_handWorked_matches() throws {
    let alignment = try Alignment(of: matrix([[3, 0, 4]]), basis: plane)
    #expect(abs((alignment.cosine.values[0] ?? .nan) - 0.6) < 1e-15)
    #expect(abs((alignment.ratio.values[0] ?? .nan) - 5.0 / 3) < 1e-15)
    #expect(abs((alignment.rejection.values[0] ?? .nan) - 0.8) < 1e-15)
  }

  @Test("zero and non-finite gradients are undefined and counted, in the order of examples")
  func alignment_zeroGradient_isUndefined() throws {
    let rows = matrix([[0, 0, 0], [1, 0, 0], [.nan, 1, 0], [0, .infinity, 0]])
    let alignment = try Alignment(of: rows, basis: plane)
    for summary in [alignment.cosine, alignment.ratio, alignment.rejection] {
      #expect(
        summary.undefinedCount == 3
          && summary.values.map { $0 != nil } == [false, true, false, false])
      #expect(summary.mean.map(\.isFinite) == true)
    }
    #expect(alignment.rejection.values[1] == 0)
  }

  @Test("a gradient orthogonal to the span has no ratio, but cosine 0 and rejection 1")
  func alignment_orthogonalGradient_hasNoRatio() throws {
    let alignment = try Alignment(of: matrix([[0, 0, 2]]), basis: plane)
    #expect(alignment.cosine.values == [0] && alignment.rejection.values == [1])
    #expect(alignment.ratio.values == [nil] && alignment.ratio.undefinedCount == 1)
    #expect(alignment.ratio.mean == nil && alignment.ratio.quantiles.isEmpty)
  }

  @Test(
    "the size of a gradient does not matter",
    arguments: [1e-300, Double.leastNonzeroMagnitude, 1e300])
  func alignment_extremeScale_isUnchanged(_ scale: Double) throws {
    let alignment = try Alignment(of: matrix([[scale, 0, scale]]), basis: plane)
    #expect(abs((alignment.cosine.values[0] ?? .nan) - 0.5.squareRoot()) < 1e-15)
  }

  @Test("rejection stays accurate where the cosine rounds to 1")
  func rejection_nearlyAligned_keepsDigits() throws {
    let alignment = try Alignment(of: matrix([[1, 0, 1e-12]]), basis: plane)
    #expect(abs((alignment.rejection.values[0] ?? .nan) / 1e-12 - 1) < 1e-12)
    #expect(alignment.cosine.values[0] == 1)
  }

  @Test("values, moments and quantiles agree with NumPy") func summary_fixture_agrees() throws {
    let fixture = try PathFixture.load().alignment
    let cosine = try Alignment(of: matrix(fixture.gradients), basis: matrix(fixture.basis)).cosine
    for (a, b) in zip(cosine.values, fixture.cosine) {
      #expect(abs((a ?? .nan) - b) < 1e-13)
    }
    #expect(abs((cosine.mean ?? .nan) - fixture.mean) < 1e-13)
    #expect(abs((cosine.median ?? .nan) - fixture.median) < 1e-13)
    #expect(abs((cosine.std ?? .nan) - fixture.std) < 1e-13)
    for (a, b) in zip(cosine.quantiles, fixture.quantiles) { #expect(abs(a - b) < 1e-13) }
  }

  @Test("one value is its own mean and every quantile, with no spread")
  func summary_oneValue_isItself() {
    let summary = AlignmentSummary([0.25])
    #expect(summary.mean == 0.25 && summary.median == 0.25 && summary.std == 0)
    #expect(summary.quantiles == [Double](repeating: 0.25, count: 5))
  }

  @Test("no values at all give no numbers") func summary_empty_hasNothing() {
    let summary = AlignmentSummary([])
    #expect(summary.mean == nil && summary.std == nil && summary.undefinedCount == 0)
  }

  @Test("a network's alignment is that of its input gradients, over several chunks")
  func alignment_ofNetwork_matchesItsGradients() throws {
    var generator = SeededGenerator(seed: 8)
    let network = try Network<Float>(
      layers: Network<Float>.perceptron(sizes: [6, 9, 3]), initialization: .pytorch,
      using: &generator)
    let images = Matrix<Float>(normal(1100, 6, &generator))
    let labels = (0..<1100).map { $0 % 3 }
    let basis = orthonormal(2, 6, &generator)
    for kind in GradientKind.allCases {
      let measured = try Alignment(
        of: network, images: images, labels: labels, gradient: kind, basis: basis)
      let gradients = network.inputGradient(images, labels: labels, of: kind)
      let expected = try Alignment(of: gradients, basis: basis)
      #expect(measured.cosine.values.count == 1100)
      for (a, b) in zip(measured.cosine.values, expected.cosine.values) {
        #expect(abs((a ?? -1) - (b ?? -1)) < 1e-5)
      }
    }
  }

  @Test("a label's gradient of a linear network is its weight row")
  func alignment_linearNetwork_followsWeights() throws {
    let linear = try network(chain([[[3, 0, 4], [0, 5, 12]]]))
    let alignment = try Alignment(
      of: linear, images: matrix([[1, 1, 1], [2, 0, 1]]), labels: [0, 1], gradient: .trueLogit,
      basis: plane)
    #expect(abs((alignment.cosine.values[0] ?? .nan) - 0.6) < 1e-15)
    #expect(abs((alignment.cosine.values[1] ?? .nan) - 5.0 / 13) < 1e-15)
  }

  @Test("other dimensions and counts are refused") func alignment_wrongShapes_areRefused() throws {
    let linear = try network(chain([[[3, 0, 4], [0, 5, 12]]]))
    let image = matrix([[1, 2, 3]])
    #expect(
      throws: GeometryFailure.dimensionMismatch(
        what: "the manifold's basis", expected: 2, found: 3)
    ) { try Alignment(of: matrix([[1, 2]]), basis: plane) }
    #expect(
      throws: GeometryFailure.dimensionMismatch(what: "an image", expected: 3, found: 2)
    ) { try Alignment(of: linear, images: matrix([[1, 2]]), labels: [0], basis: plane) }
    #expect(
      throws: GeometryFailure.dimensionMismatch(
        what: "the manifold's basis", expected: 3, found: 2)
    ) { try Alignment(of: linear, images: image, labels: [0], basis: matrix([[1, 0]])) }
    #expect(
      throws: GeometryFailure.dimensionMismatch(what: "the labels", expected: 1, found: 2)
    ) { try Alignment(of: linear, images: image, labels: [0, 1], basis: plane) }
  }
}
